#pragma once

#include "core/store/group_source.h"

#include <span>
#include <vector>

namespace hearth {

/// What a service says of one UTC hour: energy of a counter, mean of a gauge.
struct HourValue {
  TimeMs start = 0;
  double value = no_value;
};

/// Buckets of one series. Hours in which no reading lies take what a service says of them; between two
/// readings of one meter, its energy is fitted to what the meter counted. An hour's energy that cannot be is
/// none, and marks the buckets that it touches. No value is held beyond `until`.
Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, const ChannelHistory& history,
                      std::vector<HourValue> hours, TimeMs until, const CounterLimits& limits);

}  // namespace hearth
