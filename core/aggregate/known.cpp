#include "core/aggregate/known.h"

#include <algorithm>

namespace hearth {

KnownSum known_sum(const Buckets& counted, TimeRange range, TimeMs newest) {
  KnownSum known;
  for (auto b = counted.rows.rbegin(); b != counted.rows.rend(); ++b) {
    if (b->start < range.from || b->start >= range.to) continue;
    const bool first = !has_value(known.sum);
    if (first && !has_value(b->sum)) continue;
    TimeMs end = std::min(b->end, range.to);
    if (first) {
      if (newest < b->start || newest >= b->end) newest = b->start + b->known;
      end = known.to = std::min(end, newest);
    }
    if (has_value(b->sum)) known.sum = (first ? 0 : known.sum) + b->sum;
    known.from = b->start;
    if (end - b->start - b->known <= passed_over_ms) continue;
    known.from = end - b->known;
    break;
  }
  return known;
}

}  // namespace hearth
