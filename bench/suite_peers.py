# SPDX-License-Identifier: GPL-3.0-or-later
"""Hearthboard beside DuckDB and the sqlite3 shell: the same data, the same work, the same answers, in turns."""

import shutil
import statistics

import contenders
from figures import Aim
from places import BIN, folder_on_disk, one_core
from same import same_csv, same_rows

TARGETS = ("bench_peers", "hearthctl")
ROWS = 30 * 86400
COLUMNS = ("total", "l1", "l2", "l3")
CHANNELS = ("energy.power_total", "energy.power_l1", "energy.power_l2", "energy.power_l3")
DAY = (1768003200000, 1768089600000)  # 2026-01-10, in ms
PIXELS = 1280

OURS, DUCKDB, SQLITE = "Hearthboard", "DuckDB", "sqlite3"
HEAD = (OURS, DUCKDB, SQLITE, "DuckDB/ours", "sqlite3/ours")


def add_options(parser):
    parser.add_argument("--rounds", type=int, default=9, help="how often each peer takes its turn")


def in_turns(rounds, works):
    """Lets each do its work once to warm up, then in turns; what each call returns, by name."""
    for work in works.values():
        work()
    results = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            results[name].append(work())
    return results


def median_of(calls, work):
    """What is over in a moment is called several times a turn."""
    return lambda: statistics.median(work() for _ in range(calls))


def compare(report, name, unit, results, aim=None):
    """Medians, and medians of each round's ratios. `results`: numbers by name."""
    median = lambda who: statistics.median(results[who]) if who in results else None
    ratio = lambda who: statistics.median(b / a for a, b in zip(results[OURS], results[who])) if who in results else None
    report.row(name, unit, median(OURS), median(DUCKDB), median(SQLITE), ratio(DUCKDB), ratio(SQLITE), aim=aim)


# ---- in memory ------------------------------------------------------------------------------------------------------


def bucket_sql(quotient):
    figures = ", ".join(f"avg({c}), min({c}), max({c})" for c in COLUMNS)
    return f"SELECT time {quotient} 300000 AS bucket, {figures} FROM month GROUP BY bucket ORDER BY bucket"


def pixel_sql(quotient):
    figures = ", ".join(f"min({c}), max({c})" for c in COLUMNS)
    width = (DAY[1] - DAY[0]) // PIXELS
    return (
        f"SELECT (time - {DAY[0]}) {quotient} {width} AS pixel, {figures} FROM month "
        f"WHERE time >= {DAY[0]} AND time < {DAY[1]} GROUP BY pixel ORDER BY pixel"
    )


def beside_plain_sum(report, rounds, ours):
    """In turns with nobody else, so that both find as much of the columns in the processor's cache."""
    results = in_turns(3 * rounds, {task: lambda task=task: ours.run(task) for task in ("buckets", "plain")})
    report.row("  in turns with a plain sum, same bytes", "ms", statistics.median(results["buckets"]))
    report.row("  the plain sum", "ms", statistics.median(results["plain"]))
    share = statistics.median(plain / buckets for buckets, plain in zip(results["buckets"], results["plain"]))
    report.row("  speed, of the plain sum's", "×", share, aim=Aim(OURS, at_least=0.5))


def in_memory(report, folder, rounds, duckdb):
    columns = ", ".join(f"{c} INTEGER" for c in COLUMNS)
    with contenders.Ours() as ours, contenders.SqliteShell(folder) as sqlite, (contenders.Duckdb() if duckdb else contenders.Nobody()) as duck:
        sqlite.run(f"CREATE TABLE month (time INTEGER PRIMARY KEY, {columns})")
        sqlite.run(f"CREATE TABLE csv (time TEXT, {columns})")
        sqlite.run(f".import --csv --skip 1 {folder / 'month.csv'} csv")
        sqlite.run(f"INSERT INTO month SELECT unixepoch(time) * 1000, {', '.join(COLUMNS)} FROM csv")
        sqlite.run("DROP TABLE csv")
        if duckdb:
            duck.run(
                f"CREATE TABLE month AS SELECT epoch_ms(time) AS time, {', '.join(COLUMNS)} "
                f"FROM {contenders.read_csv(folder / 'month.csv', COLUMNS)}"
            )

        report.head(f"In memory: {ROWS:,} rows of time and four columns; median of {rounds} turns", *HEAD)

        def take_turns(name, task, calls, sql, aim):
            works = {OURS: median_of(calls, lambda: ours.run(task))}
            if duckdb:
                works[DUCKDB] = median_of(calls, lambda: duck.run(sql("//")))
            works[SQLITE] = median_of(calls, lambda: sqlite.run(sql("/")))
            results = in_turns(rounds, works)
            expected = ours.rows(task)
            if duckdb:
                same_rows(f"{name}: {DUCKDB}", expected, duck.rows(sql("//")))
            same_rows(f"{name}: {SQLITE}", expected, sqlite.rows(sql("/")))
            compare(report, name, "ms", results, aim)

        take_turns("5-minute avg, min, max of four columns", "buckets", 1, bucket_sql, Aim("DuckDB/ours", at_least=6))
        beside_plain_sum(report, rounds, ours)
        take_turns(f"a day of four columns to {PIXELS:,} pixels", "pixels", 5, pixel_sql, Aim(OURS, at_most=0.3))


