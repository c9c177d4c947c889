#include "core/aggregate/states.h"

#include "core/aggregate/buckets.h"
#include "tests/unit/aggregate/aggregate_fixture.h"
#include "tests/unit/aggregate/random_series.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace hearth {
namespace {

using test::compressor;

using test::Random;

constexpr DurationMs hold = 90 * second_ms;

struct States {
  std::vector<TimeMs> times;
  std::vector<double> values;
};

/// A compressor as it is polled: every half minute or so, gaps up to five hours, and no value now and then.
States random_states(Random& random) {
  States states;
  TimeMs t = static_cast<TimeMs>(random.below(100)) * second_ms;
  bool on = random.below(2) == 0;
  const std::size_t n = random.below(400);
  for (std::size_t i = 0; i < n; ++i) {
    if (random.below(6) == 0) on = !on;
    states.times.push_back(t);
    states.values.push_back(random.below(25) == 0 ? no_value : on ? 1 : 0);
    t += static_cast<TimeMs>(1 + random.below(random.below(20) == 0 ? 5 * 3600 : 40)) * second_ms;
  }
  return states;
}

StateWindow window_of(const States& states, TimeRange range) {
  return state_window(states.times, states.values, range, {.time = hold});
}

/// Only the readings that lie in the range.
States without_neighbours(const States& states, TimeRange range) {
  States in;
  for (std::size_t i = 0; i < states.times.size(); ++i)
    if (range.contains(states.times[i])) {
      in.times.push_back(states.times[i]);
      in.values.push_back(states.values[i]);
    }
  return in;
}

std::vector<TimeMs> random_seams(Random& random, TimeMs end) {
  std::vector<TimeMs> seams = {0, end};
  for (std::size_t i = random.below(12); i > 0; --i)
    seams.push_back(static_cast<TimeMs>(random.below(static_cast<std::size_t>(end / second_ms))) * second_ms);
  std::sort(seams.begin(), seams.end());
  seams.erase(std::unique(seams.begin(), seams.end()), seams.end());
  return seams;
}

TEST(StateWindow, IsWhatTheBucketsSay) {
  ASSERT_EQ(hold_time(compressor), hold);
  for (unsigned seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const States states = random_states(random);
    const auto edges = random_seams(random, states.times.empty() ? 1000 : states.times.back() + hold);
    const Buckets buckets = aggregate({{compressor, ""}, states.times, states.values, {}}, edges);
    for (const Bucket& bucket : buckets.rows) {
      const StateStats stats = stats_of(window_of(states, {bucket.start, bucket.end}));
      EXPECT_EQ(stats.known, bucket.known);
      EXPECT_EQ(stats.on, bucket.known > 0 ? bucket.on : 0);
      EXPECT_EQ(stats.starts, bucket.starts);
      EXPECT_EQ(has_value(stats.duty), has_value(bucket.mean));
      EXPECT_DOUBLE_EQ(stats.share,
                       static_cast<double>(bucket.known) / static_cast<double>(bucket.end - bucket.start));
    }
  }
}

TEST(StateWindow, JoinedIsTheWholeWhereverTheSeamsAre) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const States states = random_states(random);
    const TimeMs end = states.times.empty() ? 1000 : states.times.back() + hold;
    const StateWindow whole = window_of(states, {0, end});
    const auto seams = random_seams(random, end);
    const bool neighbours = random.below(2) == 0;
    StateWindow sum;
    for (std::size_t i = 0; i + 1 < seams.size(); ++i) {
      const TimeRange part{seams[i], seams[i + 1]};
      const StateWindow next = window_of(neighbours ? states : without_neighbours(states, part), part);
      sum = i == 0 ? next : joined(std::move(sum), next);
    }
    EXPECT_EQ(sum, whole);
  }
}

