#include "core/aggregate/reduce.h"

#include "tests/unit/aggregate/random_series.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hearth {
namespace {

using test::Random;

struct Picture {
  std::vector<TimeMs> times;
  std::vector<double> values;
  Pixels pixels;
};

Picture random_picture(unsigned seed) {
  Random random(seed);
  Picture p;
  p.times = test::random_times(random, random.below(4000));
  p.values = test::random_values(random, p.times.size(), seed % 3 == 0 ? 0 : 1 + random.below(40));
  const TimeMs end = p.times.empty() ? 1 : p.times.back();
  p.pixels.range = {static_cast<TimeMs>(random.below(300'000)),
                    end + static_cast<TimeMs>(random.below(200'000)) - 100'000};
  p.pixels.range.to = std::max(p.pixels.range.to, p.pixels.range.from + 1);
  p.pixels.count = 1 + random.below(1500);
  p.pixels.gap = 1 + static_cast<DurationMs>(random.below(120'000));
  return p;
}

PixelColumns reduced(const Picture& p) {
  const std::span<const double> column = p.values;
  PixelColumns out;
  reduce_to_pixels(p.times, {&column, 1}, p.pixels, {&out, 1});
  return out;
}

/// Positions of the readings with a value that a column of pixels holds.
std::vector<std::size_t> readings_in(const Picture& p, std::size_t pixel) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < p.times.size(); ++i)
    if (has_value(p.values[i]) && p.times[i] >= p.pixels.edge(pixel) && p.times[i] < p.pixels.edge(pixel + 1))
      found.push_back(i);
  return found;
}

bool is_gap_before(const Picture& p, std::size_t reading) {
  for (std::size_t i = reading; i > 0; --i)
    if (has_value(p.values[i - 1])) return p.times[reading] - p.times[i - 1] > p.pixels.gap;
  return false;
}

TEST(Pixels, ShareTheRangeEvenly) {
  const Pixels odd{{-7, 100}, 9, 1};
  EXPECT_EQ(odd.edge(0), -7);
  EXPECT_EQ(odd.edge(9), 100);
  for (std::size_t i = 0; i < 9; ++i) {
    const TimeMs width = odd.edge(i + 1) - odd.edge(i);
    EXPECT_TRUE(width == 11 || width == 12) << width;
  }
  const DurationMs century = 36525 * day_ms;
  EXPECT_EQ((Pixels{{0, 100 * century}, 1'000'000, 1}).edge(999'999), 100 * century / 1'000'000 * 999'999);
}

TEST(Pixels, KeepEveryExtremeAndEveryGap) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Picture p = random_picture(seed);
    const PixelColumns out = reduced(p);
    ASSERT_EQ(out.first.size(), p.pixels.count);
    for (std::size_t x = 0; x < p.pixels.count; ++x) {
      const auto in = readings_in(p, x);
      ASSERT_EQ(has_value(out.first[x]), !in.empty()) << x;
      if (in.empty()) {
        EXPECT_FALSE(has_value(out.min[x]) || has_value(out.max[x]) || has_value(out.last[x])) << x;
        continue;
      }
      const auto by_value = [&](std::size_t a, std::size_t b) { return p.values[a] < p.values[b]; };
      const auto [low, high] = std::minmax_element(in.begin(), in.end(), by_value);
      EXPECT_EQ(out.first[x], p.values[in.front()]) << x;
      EXPECT_EQ(out.last[x], p.values[in.back()]) << x;
      EXPECT_EQ(out.min[x], p.values[*low]) << x;
      EXPECT_EQ(out.max[x], p.values[*high]) << x;
      EXPECT_EQ(out.gap_before[x] == 1, is_gap_before(p, in.front())) << x;
    }
  }
}

TEST(Pixels, OfSeveralColumnsAreThoseOfEach) {
  Picture p = random_picture(5);
  Random random(6);
  const auto other = test::random_values(random, p.times.size(), 5);
  const std::vector<std::span<const double>> columns = {p.values, other};
  std::vector<PixelColumns> out(2);
  reduce_to_pixels(p.times, columns, p.pixels, out);
  const PixelColumns first = reduced(p);
  p.values = other;
  const PixelColumns second = reduced(p);
  const auto same = [](double a, double b) { return a == b || (!has_value(a) && !has_value(b)); };
  EXPECT_TRUE(std::equal(out[0].max.begin(), out[0].max.end(), first.max.begin(), first.max.end(), same));
  EXPECT_TRUE(std::equal(out[1].max.begin(), out[1].max.end(), second.max.begin(), second.max.end(), same));
  EXPECT_EQ(out[1].gap_before, second.gap_before);
}

TEST(Line, HoldsWhatThePixelsShowAndBreaksAtGaps) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Picture p = random_picture(seed);
    const PixelColumns pixels = reduced(p);
    Line line;
    reduce_to_line(p.times, p.values, p.pixels, line);
    EXPECT_TRUE(std::is_sorted(line.times.begin(), line.times.end()));
    // Reduced again, the line is the same picture.
    const PixelColumns again = reduced({line.times, line.values, p.pixels});
    std::size_t filled = 0;
    std::size_t breaks = 0;
    for (std::size_t x = 0; x < p.pixels.count; ++x) {
      if (!has_value(pixels.first[x])) continue;
      EXPECT_EQ(pixels.first[x], again.first[x]);
      EXPECT_EQ(pixels.min[x], again.min[x]);
      EXPECT_EQ(pixels.max[x], again.max[x]);
      EXPECT_EQ(pixels.last[x], again.last[x]);
      breaks += filled++ > 0 && pixels.gap_before[x] == 1 ? 1 : 0;
    }
    EXPECT_EQ(static_cast<std::size_t>(std::count_if(line.values.begin(), line.values.end(),
                                                     [](double v) { return !has_value(v); })),
              breaks);
    EXPECT_LE(line.times.size(), 4 * filled + breaks);
  }
}

/// Is each point of the line a reading, and is a break where, and only where, a gap is?
void expect_drawn_from(const Picture& p, const Line& line) {
  std::size_t at = 0;
  bool broken = false;
  TimeMs before = 0;
  for (std::size_t i = 0; i < line.times.size(); ++i) {
    if (!has_value(line.values[i])) {
      broken = true;
      continue;
    }
    while (at < p.times.size() && p.times[at] < line.times[i]) {
      // The readings that a line leaves out must not have a gap before them.
      if (!broken && i > 0 && has_value(p.values[at]) && p.times[at] > before) {
        EXPECT_FALSE(is_gap_before(p, at)) << at;
      }
      ++at;
    }
    ASSERT_LT(at, p.times.size());
    ASSERT_EQ(p.times[at], line.times[i]);
    EXPECT_EQ(p.values[at], line.values[i]);
    if (i > 0) {
      EXPECT_EQ(is_gap_before(p, at), broken) << at;
    }
    broken = false;
    before = line.times[i];
  }
}

TEST(Lttb, PicksReadingsAndBreaksAtGaps) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Picture p = random_picture(seed);
    Line line;
    reduce_lttb(p.times, p.values, p.pixels.count, p.pixels.gap, line);
    expect_drawn_from(p, line);
    const auto breaks = static_cast<std::size_t>(
        std::count_if(line.values.begin(), line.values.end(), [](double v) { return !has_value(v); }));
    EXPECT_LE(line.times.size(), p.pixels.count + 3 * (breaks + 1));
  }
}

