# SPDX-License-Identifier: GPL-3.0-or-later
"""Hearthboard beside DuckDB, ClickHouse, Polars and the sqlite3 shell: the same data, work and answers, in turns."""

import contextlib
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
CLICKHOUSE, POLARS = "ClickHouse", "Polars"
HEAD = (OURS, DUCKDB, SQLITE, "DuckDB/ours", "sqlite3/ours")
ASKED = (OURS, DUCKDB, CLICKHOUSE, POLARS, "best/ours")


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


def compare(report, name, unit, results, aim=None):
    """Medians, and medians of each round's ratios. `results`: numbers by name."""
    median = lambda who: statistics.median(results[who]) if who in results else None
    ratio = lambda who: statistics.median(b / a for a, b in zip(results[OURS], results[who])) if who in results else None
    report.row(name, unit, median(OURS), median(DUCKDB), median(SQLITE), ratio(DUCKDB), ratio(SQLITE), aim=aim)


# ---- questions, each asked of a file of its own ---------------------------------------------------------------------


def bucket_sql():
    figures = ", ".join(f"avg({c}), min({c}), max({c})" for c in COLUMNS)
    return f"SELECT time // 300000 AS bucket, {figures} FROM month GROUP BY bucket ORDER BY bucket"


def pixel_sql():
    figures = ", ".join(f"min({c}), max({c})" for c in COLUMNS)
    width = (DAY[1] - DAY[0]) // PIXELS
    return (
        f"SELECT (time - {DAY[0]}) // {width} AS pixel, {figures} FROM month "
        f"WHERE time >= {DAY[0]} AND time < {DAY[1]} GROUP BY pixel ORDER BY pixel"
    )


def answer_row(report, name, results, aim=None):
    """The wall's time and the processor's, medians; `results`: what each turn said, by name."""
    for label, key, wanted in ((name, "ms", aim), ("  processor time, user and system", "processor_ms", None)):
        medians = {who: statistics.median(turn[key] for turn in turns) for who, turns in results.items()}
        peers = [who for who in results if who in (DUCKDB, CLICKHOUSE, POLARS)]
        best = None
        if peers and OURS in results:
            ratios = [min(results[who][i][key] for who in peers) / results[OURS][i][key] for i in range(len(results[OURS]))]
            best = statistics.median(ratios)
        report.row(label, "ms", *(medians.get(who) for who in (OURS, DUCKDB, CLICKHOUSE, POLARS)), best, aim=wanted)


def questions(report, folder, rounds, duckdb, columnar):
    """Warm: each process has its file open and has been asked before."""
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(contenders.Ours(folder / "month.db"))
        peers = {}
        if duckdb:
            contenders.make_duckdb_in_ms(folder / "month.csv", COLUMNS, folder / "month-ms.duckdb")
            peers[DUCKDB] = stack.enter_context(contenders.Duckdb(folder / "month-ms.duckdb"))
        if columnar:
            for who, name in ((CLICKHOUSE, "clickhouse"), (POLARS, "polars")):
                contenders.make_columnar(name, folder / "month.csv", folder / f"month.{name}")
                peers[who] = stack.enter_context(contenders.Columnar(name, folder / f"month.{name}"))
        report.note(", ".join(f"{who} {peer.version}" for who, peer in peers.items()) + ": one thread each, warm, each from its own file.")
        report.head(f"Asked of a file with {ROWS:,} rows of time and four columns; median of {rounds} turns", *ASKED)

        def ask(task):
            works = {OURS: lambda: ours.run(task)}
            for who, peer in peers.items():
                words = {"buckets": bucket_sql(), "pixels": pixel_sql()}[task] if who == DUCKDB else task
                works[who] = lambda peer=peer, words=words: peer.run(words)
                same_rows(f"{task}: {who}", ours.rows(task), peer.rows(words))
            return in_turns(rounds, works)

        alone = lambda task: in_turns(rounds, {OURS: lambda: ours.run(task)})
        answer_row(report, "5-minute avg, min, max, from the readings", ask("buckets"), Aim("best/ours", at_least=2))
        answer_row(report, "reading and unpacking the same blocks", alone("unpack-month"))
        same_rows("buckets from the minutes", ours.rows("buckets"), ours.rows("tiers"))
        answer_row(report, "the same answer from the minutes", alone("tiers"))
        answer_row(report, f"a day of four columns to {PIXELS:,} pixels", ask("pixels"), Aim("best/ours", at_least=5))
        answer_row(report, "reading and unpacking the same blocks", alone("unpack-day"))


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
    lacking = contenders.install_columnar()
    if lacking:
        report.note(f"ClickHouse and Polars are left out: {lacking}")
    with folder_on_disk() as folder, one_core() as core:
        versions = [f"sqlite3 {contenders.sqlite_version()}"] + ([] if problem else [f"DuckDB {contenders.duckdb_version()}, one thread"])
        report.note(f"{', '.join(versions)}. All, with every thread of theirs, on core {core}.")
        contenders.prepare(folder, COLUMNS, not problem)
        questions(report, folder, options.rounds, not problem, not lacking)
        exports(report, folder, options.rounds, not problem)
        imports(report, folder, options.rounds, not problem)
        report.note("Every answer was equal to the others', value by value.")
