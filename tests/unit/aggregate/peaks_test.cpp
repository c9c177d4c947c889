#include "core/aggregate/peaks.h"

#include "core/aggregate/buckets.h"
#include "tests/unit/aggregate/aggregate_fixture.h"
#include "tests/unit/aggregate/random_series.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace hearth {
namespace {

using test::at;
using test::import;
using test::power;
using test::stockholm;

struct Energy {
  const char* from;
  double wh;
  DurationMs width = hour_ms;
};

Buckets energy(const std::vector<Energy>& list) {
  Buckets buckets{{import, ""}, {}};
  for (const Energy& e : list)
    buckets.rows.push_back({.start = at(e.from), .end = at(e.from) + e.width, .sum = e.wh});
  return buckets;
}

std::vector<double> watts(const Buckets& buckets, PeakRule rule, TimeMs within = at("2026-01-15T12:00:00Z")) {
  const auto peaks = month_peaks(buckets, within, rule, stockholm);
  std::vector<double> result;
  for (const PowerPeak& p : peaks.value()) result.push_back(p.watts);
  return result;
}

TEST(MonthPeaks, AreTheHighestHoursOneADay) {
  const Buckets hours = energy({{"2026-01-02T10:00:00Z", 5000},
                                {"2026-01-02T11:00:00Z", 7000},
                                {"2026-01-02T12:00:00Z", 6000},
                                {"2026-01-03T10:00:00Z", 3000},
                                {"2026-01-04T10:00:00Z", no_value},
                                {"2026-01-05T10:00:00Z", 4000},
                                {"2026-01-06T10:00:00Z", 3500}});
  EXPECT_EQ(watts(hours, {3, true}), (std::vector<double>{7000, 4000, 3500}));
  EXPECT_EQ(watts(hours, {3, false}), (std::vector<double>{7000, 6000, 5000}));
  EXPECT_EQ(watts(hours, {9, true}).size(), 4U);
  EXPECT_DOUBLE_EQ(billed_power(month_peaks(hours, at("2026-01-02T00:00:00Z"), {3, true}, stockholm).value()),
                   14'500.0 / 3);
  EXPECT_FALSE(has_value(billed_power({})));
}

TEST(MonthPeaks, FollowTheLocalMonthAndDay) {
  const Buckets hours = energy({{"2025-12-31T22:00:00Z", 9000},    // still December
                                {"2025-12-31T23:00:00Z", 2000},    // the first hour of January
                                {"2026-01-10T22:00:00Z", 4000},    // the last hour of the 10th
                                {"2026-01-10T23:00:00Z", 5000},    // the first of the 11th
                                {"2026-01-31T22:00:00Z", 3000},    // the last hour of January
                                {"2026-01-31T23:00:00Z", 8000}});  // February
  EXPECT_EQ(watts(hours, {9, true}), (std::vector<double>{5000, 4000, 3000, 2000}));
}

TEST(MonthPeaks, PutQuartersTogetherIntoClockHours) {
  const Buckets quarters = energy({{"2026-01-02T10:00:00Z", 500, 15 * minute_ms},
                                   {"2026-01-02T10:15:00Z", 250, 15 * minute_ms},
                                   {"2026-01-02T10:45:00Z", 750, 15 * minute_ms},
                                   {"2026-01-02T11:00:00Z", 400, 15 * minute_ms}});
  EXPECT_EQ(watts(quarters, {9, false}), (std::vector<double>{1500, 400}));
  // A clock hour in Kathmandu begins a quarter past the hour of UTC.
  const auto peaks = month_peaks(quarters, at("2026-01-02T10:00:00Z"), {9, false}, "Asia/Kathmandu").value();
  ASSERT_EQ(peaks.size(), 2U);
  EXPECT_EQ(peaks[0].hour, (TimeRange{at("2026-01-02T10:15:00Z"), at("2026-01-02T11:15:00Z")}));
  EXPECT_EQ(peaks[0].watts, 1400);
}

TEST(MonthPeaks, TakeTheMeanOfAGaugeOverWhatIsKnown) {
  const TimeMs hour = at("2026-01-02T10:00:00Z");
  Buckets means{{power, ""}, {}};
  means.rows.push_back({.start = hour, .end = hour + hour_ms / 2, .mean = 1000, .known = 30 * minute_ms});
  means.rows.push_back(
      {.start = hour + hour_ms / 2, .end = hour + hour_ms, .mean = 4000, .known = 15 * minute_ms});
  EXPECT_EQ(watts(means, {9, true}), std::vector<double>{2000});
  means.rows[1].averaged = 15 * minute_ms;
  const auto peaks = month_peaks(means, hour, {9, true}, stockholm).value();
  EXPECT_EQ(peaks[0].known, 45 * minute_ms);
  EXPECT_EQ(peaks[0].averaged, 15 * minute_ms);
}

TEST(MonthPeaks, OfEqualHoursTheEarlierAndSayWhatIsEstimated) {
  Buckets hours = energy({{"2026-01-02T10:00:00Z", 5000}, {"2026-01-02T11:00:00Z", 5000}});
  hours.rows[0].estimated = true;
  const auto peaks = month_peaks(hours, hours.rows[0].start, {1, true}, stockholm).value();
  ASSERT_EQ(peaks.size(), 1U);
  EXPECT_EQ(peaks[0].hour.from, hours.rows[0].start);
  EXPECT_TRUE(peaks[0].estimated);
  EXPECT_EQ(month_peaks(hours, 0, {}, "Europe/Atlantis").error().kind, ErrorKind::config);
}

TEST(MonthPeaks, AreThoseThatSortingAllHoursGives) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    test::Random random(seed);
    // October has an hour twice.
    const TimeRange month{at("2026-09-30T22:00:00Z"), at("2026-10-31T23:00:00Z")};
    Buckets hours{{import, ""}, {}};
    for (TimeMs t = month.from - day_ms; t < month.to + day_ms; t += hour_ms)
      hours.rows.push_back(
          {.start = t,
           .end = t + hour_ms,
           .sum = random.below(9) == 0 ? no_value : static_cast<double>(random.below(4000))});
    std::map<TimeMs, double> highest;
    for (const Bucket& b : hours.rows) {
      if (!month.contains(b.start) || !has_value(b.sum)) continue;
      double& best = highest[local_day_start(b.start, stockholm).value()];
      best = std::max(best, b.sum);
    }
    std::vector<double> expected;
    for (const auto& [day, best] : highest) expected.push_back(best);
    std::sort(expected.rbegin(), expected.rend());
    expected.resize(3);
    EXPECT_EQ(watts(hours, {3, true}, month.from + day_ms), expected);
  }
}

}  // namespace
}  // namespace hearth
