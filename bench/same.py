# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether answers are the same. Who differs ends the benchmark: a wrong answer has no speed."""

import itertools
import math


def same_rows(what, expected, found):
    """Whole numbers must be equal; others to nine figures."""
    if len(expected) != len(found):
        raise SystemExit(f"{what} has {len(found)} rows, not {len(expected)}.")
    for number, (a, b) in enumerate(zip(expected, found)):
        if len(a) != len(b) or not all(x == y or math.isclose(x, y, rel_tol=1e-9) for x, y in zip(a, b)):
            raise SystemExit(f"{what} differs in row {number}: {b}, not {a}.")


def plain(line):
    """One line of CSV without what each program writes in its own way: line ends, the T and Z of a time."""
    return line.rstrip(b"\r\n").replace(b" ", b"T", 1).replace(b"Z", b"", 1)


def same_csv(what, expected, found):
    """Byte by byte but for the header and what `plain` takes away."""
    with open(expected, "rb") as a, open(found, "rb") as b:
        next(a), next(b)
        for number, (x, y) in enumerate(itertools.zip_longest(a, b), 2):
            if x is None or y is None or plain(x) != plain(y):
                raise SystemExit(f"{what} differs in line {number}: {y!r}, not {x!r}.")
