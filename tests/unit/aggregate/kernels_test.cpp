#include "core/aggregate/kernels.h"

#include "tests/unit/aggregate/random_series.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hearth {
namespace {

using test::Random;

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

TEST(Kernels, TellTheStepsBetweenTimesAndTheLongest) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const auto times = test::random_times(random, 1 + random.below(200));
    std::vector<double> steps(times.size());
    const kernel::Steps told = kernel::steps(times.data(), times.size(), steps.data());
    EXPECT_TRUE(told.ascend);
    double longest = 0;
    for (std::size_t i = 0; i + 1 < times.size(); ++i) {
      EXPECT_EQ(steps[i], static_cast<double>(times[i + 1] - times[i]));
      longest = std::max(longest, steps[i]);
    }
    EXPECT_EQ(told.longest, longest);
    std::vector<double> weights(times.size());
    double sum = 0;
    for (std::size_t i = 0; i + 1 < times.size(); ++i) sum += std::min(steps[i], 1000.0);
    EXPECT_EQ(kernel::limit(steps.data(), times.size() - 1, 1000, weights.data()), sum);
    for (std::size_t i = 0; i + 1 < times.size(); ++i) EXPECT_EQ(weights[i], std::min(steps[i], 1000.0));
  }
}

TEST(Kernels, SeeWhereTimesDoNotAscend) {
  std::vector<TimeMs> times;
  for (TimeMs t = -20; t < 20; ++t) times.push_back(t * 1000);
  std::vector<double> steps(times.size());
  const auto ascend = [&](const std::vector<TimeMs>& of, std::size_t n) {
    return kernel::steps(of.data(), n, steps.data()).ascend;
  };
  EXPECT_TRUE(ascend(times, times.size()));
  for (std::size_t i = 1; i < times.size(); ++i)
    for (const DurationMs back : {DurationMs{0}, DurationMs{1}, DurationMs{5000}}) {
      auto wrong = times;
      wrong[i] = wrong[i - 1] - back;
      EXPECT_FALSE(ascend(wrong, wrong.size())) << i;
    }
  EXPECT_TRUE(ascend(times, 1));
  EXPECT_TRUE(ascend(times, 0));
}

TEST(Kernels, TotalsPassOverWhatIsNoValueButSaySo) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const std::size_t n = 1 + random.below(120);
    const auto values = test::random_values(random, n, seed % 3 == 0 ? 10 : 0);
    std::vector<double> weights;
    for (std::size_t i = 0; i + 1 < n; ++i) weights.push_back(static_cast<double>(random.below(60'000)));
    double sum = 0;
    double weighted = 0;
    double low = no_value;
    double high = no_value;
    for (std::size_t i = 0; i < n; ++i) {
      sum += values[i];
      weighted += i + 1 < n ? values[i] * weights[i] : 0;
      low = std::fmin(low, values[i]);
      high = std::fmax(high, values[i]);
    }
    const kernel::Totals totals = kernel::totals(values.data(), weights.data(), n);
    EXPECT_EQ(has_value(totals.sum), has_value(sum));
    if (has_value(low)) {
      EXPECT_EQ(totals.min, low);
      EXPECT_EQ(totals.max, high);
    }
    if (!has_value(sum)) continue;
    EXPECT_NEAR(totals.sum, sum, 1e-6);
    EXPECT_NEAR(totals.weighted, weighted, 1e-1);
  }
}

}  // namespace
}  // namespace hearth
