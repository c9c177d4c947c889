#include "core/aggregate/compare.h"

#include "tests/unit/aggregate/aggregate_fixture.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::at;
using test::import;
using test::power;
using test::stockholm;

TimeRange range(const char* from, const char* to) {
  return {at(from), at(to)};
}

/// Buckets of a calendar unit over a range; the k-th has the value k + 1.
Buckets numbered(TimeRange over, CalendarUnit unit, ChannelIndex channel = import) {
  Buckets buckets{{channel, ""}, {}};
  const auto edges = bucket_edges(over, CalendarBuckets{unit, stockholm}).value();
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    Bucket b{.start = edges[i], .end = edges[i + 1]};
    (channel == import ? b.sum : b.mean) = static_cast<double>(i + 1);
    b.known = b.end - b.start;
    buckets.rows.push_back(b);
  }
  return buckets;
}

std::vector<Change> compared(TimeRange over, CalendarUnit unit, CalendarUnit by) {
  const TimeRange before = earlier(over, by, stockholm).value();
  return compare(numbered(over, unit), numbered(before, unit), by, stockholm).value();
}

TEST(Earlier, KeepsTheLocalClock) {
  const auto day = [](TimeRange r) { return earlier(r, CalendarUnit::day, stockholm).value(); };
  // Noon to noon over the clock put forward: 23 hours before, 24 now.
  EXPECT_EQ(day(range("2026-03-29T10:00:00Z", "2026-03-30T10:00:00Z")),
            range("2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z"));
  // A clock time that the day before skips, and one that it has twice.
  EXPECT_EQ(day(range("2026-03-30T00:30:00Z", "2026-03-30T02:00:00Z")),
            range("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"));
  EXPECT_EQ(day(range("2026-10-26T01:30:00Z", "2026-10-26T02:30:00Z")),
            range("2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"));
  EXPECT_EQ(earlier(range("2026-04-02T10:00:00Z", "2026-04-02T12:00:00Z"), CalendarUnit::week, stockholm),
            range("2026-03-26T11:00:00Z", "2026-03-26T13:00:00Z"));
}

TEST(Earlier, FollowsMonthsAndYears) {
  const auto by = [](CalendarUnit unit, TimeRange r) { return earlier(r, unit, "UTC").value(); };
  EXPECT_EQ(by(CalendarUnit::month, range("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")),
            range("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"));
  EXPECT_EQ(by(CalendarUnit::month, range("2026-03-28T06:00:00Z", "2026-03-31T06:00:00Z")),
            range("2026-02-28T06:00:00Z", "2026-03-01T00:00:00Z"));
  EXPECT_TRUE(by(CalendarUnit::month, range("2026-03-30T00:00:00Z", "2026-03-31T00:00:00Z")).empty());
  EXPECT_EQ(by(CalendarUnit::month, range("2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z")),
            range("2025-12-15T00:00:00Z", "2025-12-16T00:00:00Z"));
  EXPECT_EQ(by(CalendarUnit::year, range("2028-02-28T00:00:00Z", "2028-02-29T12:00:00Z")),
            range("2027-02-28T00:00:00Z", "2027-03-01T00:00:00Z"));
  EXPECT_EQ(by(CalendarUnit::year, range("2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z")),
            range("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"));
}

TEST(Earlier, SaysWhatIsWrong) {
  EXPECT_EQ(earlier({0, 1}, CalendarUnit::hour, "UTC").error().kind, ErrorKind::usage);
  EXPECT_EQ(earlier({0, 1}, CalendarUnit::day, "Europe/Atlantis").error().kind, ErrorKind::config);
  EXPECT_EQ(compare({}, {}, CalendarUnit::day, "Europe/Atlantis").error().kind, ErrorKind::config);
}

TEST(Compare, SetsHourAgainstHour) {
  const auto changes =
      compared(range("2026-01-14T23:00:00Z", "2026-01-15T23:00:00Z"), CalendarUnit::hour, CalendarUnit::day);
  ASSERT_EQ(changes.size(), 24U);
  for (std::size_t h = 0; h < 24; ++h) {
    EXPECT_EQ(changes[h].before.from, changes[h].now.from - day_ms);
    EXPECT_EQ(changes[h].earlier, static_cast<double>(h + 1));
    EXPECT_EQ(changes[h].delta, 0);
    EXPECT_EQ(changes[h].percent, 0);
  }
}

