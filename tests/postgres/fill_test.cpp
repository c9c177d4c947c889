#include "tests/postgres/fill.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace hearth::test {
namespace {

using testing::ElementsAre;

constexpr TimeMs january = 1'768'435'200'000;  // 2026-01-15 00:00 UTC

std::string count(const PostgresServer& server, const std::string& table, const std::string& where = "true") {
  return server.value("select count(*) from " + table + " where " + where);
}

TEST(Fill, TellsWhatTheHouseSaid) {
  const PostgresServer server;
  const FillCounts counts =
      fill_from_house(server, {.start = january, .length = 6 * hour_ms, .micros = 482'913});
  EXPECT_EQ(counts.energy, 6 * 3600);
  EXPECT_EQ(counts.heat_pump, 6 * 720);
  EXPECT_GT(counts.climate, 6 * 6);
  EXPECT_EQ(counts.prices, 24);
  EXPECT_EQ(counts.duplicates, 0);
  EXPECT_EQ(count(server, "energy_consumption"), std::to_string(counts.energy));
  EXPECT_EQ(count(server, "heatpump_status"), std::to_string(counts.heat_pump));
  EXPECT_EQ(count(server, "temperature_sensors"), std::to_string(counts.climate));
  EXPECT_EQ(count(server, "spot_prices"), "24");
  EXPECT_THAT(
      server.query("select min(time), max(time), max(active_energy_total) - min(active_energy_total), "
                   "bool_and(active_power_total = active_power_l1 + active_power_l2 + active_power_l3) "
                   "from energy_consumption"),
      ElementsAre(ElementsAre("2026-01-15 00:00:00.482913+00", "2026-01-15 05:59:59.482913+00",
                              std::to_string(counts.last_import - counts.first_import), "t")));
  EXPECT_EQ(count(server, "heatpump_status", "integral is null or compressor_on is null"), "0");
  EXPECT_EQ(server.value("select count(distinct location) from temperature_sensors"), "6");
  EXPECT_EQ(server.value("select count(distinct device_serial) from energy_consumption"), "1");
}

TEST(Fill, MayComeTwiceLateOrNotAtAll) {
  const PostgresServer server;
  const FillCounts counts =
      fill_from_house(server, {.start = january,
                               .length = hour_ms,
                               .energy_step = 10 * second_ms,
                               .out_of_order = 0.2,
                               .duplicates = 0.1,
                               .nulls = 0.1,
                               .gaps = {{january + 10 * minute_ms, january + 20 * minute_ms}}});
  const int distinct = 300;  // 50 minutes, every ten seconds
  EXPECT_EQ(server.value("select count(distinct time) from energy_consumption"), std::to_string(distinct));
  EXPECT_GT(counts.energy, distinct + 10);
  EXPECT_EQ(count(server, "energy_consumption"), std::to_string(counts.energy));
  EXPECT_GT(
      std::stoi(server.value("select count(*) from (select time < max(time) over (order by ctid) as earlier "
                             "from energy_consumption) e where earlier")),
      30);
  EXPECT_GT(std::stoi(count(server, "energy_consumption", "active_power_total is null")), 10);
  EXPECT_EQ(count(server, "energy_consumption", "device_serial is null"), "0");
  EXPECT_EQ(count(server, "heatpump_status", "time >= '2026-01-15 00:10Z' and time < '2026-01-15 00:20Z'"),
            "0");
  EXPECT_EQ(count(server, "spot_prices"), "4");
}

TEST(Fill, KnowsOlderTables) {
  const PostgresServer server({.tables = Tables::older});
  const FillCounts counts = fill_from_house(server, {.start = january, .length = hour_ms});
  EXPECT_EQ(count(server, "energy_consumption"), std::to_string(counts.energy));
  EXPECT_EQ(count(server, "heatpump_status", "hotwater_temp is not null"), std::to_string(counts.heat_pump));
  EXPECT_THAT(
      server.query("select table_name, column_name from information_schema.columns where column_name in "
                   "('integral', 'current_l1', 'active_production_total') and data_type = 'smallint' or "
                   "column_name = 'integral' order by 2"),
      ElementsAre(ElementsAre("energy_consumption", "active_production_total"),
                  ElementsAre("energy_consumption", "current_l1")));
}

TEST(Fill, MakesMetersThatAreSwappedAndReset) {
  const PostgresServer server;
  const EnergySeries series{.start = january, .seconds = 10'000, .swap_at = 4001, .reset_at = 7003};
  fill_energy(server, series);
  const Rows rows = server.query(
      "select extract(epoch from time)::bigint * 1000, device_serial, active_energy_total, "
      "active_power_total "
      "from energy_consumption order by time");
  ASSERT_EQ(rows.size(), 10'000U);
  for (std::int64_t i = 0; i < series.seconds; ++i)
    ASSERT_THAT(rows[static_cast<std::size_t>(i)],
                ElementsAre(std::to_string(series.time(i)), series.serial(i),
                            std::to_string(series.import_wh(i)), std::to_string(EnergySeries::power_w(i))));
  EXPECT_EQ(series.import_wh(4000), 1'001'000);
  EXPECT_EQ(series.import_wh(4001), 5'000'000);
  EXPECT_EQ(series.import_wh(7003), 0);
  EXPECT_EQ(series.used_wh(0, 9999), 1000 + 750 + 749);
  EXPECT_EQ(series.used_wh(4001, 4002), 0);
  EXPECT_EQ(count(server, "pg_indexes", "tablename = 'energy_consumption'"), "1");
  fill_energy(server, {.start = january + day_ms, .seconds = 5});
  EXPECT_EQ(
      server.value("select max(active_energy_total) from energy_consumption where time >= '2026-01-16Z'"),
      "1000001");
}

}  // namespace
}  // namespace hearth::test
