# SPDX-License-Identifier: GPL-3.0-or-later
"""Hearthboard and its peers as one sees them from outside: how each is started, asked and timed."""

import dataclasses
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys

from places import BIN, ROOT, plain_environment
from processes import spent_by

HERE = ROOT / "bench" / "peers"
DUCKDB_SCRIPT = HERE / "duckdb.mjs"
PROGRAM = BIN / "bench_peers"


# ---- DuckDB ---------------------------------------------------------------------------------------------------------


def install_duckdb():
    """Installs what package-lock.json pins, if that has not been done. Returns what is in the way, or nothing."""
    installed, wanted = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime:
        return None
    if not shutil.which("npm"):
        return "it comes from npm, which is not installed here (packages nodejs and npm)."
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    said = [line for line in done.stderr.splitlines() if line.startswith(("npm error", "npm ERR!"))]
    return "npm could not install it: " + "; ".join(said[:2] or ["no reason given."])


def read_csv(csv, columns):
    types = ", ".join(f"{c}: 'INTEGER'" for c in columns)
    return f"read_csv('{csv}', header = true, auto_detect = false, delim = ',', columns = {{time: 'TIMESTAMP', {types}}})"


def duckdb_import(csv, columns):
    """Statements that put a CSV into a new table."""
    return (
        f"CREATE TABLE month (time TIMESTAMP, {', '.join(f'{c} INTEGER' for c in columns)})",
        f"INSERT INTO month SELECT * FROM {read_csv(csv, columns)}",
    )


def make_duckdb_in_ms(csv, columns, file):
    """A table whose time is a 64-bit integer, which is quicker to ask than one with DuckDB's TIMESTAMP."""
    duckdb_once(file, f"CREATE TABLE month AS SELECT epoch_ms(time) AS time, {', '.join(columns)} FROM {read_csv(csv, columns)}")


def duckdb_once(file, *statements):
    spent, said = spent_by(["node", DUCKDB_SCRIPT, "once", file, *statements])
    return dataclasses.replace(spent, own_ms=sum(json.loads(said)["ms"]))


def duckdb_version():
    with Duckdb() as duck:
        return duck.version


def duckdb_sums(file, columns):
    with Duckdb(file) as duck:
        sums = ", ".join(f"sum({c})" for c in columns)
        return duck.rows(f"SELECT count(*), epoch_ms(min(time)), epoch_ms(max(time)), {sums} FROM month")[0]


