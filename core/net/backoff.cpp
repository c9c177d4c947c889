#include "core/net/backoff.h"

#include <algorithm>
#include <cmath>

namespace hearth {

DurationMs retry_delay(int attempt, double random, DurationMs longest) noexcept {
  constexpr DurationMs first = second_ms;
  const int doublings = std::clamp(attempt, 0, 20);
  const DurationMs full = std::min(longest, first << doublings);
  const double taken_off = std::isfinite(random) ? std::clamp(random, 0.0, 1.0) / 2 : 0;
  return full - static_cast<DurationMs>(static_cast<double>(full) * taken_off);
}

}  // namespace hearth
