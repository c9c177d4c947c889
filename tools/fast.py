#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests ./dev test --fast runs: those of the test programs that were built anew since they last passed, the quick
ones first, as many as fit the time.

    tools/fast.py choose SECONDS    prints what `ctest -I` takes; what is left out is said on standard error
    tools/fast.py passed            remembers the programs as they are now

How long a test takes is what it took when it ran last here; one that never ran counts as a second.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "dev"
REMEMBERED = BUILD / "fast.json"
# These run the programs, and so are touched by whatever touches those.
PROGRAMS = ["hearthctl", "hearthsim", "hearthboard"]
USERS_OF_PROGRAMS = {"test_integration", "test_ui"}


def fingerprint(program):
    names = [program, *(PROGRAMS if program in USERS_OF_PROGRAMS else [])]
    digest = hashlib.sha256()
    for name in names:
        file = BUILD / "bin" / name
        digest.update(file.read_bytes() if file.exists() else b"")
    return digest.hexdigest()


def all_tests():
    """(number, name, program) of every test, as CTest counts them."""
    listing = subprocess.run(["ctest", "--preset", "dev", "--show-only=json-v1"], cwd=ROOT, capture_output=True,
                             check=True).stdout
    for number, test in enumerate(json.loads(listing)["tests"], 1):
        yield number, test["name"], pathlib.Path(test["command"][0]).name


def seconds_taken():
    taken = {}
    file = BUILD / "Testing" / "Temporary" / "CTestCostData.txt"
    for line in file.read_text().splitlines() if file.exists() else []:
        words = line.rsplit(" ", 2)
        if len(words) == 3:
            taken[words[0]] = float(words[2])
    return taken


def choose(seconds):
    passed = json.loads(REMEMBERED.read_text()) if REMEMBERED.exists() else {}
    taken = seconds_taken()
    tests = list(all_tests())
    unlike = {program for program in {t[2] for t in tests} if passed.get(program) != fingerprint(program)}
    touched = sorted((taken.get(name, 1.0), number, name) for number, name, program in tests if program in unlike)
    budget = seconds * (os.cpu_count() or 1)
    chosen, left_out = [], []
    for cost, number, name in touched:
        budget -= cost
        (chosen if budget >= 0 else left_out).append((number, name, cost))
    print(f"{len(chosen)} of {len(tests)} tests: those of {', '.join(sorted(unlike)) or 'no program'}", file=sys.stderr)
    if left_out:
        print(f"{len(left_out)} take too long for every day: {left_out[0][1]} … ({sum(t[2] for t in left_out):.0f} s)",
              file=sys.stderr)
    print(",".join(["0", "0", "0", *(str(number) for number, _, _ in chosen)]) if chosen else "")


def remember():
    REMEMBERED.write_text(json.dumps({program: fingerprint(program) for program in {t[2] for t in all_tests()}}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["choose", seconds]:
            choose(float(seconds))
        case ["passed"]:
            remember()
        case _:
            sys.exit(__doc__)
