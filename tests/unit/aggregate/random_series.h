#pragma once

#include "core/telemetry/series.h"

#include <algorithm>
#include <random>
#include <span>
#include <vector>

/// Readings as a home has them on a bad day, from a seed that the test prints.
namespace hearth::test {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  /// 0 to limit - 1; 0 for no limit.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : engine_() % limit; }
  /// -5000 to 5000, in hundredths.
  double value() { return (static_cast<double>(below(1'000'001)) - 500'000) / 100; }

 private:
  std::mt19937_64 engine_;
};

/// Mostly a second apart, some a little off, and now and then a gap of up to ten minutes.
inline std::vector<TimeMs> random_times(Random& random, std::size_t n) {
  std::vector<TimeMs> times;
  TimeMs t = static_cast<TimeMs>(random.below(100'000));
  for (std::size_t i = 0; i < n; ++i) {
    times.push_back(t);
    const std::size_t dice = random.below(100);
    t += dice == 0   ? 1 + static_cast<TimeMs>(random.below(600'000))
         : dice < 30 ? 900 + static_cast<TimeMs>(random.below(200))
                     : 1000;
  }
  return times;
}

/// One of `missing` is no value, and now and then forty in a row; none for `missing` 0.
inline std::vector<double> random_values(Random& random, std::size_t n, std::size_t missing) {
  std::vector<double> values;
  while (values.size() < n) {
    if (missing > 0 && random.below(200) == 0) values.insert(values.end(), 40, no_value);
    values.push_back(missing > 0 && random.below(missing) == 0 ? no_value : random.value());
  }
  values.resize(n);
  return values;
}

/// Edges from about the first reading to about the last, of one width or of any.
inline std::vector<TimeMs> random_edges(Random& random, std::span<const TimeMs> times) {
  const TimeMs end = times.empty() ? 100'000 : times.back();
  std::vector<TimeMs> edges = {static_cast<TimeMs>(random.below(120'000))};
  const std::size_t width = 1 + random.below(random.below(2) == 0 ? 20'000 : 2'000'000);
  const bool even = random.below(2) == 0;
  const TimeMs stop = end + static_cast<TimeMs>(random.below(100'000)) - 50'000;
  do edges.push_back(edges.back() + static_cast<TimeMs>(even ? width : 1 + random.below(width)));
  while (edges.back() < stop && edges.size() < 3000);
  return edges;
}

}  // namespace hearth::test