TEST(StateWindow, CountsAStartAtASeamOnce) {
  const States states{{0, 30'000, 60'000, 90'000}, {0, 1, 1, 0}};
  const StateWindow before = window_of(states, {0, 30'000});
  const StateWindow after = window_of(states, {30'000, 120'000});
  EXPECT_EQ(stats_of(before).starts, 0U);
  EXPECT_EQ(stats_of(after).starts, 1U);
  EXPECT_EQ(stats_of(joined(before, after)).starts, 1U);
  // The run goes on over this seam: it is one run, and starts nowhere else.
  const StateWindow joined_within =
      joined(window_of(states, {0, 45'000}), window_of(states, {45'000, 120'000}));
  EXPECT_EQ(joined_within.runs, (std::vector<OnRun>{{30'000, 90'000, true}}));
}

TEST(StateWindow, TellsItsLongestRunAndDuty) {
  const States states{{0, 60'000, 90'000, 120'000, 180'000}, {1, 0, 1, 1, 0}};
  const StateStats stats = stats_of(window_of(states, {0, 200'000}));
  EXPECT_EQ(stats.longest, 90'000);
  EXPECT_EQ(stats.on, 150'000);
  EXPECT_EQ(stats.known, 200'000);
  EXPECT_DOUBLE_EQ(stats.duty, 0.75);
  EXPECT_EQ(stats.starts, 1U);
  EXPECT_FALSE(has_value(stats_of(window_of({}, {0, 1000})).duty));
}

TEST(StateWindow, EndsARunAtAGap) {
  const States states{{0, 30'000, 600'000}, {0, 1, 1}};
  EXPECT_EQ(window_of(states, {0, 650'000}).runs,
            (std::vector<OnRun>{{30'000, 120'000, true}, {600'000, 650'000, false}}));
  // Nothing is held beyond the present.
  EXPECT_EQ(state_window(states.times, states.values, {0, 650'000}, {hold, 610'000}).runs.back().to, 610'000);
}

StateWindow with_starts(const std::vector<TimeMs>& starts) {
  StateWindow window;
  for (const TimeMs t : starts) window.runs.push_back({t, t + minute_ms, true});
  return window;
}

CyclingDay day_with(const std::vector<TimeMs>& minutes) {
  std::vector<TimeMs> starts;
  for (const TimeMs m : minutes) starts.push_back(m * minute_ms);
  return cycling_days(with_starts(starts), std::vector<TimeMs>{0, day_ms}).front();
}

TEST(ShortCycling, ADayCountsBySixStartsInAnHourAndItsMedianPeriod) {
  const CyclingDay busy = day_with({100, 111, 122, 133, 144, 155});
  EXPECT_EQ(busy.most_in_an_hour, 6U);
  EXPECT_EQ(busy.median_period, 11 * minute_ms);
  EXPECT_TRUE(busy.counts);
  // Sixty minutes are half open: the sixth start comes as they end.
  EXPECT_EQ(day_with({0, 12, 24, 36, 48, 60}).most_in_an_hour, 5U);
  EXPECT_FALSE(day_with({0, 12, 24, 36, 48, 60}).counts);
  // A busy hour in a calm day: the median tells.
  const CyclingDay calm = day_with({100, 110, 120, 130, 140, 150, 300, 400, 500, 600, 700});
  EXPECT_EQ(calm.most_in_an_hour, 6U);
  EXPECT_EQ(calm.median_period, 55 * minute_ms);  // five of 10, one of 150, four of 100
  EXPECT_FALSE(calm.counts);
  // Three starts an hour alone are no short cycling.
  std::vector<TimeMs> steady(72);
  std::iota(steady.begin(), steady.end(), 0);
  for (TimeMs& m : steady) m *= 20;
  EXPECT_FALSE(day_with(steady).counts);
  EXPECT_EQ(day_with({5}).median_period, std::nullopt);
  EXPECT_TRUE(day_with({0, 15, 16, 31, 32, 33, 48}).counts);
}

TEST(ShortCycling, StartsBelongToTheirDay) {
  const StateWindow window = with_starts({day_ms - 2, day_ms - 1, day_ms, day_ms + 1, 2 * day_ms});
  const auto days = cycling_days(window, std::vector<TimeMs>{0, day_ms, 2 * day_ms});
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].starts, 2U);
  EXPECT_EQ(days[1].starts, 2U);
  EXPECT_EQ(days[1].most_in_an_hour, 2U);
}

TEST(ShortCycling, IsThreeSuchDaysInSeven) {
  const auto days = [](const std::vector<int>& counting) {
    std::vector<CyclingDay> result;
    for (const int c : counting) {
      result.emplace_back();
      result.back().counts = c == 1;
    }
    return result;
  };
  EXPECT_TRUE(short_cycles(days({1, 0, 0, 1, 0, 0, 1})));
  EXPECT_FALSE(short_cycles(days({1, 0, 0, 1, 0, 0, 0, 1})));
  EXPECT_TRUE(short_cycles(days({0, 0, 0, 1, 1, 1})));
  EXPECT_FALSE(short_cycles(days({1, 1})));
  EXPECT_FALSE(short_cycles({}));
}

}  // namespace
}  // namespace hearth
