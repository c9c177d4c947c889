#include "core/telemetry/jump_watch.h"

#include <cstdlib>

namespace hearth {
namespace {

constexpr DurationMs smallest_jump = 10 * second_ms;

TimeMs clock_time(const Clock& clock, std::chrono::duration<double, std::milli> passed) {
  return clock.speed() <= 0 ? clock.now() : static_cast<TimeMs>(passed.count() * clock.speed());
}

/// Of the clock, before the time that has passed for this program.
DurationMs ahead_of(const Clock& clock) {
  return clock.now() - clock_time(clock, clock.monotonic());
}

}  // namespace

TimeMs steady_time(const Clock& clock) {
  return clock_time(clock, clock.since_boot());
}

JumpWatch::JumpWatch(const Clock& clock) : clock_(clock), ahead_(ahead_of(clock)) {}

std::optional<DurationMs> JumpWatch::look() {
  const DurationMs ahead = ahead_of(clock_);
  const DurationMs jump = ahead - ahead_;
  // Kept as it is for less, so that many small steps add up to one.
  if (std::llabs(jump) < smallest_jump) return std::nullopt;
  ahead_ = ahead;
  return jump;
}

}  // namespace hearth