class Talker:
    """A program that answers each line it is given with a line of JSON."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args[0]} ended with {self.process.wait()}.")
        return json.loads(line)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.hear()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


class Duckdb(Talker):
    def __init__(self, file=":memory:"):
        super().__init__(["node", DUCKDB_SCRIPT, "serve", file])
        self.version = self.hear()["version"]

    def run(self, sql):
        return self.ask(json.dumps({"sql": sql}))

    def rows(self, sql):
        return [[float(value) for value in row] for row in self.ask(json.dumps({"sql": sql, "rows": True}))["rows"]]


# ---- ClickHouse and Polars ------------------------------------------------------------------------------------------


VENV = pathlib.Path(os.environ.get("HEARTHBOARD_BENCH_VENV", pathlib.Path.home() / ".cache" / "hearthboard-bench" / "venv"))
COLUMNAR_SCRIPT = HERE / "columnar.py"


def install_columnar():
    """Installs what requirements.txt pins, outside of the tree. Returns what is in the way, or nothing."""
    wanted, installed = HERE / "requirements.txt", VENV / "requirements.txt"
    if installed.exists() and installed.read_text() == wanted.read_text():
        return None
    for command in ([sys.executable, "-m", "venv", VENV], [VENV / "bin" / "pip", "install", "--quiet", "--requirement", wanted]):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        if done.returncode != 0:
            return f"{command[0]} said: {(done.stderr.strip().splitlines() or ['nothing'])[-1]}"
    shutil.copy(wanted, installed)
    return None


def make_columnar(name, csv, file):
    subprocess.run([VENV / "bin" / "python", COLUMNAR_SCRIPT, "make", name, csv, file], check=True)


class Columnar(Talker):
    """`name`: clickhouse or polars."""

    def __init__(self, name, file):
        super().__init__([VENV / "bin" / "python", COLUMNAR_SCRIPT, "serve", name, file])
        self.version = self.hear()["version"]

    def run(self, task):
        return self.ask(json.dumps({"ask": task}))

    def rows(self, task):
        return self.ask(json.dumps({"ask": task, "rows": True}))["rows"]


# ---- the sqlite3 shell ----------------------------------------------------------------------------------------------


def sqlite_once(file, *commands):
    return spent_by(["sqlite3", "-bail", file], "".join(f"{command}{'' if command.startswith('.') else ';'}\n" for command in commands))[0]


def sqlite_import(csv, columns):
    return (f"CREATE TABLE month (time TEXT, {', '.join(f'{c} INTEGER' for c in columns)})", f".import --csv --skip 1 {csv} month")


def sqlite_sums(file, columns):
    sums = ", ".join(f"sum({c})" for c in columns)
    sql = f"SELECT count(*), unixepoch(min(time)) * 1000, unixepoch(max(time)) * 1000, {sums} FROM month"
    return [float(value) for value in subprocess.run(["sqlite3", file, sql], capture_output=True, text=True, check=True).stdout.split("|")]


def sqlite_version():
    return subprocess.run(["sqlite3", "--version"], capture_output=True, text=True, check=True).stdout.split()[0]


# ---- Hearthboard ----------------------------------------------------------------------------------------------------


class Ours(Talker):
    def __init__(self, store):
        super().__init__([PROGRAM, "serve", store])

    def run(self, task):
        return self.ask(task)

    def rows(self, task):
        return self.ask(f"{task} rows")["rows"]


def hearthctl(store, *arguments):
    """hearthctl, with this store, which keeps all that it is given."""
    config = store.with_suffix(".toml")
    config.write_text(f'[history]\npath = "{store}"\nraw_days = 3650\n\n[home]\ntime_zone = "Europe/Stockholm"\n')
    environment = plain_environment() | {"HEARTHBOARD_CONFIG": str(config), "HEARTHBOARD_CLOCK": "2026-01-31T12:00:00Z"}
    return spent_by([BIN / "hearthctl", *arguments], environment=environment)[0]


def our_sums(file, _columns):
    said = json.loads(subprocess.run([PROGRAM, "check", file], capture_output=True, text=True, check=True).stdout)
    return list(said.values())


# ---- what all are given ---------------------------------------------------------------------------------------------


def prepare(folder, columns, duckdb):
    """The same month for all: month.csv, and made of it, or with it, each one's own file."""
    subprocess.run([PROGRAM, "csv", folder / "month.csv"], check=True)
    subprocess.run([PROGRAM, "store", folder / "month.db"], check=True)
    sqlite_once(
        folder / "month.sqlite",
        f"CREATE TABLE month (time INTEGER PRIMARY KEY, {', '.join(f'{c} INTEGER' for c in columns)})",
        f"CREATE TEMPORARY TABLE csv (time TEXT, {', '.join(f'{c} INTEGER' for c in columns)})",
        f".import --csv --skip 1 --schema temp {folder / 'month.csv'} csv",
        f"INSERT INTO month SELECT unixepoch(time) * 1000, {', '.join(columns)} FROM temp.csv",
    )
    if duckdb:
        duckdb_once(folder / "month.duckdb", *duckdb_import(folder / "month.csv", columns))


def sums_of_csv(csv):
    """Rows, first and last time (ms), and the sum of each column."""
    rows, sums, first, last = 0, [0, 0, 0, 0], b"", b""
    with open(csv, "rb") as file:
        next(file)
        for line in file:
            last, *values = line.split(b",")
            first = first or last
            sums = [a + int(b) for a, b in zip(sums, values)]
            rows += 1
    milliseconds = lambda text: datetime.datetime.fromisoformat(text.decode()).timestamp() * 1000
    return [rows, milliseconds(first), milliseconds(last), *sums]
