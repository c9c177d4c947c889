#include "core/aggregate/buckets.h"
#include "tests/unit/aggregate/aggregate_fixture.h"
#include "tests/unit/aggregate/random_series.h"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace hearth {
namespace {

using test::at;

using std::chrono::milliseconds;

struct LocalMinute {
  date::local_time<milliseconds> local;
  std::chrono::seconds offset;
};

LocalMinute local_minute(const date::time_zone* zone, TimeMs t) {
  const date::sys_time<milliseconds> sys{milliseconds{t}};
  return {zone->to_local(sys), zone->get_info(date::floor<std::chrono::seconds>(sys)).offset};
}

/// What tells one bucket from the next, found by looking at every minute's local time.
bool same_bucket(const LocalMinute& a, const LocalMinute& b, CalendarUnit unit) {
  const date::local_days day_a = date::floor<date::days>(a.local);
  const date::local_days day_b = date::floor<date::days>(b.local);
  const date::year_month_day date_a{day_a};
  const date::year_month_day date_b{day_b};
  // 1970-01-05 was a Monday.
  const auto week = [](date::local_days d) { return (d.time_since_epoch().count() + 700'000 - 4) / 7; };
  switch (unit) {
    case CalendarUnit::hour:
      return a.offset == b.offset &&
             date::floor<std::chrono::hours>(a.local) == date::floor<std::chrono::hours>(b.local);
    case CalendarUnit::day:
      return day_a == day_b;
    case CalendarUnit::week:
      return week(day_a) == week(day_b);
    case CalendarUnit::month:
      return date_a.year() == date_b.year() && date_a.month() == date_b.month();
    case CalendarUnit::year:
      return date_a.year() == date_b.year();
  }
  return true;
}

std::vector<TimeMs> edges_by_looking(TimeRange range, const std::string& zone_name, CalendarUnit unit) {
  const date::time_zone* zone = date::locate_zone(zone_name);
  std::vector<TimeMs> edges;
  TimeMs t = range.from;
  while (same_bucket(local_minute(zone, t - minute_ms), local_minute(zone, t), unit)) t -= minute_ms;
  edges.push_back(t);
  while (edges.back() < range.to) {
    t += minute_ms;
    if (!same_bucket(local_minute(zone, t - minute_ms), local_minute(zone, t), unit)) edges.push_back(t);
  }
  return edges;
}

struct Case {
  const char* zone;
  const char* from;
  const char* to;
};

constexpr Case cases[] = {
    {"Europe/Stockholm", "2026-03-27T11:17:00Z", "2026-03-31T05:00:00Z"},
    {"Europe/Stockholm", "2026-10-23T22:00:00Z", "2026-10-27T05:01:00Z"},
    {"Asia/Kathmandu", "2026-02-26T03:33:00Z", "2026-03-02T03:33:00Z"},
    {"Australia/Lord_Howe", "2026-04-03T00:00:00Z", "2026-04-06T12:00:00Z"},
    {"Australia/Lord_Howe", "2026-10-02T00:00:00Z", "2026-10-05T12:00:00Z"},
    // Midnight itself is skipped here, and comes twice half a year later.
    {"America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-05T12:00:00Z"},
    {"America/Sao_Paulo", "2018-02-16T12:00:00Z", "2018-02-19T12:00:00Z"},
    // A whole day is skipped here.
    {"Pacific/Apia", "2011-12-29T00:00:00Z", "2012-01-01T12:00:00Z"},
    {"UTC", "2026-12-30T00:00:00Z", "2027-01-02T00:00:00Z"},
};

TEST(CalendarEdges, AreWhereTheLocalClockSaysSo) {
  for (const Case& c : cases) {
    for (const CalendarUnit unit :
         {CalendarUnit::hour, CalendarUnit::day, CalendarUnit::week, CalendarUnit::month}) {
      const TimeRange range{at(c.from), at(c.to)};
      const auto edges = bucket_edges(range, CalendarBuckets{unit, c.zone});
      ASSERT_TRUE(edges) << c.zone;
      EXPECT_EQ(*edges, edges_by_looking(range, c.zone, unit))
          << c.zone << " from " << c.from << " unit " << static_cast<int>(unit);
    }
  }
}

/// Where each unit begins, found by looking at every quarter of an hour of `range`.
std::vector<TimeMs> begins_by_counting(TimeRange range, const date::time_zone* zone, CalendarUnit unit) {
  std::vector<TimeMs> begins;
  LocalMinute before = local_minute(zone, range.from - 15 * minute_ms);
  for (TimeMs t = range.from; t < range.to; t += 15 * minute_ms) {
    const LocalMinute now = local_minute(zone, t);
    if (!same_bucket(before, now, unit)) begins.push_back(t);
    before = now;
  }
  return begins;
}

constexpr const char* odd_zones[] = {
    "Europe/Stockholm", "Asia/Kathmandu",      "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia",
    "Asia/Gaza",        "America/Havana",      "Africa/Casablanca",   "Asia/Tehran",      "Antarctica/Troll",
    "Pacific/Chatham",  "America/Los_Angeles", "Africa/Cairo",        "Atlantic/Azores"};

// No zone has changed its clock off a quarter of an hour since 2012.
TEST(CalendarEdges, AreTheOnesThatCountingEveryQuarterHourFinds) {
  unsigned seed = 0;
  for (const char* name : odd_zones) {
    for (int i = 0; i < 2; ++i) {
      test::Random random(++seed);
      const int year = 2012 + static_cast<int>(random.below(26));
      SCOPED_TRACE(testing::Message() << "seed " << seed << ": " << name << ' ' << year);
      const TimeMs begin = at((std::to_string(year) + "-01-01T00:00:00Z").c_str());
      const date::time_zone* zone = date::locate_zone(name);
      const TimeMs from = begin + static_cast<TimeMs>(random.below(300 * day_ms));
      const TimeRange range{from, from + 1 + static_cast<TimeMs>(random.below(400 * day_ms))};
      for (const CalendarUnit unit : {CalendarUnit::hour, CalendarUnit::day, CalendarUnit::week,
                                      CalendarUnit::month, CalendarUnit::year}) {
        const bool year_unit = unit == CalendarUnit::year;
        const DurationMs margin = (year_unit ? 370 : 33) * day_ms;
        const auto begins = begins_by_counting(
            {floor_to(range.from - margin, hour_ms), ceil_to(range.to + margin, hour_ms)}, zone, unit);
        const auto first = std::prev(std::upper_bound(begins.begin(), begins.end(), range.from));
        const auto last = std::lower_bound(begins.begin(), begins.end(), range.to);
        const auto edges = bucket_edges(range, CalendarBuckets{unit, name});
        ASSERT_TRUE(edges);
        EXPECT_EQ(*edges, std::vector<TimeMs>(first, std::next(last))) << "unit " << static_cast<int>(unit);
      }
    }
  }
}

TEST(CalendarEdges, YearsOfStockholm) {
  const auto edges = bucket_edges({at("2025-06-01T00:00:00Z"), at("2026-06-01T00:00:00Z")},
                                  CalendarBuckets{CalendarUnit::year, "Europe/Stockholm"});
  ASSERT_TRUE(edges);
  EXPECT_EQ(*edges, (std::vector<TimeMs>{at("2024-12-31T23:00:00Z"), at("2025-12-31T23:00:00Z"),
                                         at("2026-12-31T23:00:00Z")}));
}

TEST(CalendarEdges, DaysOf23And25Hours) {
  const CalendarBuckets days{CalendarUnit::day, "Europe/Stockholm"};
  const auto spring = bucket_edges({at("2026-03-29T10:00:00Z"), at("2026-03-29T11:00:00Z")}, days);
  const auto autumn = bucket_edges({at("2026-10-25T10:00:00Z"), at("2026-10-25T11:00:00Z")}, days);
  ASSERT_EQ(spring->size(), 2U);
  EXPECT_EQ(spring->at(1) - spring->at(0), 23 * hour_ms);
  ASSERT_EQ(autumn->size(), 2U);
  EXPECT_EQ(autumn->at(1) - autumn->at(0), 25 * hour_ms);
}

TEST(FixedEdges, CoverTheRange) {
  EXPECT_EQ(*bucket_edges({5, 25}, FixedBuckets{10}), (std::vector<TimeMs>{0, 10, 20, 30}));
  EXPECT_EQ(*bucket_edges({0, 20}, FixedBuckets{10}), (std::vector<TimeMs>{0, 10, 20}));
  EXPECT_EQ(*bucket_edges({-5, 1}, FixedBuckets{10}), (std::vector<TimeMs>{-10, 0, 10}));
  EXPECT_TRUE(bucket_edges({20, 20}, FixedBuckets{10})->empty());
}

TEST(FixedEdges, RefuseWhatMakesNoSense) {
  EXPECT_EQ(bucket_edges({0, 1}, FixedBuckets{0}).error().kind, ErrorKind::usage);
  EXPECT_EQ(bucket_edges({0, 1'000'001}, FixedBuckets{1}).error().kind, ErrorKind::usage);
  EXPECT_EQ(bucket_edges({0, 1'000'000}, FixedBuckets{1})->size(), 1'000'001U);
  EXPECT_EQ(bucket_edges({0, 1}, CalendarBuckets{CalendarUnit::day, "Europe/Atlantis"}).error().kind,
            ErrorKind::config);
  EXPECT_EQ(bucket_edges({0, 1}, CalendarBuckets{CalendarUnit::day, ""}).error().kind, ErrorKind::config);
}

TEST(LocalDayStart, IsTheLastMomentTheDateChanged) {
  for (const Case& c : cases) {
    for (TimeMs t = at(c.from); t < at(c.to); t += 37 * minute_ms) {
      const auto start = local_day_start(t, c.zone);
      ASSERT_TRUE(start) << c.zone;
      EXPECT_EQ(*start, edges_by_looking({t, t + 1}, c.zone, CalendarUnit::day).front())
          << c.zone << ' ' << t;
    }
  }
  EXPECT_EQ(local_day_start(0, "Nowhere").error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace hearth
