#pragma once

#include "core/telemetry/time.h"

#include <vector>

namespace hearth {

/// Stretches of time, ascending, of which no two touch.
class Stretches {
 public:
  /// In any order, quickest where what is added comes last.
  void add(TimeRange range);
  /// Whether `range` lies in one of them.
  [[nodiscard]] bool contain(TimeRange range) const;
  /// What of them lies in `range`.
  [[nodiscard]] std::vector<TimeRange> within(TimeRange range) const;
  [[nodiscard]] const std::vector<TimeRange>& all() const { return parts_; }

 private:
  std::vector<TimeRange> parts_;
};

}  // namespace hearth
