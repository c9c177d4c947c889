// What the statements bring out of a real PostgreSQL; of tables as others have them, in a transaction that is
// rolled back.
#include "core/source/replica/statements.h"

#include "tests/postgres/server.h"
#include "tests/replica/facts.h"
#include "tests/replica/moments.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace hearth::replica {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr TimeRange day{midnight, midnight + day_ms};

struct Statements : testing::Test {
  static void SetUpTestSuite() {
    server_ = std::make_unique<test::PostgresServer>(test::PostgresOptions{.timescale = true});
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    // A session as odd as a server may be set to.
    sql("BEGIN; SET LOCAL timezone = 'Asia/Kathmandu'; SET LOCAL datestyle = 'German, DMY'");
  }
  void sql(const std::string& text) { session.query(text); }
  /// As a part of another statement, which COPY makes of it: with a `;` it would be none.
  test::Rows rows_of(const std::string& statement, const std::string& columns = "*") {
    return session.query(fmt::format("SELECT {} FROM ({}) asked", columns, statement));
  }
  test::Rows rows_of(const std::optional<RowsStatement>& statement, const std::string& columns = "*") {
    return statement ? rows_of(statement->sql, columns) : test::Rows{{"no statement"}};
  }
  /// Milliseconds of a column of times.
  static std::string ms(const std::string& column) {
    return fmt::format("(extract(epoch FROM {}) * 1000)::bigint", column);
  }
  void meter(const std::string& time, int reading, const std::string& serial = "5") {
    sql(
        fmt::format("INSERT INTO energy_consumption (time, device_serial, active_energy_total, "
                    "active_power_total) VALUES (timestamptz '{}', '{}', {}, 700)",
                    time, serial, reading));
  }

  static std::unique_ptr<test::PostgresServer> server_;
  test::Connection session{server_->admin_dsn()};
};
std::unique_ptr<test::PostgresServer> Statements::server_;

TEST_F(Statements, RangesAreHalfOpenAndInUtc) {
  for (const char* time : {"2026-01-14 23:59:59.999999Z", "2026-01-15 00:00:00Z", "2026-01-15 00:00:00.001Z",
                           "2026-01-15 23:59:59.999999Z", "2026-01-16 00:00:00Z"})
    sql(
        fmt::format("INSERT INTO spot_prices (time, delivery_area, currency, price_per_mwh, "
                    "price_per_kwh) VALUES ('{}', 'SE3', 'SEK', 1000, 1)",
                    time));
  const std::string us = "(extract(epoch FROM time) * 1000000)::bigint";
  const auto at = [](TimeMs time, int more = 0) { return test::Row{std::to_string(time * 1000 + more)}; };
  EXPECT_THAT(rows_of(rows_statement(good_server(), Dataset::price, day), us),
              UnorderedElementsAre(at(midnight), at(midnight + 1), at(day.to - 1, 999)));
  EXPECT_THAT(rows_of(rows_statement(good_server(), Dataset::price, {midnight + 1, day.to}), us),
              UnorderedElementsAre(at(midnight + 1), at(day.to - 1, 999)));
}

TEST_F(Statements, EachValueStandsAtItsChannel) {
  sql("ALTER TABLE spot_prices ALTER currency DROP NOT NULL, ALTER price_per_mwh DROP NOT NULL");
  for (const Dataset dataset : all_datasets) {
    const Capabilities c = good_server();
    const auto statement = rows_statement(c, dataset, day);
    ASSERT_TRUE(statement.has_value());
    ASSERT_EQ(statement->channels.size(), channels_of(dataset).size());
    ASSERT_EQ(statement->types.size(), statement->channels.size());
    std::string names, values;
    test::Row expected;
    int number = 0;
    for (const Channel& channel : channels_of(dataset)) {
      const bool state = channel.kind == Kind::state;
      names += fmt::format(", \"{}\"", channel.wire);
      expected.push_back(state ? (++number % 2 == 0 ? "t" : "f") : std::to_string(++number));
      values += fmt::format(", '{}'", expected.back());
    }
    sql(fmt::format("INSERT INTO {} (time, {}{}) VALUES ('2026-01-15 12:00Z', 'one'{})",
                    table_of(dataset).table, table_of(dataset).entity, names, values));
    const test::Rows rows = rows_of(statement);
    ASSERT_EQ(rows.size(), 1U) << table_of(dataset).table;
    EXPECT_EQ(rows[0][1], "one");
    EXPECT_EQ(test::Row(rows[0].begin() + 2, rows[0].end()), expected) << table_of(dataset).table;
  }
}

