#pragma once

#include "core/telemetry/reading.h"

#include <cstdint>
#include <vector>

namespace hearth {

/// Readings of one channel of one entity, ascending by time, no time twice. Immutable once shared.
struct Series {
  SeriesKey key;
  std::vector<TimeMs> times;
  std::vector<double> values;         ///< as long as `times`; `no_value` where the reading had none
  std::vector<std::uint32_t> epochs;  ///< counters only: as long as `times`; equal numbers are one meter

  [[nodiscard]] std::size_t size() const noexcept { return times.size(); }
  [[nodiscard]] bool empty() const noexcept { return times.empty(); }
};

/// What is said beside a number, as bits.
using Marks = std::uint32_t;
/// A counter's reading that counts nothing was left out: a glitch, a jump, more than can have been.
inline constexpr Marks mark_doubtful = 1;
/// A counter's reading is odd, and those after it have not told yet whether it counts.
inline constexpr Marks mark_settling = 2;
inline constexpr Marks shown_marks = mark_doubtful | mark_settling;

/// One bucket of an aggregated series. Values are in the channel's stored unit; `no_value` where there is
/// none.
struct Bucket {
  TimeMs start = 0;
  TimeMs end = 0;           ///< exclusive; a calendar day may be 23 or 25 hours long
  std::uint32_t count = 0;  ///< readings with a value
  double mean = no_value;   ///< gauge: weighted by time; state: share of the known time that it was on
  double min = no_value;
  double max = no_value;
  double first = no_value;
  double last = no_value;
  double sum = no_value;     ///< counter: what was counted within the bucket; else none
  DurationMs known = 0;      ///< how much of the bucket readings speak for, or what a service says of an hour
  DurationMs on = 0;         ///< state: time spent on
  std::uint32_t starts = 0;  ///< state: changes from off to on
  bool estimated = false;    ///< part of `sum` was spread over a gap, or comes from averaged power
  bool doubtful = false;     ///< counter: something was left out of `sum` that may have been counted
  bool settling = false;     ///< counter: what follows will tell what the last readings count
  DurationMs averaged = 0;   ///< gauge: the part of `known` that only a mean speaks for, which shows no peak

  void mark(Marks marks) noexcept {
    doubtful = doubtful || (marks & mark_doubtful) != 0;
    settling = settling || (marks & mark_settling) != 0;
  }
};

/// Consecutive buckets that cover the asked range.
struct Buckets {
  SeriesKey key;
  std::vector<Bucket> rows;
};

}  // namespace hearth
