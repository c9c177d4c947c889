#include "tests/postgres/fill.h"

#include <gmock/gmock.h>

namespace hearth::test {
namespace {

using testing::ElementsAre;

TEST(TimescaleStandIn, BucketsLikeDateBin) {
  const PostgresServer server({.timescale = true});
  EXPECT_EQ(
      server.value("select count(*) from generate_series(timestamptz '1999-12-30 00:00:01Z', '2000-01-09Z', "
                   "'1123 s') t, unnest(array['1 minute', '15 minutes', '1 hour', '1 day']::interval[]) w "
                   "where time_bucket(w, t) <> date_bin(w, t, timestamptz '2000-01-01Z')"),
      "0");
  EXPECT_EQ(server.value("select to_char(time_bucket('7 days', timestamptz '2026-01-15Z'), 'Dy')"), "Mon");
  EXPECT_EQ(Connection(server.dsn(Role::reader))
                .query("select time_bucket('1 hour', timestamptz '2026-01-15 "
                       "07:08:09Z')"),
            (Rows{{"2026-01-15 07:00:00+00"}}));
}

TEST(TimescaleStandIn, LosesWhatIsUsedBetweenHours) {
  const PostgresServer server({.timescale = true});
  // Ten seconds, 100 Wh a second, over an hour's end that is a month's and a year's end as well.
  server.sql(
      "insert into energy_consumption (time, active_energy_total, active_power_total, active_power_l1, "
      "active_power_l2, active_power_l3) select timestamptz '2025-12-31 23:59:55Z' + i * interval '1 s', "
      "1000 + i * 100, 3000, 500, 1000, 1500 from generate_series(0, 9) i");
  EXPECT_TRUE(server.query("select * from energy_hourly").empty());
  server.sql("select refresh_aggregates()");
  EXPECT_THAT(server.query("select * from energy_hourly order by 1"),
              ElementsAre(ElementsAre("2025-12-31 23:00:00+00", "2026-01-01 00:00:00+00", "0.4", "0.5", "1",
                                      "1.5", "3", "5"),
                          ElementsAre("2026-01-01 00:00:00+00", "2026-01-01 01:00:00+00", "0.4", "0.5", "1",
                                      "1.5", "3", "5")));
  Connection reader(server.dsn(Role::reader));
  EXPECT_THAT(reader.query("select * from energy_daily_summary order by 1"),
              ElementsAre(ElementsAre("2025-12-31 00:00:00+00", "2026-01-01 00:00:00+00", "400", "5"),
                          ElementsAre("2026-01-01 00:00:00+00", "2026-01-02 00:00:00+00", "400", "5")));
  EXPECT_THAT(reader.query("select * from energy_monthly_summary order by 1"),
              ElementsAre(ElementsAre("2025-12-01 00:00:00+00", "2026-01-01 00:00:00+00", "400", "5"),
                          ElementsAre("2026-01-01 00:00:00+00", "2026-02-01 00:00:00+00", "400", "5")));
  EXPECT_THAT(reader.query("select * from energy_yearly_summary order by 1"),
              ElementsAre(ElementsAre("2025-01-01 00:00:00+00", "2026-01-01 00:00:00+00", "400", "5"),
                          ElementsAre("2026-01-01 00:00:00+00", "2027-01-01 00:00:00+00", "400", "5")));
  EXPECT_THAT(reader.query("select * from energy order by ts limit 1"),
              ElementsAre(ElementsAre("2025-12-31 23:59:55+00", "1000", "3000", "500", "1000", "1500")));
}

TEST(TimescaleStandIn, IsAbsentUnlessItIsAskedFor) {
  const PostgresServer server;
  EXPECT_THAT(server.query("select to_regclass('energy_hourly'), to_regproc('time_bucket')"),
              ElementsAre(ElementsAre("", "")));
}

}  // namespace
}  // namespace hearth::test