TEST_F(Statements, AskForWhatIsThere) {
  sql("ALTER TABLE temperature_sensors DROP humidity, ALTER wifi_rssi TYPE text, DROP COLUMN IF EXISTS "
      "pressure_hpa, DROP COLUMN IF EXISTS uptime, DROP COLUMN IF EXISTS ram_free");
  sql("ALTER TABLE temperature_sensors ADD pressure_hpa numeric, ADD uptime timestamptz, ADD ram_free uuid");
  sql("INSERT INTO temperature_sensors (time, location, temperature_c, pressure_hpa, wifi_rssi) VALUES "
      "('2026-01-15 12:00Z', 'attic', 18.5, 1013.25, 'good')");
  Capabilities c = good_server();
  auto& columns = c.tables["temperature_sensors"].columns;
  columns.erase("humidity");
  columns["pressure_hpa"] = numeric_oid;
  columns["wifi_rssi"] = text_oid;
  columns["uptime"] = timestamptz_oid;
  columns["ram_free"] = 2950;  // uuid
  const auto statement = rows_statement(c, Dataset::climate, day);
  ASSERT_TRUE(statement.has_value());
  for (const char* none : {"humidity", "wifi_rssi", "uptime", "ram_free"})
    EXPECT_EQ(std::ranges::count(statement->channels, none, [](ChannelIndex i) { return info(i).wire; }), 0);
  const auto pressure = std::ranges::find(statement->channels, channel("climate.pressure"));
  ASSERT_NE(pressure, statement->channels.end());
  const test::Rows rows = rows_of(statement);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at(2 + static_cast<std::size_t>(pressure - statement->channels.begin())), "1013.25");
  for (const Channel& channel : channels_of(Dataset::climate)) columns.erase(std::string(channel.wire));
  EXPECT_FALSE(rows_statement(c, Dataset::climate, day).has_value());
}

TEST_F(Statements, AskNothingOfATableThatIsOfNoUse) {
  const auto none = [](auto change) {
    Capabilities c = good_server();
    change(c.tables["temperature_sensors"]);
    return !rows_statement(c, Dataset::climate, day) && !extent_statement(c, Dataset::climate);
  };
  EXPECT_FALSE(none([](TableFacts&) {}));
  EXPECT_TRUE(none([](TableFacts& t) { t.is_there = false; }));
  EXPECT_TRUE(none([](TableFacts& t) { t.may_read = false; }));
  EXPECT_TRUE(none([](TableFacts& t) { t.columns.erase("time"); }));
  EXPECT_TRUE(none([](TableFacts& t) { t.columns["time"] = timestamp_oid; }));
  EXPECT_TRUE(none([](TableFacts& t) { t.columns.erase("location"); }));
  // The meter needs no name.
  meter("2026-01-15 12:00Z", 1000);
  sql("ALTER TABLE energy_consumption DROP device_serial CASCADE");
  Capabilities c = good_server();
  c.tables["energy_consumption"].columns.erase("device_serial");
  const test::Rows rows = rows_of(rows_statement(c, Dataset::energy, day));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][1], "");
  c.tables["spot_prices"].columns.erase("currency");
  EXPECT_FALSE(currency_statement(c).has_value());
}

TEST_F(Statements, ReduceWithWhatTheServerHas) {
  constexpr DurationMs width = 607'500;
  constexpr int readings = 60;
  for (int i = 0; i < readings; ++i)
    meter(fmt::format("2026-01-15 {:02}:{:02}:{:02}Z", i * 24 / readings, i * 7 % 60, i), 1000 + i);
  const std::vector<ChannelIndex> channels = {channel("energy.import"), channel("heatpump.integral")};
  Capabilities c = good_server();
  const auto reduce = [&](TimeMs origin) {
    return buckets_statement(c, Dataset::energy, channels, day, width, origin);
  };
  EXPECT_EQ(reduce(midnight)->channels, std::vector{channel("energy.import")}) << "one is of another table";
  // Each reading is in the bucket that begins at most a width before it, whatever edge is counted from.
  for (const TimeMs origin : {midnight - 10 * day_ms, midnight, midnight + 3 * day_ms}) {
    SCOPED_TRACE(origin);
    test::Rows of_each;
    for (const bool time_bucket : {true, false}) {
      c.time_bucket = time_bucket;
      const test::Rows rows = session.query(fmt::format(
          "SELECT {}, {}, {}, n FROM ({}) a (start, e, t0, t1, n, count, lo, hi, av, first, last) "
          "ORDER BY 1",
          ms("start"), ms("t0"), ms("t1"), reduce(origin)->sql));
      std::int64_t count = 0;
      for (const test::Row& row : rows) {
        const TimeMs start = std::stoll(row[0]);
        EXPECT_EQ((start - origin) % width, 0);
        EXPECT_LE(start, std::stoll(row[1]));
        EXPECT_LT(std::stoll(row[2]), start + width);
        count += std::stoll(row[3]);
      }
      EXPECT_EQ(count, readings);
      if (time_bucket) of_each = rows;
      EXPECT_EQ(rows, of_each) << "date_bin says what time_bucket says";
    }
  }
  c.date_bin = false;
  EXPECT_FALSE(reduce(midnight).has_value());
}

