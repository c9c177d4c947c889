#include "ui/charts/nice.h"

#include <algorithm>
#include <cmath>

namespace hearth {

std::vector<double> NiceRange::ticks() const {
  std::vector<double> all;
  const long count = std::lround((high - low) / step);
  for (long i = 0; i <= count; ++i) all.push_back(low + static_cast<double>(i) * step);
  return all;
}

NiceRange nice_range(double low, double high, int steps, double least_span) {
  if (high - low < least_span) {
    const double missing = least_span - (high - low);
    // What begins at zero grows upwards only.
    const double below = low >= 0 && low - missing / 2 < 0 ? low : missing / 2;
    low -= below;
    high += missing - below;
  }
  // One step cannot have zero in its middle.
  if (low < 0 && high > 0) steps = std::max(steps, 2);
  double magnitude = std::pow(10, std::floor(std::log10((high - low) / steps)));
  for (;; magnitude *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double step = factor * magnitude;
      // A hair's breadth beyond a tick is rounding, not a reason for one more step.
      const double from = std::floor(low / step + 1e-9) * step;
      const double to = std::ceil(high / step - 1e-9) * step;
      if (std::lround((to - from) / step) > steps) continue;
      return {from, to, step, std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)))};
    }
  }
}

}  // namespace hearth
