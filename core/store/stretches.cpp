#include "core/store/stretches.h"

#include <algorithm>

namespace hearth {

void Stretches::add(TimeRange range) {
  if (range.empty()) return;
  // The first that ends at or after the beginning, up to the first that begins after the end.
  const auto first = std::ranges::lower_bound(parts_, range.from, {}, &TimeRange::to);
  const auto last = std::ranges::upper_bound(first, parts_.end(), range.to, {}, &TimeRange::from);
  if (first == last) {
    parts_.insert(first, range);
    return;
  }
  *first = {std::min(range.from, first->from), std::max(range.to, std::prev(last)->to)};
  parts_.erase(std::next(first), last);
}

bool Stretches::contain(TimeRange range) const {
  const auto after = std::ranges::upper_bound(parts_, range.from, {}, &TimeRange::from);
  return after != parts_.begin() && std::prev(after)->contains(range);
}

std::vector<TimeRange> Stretches::within(TimeRange range) const {
  std::vector<TimeRange> found;
  for (const TimeRange& part : parts_)
    if (const TimeRange cut = part.intersected(range); !cut.empty()) found.push_back(cut);
  return found;
}

}  // namespace hearth
