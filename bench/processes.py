# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process takes, from starting it to its end."""

import dataclasses
import os
import subprocess
import time


@dataclasses.dataclass(frozen=True)
class Spent:
    wall_ms: float
    cpu_ms: float  # user and system
    own_ms: float | None = None  # what the program itself says its work took


def spent_by(command, given=None, environment=None):
    """Runs a program to its end. Returns what that took, and what it said."""
    start = time.perf_counter()
    with subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as process:
        if given:
            process.stdin.write(given)
        process.stdin.close()
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed: {said}")
    return Spent(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000), said
