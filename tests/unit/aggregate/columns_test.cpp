#include "core/aggregate/columns.h"

#include "core/aggregate/kernels.h"
#include "tests/unit/aggregate/random_series.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hearth {
namespace {

using test::Random;

/// One column in one bucket, reading by reading.
struct Plain {
  std::uint32_t count = 0;
  double sum = 0;
  double min = no_value;
  double max = no_value;
  double first = no_value;
  double last = no_value;
  double weighted = 0;
  DurationMs known = 0;
};

Plain look(std::span<const TimeMs> times, std::span<const double> values, TimeRange bucket, HoldRule hold) {
  Plain plain;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!has_value(values[i])) continue;
    std::size_t next = i + 1;
    while (next < times.size() && !has_value(values[next])) ++next;
    const TimeMs until = next < times.size() ? times[next] : hold.until;
    const TimeRange held = TimeRange{times[i], std::min(until, times[i] + hold.time)}.intersected(bucket);
    plain.known += held.length();
    plain.weighted += values[i] * static_cast<double>(held.length());
    if (!bucket.contains(times[i])) continue;
    if (plain.count++ == 0) plain.first = values[i];
    plain.last = values[i];
    plain.sum += values[i];
    plain.min = std::fmin(plain.min, values[i]);
    plain.max = std::fmax(plain.max, values[i]);
  }
  return plain;
}

void expect_same(double is, double should_be, double tolerance, const char* what) {
  EXPECT_EQ(has_value(is), has_value(should_be)) << what;
  if (has_value(should_be)) {
    EXPECT_NEAR(is, should_be, tolerance) << what;
  }
}

void expect_looked(const ColumnBuckets& out, std::span<const TimeMs> times, std::span<const double> values,
                   std::span<const TimeMs> edges, HoldRule hold) {
  ASSERT_EQ(out.count.size(), edges.size() - 1);
  for (std::size_t b = 0; b + 1 < edges.size(); ++b) {
    SCOPED_TRACE(testing::Message() << "bucket " << b);
    const Plain plain = look(times, values, {edges[b], edges[b + 1]}, hold);
    EXPECT_EQ(out.count[b], plain.count);
    expect_same(out.average[b], plain.count > 0 ? plain.sum / plain.count : no_value, 1e-5, "average");
    expect_same(out.min[b], plain.min, 0, "min");
    expect_same(out.max[b], plain.max, 0, "max");
    expect_same(out.first[b], plain.first, 0, "first");
    expect_same(out.last[b], plain.last, 0, "last");
    if (hold.time == 0) continue;
    EXPECT_EQ(out.known[b], plain.known);
    expect_same(out.weighted[b],
                plain.known > 0 ? plain.weighted / static_cast<double>(plain.known) : no_value, 1e-5,
                "weighted");
  }
}

TEST(Columns, AreWhatLookingAtEveryReadingGives) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const auto times = test::random_times(random, random.below(3000));
    const std::vector<std::vector<double>> values = {
        test::random_values(random, times.size(), 0), test::random_values(random, times.size(), 30),
        test::random_values(random, times.size(), 2), std::vector<double>(times.size(), no_value)};
    const auto edges = test::random_edges(random, times);
    const HoldRule hold{
        .time = random.below(3) == 0 ? 0 : static_cast<DurationMs>(random.below(90'000)),
        .until = (times.empty() ? 0 : times.back()) + static_cast<TimeMs>(random.below(100'000))};
    const std::vector<std::span<const double>> columns(values.begin(), values.end());
    std::vector<ColumnBuckets> out(columns.size());
    bucket_columns(times, columns, edges, hold, out);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      SCOPED_TRACE(testing::Message() << "column " << c);
      expect_looked(out[c], times, columns[c], edges, hold);
    }
  }
}

TEST(Columns, TakeARunLongerThanAChunk) {
  std::vector<TimeMs> times;
  std::vector<double> values;
  for (std::size_t i = 0; i < 3 * kernel::chunk + 7; ++i) {
    times.push_back(static_cast<TimeMs>(i) * second_ms);
    values.push_back(i % 1000 == 999 ? no_value : static_cast<double>(i));
  }
  const std::vector<TimeMs> edges = {0, times.back() + 1};
  const std::span<const double> column = values;
  ColumnBuckets out;
  bucket_columns(times, {&column, 1}, edges, {.time = minute_ms}, {&out, 1});
  expect_looked(out, times, values, edges, {.time = minute_ms});
}

TEST(Columns, UseTheirMemoryAgainAndForgetWhatWasThere) {
  const std::vector<TimeMs> times = {0, 10};
  const std::vector<double> values = {1, 3};
  const std::span<const double> column = values;
  ColumnBuckets out;
  bucket_columns(times, {&column, 1}, std::vector<TimeMs>{0, 20}, {.time = 5}, {&out, 1});
  EXPECT_EQ(out.weighted, std::vector<double>{2});
  bucket_columns(times, {&column, 1}, std::vector<TimeMs>{10, 20, 30}, {}, {&out, 1});
  EXPECT_EQ(out.count, (std::vector<std::uint32_t>{1, 0}));
  EXPECT_EQ(out.average[0], 3);
  EXPECT_TRUE(out.weighted.empty());
  bucket_columns(times, {&column, 1}, {}, {}, {&out, 1});
  EXPECT_TRUE(out.count.empty());
}

TEST(Kernels, FindABorderFromAnyGuess) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const auto times = test::random_times(random, random.below(200));
    for (int i = 0; i < 300; ++i) {
      const std::size_t from = random.below(times.size() + 1);
      const TimeMs edge = static_cast<TimeMs>(random.below(3'000'000)) - 1000;
      const std::size_t guess = random.below(times.size() + 50);
      const auto begin = times.begin() + static_cast<std::ptrdiff_t>(from);
      EXPECT_EQ(kernel::border(times, from, edge, guess),
                static_cast<std::size_t>(std::lower_bound(begin, times.end(), edge) - times.begin()));
    }
  }
}

TEST(Kernels, SeeWhereTimesDoNotAscend) {
  std::vector<TimeMs> times;
  for (TimeMs t = -20; t < 20; ++t) times.push_back(t * 1000);
  EXPECT_TRUE(kernel::ascends(times.data(), times.size()));
  for (std::size_t i = 1; i < times.size(); ++i) {
    auto twice = times;
    twice[i] = twice[i - 1];
    EXPECT_FALSE(kernel::ascends(twice.data(), twice.size())) << i;
  }
  EXPECT_TRUE(kernel::ascends(times.data(), 1));
  EXPECT_TRUE(kernel::ascends(times.data(), 0));
}

}  // namespace
}  // namespace hearth
