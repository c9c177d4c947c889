#include "core/aggregate/buckets.h"

#include "tests/unit/aggregate/aggregate_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace hearth {
namespace {

using test::compressor;
using test::import;
using test::power;
using test::room;

Series series_of(ChannelIndex c, const std::vector<Point>& points) {
  Series series;
  series.key = {c, ""};
  for (const Point& p : points) {
    series.times.push_back(p.time);
    series.values.push_back(p.value);
    series.epochs.push_back(p.epoch);
  }
  return series;
}

Buckets over(ChannelIndex c, const std::vector<Point>& points, const std::vector<TimeMs>& edges) {
  return aggregate(series_of(c, points), edges);
}

/// A meter's life: gaps, resets, swaps to lower and higher readings, serials that are not always told.
std::vector<Point> random_meter(std::mt19937& random, int n) {
  const auto below = [&](unsigned limit) { return random() % limit; };
  std::vector<Point> points;
  TimeMs t = 1000 + static_cast<TimeMs>(below(5000));
  double value = below(100'000);
  std::uint32_t epoch = 1;
  for (int i = 0; i < n; ++i) {
    points.push_back({t, value, below(4) == 0 ? 0 : epoch});
    t += below(20) == 0 ? static_cast<TimeMs>(below(8 * 3600 * 1000)) + 1
                        : static_cast<TimeMs>(below(20'000)) + 1;
    value += below(50);
    if (below(60) == 0) value = below(10);
    if (below(60) == 0) {
      ++epoch;
      value = below(200'000);
      points.push_back({t, value, epoch});
      t += 1000;
    }
  }
  return points;
}

double all_counted(const std::vector<Point>& points) {
  std::vector<CounterReading> readings;
  for (const Point& p : points) readings.push_back({p.time, p.value, p.epoch});
  CounterState state;
  double sum = 0;
  for (const Judgement& j : judge_counter(readings, counter_limits(import), state).readings) sum += j.counted;
  return sum;
}

TEST(Counter, BucketsAddUpToWhatWasCountedWhereverTheEdgesAre) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const std::vector<Point> points = random_meter(random, 400);
    std::vector<TimeMs> edges = {0};
    while (edges.back() <= points.back().time)
      edges.push_back(edges.back() + 1 +
                      static_cast<TimeMs>(random() % (seed % 2 == 0 ? 5'000'000 : 60'000)));
    const Buckets buckets = over(import, points, edges);
    double sum = 0;
    std::uint32_t count = 0;
    for (const Bucket& b : buckets.rows) {
      if (has_value(b.sum)) {
        EXPECT_GE(b.sum, 0);
        sum += b.sum;
      }
      count += b.count;
    }
    EXPECT_NEAR(sum, all_counted(points), 1e-6);
    EXPECT_EQ(count, points.size());
  }
}

TEST(Counter, AdjacentAnswersMeetWithoutSeam) {
  std::mt19937 random(7);
  const std::vector<Point> points = random_meter(random, 500);
  const TimeMs end = points.back().time;
  const double whole = over(import, points, {0, end}).rows[0].sum;
  for (int i = 0; i < 50; ++i) {
    const TimeMs seam =
        1 + static_cast<TimeMs>(random() % static_cast<unsigned>(std::min<TimeMs>(end - 1, 4'000'000'000)));
    const double first = over(import, points, {0, seam}).rows[0].sum;
    const double second = over(import, points, {seam, end}).rows[0].sum;
    EXPECT_NEAR((has_value(first) ? first : 0) + (has_value(second) ? second : 0), whole, 1e-6) << seam;
  }
}

TEST(Counter, AnHourOfSecondsIsTheMeterToTheWattHour) {
  std::mt19937 random(3);
  std::vector<Point> points;
  double value = 12'345'678;
  std::vector<double> at_hour;
  for (int i = 0; i <= 4 * 3600; ++i) {
    if (i % 3600 == 0) at_hour.push_back(value);
    points.push_back({i * second_ms, value, 1});
    value += random() % 3;
  }
  const auto edges = bucket_edges({0, 4 * hour_ms}, FixedBuckets{hour_ms});
  const Buckets hours = over(import, points, *edges);
  for (std::size_t h = 0; h < 4; ++h) {
    EXPECT_EQ(hours.rows[h].sum, at_hour[h + 1] - at_hour[h]);
    EXPECT_FALSE(hours.rows[h].estimated);
  }
}

TEST(Counter, TheFirstReadingCountsNothing) {
  const Buckets one = over(import, {{500, 1000, 1}}, {0, 1000, 2000});
  EXPECT_FALSE(has_value(one.rows[0].sum));
  EXPECT_EQ(one.rows[0].count, 1U);
  EXPECT_EQ(one.rows[0].first, 1000);
  EXPECT_FALSE(has_value(one.rows[1].sum));
}

TEST(Counter, ResetsAndSwaps) {
  const std::vector<TimeMs> edges = {0, 10'000};
  // A fall is believed after two minutes, and then it is one from its first reading on.
  std::vector<Point> reset = {{0, 1000, 1}, {1000, 1010, 1}, {2000, 4, 1}, {3000, 6, 1}};
  EXPECT_EQ(over(import, reset, edges).rows[0].sum, 10);
  EXPECT_EQ(over(import, reset, edges).rows[0].count, 4U);
  EXPECT_EQ(over(import, reset, edges).rows[0].last, 1010);
  reset.push_back({2000 + 2 * minute_ms, 8, 1});
  EXPECT_EQ(over(import, reset, edges).rows[0].last, 6);
  EXPECT_EQ(over(import, reset, {0, hour_ms}).rows[0].sum, 10 + 4 + 4);
  EXPECT_EQ(over(import, {{0, 100, 1}, {1000, 110, 1}, {2000, 5000, 2}, {3000, 5001, 2}}, edges).rows[0].sum,
            11);
  EXPECT_EQ(over(import, {{0, 100, 1}, {1000, 110, 1}, {2000, 7, 2}, {3000, 8, 2}}, edges).rows[0].sum, 11);
  // A reading that does not say its meter continues the one before; the swap is still seen behind it.
  EXPECT_EQ(over(import, {{0, 100, 1}, {1000, 110, 0}, {2000, 115, 1}}, edges).rows[0].sum, 15);
  EXPECT_EQ(over(import, {{0, 100, 1}, {1000, 110, 0}, {2000, 900, 2}}, edges).rows[0].sum, 10);
}

TEST(Counter, ADipIsInNoBucketButInTheNumberOfReadings) {
  // The glitch lies in buckets of its own; what was counted over it is spread as over any gap.
  const std::vector<Point> points = {
      {0, 5'000'000, 1}, {1000, 0, 1}, {2000, 0, 1}, {3000, 5'000'030, 1}, {4000, 5'000'020, 1}};
  const Buckets b = over(import, points, {0, 1000, 2000, 3000, 4000, 5000});
  for (const std::size_t i : {0U, 1U, 2U}) EXPECT_DOUBLE_EQ(b.rows[i].sum, 10) << i;
  EXPECT_EQ(b.rows[3].sum, 0);
  EXPECT_EQ(b.rows[1].count, 1U);
  EXPECT_FALSE(has_value(b.rows[1].min));
  EXPECT_EQ(b.rows[1].known, 1000);
  // A little back is the same.
  EXPECT_EQ(b.rows[4].last, 5'000'030);
}

TEST(Counter, InterpolatesAtAnEdgeAndMarksWideGaps) {
  const Buckets near = over(import, {{0, 100, 1}, {1000, 110, 1}}, {0, 400, 1000});
  EXPECT_DOUBLE_EQ(near.rows[0].sum, 4);
  EXPECT_DOUBLE_EQ(near.rows[1].sum, 6);
  EXPECT_FALSE(near.rows[0].estimated);
  const Buckets wide =
      over(import, {{0, 100, 1}, {3 * hour_ms, 400, 1}}, {0, hour_ms, 2 * hour_ms, 3 * hour_ms});
  for (const Bucket& b : wide.rows) {
    EXPECT_DOUBLE_EQ(b.sum, 100);
    EXPECT_TRUE(b.estimated);
  }
  // Within one bucket nothing is guessed, and where nothing was counted there is nothing to spread.
  EXPECT_FALSE(over(import, {{0, 100, 1}, {3 * hour_ms, 400, 1}}, {0, 4 * hour_ms}).rows[0].estimated);
  EXPECT_FALSE(
      over(import, {{0, 100, 1}, {3 * hour_ms, 100, 1}}, {0, hour_ms, 4 * hour_ms}).rows[0].estimated);
}

/// Quarters after a gap begin late in their stretch; whatever the buckets are, nothing of them is lost.
TEST(Counter, ARowThatBeginsLateIsCountedInFinerBucketsToo) {
  const auto quarter = [](TimeMs start, TimeMs first, TimeMs last, double from, double to) {
    Rollup r;
    r.start = start;
    r.count = 10;
    r.known = last - first;
    r.first = r.min = from;
    r.last = r.max = to;
    r.first_time = first;
    r.last_time = last;
    r.delta = to - from;
    return r;
  };
  const TimeMs late = 2 * hour_ms;
  const std::vector<Rollup> rows = {
      quarter(0, minute_ms, 14 * minute_ms, 1000, 1130),
      quarter(late, late + 12 * minute_ms, late + 14 * minute_ms, 1230, 1250),
      quarter(late + 15 * minute_ms, late + 15 * minute_ms, late + 29 * minute_ms, 1260, 1400)};
  for (const DurationMs width : {minute_ms, 5 * minute_ms, 15 * minute_ms, 30 * minute_ms, hour_ms}) {
    for (const TimeMs from : {TimeMs{0}, 10 * minute_ms, late + 13 * minute_ms, late + 20 * minute_ms}) {
      SCOPED_TRACE(testing::Message() << width / minute_ms << " min from " << from / minute_ms);
      std::vector<TimeMs> edges;
      for (TimeMs edge = from; edge < late + 30 * minute_ms + width; edge += width) edges.push_back(edge);
      BucketBuilder builder({import, ""}, edges);
      for (const Rollup& row : rows) builder.add(row, 15 * minute_ms);
      double sum = 0;
      DurationMs known = 0;
      for (const Bucket& b : builder.finish().rows) {
        if (has_value(b.sum)) sum += b.sum;
        known += b.known;
        EXPECT_LE(b.known, width);
      }
      // 10 Wh a minute in each row, and what lies between them.
      EXPECT_NEAR(sum,
                  from == 0                       ? 400
                  : from == 10 * minute_ms        ? 310
                  : from == late + 13 * minute_ms ? 160
                                                  : 90,
                  1e-6);
      EXPECT_TRUE(from != 0 || known == late + 28 * minute_ms) << known;
    }
  }
}

TEST(Counter, IgnoresWhatIsNotLater) {
  EXPECT_EQ(
      over(import, {{0, 100, 1}, {1000, 110, 1}, {1000, 105, 1}, {500, 90, 1}, {2000, 120, 1}}, {0, 3000})
          .rows[0]
          .sum,
      20);
}

TEST(Counter, RowsThatComeTwiceOrLateChangeNothing) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const std::vector<Point> points = random_meter(random, 300);
    std::vector<Point> disturbed;
    for (const Point& p : points) {
      disturbed.push_back(p);
      while (random() % 3 == 0) {
        Point late = disturbed[random() % disturbed.size()];
        if (random() % 2 == 0) late.value = random() % 300'000;
        disturbed.push_back(late);
      }
    }
    const auto edges = bucket_edges({0, points.back().time},
                                    FixedBuckets{static_cast<DurationMs>(1000 + random() % 3'600'000)});
    const Buckets a = over(import, points, *edges);
    const Buckets b = over(import, disturbed, *edges);
    for (std::size_t i = 0; i < a.rows.size(); ++i) {
      EXPECT_EQ(a.rows[i].count, b.rows[i].count) << i;
      EXPECT_EQ(has_value(a.rows[i].sum), has_value(b.rows[i].sum)) << i;
      if (has_value(a.rows[i].sum)) {
        EXPECT_NEAR(a.rows[i].sum, b.rows[i].sum, 1e-6) << i;
      }
    }
  }
}

/// The truth about held values, second by second.
struct Looked {
  double mean = no_value;
  DurationMs known = 0;
};
Looked look(const std::vector<Point>& points, TimeMs from, TimeMs to, DurationMs hold) {
  double sum = 0;
  int n = 0;
  for (TimeMs t = from; t < to; t += second_ms) {
    const auto after =
        std::partition_point(points.begin(), points.end(), [=](const Point& p) { return p.time <= t; });
    if (after == points.begin() || std::prev(after)->time + hold <= t) continue;
    sum += std::prev(after)->value;
    ++n;
  }
  return {n > 0 ? sum / n : no_value, n * second_ms};
}

TEST(Gauge, IsWeightedByTimeAndLeavesGaps) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::vector<Point> points;
    TimeMs t = static_cast<TimeMs>(random() % 100) * second_ms;
    while (t < 2 * hour_ms) {
      points.push_back({t, static_cast<double>(random() % 5000)});
      t += (1 + static_cast<TimeMs>(random() % (random() % 10 == 0 ? 600 : 20))) * second_ms;
    }
    const auto edges = bucket_edges({0, 3 * hour_ms}, FixedBuckets{7 * minute_ms});
    const Buckets buckets = over(power, points, *edges);
    for (const Bucket& b : buckets.rows) {
      const Looked truth = look(points, b.start, b.end, minute_ms);
      EXPECT_EQ(b.known, truth.known) << b.start;
      EXPECT_EQ(has_value(b.mean), has_value(truth.mean)) << b.start;
      EXPECT_NEAR(has_value(b.mean) ? b.mean : 0, has_value(truth.mean) ? truth.mean : 0, 1e-6) << b.start;
      double low = no_value;
      double high = no_value;
      for (const Point& p : points)
        if (p.time >= b.start && p.time < b.end) {
          low = std::fmin(low, p.value);
          high = std::fmax(high, p.value);
        }
      if (b.count > 0) {
        EXPECT_EQ(b.min, low);
        EXPECT_EQ(b.max, high);
      }
    }
  }
}

TEST(Gauge, ABucketThatOnlyAHeldValueReachesHasThatValue) {
  const Buckets b = over(room, {{0, 21.5}, {2 * hour_ms, 22}}, {0, hour_ms, 2 * hour_ms});
  EXPECT_EQ(b.rows[1].count, 0U);
  EXPECT_EQ(b.rows[1].mean, 21.5);
  EXPECT_EQ(b.rows[1].min, 21.5);
  EXPECT_EQ(b.rows[1].max, 21.5);
  EXPECT_FALSE(has_value(b.rows[1].last));
  // A battery sensor reports on change: its value holds until it is stale, and not a moment longer.
  const Buckets long_gap =
      over(room, {{0, 21.5}, {9 * hour_ms, 22}}, {0, 3 * hour_ms, 4 * hour_ms, 10 * hour_ms});
  EXPECT_EQ(long_gap.rows[0].known, 3 * hour_ms);
  EXPECT_EQ(long_gap.rows[1].known, 0);
  EXPECT_FALSE(has_value(long_gap.rows[1].mean));
}

TEST(Gauge, IsNotHeldBeyondThePresent) {
  const std::vector<TimeMs> edges = {0, hour_ms};
  BucketBuilder builder({power, ""}, edges);
  builder.add(0, 100);
  builder.add(10 * second_ms, 200);
  const Buckets b = builder.finish(15 * second_ms);
  EXPECT_EQ(b.rows[0].known, 15 * second_ms);
  EXPECT_DOUBLE_EQ(b.rows[0].mean, (100 * 10 + 200 * 5) / 15.0);
}

TEST(State, TellsTimeOnAndStarts) {
  const std::vector<Point> points = {{0, 0}, {30'000, 1}, {60'000, 1}, {90'000, 0}, {120'000, 1}};
  const Buckets b = over(compressor, points, {0, 60'000, 150'000});
  EXPECT_EQ(b.rows[0].on, 30'000);
  EXPECT_EQ(b.rows[0].starts, 1U);
  EXPECT_DOUBLE_EQ(b.rows[0].mean, 0.5);
  EXPECT_EQ(b.rows[1].on, 60'000);
  EXPECT_EQ(b.rows[1].known, 90'000);
  EXPECT_EQ(b.rows[1].starts, 1U);
  EXPECT_FALSE(has_value(b.rows[1].sum));
}

TEST(State, AStartIsProvedByAnOffNotLongAgo) {
  EXPECT_EQ(over(compressor, {{0, 0}, {2 * hour_ms, 1}}, {0, 3 * hour_ms}).rows[0].starts, 1U);
  EXPECT_EQ(over(compressor, {{0, 0}, {2 * hour_ms + 1, 1}}, {0, 3 * hour_ms}).rows[0].starts, 0U);
  EXPECT_EQ(over(compressor, {{0, 1}, {30'000, 1}}, {0, 3 * hour_ms}).rows[0].starts, 0U);
  // The off before the range counts for the on within it.
  EXPECT_EQ(over(compressor, {{0, 0}, {30'000, 1}}, {15'000, 60'000}).rows[0].starts, 1U);
}

TEST(HoldTime, FollowsTheCatalogue) {
  EXPECT_EQ(hold_time(power), minute_ms);
  EXPECT_EQ(hold_time(channel("heatpump.supply_temp")), 90 * second_ms);
  EXPECT_EQ(hold_time(room), 3 * hour_ms);
  EXPECT_EQ(hold_time(channel("climate.battery")), 12 * hour_ms);
  EXPECT_EQ(hold_time(channel("price.spot")), hour_ms);
}

}  // namespace
}  // namespace hearth
