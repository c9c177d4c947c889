#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure hearthboard's start, memory and CPU against the demo home, beside a bare Qt Quick window. See README.md."""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build" / "release" / "bin"
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


def row(name, ours, unit, peer=None, target=None):
    ratio = f"{ours / peer:6.2f} ×" if peer else " " * 8
    beside = f"{peer:9.1f}" if peer is not None else " " * 9
    verdict = "" if target is None else f"   aim {target:g}: {'met' if ours <= target else 'MISSED'}"
    print(f"{name:38} {ours:9.2f} {unit:10} {beside} {ratio}{verdict}", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=11, help="starts to take the median of")
    parser.add_argument("--seconds", type=float, default=60, help="how long to stay before memory and for each CPU window")
    parser.add_argument("--windows", type=int, default=3, help="CPU windows to take the median of")
    parser.add_argument("--days", type=int, default=90, help="days of history in the store")
    parser.add_argument("--no-micro", action="store_true", help="leave the micro benchmarks out")
    arguments = parser.parse_args()

    if not arguments.no_micro and (BIN / "bench_micro").exists():
        subprocess.run([BIN / "bench_micro"], check=True)

    folder = pathlib.Path(tempfile.mkdtemp(prefix="hearthboard-bench-"))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HEARTHBOARD_")} | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "QT_ASSUME_STDERR_HAS_CONSOLE": "1",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    sim, ready = start_sim(folder, environment, arguments.days)
    try:
        board = board_environment(folder, environment, ready)
        size = (folder / "history.db").stat().st_size / 2**20
        print(f"\nStore of {arguments.days} days: {size:.1f} MiB. Offscreen, software rendering, 1280x800.")
        print(f"{'':38} {'':9} {'':10} {'a window':>9} {'ratio':>8}")
        peer_starts = start_times([BIN / "minimal_window"], environment, arguments.runs)
        starts = start_times(board_command("home"), board, arguments.runs)
        row("start to painted Home, median", statistics.median(starts), "ms", statistics.median(peer_starts), 250)
        row("  fastest", min(starts), "ms", min(peer_starts))
        row("  slowest", max(starts), "ms", max(peer_starts))
        peer_pss, peer_cpu = stay([BIN / "minimal_window"], environment, min(10, arguments.seconds), 1)
        for page in PAGES:
            pss, cpu = stay(board_command(page), board, arguments.seconds, arguments.windows, ready["live"])
            row(f"{page}: PSS after {arguments.seconds:g} s", pss, "MB", peer_pss, 80)
            row(f"{page}: CPU a minute, median of {arguments.windows}", statistics.median(cpu), "s", statistics.median(peer_cpu), 0.8)
    finally:
        sim.send_signal(signal.SIGTERM)
        sim.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
