#include "core/aggregate/settled.h"

#include "tests/unit/aggregate/aggregate_fixture.h"

#include <gtest/gtest.h>

#include <functional>

namespace hearth {
namespace {

std::vector<Bucket> minutes_of(const std::vector<Point>& readings, int minutes) {
  Series series{{test::import, ""}, {}, {}, {}};
  for (const Point& p : readings) {
    series.times.push_back(p.time);
    series.values.push_back(p.value);
    series.epochs.push_back(p.epoch);
  }
  std::vector<TimeMs> edges;
  for (int i = 0; i <= minutes; ++i) edges.push_back(i * minute_ms);
  return aggregate(series, edges).rows;
}

TEST(Settled, ABurstAfterAStallIsDatedBackIntoTheStall) {
  std::vector<Point> readings;
  for (int i = 0; i < 20; ++i) readings.push_back({i * 30 * second_ms, 5000});
  for (int i = 1; i <= 5; ++i) readings.push_back({570'000 + i * second_ms, 5000.0 + 1200 * i});
  double sum = 0;
  for (const Bucket& b : minutes_of(readings, 10)) {
    EXPECT_LE(b.sum, 45'000.0 / 60 + 1000);
    sum += b.sum;
  }
  EXPECT_NEAR(sum, 6000, 1e-6);
  // What can be used in its time is left where it is.
  readings = {{0, 5000}, {30'000, 5000}, {60'000, 5370}};
  EXPECT_EQ(settle({}, readings).points[1].value, 5000);
}

TEST(Settled, NothingIsDatedBackToWhereTheCountBegins) {
  // A meter of whole kWh, which jumps or begins anew, and then shows its Wh.
  for (const double next : {900'000.0, 100'000.0}) {
    const std::vector<Point> readings = {{0, 499'000},
                                         {hour_ms, 500'000},
                                         {hour_ms + 60'000, next},
                                         {hour_ms + 70'000, next + 1500},
                                         {hour_ms + 80'000, next + 1500},
                                         {hour_ms + 264'000, next + 3200},
                                         {hour_ms + 264'020, next + 3201},
                                         {hour_ms + 274'000, next + 3231}};
    double sum = 0;
    for (const Bucket& b : minutes_of(readings, 70)) sum += has_value(b.sum) ? b.sum : 0;
    EXPECT_NEAR(sum, 1000 + 3231, 1e-6) << next;
  }
}

TEST(Settled, SaysWhatWasLeftOut) {
  const std::vector<Point> readings = {
      {0, 5000}, {60'000, 5010}, {120'000, 0}, {180'000, 5020}, {240'000, 0}};
  const auto rows = minutes_of(readings, 5);
  EXPECT_FALSE(rows[1].doubtful);
  EXPECT_TRUE(rows[2].doubtful);
  EXPECT_FALSE(rows[2].settling);
  EXPECT_TRUE(rows[4].settling);
  EXPECT_FALSE(rows[4].doubtful);
  EXPECT_TRUE(settle({}, readings).open);
}

TEST(Settled, AReadingWithoutASerialIsOfTheMeterBefore) {
  const std::vector<Point> readings = {{0, 5000, 7}, {60'000, 5010}, {120'000, 9000, 8}};
  EXPECT_EQ(settle({}, readings).points[1].epoch, 7U);
  EXPECT_EQ(minutes_of(readings, 3)[1].sum, 0);
}

/// A day of one reading every ten minutes from a minute after 0 on; `value` of the reading's number.
std::vector<Point> plain_day(const std::function<double(int)>& value) {
  std::vector<Point> readings;
  for (int i = 0; i < 144; ++i) readings.push_back({minute_ms + i * 10 * minute_ms, value(i)});
  return readings;
}

TEST(Settled, APlainDayTellsAlone) {
  const Point before{0, 100'000};
  const auto alone = [&](const std::vector<Point>& readings, double least) {
    return tell_alone({}, readings, before, least, day_ms + minute_ms);
  };
  EXPECT_FALSE(alone({}, before.value));
  const auto rising = plain_day([](int i) { return 100'010.0 + 10 * i; });
  EXPECT_TRUE(alone(rising, before.value));
  // What had been dated back to is reached in time.
  EXPECT_TRUE(alone(rising, before.value - 50));
  EXPECT_TRUE(alone(plain_day([](int) { return 100'000; }), before.value));
  // Below what may have stood, and above it.
  EXPECT_FALSE(alone(plain_day([](int) { return 99'950; }), 99'900));
  // Whether 855 Wh back is noise depends on the meter's step.
  EXPECT_FALSE(
      alone(plain_day([](int i) { return i < 70 ? 100'000.0 + 1000 * i : 168'145.0; }), before.value));
  // What is used at the very most leaves open what was saved before.
  EXPECT_FALSE(alone(plain_day([](int i) { return 100'750.0 + 7500 * i; }), before.value));
}

TEST(Settled, AResetIsNoWrapWhereTheRuleSaysSo) {
  // 2,000 Wh from the place where it would wrap, more than can have been used in ten seconds: it began anew,
  // at 3.
  std::vector<Point> readings = {{0, 2'147'481'648}};
  for (int i = 0; i < 16; ++i) readings.push_back({10'000 + i * 10'000, 3.0 + i});
  const auto rows = minutes_of(readings, 3);
  EXPECT_NEAR(rows[0].sum + rows[1].sum + rows[2].sum, 3 + 15, 1e-9);
}

}  // namespace
}  // namespace hearth
