#pragma once

#include "core/telemetry/series.h"

namespace hearth {

/// What was counted in a stretch of time up to its end, as far back as nothing is missing.
struct KnownSum {
  double sum = no_value;  ///< nothing where nothing is known
  TimeMs from = 0;        ///< since when it holds
  TimeMs to = 0;          ///< up to when
};

/// Gaps that are shorter are no gaps: between two meters, or between two answers of a service.
inline constexpr DurationMs passed_over_ms = 2 * minute_ms;

/// Of a counter's buckets, as far as they lie in `range` (one that begins before it is left out). `newest` is
/// the time of the newest reading, 0 where there is none: up to there the last bucket is known.
KnownSum known_sum(const Buckets& counted, TimeRange range, TimeMs newest);

}  // namespace hearth