TEST(Compare, AfterADayOf23HoursOneHourHasNothingBefore) {
  const auto changes =
      compared(range("2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"), CalendarUnit::hour, CalendarUnit::day);
  ASSERT_EQ(changes.size(), 24U);
  EXPECT_EQ(changes[1].earlier, 2);
  EXPECT_FALSE(has_value(changes[2].earlier));
  EXPECT_FALSE(has_value(changes[2].delta));
  EXPECT_FALSE(has_value(changes[2].percent));
  EXPECT_EQ(changes[3].earlier, 3);
  EXPECT_EQ(changes[23].earlier, 23);
}

TEST(Compare, AfterADayOf25HoursOneHourMeetsTwo) {
  const auto changes =
      compared(range("2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"), CalendarUnit::hour, CalendarUnit::day);
  ASSERT_EQ(changes.size(), 24U);
  EXPECT_EQ(changes[2].earlier, 3 + 4);
  EXPECT_EQ(changes[2].before.length(), 2 * hour_ms);
  EXPECT_EQ(changes[23].earlier, 25);
}

TEST(Compare, NoDayOfTheEarlierMonthCountsTwice) {
  const auto april =
      compared(range("2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z"), CalendarUnit::day, CalendarUnit::month);
  ASSERT_EQ(april.size(), 30U);
  for (std::size_t d = 0; d < 30; ++d) EXPECT_EQ(april[d].earlier, static_cast<double>(d + 1)) << d;
  const auto march =
      compared(range("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"), CalendarUnit::day, CalendarUnit::month);
  ASSERT_EQ(march.size(), 31U);
  for (std::size_t d = 0; d < 31; ++d) EXPECT_EQ(has_value(march[d].earlier), d < 28) << d;
  EXPECT_EQ(march[27].earlier, 28);
}

TEST(Compare, AMonthMeetsTheWholeMonth) {
  const auto april = compared(range("2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z"), CalendarUnit::month,
                              CalendarUnit::month);
  ASSERT_EQ(april.size(), 1U);
  EXPECT_EQ(april[0].before, range("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"));
  EXPECT_EQ(april[0].earlier, 1);
  const auto march = compared(range("2029-01-31T23:00:00Z", "2029-02-28T23:00:00Z"), CalendarUnit::month,
                              CalendarUnit::year);
  EXPECT_EQ(march[0].before, range("2028-01-31T23:00:00Z", "2028-02-29T23:00:00Z"));
}

TEST(Compare, TakesFinerBucketsTogetherAndNothingInPart) {
  const TimeRange today = range("2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z");
  Buckets now{{power, ""}, {{.start = today.from, .end = today.to, .mean = 300, .known = day_ms}}};
  Buckets before{{power, ""}, {}};
  const TimeMs yesterday = today.from - day_ms;
  before.rows.push_back({.start = yesterday, .end = yesterday + hour_ms, .mean = 100, .known = hour_ms});
  before.rows.push_back({.start = yesterday + hour_ms, .end = today.from, .mean = 400, .known = hour_ms / 2});
  auto change = compare(now, before, CalendarUnit::day, "UTC").value().front();
  EXPECT_DOUBLE_EQ(change.earlier, 200);
  EXPECT_DOUBLE_EQ(change.delta, 100);
  EXPECT_DOUBLE_EQ(change.percent, 50);
  before.rows[1].mean = no_value;
  change = compare(now, before, CalendarUnit::day, "UTC").value().front();
  EXPECT_FALSE(has_value(change.earlier) || has_value(change.delta) || has_value(change.percent));
  before.rows.pop_back();
  EXPECT_FALSE(has_value(compare(now, before, CalendarUnit::day, "UTC").value().front().earlier));
}

TEST(Compare, PercentIsOfTheEarlierSizeAndNoneOfZero) {
  const auto change = [](double is, double was) {
    const Buckets now{{import, ""}, {{.start = day_ms, .end = 2 * day_ms, .sum = is}}};
    const Buckets before{{import, ""}, {{.start = 0, .end = day_ms, .sum = was}}};
    return compare(now, before, CalendarUnit::day, "UTC").value().front();
  };
  EXPECT_DOUBLE_EQ(change(50, 200).percent, -75);
  EXPECT_DOUBLE_EQ(change(-50, -100).percent, 50);
  EXPECT_FALSE(has_value(change(5, 0).percent));
  EXPECT_EQ(change(5, 0).delta, 5);
  EXPECT_FALSE(has_value(change(no_value, 5).delta));
}

}  // namespace
}  // namespace hearth
