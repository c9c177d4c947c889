// What comes out of a real PostgreSQL: the very rows that are in it.
#include "core/store/tail.h"
#include "tests/replica/replica_fixture.h"

#include <fmt/format.h>

namespace hearth::replica {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

struct ReplicaReads : testing::Test {
  void serve(test::PostgresOptions options = {}) {
    server = std::make_unique<test::PostgresServer>(std::move(options));
    replica = std::make_unique<Replica>(options_for(server->dsn(test::Role::reader)), clock);
  }
  Collected read(Dataset dataset, TimeRange range) {
    Collected found;
    const auto count = replica->read_rows(dataset, range, stop.get_token(), found.sink(), &serials);
    EXPECT_TRUE(count.has_value()) << to_text(count.error());
    if (count) last = *count;
    return found;
  }
  /// What the table says of one channel, as the contract has it: of two rows for a millisecond the later one
  /// counts, value by value.
  std::map<TimeMs, double> table(const std::string& table, const std::string& column,
                                 const std::string& where) {
    std::map<TimeMs, double> values;
    for (const auto& row : server->query(fmt::format("SELECT floor(extract(epoch FROM time) * 1000)::bigint, "
                                                     "{}::float8 FROM {} WHERE {} AND {} IS NOT "
                                                     "NULL ORDER BY time",
                                                     column, table, where, column)))
      values[std::stoll(row[0])] = std::stod(row[1]);
    return values;
  }
  static std::map<TimeMs, double> column(const Rows& rows, ChannelIndex wanted) {
    std::map<TimeMs, double> values;
    const auto place = std::ranges::find(rows.channels, wanted);
    if (place == rows.channels.end()) return values;
    for (const Point& p : rows.points(static_cast<std::size_t>(place - rows.channels.begin())))
      values[p.time] = p.value;
    return values;
  }

