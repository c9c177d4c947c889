#pragma once

#include "core/telemetry/reading.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace hearth {

/// How long a value speaks for: until the next of its column, at most `time` ms; the newest one not beyond
/// `until`, the present, which is not before any reading. A `time` of 0 asks for no time-weighted averages.
struct HoldRule {
  DurationMs time = 0;
  TimeMs until = std::numeric_limits<TimeMs>::max();
};

/// One column in buckets: arrays as long as there are buckets, in the column's unit. All but the last two
/// are about the readings that lie in the bucket, and `no_value` where none does.
struct ColumnBuckets {
  std::vector<std::uint32_t> count;  ///< readings with a value
  std::vector<double> average;       ///< plain: sum / count
  std::vector<double> min;
  std::vector<double> max;
  std::vector<double> first;
  std::vector<double> last;
  std::vector<double> weighted;   ///< average weighted by time, values held from before included
  std::vector<DurationMs> known;  ///< ms that some value speaks for. Both empty without a hold rule
};

/// Puts columns that share their times into buckets. `times` ascend strictly (UTC ms); each column is as
/// long, NaN being "no value". `edges` are n + 1 ascending times for n buckets, as from `bucket_edges`; hand
/// over the readings just before the first edge too, they are held into the first bucket. `out` has one
/// element for each column; what it holds is replaced, its memory is used again. No other memory is taken
/// but one small object a column. Averages are right to 1e-9 of the largest value; counts and `known` are
/// exact. Any thread.
void bucket_columns(std::span<const TimeMs> times, std::span<const std::span<const double>> columns,
                    std::span<const TimeMs> edges, HoldRule hold, std::span<ColumnBuckets> out);

}  // namespace hearth
