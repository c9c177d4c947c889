#pragma once

#include "core/telemetry/reading.h"

#include <cstdint>
#include <span>
#include <vector>

namespace hearth {

/// What a chart's canvas is: `count` columns of pixels (> 0) that share `range` evenly.
struct Pixels {
  TimeRange range;
  std::size_t count = 0;
  /// Readings further apart than this (ms, > 0) have a gap between them, and no line joins them.
  DurationMs gap = 0;

  /// Where column `i` begins; `edge(count)` is `range.to`. Readings at an edge belong to what follows.
  [[nodiscard]] TimeMs edge(std::size_t i) const noexcept;
};

/// The readings of one channel, one element a column of pixels: the vertical line from `min` to `max` covers
/// all that a line through every reading would, and lines from one column's `last` to the next one's `first`
/// join them. After Jugel et al., M4 (VLDB 2014). `no_value` where no reading lies.
struct PixelColumns {
  std::vector<double> first;
  std::vector<double> min;
  std::vector<double> max;
  std::vector<double> last;
  /// 1: a gap lies between the first reading here and the reading before it, so no line comes in.
  std::vector<std::uint8_t> gap_before;
};

/// Columns that share `times` (ascending strictly, UTC ms; NaN is "no value"), reduced to pixels; each to an
/// element of `out`, whose memory is used again. Readings outside the range only tell of gaps. Where
/// readings are sparser than pixels, columns without one stand between those with: they are no gap.
/// Any thread.
void reduce_to_pixels(std::span<const TimeMs> times, std::span<const std::span<const double>> columns,
                      const Pixels& pixels, std::span<PixelColumns> out);

/// A line to be drawn: points ascending by time; one without a value is where the line breaks.
struct Line {
  std::vector<TimeMs> times;
  std::vector<double> values;
};

/// The readings that are first, lowest, highest and last in their column of pixels, in order of time: at
/// most four a column, and one more for each gap. `out` is replaced.
void reduce_to_line(std::span<const TimeMs> times, std::span<const double> values, const Pixels& pixels,
                    Line& out);

/// About `points` readings that keep the line's shape: largest triangle three buckets, after S. Steinarsson,
/// "Downsampling Time Series for Visual Representation" (2013). Unlike the other two it may leave out an
/// extreme. A gap (readings further apart than `gap`) splits the line: each part gets its share of the
/// points, its first and last reading at least, so that many gaps make more than `points`. All readings
/// where there are no more than `points`. `out` is replaced.
void reduce_lttb(std::span<const TimeMs> times, std::span<const double> values, std::size_t points,
                 DurationMs gap, Line& out);

}  // namespace hearth