TEST_F(Statements, HoursNeedTheirAggregateAndSeamsTheirMeter) {
  for (const auto& [time, reading] :
       {std::pair("2026-01-15 00:10Z", 1000), {"2026-01-15 00:50Z", 1600}, {"2026-01-15 01:20Z", 2500}})
    meter(time, reading);
  sql("REFRESH MATERIALIZED VIEW energy_hourly");
  Capabilities c = good_server();
  const auto hours = hours_statement(c, day);
  ASSERT_TRUE(hours.has_value());
  const auto hour = [](int n) { return std::to_string(midnight + n * hour_ms); };
  EXPECT_THAT(rows_of(*hours, ms("hour_start") + ", total_energy_kwh"),
              ElementsAre(test::Row{hour(0), "0.6"}, test::Row{hour(1), "0"}));
  const test::Rows whole = rows_of(*hours, "asked::text");
  ASSERT_EQ(whole.size(), 2U);
  EXPECT_TRUE(whole[0][0].ends_with(",,,,)")) << whole[0][0] << ": no mean powers are known here";
  // The hours around a range that begins and ends amid them.
  const auto seams = seams_statement(c, {midnight + 1, midnight + hour_ms + 1});
  ASSERT_TRUE(seams.has_value());
  EXPECT_THAT(session.query(fmt::format("SELECT {}, before, after FROM ({}) a (h, t0, before, s0, t1, after, "
                                        "s1) ORDER BY 1",
                                        ms("h"), *seams)),
              ElementsAre(test::Row{hour(0), "", "1000"}, test::Row{hour(1), "1600", "2500"},
                          test::Row{hour(2), "2500", ""}));
  c.tables["energy_hourly"].columns.erase("total_energy_kwh");
  EXPECT_FALSE(hours_statement(c, day).has_value());
  c.tables["energy_consumption"].columns.erase("active_energy_total");
  EXPECT_FALSE(seams_statement(c, day).has_value());
}

TEST_F(Statements, ReadOnlyTheMeterThatIsNamed) {
  meter("2026-01-15 00:10Z", 1000, "it''s 5");
  meter("2026-01-15 00:20Z", 9000, "it''s 6");
  meter("2026-01-15 00:30Z", 9500, "'' OR true --");
  sql("INSERT INTO temperature_sensors (time, location, temperature_c) VALUES ('2026-01-15 12:00Z', 'a', 1), "
      "('2026-01-15 12:00Z', 'b', 2)");
  Capabilities c = good_server();
  c.meter = "it's 5";
  const auto count = [&](const std::string& statement) { return rows_of(statement).size(); };
  const auto buckets = [&] {
    return count(
        buckets_statement(c, Dataset::energy, {channel("energy.import")}, day, hour_ms, midnight)->sql);
  };
  const auto serial_after_midnight = [&] {
    return session.query(fmt::format("SELECT s1 FROM ({}) a (h, t0, v0, s0, t1, v1, s1) ORDER BY h LIMIT 1",
                                     *seams_statement(c, {midnight, midnight})));
  };
  EXPECT_EQ(count(rows_statement(c, Dataset::energy, day)->sql), 1U);
  EXPECT_EQ(buckets(), 1U);
  EXPECT_THAT(serial_after_midnight(), ElementsAre(test::Row{"it's 5"}));
  EXPECT_EQ(count(rows_statement(c, Dataset::climate, day)->sql), 2U);
  c.meter = "' OR true --";
  EXPECT_EQ(count(rows_statement(c, Dataset::energy, day)->sql), 1U);
  EXPECT_EQ(buckets(), 1U);
  EXPECT_THAT(serial_after_midnight(), ElementsAre(test::Row{"' OR true --"}));
  c.tables["energy_consumption"].columns.erase("device_serial");
  EXPECT_EQ(count(rows_statement(c, Dataset::energy, day)->sql), 3U);
}

}  // namespace
}  // namespace hearth::replica
