// Where time_bucket is TimescaleDB's own: with HEARTHBOARD_TEST_TIMESCALE_DSN, the connection string of an
// empty database with the extension, whose role may create tables. Without it, against the stand-ins of
// tests/postgres.
#include "tests/postgres/connection.h"
#include "tests/replica/replica_fixture.h"

#include <fmt/format.h>

#include <cstdlib>

namespace hearth::replica {
namespace {

struct ReplicaTimescale : testing::Test {
  ReplicaTimescale() {
    const char* given = std::getenv("HEARTHBOARD_TEST_TIMESCALE_DSN");
    if (given == nullptr) {
      own = std::make_unique<test::PostgresServer>(test::PostgresOptions{.timescale = true});
      admin = own->admin_dsn();
      reader = own->dsn(test::Role::reader);
    } else {
      admin = reader = given;
      sql("DROP MATERIALIZED VIEW IF EXISTS energy_hourly; DROP TABLE IF EXISTS energy_consumption; "
          "CREATE TABLE energy_consumption (time timestamptz NOT NULL, device_serial text, "
          "active_power_total int, "
          "active_power_l1 int, active_power_l2 int, active_power_l3 int, active_energy_total int); "
          "SELECT create_hypertable('energy_consumption', 'time')");
      sql("CREATE MATERIALIZED VIEW energy_hourly WITH (timescaledb.continuous, "
          "timescaledb.materialized_only = true) AS "
          "SELECT time_bucket('1 hour', time) AS hour_start, (last(active_energy_total, time) - "
          "first(active_energy_total, time)) / 1000.0::float8 AS total_energy_kwh, "
          "avg(active_power_total)::float8 / 1000 "
          "AS avg_power_total_kw FROM energy_consumption GROUP BY 1 WITH NO DATA");
    }
    // 900 W all along: a watt-hour every four seconds.
    sql("INSERT INTO energy_consumption (time, device_serial, active_power_total, active_energy_total) "
        "SELECT "
        "'2026-01-15T00:00:00Z'::timestamptz + i * interval '1 second', 'M', 900, i / 4 FROM "
        "generate_series(0, 21599) i");
  }
  ~ReplicaTimescale() override {
    if (own == nullptr) sql("DROP MATERIALIZED VIEW energy_hourly; DROP TABLE energy_consumption");
  }
  ReplicaTimescale(const ReplicaTimescale&) = delete;
  ReplicaTimescale& operator=(const ReplicaTimescale&) = delete;
  /// Each text by itself: a continuous aggregate is made outside of a transaction.
  void sql(const std::string& text) const { test::Connection(admin).query(text); }

  ManualClock clock{noon};
  std::unique_ptr<test::PostgresServer> own;
  std::string admin;
  std::string reader;
};

TEST_F(ReplicaTimescale, RowsReductionsAndHoursAreExact) {
  Replica replica(options_for(reader), clock);
  const auto found = replica.connect({});
  ASSERT_TRUE(found.has_value()) << to_text(found.error());
  EXPECT_TRUE((*found)->time_bucket);
  ASSERT_NE((*found)->readable("energy_hourly"), nullptr);
  if (own == nullptr)
    sql("CALL refresh_continuous_aggregate('energy_hourly', '2026-01-15T00:00:00Z', '2026-01-15T05:00:00Z')");
  else
    sql("SELECT refresh_aggregates()");

  Collected all;
  const auto rows = replica.read_rows(Dataset::energy, {midnight, noon}, {}, all.sink());
  ASSERT_TRUE(rows.has_value()) << to_text(rows.error());
  EXPECT_EQ(rows->rows, 21'600U);

  for (const DurationMs width : {quarter_ms, DurationMs{607'500}}) {
    const auto reduced = replica.read_rollups({channel("energy.power_total"), channel("energy.import")},
                                              {midnight, midnight + 6 * hour_ms}, width, midnight, {});
    ASSERT_TRUE(reduced.has_value()) << to_text(reduced.error());
    std::uint64_t count = 0;
    for (const Rollup& r : reduced->rollups.at(channel("energy.power_total"))) {
      EXPECT_EQ((r.start - midnight) % width, 0);
      EXPECT_EQ(r.min, 900);
      EXPECT_EQ(r.max, 900);
      count += r.count;
    }
    EXPECT_EQ(count, 21'600U);
  }

  const auto hours = replica.energy_hours({midnight, midnight + 6 * hour_ms}, {});
  ASSERT_TRUE(hours.has_value()) << to_text(hours.error());
  ASSERT_EQ(hours->size(), 6U);
  double sum = 0;
  for (const EnergyHour& hour : *hours) {
    EXPECT_NEAR(hour.power_total_w, 900, 1);
    sum += hour.energy_wh;
  }
  EXPECT_NEAR(sum, 21'599 / 4, 1e-6);
}

}  // namespace
}  // namespace hearth::replica
