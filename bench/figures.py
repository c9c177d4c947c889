# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures as a table for people, said as they come, and as JSON for programs."""

import dataclasses
import json
import pathlib

NAME_WIDTH = 44
UNIT_WIDTH = 6
CELL_WIDTH = 12


@dataclasses.dataclass(frozen=True)
class Aim:
    """What one column of a row shall be."""

    column: str
    at_most: float | None = None
    at_least: float | None = None

    def met(self, value):
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)

    def __str__(self):
        return f"≤ {shown(self.at_most)}" if self.at_most is not None else f"≥ {shown(self.at_least)}"


def shown(value):
    """About three figures that count."""
    if value is None:
        return ""
    size = abs(value)
    if size >= 1e6:
        return f"{value / 1e6:.2f} M"
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 0.1 else f"{value:.3f}"


class Report:
    def __init__(self):
        self.rows = []
        self.missed = 0
        self.suite = ""
        self.columns = ()

    def head(self, title, *columns):
        """Begins a table."""
        self.columns = columns
        print(f"\n{title}\n{'':{NAME_WIDTH}} {'':{UNIT_WIDTH}} " + " ".join(f"{column:>{CELL_WIDTH}}" for column in columns), flush=True)

    def row(self, name, unit, *values, aim=None):
        """`values` are in the order of the columns; None where there is none."""
        by_column = dict(zip(self.columns, values))
        verdict = met = None
        if aim and by_column.get(aim.column) is not None:
            met = aim.met(by_column[aim.column])
            verdict = f"   aim {aim}: {'met' if met else 'MISSED'}"
            self.missed += not met
        cells = " ".join(f"{shown(by_column.get(column)):>{CELL_WIDTH}}" for column in self.columns)
        print(f"{name:{NAME_WIDTH}} {unit:{UNIT_WIDTH}} {cells}{verdict or ''}".rstrip(), flush=True)
        self.rows.append({"suite": self.suite, "name": name.strip(), "unit": unit, "figures": by_column, "aim": aim and str(aim), "met": met})

    def note(self, sentence):
        print(sentence, flush=True)

    def write_json(self, path):
        pathlib.Path(path).write_text(json.dumps(self.rows, indent=1, ensure_ascii=False) + "\n")
