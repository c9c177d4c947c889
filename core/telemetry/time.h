#pragma once

#include "core/telemetry/error.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace hearth {

/// Milliseconds since 1970-01-01 UTC; finer input is truncated, so that one reading that comes by stream
/// (ns), replica (µs) and REST is one reading.
using TimeMs = std::int64_t;
using DurationMs = std::int64_t;

inline constexpr DurationMs second_ms = 1000;
inline constexpr DurationMs minute_ms = 60 * second_ms;
inline constexpr DurationMs hour_ms = 60 * minute_ms;
inline constexpr DurationMs day_ms = 24 * hour_ms;

/// Half open: `from` belongs to it, `to` does not.
struct TimeRange {
  TimeMs from = 0;
  TimeMs to = 0;

  [[nodiscard]] DurationMs length() const noexcept { return std::max<DurationMs>(0, to - from); }
  [[nodiscard]] bool empty() const noexcept { return to <= from; }
  [[nodiscard]] bool contains(TimeMs t) const noexcept { return t >= from && t < to; }
  [[nodiscard]] bool contains(TimeRange r) const noexcept { return r.from >= from && r.to <= to; }
  [[nodiscard]] bool touches(TimeRange r) const noexcept { return r.from <= to && from <= r.to; }
  [[nodiscard]] TimeRange intersected(TimeRange r) const noexcept {
    return {std::max(from, r.from), std::min(to, r.to)};
  }
  friend bool operator==(TimeRange, TimeRange) = default;
};

/// The largest multiple of `step` (> 0) at or before `t`, also before 1970.
constexpr TimeMs floor_to(TimeMs t, DurationMs step) noexcept {
  const TimeMs r = t % step;
  return t - (r < 0 ? r + step : r);
}
constexpr TimeMs ceil_to(TimeMs t, DurationMs step) noexcept {
  return floor_to(t + step - 1, step);
}

/// Reads an RFC 3339 date-time with 0 to 9 fractional digits, ending in `Z` or an offset. A leap second
/// (`:60`) counts as the first moment of the next minute. Errors: bad_data.
Expected<TimeMs> parse_rfc3339(std::string_view text);

/// UTC, ending in `Z`; milliseconds only where they are not zero.
std::string format_rfc3339(TimeMs time);

}  // namespace hearth
