#pragma once

#include "core/telemetry/reading.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace hearth {

/// How long a value speaks for: until the next of its column, at most `time` ms; the newest one not beyond
/// `until`, the present, which is not before any reading.
struct HoldRule {
  DurationMs time = 0;
  TimeMs until = std::numeric_limits<TimeMs>::max();
};

/// A stretch of time that a state channel was on without a break; where its readings leave a gap it ends.
struct OnRun {
  TimeMs from = 0;
  TimeMs to = 0;         ///< exclusive
  bool started = false;  ///< it was seen off before and on at `from`; false: it was on already, or unknown
  friend bool operator==(const OnRun&, const OnRun&) = default;
};

struct StateReading {
  TimeMs time = 0;
  bool on = false;
  friend bool operator==(const StateReading&, const StateReading&) = default;
};

/// What the readings of a state channel (0 or 1, at 0.5 on) say about a window of time. A reading holds as
/// in `BucketBuilder`, and a start is proved by an off at most `start_memory_ms` before it.
struct StateWindow {
  TimeRange range;
  DurationMs hold = 0;
  DurationMs known = 0;                ///< ms that readings speak for
  std::vector<OnRun> runs;             ///< ascending, within the range
  std::optional<StateReading> before;  ///< the newest reading before the range that was handed over
  std::optional<StateReading> first;   ///< of the readings in the range
  std::optional<StateReading> last;
  friend bool operator==(const StateWindow&, const StateWindow&) = default;
};

/// `times` ascend strictly; readings before the range should be handed over too, they reach into it. What is
/// after the range is not looked at: the last reading in it is held to its end, and not beyond `hold.until`.
StateWindow state_window(std::span<const TimeMs> times, std::span<const double> values, TimeRange range,
                         HoldRule hold);

/// The window of both, for `b` beginning where `a` ends: what all their readings at once would give. A run
/// across the seam is one run, and a start is counted once, whether `b` was made with the readings before it
/// or without.
StateWindow joined(StateWindow a, const StateWindow& b);

struct StateStats {
  DurationMs known = 0;
  DurationMs on = 0;
  DurationMs longest = 0;  ///< the longest run, as far as it lies in the window
  std::uint32_t starts = 0;
  double duty = no_value;   ///< on / known, 0 to 1
  double share = no_value;  ///< known / the window's length, 0 to 1: what all the others rest on
};
StateStats stats_of(const StateWindow& window);

/// How a compressor's day went. Only starts of that day count, also for the sixty minutes.
struct CyclingDay {
  TimeRange day;
  std::uint32_t starts = 0;
  std::uint32_t most_in_an_hour = 0;        ///< in any 60 minutes
  std::optional<DurationMs> median_period;  ///< from start to start; nothing with fewer than two starts
  /// Six or more starts within some 60 minutes, and a median period of 15 minutes or less.
  bool counts = false;
};

/// One element for each day between two `edges`, as from `bucket_edges` by day.
std::vector<CyclingDay> cycling_days(const StateWindow& window, std::span<const TimeMs> edges);

/// Short cycling: three such days within some seven that follow each other. `days` are consecutive.
bool short_cycles(std::span<const CyclingDay> days) noexcept;

}  // namespace hearth