TEST(Lttb, KeepsAllWhereThereIsRoomAndTheEndsAlways) {
  const std::vector<TimeMs> times = {0, 10, 20, 30, 40};
  const std::vector<double> values = {0, 5, 0, -7, 1};
  Line line;
  reduce_lttb(times, values, 5, 100, line);
  EXPECT_EQ(line.times, times);
  reduce_lttb(times, values, 2, 100, line);
  EXPECT_EQ(line.times, (std::vector<TimeMs>{0, 40}));
  // One slice: the reading furthest from the line between the ends.
  reduce_lttb(times, values, 3, 100, line);
  EXPECT_EQ(line.times, (std::vector<TimeMs>{0, 30, 40}));
  reduce_lttb({}, {}, 3, 100, line);
  EXPECT_TRUE(line.times.empty());
}

TEST(Lttb, PicksTheLargestTriangles) {
  // Two slices of two. With (0, 0) and the mean of the second, (25, 2), the readings of the first span
  // triangles of 45 and 102.5; with the one at 10 and the last, those of the second span 90 and 15.
  const std::vector<TimeMs> times = {0, 5, 10, 20, 30, 40};
  const std::vector<double> values = {0, 4, 9, 0, 4, 0};
  Line line;
  reduce_lttb(times, values, 4, 100, line);
  EXPECT_EQ(line.times, (std::vector<TimeMs>{0, 10, 20, 40}));
}

}  // namespace
}  // namespace hearth
