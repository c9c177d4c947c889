#include "core/aggregate/buckets.h"
#include "core/aggregate/kernels.h"
#include "tests/unit/aggregate/aggregate_fixture.h"
#include "tests/unit/aggregate/random_series.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace hearth {
namespace {

using test::compressor;
using test::import;
using test::power;

using test::Random;

/// A channel's readings as they may come: some missing, some twice or too late, and a meter that is reset
/// and swapped.
Series random_series(Random& random, ChannelIndex channel) {
  Series series;
  series.key = {channel, ""};
  series.times = test::random_times(random, random.below(4000));
  const std::size_t n = series.times.size();
  series.values = test::random_values(random, n, random.below(3) == 0 ? 20 + random.below(2000) : 0);
  if (random.below(3) == 0 && n > 0)
    for (std::size_t i = 0; i < 1 + n / 200; ++i) {
      const std::size_t late = random.below(n);
      series.times[late] = series.times[random.below(late + 1)];
    }
  if (info(channel).kind != Kind::counter) return series;
  double reading = 1000;
  std::uint32_t epoch = 1;
  const std::size_t rarely = 1 + random.below(3000);
  for (std::size_t i = 0; i < n; ++i) {
    reading = random.below(rarely) == 0 ? 0 : reading + static_cast<double>(random.below(40)) / 8;
    if (random.below(rarely) == 0) ++epoch;
    if (has_value(series.values[i])) series.values[i] = reading;
    series.epochs.push_back(random.below(rarely) == 0 ? 0 : epoch);
  }
  if (random.below(4) == 0) series.epochs.resize(random.below(n + 1));
  return series;
}

void expect_near(double a, double b, double size, const char* what) {
  EXPECT_EQ(has_value(a), has_value(b)) << what;
  if (has_value(a) && has_value(b)) {
    EXPECT_NEAR(a, b, 1e-9 * size) << what;
  }
}

void expect_same(const Buckets& a, const Buckets& b) {
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "bucket " << i);
    const Bucket& x = a.rows[i];
    const Bucket& y = b.rows[i];
    EXPECT_EQ(std::tie(x.start, x.end, x.count, x.known, x.on, x.starts, x.estimated),
              std::tie(y.start, y.end, y.count, y.known, y.on, y.starts, y.estimated));
    expect_near(x.min, y.min, 0, "min");
    expect_near(x.max, y.max, 0, "max");
    expect_near(x.first, y.first, 0, "first");
    expect_near(x.last, y.last, 0, "last");
    expect_near(x.mean, y.mean, 5000, "mean");
    expect_near(x.sum, y.sum, 20'000, "sum");
  }
}

Buckets one_by_one(const Series& series, std::span<const TimeMs> edges) {
  BucketBuilder builder(series.key, edges);
  for (std::size_t i = 0; i < series.size(); ++i)
    builder.add(series.times[i], series.values[i], i < series.epochs.size() ? series.epochs[i] : 0);
  return builder.finish();
}

TEST(AddRun, IsWhatAddingEachReadingIs) {
  for (unsigned seed = 1; seed <= 240; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const Series series = random_series(random, std::array{power, import, compressor}[seed % 3]);
    const auto edges = test::random_edges(random, series.times);
    expect_same(aggregate(series, edges), one_by_one(series, edges));
  }
}

TEST(AddRun, MayComeInPieces) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const Series series = random_series(random, seed % 2 == 0 ? power : import);
    const auto edges = test::random_edges(random, series.times);
    BucketBuilder builder(series.key, edges);
    for (std::size_t at = 0; at < series.size();) {
      const std::size_t n = std::min(random.below(700), series.size() - at);
      const std::span<const std::uint32_t> epochs = series.epochs;
      const auto rest = epochs.subspan(std::min(at, epochs.size()));
      builder.add_run(RunTimes(std::span(series.times).subspan(at, n)),
                      std::span(series.values).subspan(at, n), rest.first(std::min(n, rest.size())));
      at += n;
    }
    expect_same(builder.finish(), one_by_one(series, edges));
  }
}

/// One bucket, looked at reading by reading.
Bucket look(const Series& series, TimeRange bucket) {
  Bucket found;
  double weighted = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!has_value(series.values[i])) continue;
    std::size_t next = i + 1;
    while (next < series.size() && !has_value(series.values[next])) ++next;
    const TimeMs until = next < series.size() ? series.times[next] : std::numeric_limits<TimeMs>::max();
    const TimeRange held =
        TimeRange{series.times[i], std::min(until, series.times[i] + hold_time(series.key.channel))}
            .intersected(bucket);
    found.known += held.length();
    weighted += series.values[i] * static_cast<double>(held.length());
    if (!bucket.contains(series.times[i])) continue;
    if (found.count++ == 0) found.first = series.values[i];
    found.last = series.values[i];
    found.min = std::fmin(found.min, series.values[i]);
    found.max = std::fmax(found.max, series.values[i]);
  }
  if (found.known > 0) found.mean = weighted / static_cast<double>(found.known);
  return found;
}

TEST(AddRun, IsWhatLookingAtEveryReadingOfABucketGives) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const auto times = test::random_times(random, random.below(2 * kernel::chunk + 7));
    const auto edges = test::random_edges(random, times);
    const RunTimes run(times);
    // Columns of any kind of holes share what is known of their times.
    for (const std::size_t missing : {0, 50, 2}) {
      const Series series{{power, ""}, times, test::random_values(random, times.size(), missing), {}};
      BucketBuilder builder(series.key, edges);
      builder.add_run(run, series.values);
      const Buckets buckets = builder.finish();
      for (std::size_t b = 0; b < buckets.rows.size(); ++b) {
        SCOPED_TRACE(testing::Message() << "bucket " << b);
        const Bucket& row = buckets.rows[b];
        const Bucket looked = look(series, {row.start, row.end});
        EXPECT_EQ(row.count, looked.count);
        EXPECT_EQ(row.known, looked.known);
        expect_near(row.mean, looked.mean, 5000, "mean");
        if (looked.count == 0) continue;
        EXPECT_EQ(row.min, looked.min);
        EXPECT_EQ(row.max, looked.max);
        EXPECT_EQ(row.first, looked.first);
        EXPECT_EQ(row.last, looked.last);
      }
    }
  }
}

}  // namespace
}  // namespace hearth