# ---- whole processes ------------------------------------------------------------------------------------------------


def processes(report, name, rounds, works, aim):
    """`works`: what each does, as something that says what was spent, by name."""
    results = in_turns(rounds, works)
    of = lambda pick: {who: [pick(spent) for spent in turns] for who, turns in results.items()}
    compare(report, f"{name}: whole process", "ms", of(lambda s: s.wall_ms), aim)
    compare(report, "  processor time, user and system", "ms", of(lambda s: s.cpu_ms))
    if DUCKDB in results:
        compare(report, "  DuckDB's statement alone", "ms", {OURS: of(lambda s: s.wall_ms)[OURS], DUCKDB: [s.own_ms for s in results[DUCKDB]]})


def our_export(store, out):
    columns = ",".join(CHANNELS)
    return contenders.hearthctl(store, "export", "--dataset", "energy", "--every", "raw", "--columns", columns, "--out", out, "--force")


def exports(report, folder, rounds, duckdb):
    out = {name: folder / f"{name}.csv" for name in (OURS, DUCKDB, SQLITE)}
    columns = ", ".join(COLUMNS)
    works = {OURS: lambda: our_export(folder / "month.db", out[OURS])}
    if duckdb:
        works[DUCKDB] = lambda: contenders.duckdb_once(folder / "month.duckdb", f"COPY (SELECT time, {columns} FROM month) TO '{out[DUCKDB]}' (HEADER)")
    works[SQLITE] = lambda: contenders.sqlite_once(
        folder / "month.sqlite",
        ".mode csv",
        ".headers on",
        f".once {out[SQLITE]}",
        f"SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000, 'unixepoch') AS time, {columns} FROM month",
    )
    report.head(f"From the store's file to a CSV on disk, time and four columns; median of {rounds} turns", *HEAD)
    processes(report, "export", rounds, works, Aim("DuckDB/ours", at_least=2.5))
    for who in works:
        same_csv(f"the CSV of {who}", folder / "month.csv", out[who])
    report.row("  size of the CSV", "MB", *(out[who].stat().st_size / 1e6 if who in works else None for who in (OURS, DUCKDB, SQLITE)))


def imports(report, folder, rounds, duckdb):
    csv = folder / "month.csv"
    files = {OURS: folder / "import.db", DUCKDB: folder / "import.duckdb", SQLITE: folder / "import.sqlite"}

    def fresh(who, work):
        for file in folder.glob(files[who].name + "*"):
            file.unlink()
        return work()

    works = {OURS: lambda: fresh(OURS, lambda: contenders.hearthctl(files[OURS], "store", "import", csv))}
    if duckdb:
        works[DUCKDB] = lambda: fresh(DUCKDB, lambda: contenders.duckdb_once(files[DUCKDB], *contenders.duckdb_import(csv, COLUMNS)))
    works[SQLITE] = lambda: fresh(SQLITE, lambda: contenders.sqlite_once(files[SQLITE], *contenders.sqlite_import(csv, COLUMNS)))
    report.head(f"From a CSV into a new store's file; median of {rounds} turns", *HEAD)
    processes(report, "import", rounds, works, Aim("DuckDB/ours", at_least=2))
    expected = contenders.sums_of_csv(csv)
    for who, sums in ((OURS, contenders.our_sums), (DUCKDB, contenders.duckdb_sums), (SQLITE, contenders.sqlite_sums)):
        if who in works:
            same_rows(f"what {who} imported", [expected], [sums(files[who], COLUMNS)])
    our_export(files[OURS], folder / "again.csv")
    same_csv("what comes out again", csv, folder / "again.csv")
    report.row("  size of the store", "MB", *(files[who].stat().st_size / 1e6 if who in works else None for who in (OURS, DUCKDB, SQLITE)))


def run(report, options):
    if not shutil.which("sqlite3"):
        raise SystemExit("There is no sqlite3; ./dev setup bench installs it.")
    problem = contenders.install_duckdb()
    if problem:
        report.note(f"DuckDB is left out: {problem}")
    with folder_on_disk() as folder, one_core() as core:
        versions = [f"sqlite3 {contenders.sqlite_version()}"] + ([] if problem else [f"DuckDB {contenders.duckdb_version()}, one thread"])
        report.note(f"{', '.join(versions)}. All, with every thread of theirs, on core {core}.")
        contenders.prepare(folder, COLUMNS, not problem)
        in_memory(report, folder, options.rounds, not problem)
        exports(report, folder, options.rounds, not problem)
        imports(report, folder, options.rounds, not problem)
        report.note("Every answer was equal to the others', value by value.")
