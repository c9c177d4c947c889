#pragma once

#include "core/store/rows.h"

#include <span>
#include <vector>

namespace hearth {

/// What a service says of one UTC hour: energy of a counter, mean of a gauge.
struct HourValue {
  TimeMs start = 0;
  double value = no_value;
};

/// Buckets of one series from readings or from minutes (ascending, neighbours of the range included). Hours
/// in which no reading lies take what a service says of them; between two readings of one meter, its energy
/// is fitted to what the meter counted. No value is held beyond `until`.
Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, std::span<const Point> points,
                      std::span<const HourValue> hours, TimeMs until);
Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, std::span<const Rollup> minutes,
                      std::span<const HourValue> hours, TimeMs until);

}  // namespace hearth
