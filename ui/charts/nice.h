#pragma once

#include <vector>

namespace hearth {

/// An axis with round numbers.
struct NiceRange {
  double low = 0;
  double high = 1;
  double step = 1;
  int decimals = 0;  ///< that the numbers on it need

  /// 0 at `low`, 1 at `high`.
  [[nodiscard]] double position(double value) const { return (value - low) / (high - low); }
  [[nodiscard]] std::vector<double> ticks() const;
};

/// The smallest range of 1, 2 or 5 × 10^n steps around `low` … `high` with at most `steps` steps (two at the
/// least where zero lies inside), and at least `least_span` wide.
NiceRange nice_range(double low, double high, int steps, double least_span);

}  // namespace hearth
