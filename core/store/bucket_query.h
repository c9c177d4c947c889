#pragma once

#include "core/store/group_source.h"

#include <span>
#include <vector>

namespace hearth {

/// What a service says of one UTC hour, or of its beginning up to `end`: energy of a counter, mean of a
/// gauge.
struct HourValue {
  TimeMs start = 0;
  double value = no_value;
  TimeMs end = start + hour_ms;
};

/// Buckets of one series. Hours in which no reading lies take what a service says of them; between two
/// readings of one meter, its energy is fitted to what the meter counted, also that of hours which the gap
/// cuts. Where readings of a counter begin or end within an hour, what the service says of it beyond what
/// they counted falls on the time that they missed; `history` must hold all readings of such an hour. An
/// hour's energy that cannot be is none, and marks the buckets that it touches. No value is held beyond
/// `until`.
Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, const ChannelHistory& history,
                      std::vector<HourValue> hours, TimeMs until, const CounterLimits& limits);

}  // namespace hearth
