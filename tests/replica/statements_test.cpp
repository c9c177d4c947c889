#include "core/source/replica/statements.h"

#include "tests/replica/facts.h"
#include "tests/replica/moments.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace hearth::replica {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr TimeRange day{midnight, midnight + day_ms};

TEST(Statements, RangesAreHalfOpenAndInUtc) {
  const auto statement = rows_statement(good_server(), Dataset::price, day);
  ASSERT_TRUE(statement.has_value());
  EXPECT_THAT(statement->sql,
              HasSubstr("WHERE \"time\" >= '2026-01-15T00:00:00Z'::timestamptz AND \"time\" < "
                        "'2026-01-16T00:00:00Z'::timestamptz"));
  EXPECT_THAT(rows_statement(good_server(), Dataset::price, {midnight + 1, day.to})->sql,
              HasSubstr("'2026-01-15T00:00:00.001Z'::timestamptz"));
}

TEST(Statements, NamesAreQuoted) {
  for (const Dataset dataset : all_datasets) {
    const auto statement = rows_statement(good_server(), dataset, day);
    ASSERT_TRUE(statement.has_value());
    EXPECT_EQ(statement->channels.size(), channels_of(dataset).size());
    EXPECT_EQ(statement->types.size(), statement->channels.size());
    for (const Channel& channel : channels_of(dataset))
      EXPECT_THAT(statement->sql, HasSubstr(fmt::format("\"{}\"", channel.wire)));
    EXPECT_THAT(statement->sql, HasSubstr(fmt::format("FROM {} ", table_of(dataset).table)));
    EXPECT_THAT(statement->sql, Not(HasSubstr(";")));
  }
}

TEST(Statements, AskForWhatIsThere) {
  Capabilities c = good_server();
  auto& columns = c.tables["temperature_sensors"].columns;
  columns.erase("humidity");
  columns["pressure_hpa"] = numeric_oid;
  columns["wifi_rssi"] = text_oid;
  columns["uptime"] = timestamptz_oid;
  columns["ram_free"] = 2950;  // uuid
  const auto statement = rows_statement(c, Dataset::climate, day);
  ASSERT_TRUE(statement.has_value());
  EXPECT_THAT(statement->sql,
              AllOf(HasSubstr("\"pressure_hpa\"::float8"), Not(HasSubstr("humidity")),
                    Not(HasSubstr("wifi_rssi")), Not(HasSubstr("uptime")), Not(HasSubstr("ram_free"))));
  for (const Channel& channel : channels_of(Dataset::climate)) columns.erase(std::string(channel.wire));
  EXPECT_FALSE(rows_statement(c, Dataset::climate, day).has_value());
}

TEST(Statements, AskNothingOfATableThatIsOfNoUse) {
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
  Capabilities c = good_server();
  c.tables["energy_consumption"].columns.erase("device_serial");
  EXPECT_THAT(rows_statement(c, Dataset::energy, day)->sql, HasSubstr("NULL::text"));
  c.tables["spot_prices"].columns.erase("currency");
  EXPECT_FALSE(currency_statement(c).has_value());
}

TEST(Statements, ReduceWithWhatTheServerHas) {
  Capabilities c = good_server();
  const std::vector<ChannelIndex> channels = {channel("energy.import"), channel("heatpump.integral")};
  const auto reduce = [&](TimeRange range, TimeMs origin) {
    return buckets_statement(c, Dataset::energy, channels, range, 607'500, origin);
  };
  EXPECT_THAT(reduce(day, midnight)->sql, HasSubstr("time_bucket('607500 milliseconds'::interval, \"time\", "
                                                    "'2026-01-15T00:00:00Z'::timestamptz)"));
  EXPECT_EQ(reduce(day, midnight)->channels, std::vector{channel("energy.import")})
      << "one is of another table";
  c.time_bucket = false;
  EXPECT_THAT(reduce(day, midnight)->sql, HasSubstr("date_bin("));
  // Counted from an edge that is not after the first reading, whatever edge was named.
  for (const TimeMs origin : {midnight - 10 * day_ms, midnight, midnight + 3 * day_ms}) {
    const std::string sql = reduce(day, origin)->sql;
    const auto at = sql.find("\"time\", '") + 9;
    const auto counted_from = parse_rfc3339(sql.substr(at, sql.find('\'', at) - at));
    ASSERT_TRUE(counted_from.has_value()) << sql;
    EXPECT_LE(*counted_from, day.from);
    EXPECT_GT(*counted_from + 607'500, day.from);
    EXPECT_EQ((*counted_from - origin) % 607'500, 0);
  }
  c.date_bin = false;
  EXPECT_FALSE(reduce(day, midnight).has_value());
}

TEST(Statements, HoursNeedTheirAggregateAndSeamsTheirMeter) {
  Capabilities c = good_server();
  const auto hours = hours_statement(c, day);
  ASSERT_TRUE(hours.has_value());
  EXPECT_THAT(*hours, HasSubstr("NULL::float8")) << "no mean powers here";
  EXPECT_TRUE(seams_statement(c, day).has_value());
  const auto seams = seams_statement(c, {midnight + 1, midnight + hour_ms + 1});
  EXPECT_THAT(*seams,
              HasSubstr("generate_series('2026-01-15T00:00:00Z'::timestamptz, '2026-01-15T02:00:00Z'"));
  c.tables["energy_hourly"].columns.erase("total_energy_kwh");
  EXPECT_FALSE(hours_statement(c, day).has_value());
  c.tables["energy_consumption"].columns.erase("active_energy_total");
  EXPECT_FALSE(seams_statement(c, day).has_value());
}

TEST(Statements, ReadOnlyTheMeterThatIsNamed) {
  Capabilities c = good_server();
  c.meter = "it's 5";
  const std::string only = " AND \"device_serial\"::text = 'it''s 5'";
  EXPECT_THAT(rows_statement(c, Dataset::energy, day)->sql, HasSubstr(only));
  EXPECT_THAT(buckets_statement(c, Dataset::energy, {channel("energy.import")}, day, hour_ms, 0)->sql,
              HasSubstr(only));
  EXPECT_THAT(*seams_statement(c, day), HasSubstr(only));
  EXPECT_THAT(rows_statement(c, Dataset::climate, day)->sql, Not(HasSubstr("it''s")));
  c.tables["energy_consumption"].columns.erase("device_serial");
  EXPECT_THAT(rows_statement(c, Dataset::energy, day)->sql, Not(HasSubstr("it''s")));
}

}  // namespace
}  // namespace hearth::replica
