# SPDX-License-Identifier: GPL-3.0-or-later
"""The store by its public interface: bench/store."""

import json
import os
import statistics
import subprocess

from figures import Aim
from places import BIN, file_system_of, folder_on_disk, one_core
from processes import spent_by

TARGETS = ("bench_store", "hearthctl")
PROGRAM = BIN / "bench_store"


def add_options(parser):
    parser.add_argument("--record-days", type=int, default=30, help="accelerated days to record")


def run_once(*arguments):
    """What the process took, and what it says."""
    spent, said = spent_by([PROGRAM, *arguments])
    return spent, json.loads(said)


def forget_cached(path):
    """Drops the file from the page cache."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def cold_processes(report, name, command, runs, limit, check):
    """One process after the other; the first warms the page cache and is not counted."""
    run_once(*command)
    warm = [run_once(*command) for _ in range(runs)]
    for _, said in warm:
        check(said)
    figure = lambda pick: statistics.median(pick(spent, said) for spent, said in warm)
    report.row(f"{name}: whole process", "ms", figure(lambda spent, _: spent.wall_ms), aim=Aim("median", at_most=limit))
    report.row("  from its start to the answer", "ms", figure(lambda _, said: said["answered_ms"]), aim=Aim("median", at_most=limit))
    report.row("  of it to open the store", "ms", figure(lambda _, said: said["opened_ms"]))
    report.row("  processor time, user and system", "ms", figure(lambda spent, _: spent.cpu_ms))
    from_disk = []
    for _ in range(runs):
        forget_cached(command[1])
        from_disk.append(run_once(*command)[0].wall_ms)
    report.row("  whole process, file not in memory before", "ms", statistics.median(from_disk))


def check_day(said):
    if said["buckets"] != 4 * 24 * 60 or abs(said["phases_less_total"]) > 1e-6:
        raise SystemExit(f"The day's answer is wrong: {said}")


def check_year(said):
    if said["buckets"] != 366 or abs(said["sum_less_counted"]) > 1e-3:
        raise SystemExit(f"The year's answer is wrong: {said}")


def reading(report, folder, runs):
    for file, days in (("day.db", 90), ("year.db", 366)):
        subprocess.run([PROGRAM, "history", folder / file, str(days)], check=True)
    report.head(f"Reading, with 90 and 366 days stored; median of {runs} processes", "median")
    cold_processes(report, "24 h of four series by minute", ("day", folder / "day.db"), runs, 10, check_day)
    cold_processes(report, "a year of energy by day", ("year", folder / "year.db", "1"), runs, 5, check_year)
    again = [run_once("year", folder / "year.db", "2")[1]["again_ms"] for _ in range(runs)]
    report.row("  asked again in the same process", "ms", statistics.median(again))
    starts = [spent_by([BIN / "hearthctl", "--version"])[0] for _ in range(runs + 1)][1:]
    report.row("beside it, hearthctl's own start: whole process", "ms", statistics.median(spent.wall_ms for spent in starts))
    report.row("  processor time, user and system", "ms", statistics.median(spent.cpu_ms for spent in starts))


def taking_in(report, folder):
    months = []
    for i in range(3):
        file = folder / f"month-{i}.db"
        months.append(run_once("month", file)[1])
        file.unlink()
        if months[-1]["rows"] != 30 * 86400 or months[-1]["sum_less_given"] != 0:
            raise SystemExit(f"The month came back wrong: {months[-1]}")
    report.head("A month of every second, 17 columns: append and flush of 262,144 rows at a time; median of 3", "median")
    report.row("rows taken in, until all is on disk", "rows/s", statistics.median(m["rows"] / m["seconds"] for m in months), aim=Aim("median", at_least=1e6))
    report.row("  in a second of processor time", "rows/s", statistics.median(m["rows"] / m["processor_seconds"] for m in months))
    report.row("size of the store's file", "MB", months[0]["file_mb"], aim=Aim("median", at_most=40))
    report.row("bytes written for it", "MB", months[0]["written_mb"])


def recording(report, folder, days):
    report.head(f"Recording every channel every second, a commit a minute, on {file_system_of(folder)}", "wchar", "write_bytes", "RSS", "PSS", "file")
    said = []
    with subprocess.Popen([PROGRAM, "record", folder / "record.db", str(days)], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            day = json.loads(line)
            said.append(day)
            if day["readings"] != 4 * 86400:
                raise SystemExit(f"Not all readings were taken: {day}")
            if day["day"] in (1, 2, 10, 20, 30, days):
                report.row(f"day {day['day']:.0f}", "MB", day["wchar_mb"], day["write_bytes_mb"], day["rss_mb"], day["pss_mb"], day["file_mb"])
    if process.returncode != 0:
        raise SystemExit("bench_store record failed.")
    worst = max(said, key=lambda day: day["wchar_mb"])
    report.row("the day with the most written", "MB", worst["wchar_mb"], worst["write_bytes_mb"], aim=Aim("write_bytes", at_most=20))
    if days > 2:
        growth = said[-1]["rss_mb"] - said[1]["rss_mb"]
        report.row(f"growth of memory from day 2 to day {days}", "MB", None, None, growth, aim=Aim("RSS", at_most=2))
    report.row("an accelerated day takes", "s", statistics.median(day["seconds"] for day in said))


def run(report, options):
    with folder_on_disk() as folder, one_core() as core:
        report.note(f"All on core {core}.")
        reading(report, folder, options.runs)
        taking_in(report, folder)
        recording(report, folder, options.record_days)
