#include "core/engine/decimals_seen.h"

#include <algorithm>
#include <cmath>

namespace hearth {
namespace {

int decimals_of(double value) {
  for (int decimals = 0; decimals < DecimalsSeen::most; ++decimals) {
    const double scaled = value * std::pow(10.0, decimals);
    if (std::fabs(scaled - std::round(scaled)) < 1e-6) return decimals;
  }
  return DecimalsSeen::most;
}

}  // namespace

void DecimalsSeen::learn(const SeriesKey& key, TimeMs time, double value) {
  if (!std::isfinite(value)) return;
  auto& needed = needed_[key];
  const int decimals = decimals_of(value);
  for (int d = 0; d < decimals; ++d) {
    TimeMs& newest = needed[static_cast<std::size_t>(d)];
    newest = std::max(newest, time);
  }
}

int DecimalsSeen::of(const SeriesKey& key, TimeMs time) const {
  const auto found = needed_.find(key);
  int decimals = 0;
  while (found != needed_.end() && decimals < most) {
    const TimeMs newest = found->second[static_cast<std::size_t>(decimals)];
    if (newest == 0 || time - newest > day_ms) break;
    ++decimals;
  }
  return decimals;
}

}  // namespace hearth
