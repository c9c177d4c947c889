# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks ClickHouse (chdb) or Polars, in one thread, each of a file of its own.

  columnar.py make clickhouse|polars CSV FILE   makes the file of the month's CSV
  columnar.py serve clickhouse|polars FILE      answers each {"ask": "buckets" or "pixels"} that comes as a line with
                                                {"ms": …}, and "rows" if they are asked for
"""

import json
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

COLUMNS = ("total", "l1", "l2", "l3")
WIDTH = 300_000
DAY = (1768003200000, 1768089600000)  # 2026-01-10, in ms
PIXEL = (DAY[1] - DAY[0]) // 1280


class ClickHouse:
    """A table of the MergeTree family, in order of time."""

    SETTINGS = "SETTINGS max_threads = 1"

    def __init__(self, file):
        from chdb import session

        self.session = session.Session(file)
        self.version = self.session.query("SELECT version()", "CSV").bytes().decode().strip().strip('"')

    def make(self, csv):
        columns = ", ".join(f"{c} Int32" for c in COLUMNS)
        self.session.query("CREATE DATABASE bench ENGINE = Atomic")
        self.session.query(f"CREATE TABLE bench.month (time Int64, {columns}) ENGINE = MergeTree ORDER BY time")
        self.session.query(
            f"INSERT INTO bench.month SELECT toUnixTimestamp64Milli(parseDateTime64BestEffort(time)), {', '.join(COLUMNS)} "
            f"FROM file('{csv}', 'CSV', 'time String, {columns}') SETTINGS input_format_csv_skip_first_lines = 1"
        )
        self.session.query("OPTIMIZE TABLE bench.month FINAL")

    def ask(self, what):
        if what == "buckets":
            figures = ", ".join(f"avg({c}), min({c}), max({c})" for c in COLUMNS)
            sql = f"SELECT intDiv(time, {WIDTH}) AS bucket, {figures} FROM bench.month GROUP BY bucket ORDER BY bucket"
        else:
            figures = ", ".join(f"min({c}), max({c})" for c in COLUMNS)
            sql = (
                f"SELECT intDiv(time - {DAY[0]}, {PIXEL}) AS pixel, {figures} FROM bench.month "
                f"WHERE time >= {DAY[0]} AND time < {DAY[1]} GROUP BY pixel ORDER BY pixel"
            )
        return self.session.query(f"{sql} {self.SETTINGS}", "RowBinary")

    def rows(self, what):
        import struct

        layout = "<q" + ("dii" if what == "buckets" else "ii") * len(COLUMNS)
        return [list(row) for row in struct.iter_unpack(layout, self.ask(what).bytes())]


class Polars:
    """A Parquet file of its own, as Polars writes it, read anew by each question."""

    def __init__(self, file):
        import polars

        self.pl = polars
        self.file = file
        self.version = polars.__version__

    def make(self, csv):
        pl = self.pl
        schema = {"time": pl.String} | {c: pl.Int32 for c in COLUMNS}
        frame = pl.read_csv(csv, has_header=False, skip_rows=1, schema=schema)
        time_ms = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="ms").dt.epoch("ms")
        frame.with_columns(time_ms.alias("time").set_sorted()).write_parquet(self.file)

    def ask(self, what):
        pl = self.pl
        month = pl.scan_parquet(self.file)
        if what == "buckets":
            key = (pl.col("time") // WIDTH).alias("bucket")
            figures = [f(pl.col(c)).alias(f"{c}_{n}") for c in COLUMNS for n, f in (("avg", pl.Expr.mean), ("min", pl.Expr.min), ("max", pl.Expr.max))]
            return month.group_by(key.set_sorted()).agg(figures).sort("bucket").collect()
        month = month.filter((pl.col("time") >= DAY[0]) & (pl.col("time") < DAY[1]))
        key = ((pl.col("time") - DAY[0]) // PIXEL).alias("pixel")
        figures = [f(pl.col(c)).alias(f"{c}_{n}") for c in COLUMNS for n, f in (("min", pl.Expr.min), ("max", pl.Expr.max))]
        return month.group_by(key.set_sorted()).agg(figures).sort("pixel").collect()

    def rows(self, what):
        return [list(row) for row in self.ask(what).iter_rows()]


PEERS = {"clickhouse": ClickHouse, "polars": Polars}


def main():
    mode, name, *files = sys.argv[1:]
    if mode == "make":
        PEERS[name](files[1]).make(files[0])
        return
    peer = PEERS[name](files[0])
    print(json.dumps({"version": peer.version}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("rows"):
            print(json.dumps({"rows": peer.rows(order["ask"])}), flush=True)
            continue
        start, processor = time.perf_counter(), time.process_time()
        peer.ask(order["ask"])
        took = {"ms": (time.perf_counter() - start) * 1000, "processor_ms": (time.process_time() - processor) * 1000}
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
