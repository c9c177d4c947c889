#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure Hearthboard. Without the name of a suite, all of them. See bench/README.md."""

import argparse
import subprocess
import sys

import suite_board
import suite_peers
import suite_replica
import suite_store
from figures import Report
from places import BIN


class Micro:
    """Google Benchmark's own tables."""

    TARGETS = ("bench_micro", "bench_export", "bench_import")

    @staticmethod
    def run(report, _options):
        for program in Micro.TARGETS:
            report.note("")
            subprocess.run([BIN / program], check=True)


SUITES = {"micro": Micro, "store": suite_store, "peers": suite_peers, "replica": suite_replica, "board": suite_board}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.add_argument("--runs", type=int, default=11, help="processes to take a median of")
    parser.add_argument("--targets", action="store_true", help="only say what must be built for it")
    for suite in (suite_store, suite_peers, suite_replica, suite_board):
        suite.add_options(parser)
    options = parser.parse_args()
    unknown = [name for name in options.suites if name not in SUITES]
    if unknown:
        parser.error(f"there is no suite {unknown[0]}; there are {', '.join(SUITES)}")
    chosen = {name: suite for name, suite in SUITES.items() if not options.suites or name in options.suites}
    if options.targets:
        print(" ".join(sorted({target for suite in chosen.values() for target in suite.TARGETS})))
        return 0

    report = Report()
    for name, suite in chosen.items():
        report.suite = name
        report.note(f"\n== {name}: {suite.__doc__.strip()}")
        suite.run(report, options)
    if options.json:
        report.write_json(options.json)
    report.note(f"\n{sum(row['met'] is True for row in report.rows)} aims met, {report.missed} missed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