  ManualClock clock{noon};
  std::unique_ptr<test::PostgresServer> server;
  std::unique_ptr<Replica> replica;
  std::stop_source stop;
  std::vector<std::string> serials;
  ReadCount last;
};

TEST_F(ReplicaReads, ConnectsAndSaysWhatItFound) {
  serve({.timescale = true});
  const auto found = replica->connect(stop.get_token());
  ASSERT_TRUE(found.has_value()) << to_text(found.error());
  EXPECT_EQ((*found)->role, "hearth_reader");
  EXPECT_EQ((*found)->database, "telemetry");
  EXPECT_GE((*found)->server_version, 150000);
  EXPECT_FALSE((*found)->standby);
  EXPECT_FALSE((*found)->lag.has_value());
  EXPECT_TRUE((*found)->time_bucket);
  EXPECT_TRUE((*found)->date_bin);
  ASSERT_NE((*found)->readable("energy_consumption"), nullptr);
  EXPECT_TRUE((*found)->readable("energy_consumption")->indexed);
  EXPECT_NE((*found)->readable("energy_hourly"), nullptr);
  EXPECT_TRUE(findings(**found).empty()) << findings(**found).front().what;
}

TEST_F(ReplicaReads, RowsAreThoseOfTheTables) {
  serve();
  test::fill_from_house(*server, {.start = midnight,
                                  .length = 6 * hour_ms,
                                  .energy_step = 5 * second_ms,
                                  .micros = 437,
                                  .out_of_order = 0.05,
                                  .duplicates = 0.02,
                                  .nulls = 0.03});
  const TimeRange range{midnight + hour_ms, midnight + 5 * hour_ms};
  const std::string where =
      fmt::format("time >= '{}' AND time < '{}'", format_rfc3339(range.from), format_rfc3339(range.to));
  for (const Dataset dataset : all_datasets) {
    const Collected found = read(dataset, range);
    const DatasetTable& t = table_of(dataset);
    EXPECT_FALSE(found.rows.empty()) << t.table;
    EXPECT_EQ(last.refused, 0U);
    for (const auto& [group, rows] : found.rows) {
      EXPECT_TRUE(std::ranges::is_sorted(rows.times, std::less_equal{})) << t.table;
      const std::string entity =
          dataset == Dataset::energy ? "true" : fmt::format("{} = '{}'", t.entity, group.entity);
      for (const Channel& channel : channels_of(dataset)) {
        const bool state = channel.kind == Kind::state;
        EXPECT_EQ(
            column(rows, index_of(channel)),
            table(t.table, std::string(channel.wire) + (state ? "::int" : ""), where + " AND " + entity))
            << channel.id << " of " << group.entity;
      }
    }
  }
  EXPECT_GT(replica->traffic().bytes, 100'000U);
}

TEST_F(ReplicaReads, LateAndDoubleRowsOfAMillisecondBecomeOne) {
  serve();
  server->sql(
      "INSERT INTO energy_consumption (time, device_serial, active_power_total, active_energy_total) VALUES "
      "('2026-01-15T01:00:02.000100Z', 'A', 3, 30), ('2026-01-15T01:00:00.000100Z', 'A', 1, NULL), "
      "('2026-01-15T01:00:00.000900Z', 'A', NULL, 10), ('2026-01-15T01:00:01Z', NULL, NULL, NULL), "
      "('infinity', 'A', 9, 9), ('2026-01-15T01:00:03Z', 'B', 4, 40)");
  const Collected found = read(Dataset::energy, {midnight, noon});
  ASSERT_EQ(found.rows.size(), 1U);
  const Rows& rows = found.rows.begin()->second;
  const TimeMs one = midnight + hour_ms;
  EXPECT_THAT(rows.times, ElementsAre(one, one + 1000, one + 2000, one + 3000));
  EXPECT_EQ(column(rows, channel("energy.power_total")),
            (std::map<TimeMs, double>{{one, 1}, {one + 2000, 3}, {one + 3000, 4}}));
  EXPECT_EQ(column(rows, channel("energy.import")),
            (std::map<TimeMs, double>{{one, 10}, {one + 2000, 30}, {one + 3000, 40}}));
  EXPECT_THAT(rows.epochs, ElementsAre(epoch_number("A"), 0U, epoch_number("A"), epoch_number("B")));
  EXPECT_THAT(serials, UnorderedElementsAre("A", "B"));
  EXPECT_EQ(last.duplicates, 1U);
}

TEST_F(ReplicaReads, AnOlderSchemaLacksWhatItLacks) {
  serve({.tables = test::Tables::older});
  test::fill_from_house(*server, {.start = midnight, .length = hour_ms, .energy_step = 10 * second_ms});
  const auto facts = replica->connect(stop.get_token());
  ASSERT_TRUE(facts.has_value());
  EXPECT_FALSE((*facts)->time_bucket);
  EXPECT_FALSE((*facts)->readable("heatpump_status")->columns.contains("integral"));
  const Collected heat = read(Dataset::heatpump, {midnight, noon});
  ASSERT_FALSE(heat.rows.empty());
  const Rows& rows = heat.rows.begin()->second;
  EXPECT_EQ(std::ranges::find(rows.channels, channel("heatpump.integral")), rows.channels.end());
  EXPECT_FALSE(column(rows, channel("heatpump.outdoor_temp")).empty());
  EXPECT_EQ(read(Dataset::energy, {midnight, noon}).rows.begin()->second.size(), 360U);
}

TEST_F(ReplicaReads, WhatIsMissingIsAbsentAndNoError) {
  serve();
  server->sql(
      "DROP TABLE heatpump_status; ALTER TABLE temperature_sensors DROP COLUMN humidity; "
      "ALTER TABLE temperature_sensors ALTER COLUMN pressure_hpa TYPE numeric; "
      "REVOKE SELECT ON spot_prices FROM hearth_reader; "
      "INSERT INTO temperature_sensors (time, location, temperature_c, pressure_hpa) VALUES "
      "('2026-01-15T01:00:00Z', 'kitchen', 21.5, 1013.25), ('2026-01-15T01:00:00Z', NULL, 1, 1), "
      "('2026-01-15T01:00:00Z', repeat('a', 4097), 1, 1), "
      "('2026-01-15T01:00:00Z', '', 2, 2), ('2026-01-15T01:00:00Z', E'a\\nb', 3, 3)");
  EXPECT_TRUE(read(Dataset::heatpump, {midnight, noon}).rows.empty());
  EXPECT_TRUE(read(Dataset::price, {midnight, noon}).rows.empty());
  const Collected climate = read(Dataset::climate, {midnight, noon});
  EXPECT_EQ(last.refused, 2U);
  std::vector<std::string> places;
  for (const auto& [group, rows] : climate.rows) places.push_back(group.entity);
  EXPECT_THAT(places, UnorderedElementsAre("", "ab", "kitchen"));
  const Rows& kitchen = climate.rows.at({Dataset::climate, "kitchen"});
  EXPECT_EQ(column(kitchen, channel("climate.pressure")).begin()->second, 1013.25);
  std::vector<std::string> said;
  for (const Finding& finding : findings(*replica->capabilities())) said.push_back(finding.what);
  EXPECT_THAT(said,
              testing::IsSupersetOf({testing::HasSubstr("heatpump_status"), testing::HasSubstr("humidity"),
                                     testing::HasSubstr("may not read spot_prices")}));
}

TEST_F(ReplicaReads, WindowsJoinWithoutLossOrRepetition) {
  serve();
  const test::EnergySeries series{.start = midnight, .seconds = 3600};
  test::fill_energy(*server, series);
  auto options = options_for(server->dsn(test::Role::reader));
  options.rows_window = 7 * minute_ms + 13;
  Replica narrow(options, clock);
  Collected found;
  const auto count =
      narrow.read_rows(Dataset::energy, {midnight, midnight + hour_ms}, stop.get_token(), found.sink());
  ASSERT_TRUE(count.has_value());
  EXPECT_EQ(count->rows, 3600U);
  const Rows& rows = found.rows.begin()->second;
  for (std::size_t i = 0; i < rows.size(); ++i)
    ASSERT_EQ(rows.times[i], series.time(static_cast<std::int64_t>(i)));
}

TEST_F(ReplicaReads, ReducedIsWhatTheRowsSay) {
  serve({.timescale = true});
  const test::EnergySeries series{.start = midnight, .seconds = 7200, .swap_at = 2000, .reset_at = 5000};
  test::fill_energy(*server, series);
  const std::vector<ChannelIndex> channels = {channel("energy.power_total"), channel("energy.import")};
  for (const DurationMs width : {quarter_ms, DurationMs{607'500}}) {
    const auto reduced = replica->read_rollups(channels, {midnight, midnight + 2 * hour_ms}, width, midnight,
                                               stop.get_token());
    ASSERT_TRUE(reduced.has_value()) << to_text(reduced.error());
    const auto& power = reduced->rollups.at(channels[0]);
    const auto& meter = reduced->rollups.at(channels[1]);
    ASSERT_EQ(power.size(), static_cast<std::size_t>((2 * hour_ms + width - 1) / width));
    ASSERT_EQ(meter.size(), power.size());
    for (std::size_t i = 0; i < power.size(); ++i) {
      const auto first = static_cast<std::int64_t>((static_cast<DurationMs>(i) * width + 999) / 1000);
      const auto last_second =
          std::min<std::int64_t>(7199, ((static_cast<DurationMs>(i) + 1) * width - 1) / 1000);
      double low = 1e9;
      double high = 0;
      double sum = 0;
      for (std::int64_t s = first; s <= last_second; ++s) {
        const auto p = static_cast<double>(test::EnergySeries::power_w(s));
        low = std::min(low, p);
        high = std::max(high, p);
        sum += p;
      }
      const auto count = static_cast<double>(last_second - first + 1);
      EXPECT_EQ(power[i].start, midnight + static_cast<DurationMs>(i) * width);
      EXPECT_EQ(power[i].count, count);
      EXPECT_EQ(power[i].min, low);
      EXPECT_EQ(power[i].max, high);
      EXPECT_EQ(power[i].first, test::EnergySeries::power_w(first));
      EXPECT_EQ(power[i].last, test::EnergySeries::power_w(last_second));
      EXPECT_EQ(power[i].first_time, series.time(first));
      EXPECT_EQ(power[i].last_time, series.time(last_second));
      EXPECT_NEAR(power[i].sum / static_cast<double>(power[i].known), sum / count, 0.3);
      EXPECT_NEAR(static_cast<double>(power[i].known), count * 1000, 1000);
      EXPECT_EQ(meter[i].delta, series.used_wh(first, last_second)) << i;
      EXPECT_EQ(meter[i].first_epoch, epoch_number(series.serial(first)));
      EXPECT_EQ(meter[i].last_epoch, epoch_number(series.serial(last_second)));
    }
  }
}

TEST_F(ReplicaReads, HoursLoseNothingAtTheirSeams) {
  serve({.timescale = true});
  // Six hours of readings; the aggregate knows the first four, and its hours lose what is used between them.
  const test::EnergySeries series{.start = midnight, .seconds = 6 * 3600, .swap_at = 9000, .reset_at = {}};
  test::fill_energy(*server, series);
  server->sql("SELECT refresh_aggregates()");
  server->sql(
      "CREATE TABLE fresh AS SELECT * FROM energy_hourly WHERE hour_start < '2026-01-15T04:00:00Z'; "
      "ALTER MATERIALIZED VIEW energy_hourly RENAME TO energy_hourly_all; ALTER TABLE fresh RENAME TO "
      "energy_hourly; "
      "GRANT SELECT ON energy_hourly TO hearth_reader");
  const auto hours = replica->energy_hours({midnight, midnight + 7 * hour_ms}, stop.get_token());
  ASSERT_TRUE(hours.has_value()) << to_text(hours.error());
  ASSERT_EQ(hours->size(), 6U);
  double all = 0;
  for (std::size_t i = 0; i < hours->size(); ++i) {
    const EnergyHour& hour = (*hours)[i];
    EXPECT_EQ(hour.start, midnight + static_cast<DurationMs>(i) * hour_ms);
    EXPECT_NEAR(hour.power_total_w, 900, 2) << i;
    // The swap is in the third hour, where the last watt-hours of the old meter are in nobody's reading.
    EXPECT_NEAR(hour.energy_wh, 900, i == 2 ? 3 : 1.5) << i;
    all += hour.energy_wh;
  }
  EXPECT_NEAR(all, static_cast<double>(series.used_wh(0, 6 * 3600 - 1)), 1e-6);
}

TEST_F(ReplicaReads, ExtentAndLagAreTold) {
  serve();
  EXPECT_FALSE(replica->extent(Dataset::energy, stop.get_token()).value().has_value());
  test::fill_energy(*server, {.start = midnight, .seconds = 10});
  EXPECT_EQ(replica->extent(Dataset::energy, stop.get_token()).value(),
            (TimeRange{midnight, midnight + 9001}));
  EXPECT_FALSE(replica->lag(stop.get_token()).value().has_value());
}

}  // namespace
}  // namespace hearth::replica
