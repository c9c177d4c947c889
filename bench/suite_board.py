# SPDX-License-Identifier: GPL-3.0-or-later
"""Hearthboard's start, memory and CPU against the demo home, beside a bare Qt Quick window."""

import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import threading
import time

from figures import Aim
from places import BIN, plain_environment

TARGETS = ("hearthboard", "hearthctl", "hearthsim", "minimal_window")
TICKS = os.sysconf("SC_CLK_TCK")
PAGES = ("home", "energy")
PAINTED = {"minimal_window": "^painted", "hearthboard": "first frame with data"}  # what each says on stderr


class Running:
    """A program whose stderr is read as it comes; it is asked to end, then made to."""

    def __init__(self, command, environment):
        self.lines = []
        self.came = threading.Condition()
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stderr:
            with self.came:
                self.lines.append((time.monotonic() - self.started, line.rstrip()))
                self.came.notify_all()
        with self.came:
            self.lines.append((time.monotonic() - self.started, None))
            self.came.notify_all()

    def wait_for(self, pattern, seconds):
        """Seconds from the start of the program to the first line that matches."""
        seen, deadline = 0, time.monotonic() + seconds
        with self.came:
            while True:
                for when, line in self.lines[seen:]:
                    if line is None:
                        raise SystemExit("\n".join([l for _, l in self.lines if l] + ["The program ended by itself."]))
                    if re.search(pattern, line):
                        return when
                seen = len(self.lines)
                if not self.came.wait(max(0.0, deadline - time.monotonic())):
                    raise SystemExit("\n".join([l for _, l in self.lines if l] + [f"No line like {pattern!r} came."]))

    def pss_mb(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+) kB", text, re.M)[1]) * 1024 / 1e6

    def written_bytes(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/io").read_text()
        return int(re.search(r"^write_bytes: (\d+)", text, re.M)[1])

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_sim(folder, environment, days):
    """hearthsim in its own process, which first writes a store with history."""
    command = [BIN / "hearthsim", "--export-store", folder / "history.db", "--days", str(days)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"hearthsim ended with {process.wait()} before it was ready.")
    return process, json.loads(line)


def board_environment(folder, environment, ready):
    config = folder / "hearthboard.toml"
    config.write_text(
        f'[api]\nbase_url = "{ready["api"]}"\n\n[live]\nurl = "{ready["live"]}"\n\n'
        f'[history]\npath = "{folder / "history.db"}"\n\n[home]\ntime_zone = "Europe/Stockholm"\n'
    )
    return environment | {
        "HEARTHBOARD_CONFIG": str(config),
        "HEARTHBOARD_ACCESS_TOKEN": ready["token"],
        "HEARTHBOARD_TRACE_STARTUP": "1",
        "HEARTHBOARD_DUMPABLE": "1",  # /proc tells of its memory to no other process else
    }


def board_command(page):
    return [BIN / "hearthboard", "--page", page, "--size", "1280x800"]


def connections_to(url):
    """How many established TCP connections lead to the port of a service on this machine."""
    port, established = int(re.search(r":(\d+)", url.split("//", 1)[1])[1]), "01"
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(1 for row in rows if row[3] == established and int(row[2].split(":")[1], 16) == port)


def start_times(command, environment, runs):
    times = []
    for _ in range(runs + 1):  # the first warms the page cache
        with Running(command, environment) as program:
            times.append(program.wait_for(PAINTED[command[0].name], 60) * 1000)
    return times[1:]


def stay(command, environment, seconds, windows, live_url=None):
    """PSS after `seconds`, and CPU seconds a minute in each of the windows that follow; with readings coming in."""
    with Running(command, environment) as program:
        program.wait_for(PAINTED[command[0].name], 60)
        time.sleep(max(0.0, seconds - (time.monotonic() - program.started)))
        pss, cpu = program.pss_mb(), []
        for _ in range(windows):
            before, began = program.cpu_seconds(), time.monotonic()
            time.sleep(seconds)
            if live_url and not connections_to(live_url):
                raise SystemExit("hearthboard is not connected to the demo home: these figures would mean nothing.")
            cpu.append((program.cpu_seconds() - before) * 60 / (time.monotonic() - began))
    return pss, cpu


def written(command, environment, minutes):
    """MB that a day writes at the rate of these minutes, after two that hold the start."""
    with Running(command, environment) as program:
        program.wait_for(PAINTED[command[0].name], 60)
        time.sleep(120)
        before = program.written_bytes()
        time.sleep(60 * minutes)
        return (program.written_bytes() - before) / 1e6 * 1440 / minutes


def add_options(parser):
    parser.add_argument("--seconds", type=float, default=60, help="how long to stay before memory and for each CPU window")
    parser.add_argument("--windows", type=int, default=3, help="CPU windows to take the median of")
    parser.add_argument("--write-minutes", type=float, default=0, help="measure what is written in so long; it takes an hour to see a whole one")
    parser.add_argument("--days", type=int, default=90, help="days of history in the store")


def measure(report, options, environment, board, live_url):
    def row(name, unit, ours, window, at_most=None):
        report.row(name, unit, ours, window, ours / window if window else None, aim=Aim("hearthboard", at_most=at_most) if at_most else None)

    report.head("Offscreen, software rendering, 1280x800", "hearthboard", "a window", "ratio")
    peer_starts = start_times([BIN / "minimal_window"], environment, options.runs)
    starts = start_times(board_command("home"), board, options.runs)
    row("start to painted Home, median", "ms", statistics.median(starts), statistics.median(peer_starts), 250)
    row("  fastest", "ms", min(starts), min(peer_starts))
    row("  slowest", "ms", max(starts), max(peer_starts))
    peer_pss, peer_cpu = stay([BIN / "minimal_window"], environment, min(10, options.seconds), 1)
    for page in PAGES:
        pss, cpu = stay(board_command(page), board, options.seconds, options.windows, live_url)
        row(f"{page}: PSS after {options.seconds:g} s", "MB", pss, peer_pss, 80)
        row(f"{page}: CPU a minute, median of {options.windows}", "s", statistics.median(cpu), statistics.median(peer_cpu), 0.8)
    if options.write_minutes > 0:
        report.row("written in a day at this rate", "MB", written(board_command("home"), board, options.write_minutes), aim=Aim("hearthboard", at_most=20))


def run(report, options):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hearthboard-bench-"))
    environment = plain_environment() | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "QT_ASSUME_STDERR_HAS_CONSOLE": "1",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    sim, ready = start_sim(folder, environment, options.days)
    try:
        report.note(f"Store of {options.days} days: {(folder / 'history.db').stat().st_size / 2**20:.1f} MiB.")
        measure(report, options, environment, board_environment(folder, environment, ready), ready["live"])
    finally:
        sim.send_signal(signal.SIGTERM)
        sim.wait()
        shutil.rmtree(folder, ignore_errors=True)
