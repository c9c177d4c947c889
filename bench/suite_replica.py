# SPDX-License-Identifier: GPL-3.0-or-later
"""The read replica: a day, ninety days and ten million rows out of a PostgreSQL of its own, beside psql."""

import contextlib
import datetime
import json
import os
import statistics
import subprocess

from figures import Aim
from places import BIN, folder_on_disk, plain_environment
from processes import spent_by

TARGETS = ("bench_replica", "hearthctl")
PROGRAM = BIN / "bench_replica"
DAY = 86_400
RUNS = 9
# The query that Hearthboard sends for a day, which psql sends too.
COLUMNS = (
    "time, device_serial, active_power_total, active_power_l1, active_power_l2, active_power_l3, active_production_total, active_energy_total, "
    "active_energy_production, voltage_l1, voltage_l2, voltage_l3, current_l1, current_l2, current_l3, power_factor"
)


def add_options(parser):
    parser.add_argument("--replica-rows", type=int, default=10_000_000, help="seconds that the replica's server has")


@contextlib.contextmanager
def server(seconds):
    with subprocess.Popen([PROGRAM, "serve", str(seconds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        if not line:
            raise SystemExit("The server did not start.")
        try:
            yield json.loads(line)
        finally:
            process.stdin.close()
            process.wait()


def rfc3339(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def psql(dsn, start, end):
    query = f"SELECT {COLUMNS} FROM energy_consumption WHERE time >= '{rfc3339(start)}' AND time < '{rfc3339(end)}'"
    spent, _ = spent_by(["psql", "-X", "-q", dsn, "-c", f"\\copy ({query}) to '/dev/null'"])
    return spent


def ours(task, *arguments):
    spent, said = spent_by([PROGRAM, task, *arguments])
    return spent, json.loads(said)


def a_day(report, home):
    start, end = home["end"] - DAY * 1000, home["end"]
    runs = [(ours("rows", home["dsn"], start, end), psql(home["dsn"], start, end)) for _ in range(RUNS + 1)][1:]
    middle = lambda values: statistics.median(list(values))
    wall = middle(mine.wall_ms for (mine, _), _ in runs)
    peer = middle(theirs.wall_ms for _, theirs in runs)
    said = [facts for (_, facts), _ in runs]
    if any(facts["rows"] != DAY for facts in said):
        raise SystemExit(f"A day has {DAY} rows, not {said[0]['rows']}.")
    report.head(f"a day of the meter, {DAY} rows, whole processes, interleaved, median of {RUNS}", "Hearthboard", "psql", "ratio")
    report.row("wall", "ms", wall, peer, wall / peer, aim=Aim("ratio", at_most=1.3))
    cpu = middle(mine.cpu_ms for (mine, _), _ in runs)
    report.row("the client's processor time", "ms", cpu, middle(theirs.cpu_ms for _, theirs in runs), None)
    report.row("memory more, PSS", "MB", middle(facts["pss_mb"] for facts in said), None, None, aim=Aim("Hearthboard", at_most=60))
    report.row("on the wire", "MB", middle(facts["bytes"] for facts in said) / 1e6, None, None)


def ninety_days(report, home):
    start = max(home["start"], home["end"] - 90 * DAY * 1000)
    runs = [ours("pixels", home["dsn"], start, home["end"], 1280)[1] for _ in range(3)]
    report.head("90 days reduced to 1,280 columns of pixels in the database", "Hearthboard")
    report.row("on the wire", "kB", runs[0]["bytes"] / 1e3, aim=Aim("Hearthboard", at_most=300))
    report.row("until it is here", "ms", statistics.median([run["ms"] for run in runs]))
    report.row("the client's processor time", "ms", statistics.median([run["cpu_ms"] for run in runs]))


def exported(home, start, folder):
    environment = plain_environment() | {"HEARTHBOARD_REPLICA_DSN": home["bare"], "PGPASSWORD": home["password"],
                                         "XDG_DATA_HOME": str(folder), "XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [BIN / "hearthctl", "export", "--dataset", "energy", "--from-database", "--from", rfc3339(start), "--to", rfc3339(home["end"])]
    with open(os.devnull, "wb") as nowhere, subprocess.Popen(command, env=environment, stdout=nowhere) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit("The export failed.")
    return usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def as_csv(report, home):
    parts = dict(part.split("=", 1) for part in home["dsn"].split())
    home["password"] = parts.pop("password")
    home["bare"] = " ".join(f"{key}={value}" for key, value in parts.items())
    rows = (home["end"] - home["start"]) // 1000
    report.head("hearthctl export --from-database, as CSV", "1/10", "all", "ratio")
    with folder_on_disk() as folder:
        small, _ = exported(home, home["end"] - rows // 10 * 1000, folder)
        large, cpu = exported(home, home["start"], folder)
    report.row("rows", "", rows // 10, rows, None)
    report.row("peak memory", "MB", small, large, large / small, aim=Aim("ratio", at_most=1.1))
    report.row("the client's processor time", "s", None, cpu, None)


def run(report, options):
    with server(options.replica_rows) as home:
        a_day(report, home)
        ninety_days(report, home)
        as_csv(report, home)
