#pragma once

#include "core/telemetry/clock.h"

#include <optional>

namespace hearth {

/// The clock's time had nobody ever set it: it passes as real time does, also while the machine sleeps, at
/// the clock's speed, from an arbitrary beginning. For a clock that is moved by hand, its time.
TimeMs steady_time(const Clock& clock);

/// Notices that a clock was set (by NTP, by a person, or because the machine slept): its time has moved
/// otherwise than time has passed. A clock that is moved by hand is never set. Not synchronised.
class JumpWatch {
 public:
  /// The clock must outlive it.
  explicit JumpWatch(const Clock& clock);
  /// By how much the clock was set since the last call, forwards or backwards; nothing for less than ten
  /// seconds.
  std::optional<DurationMs> look();

 private:
  const Clock& clock_;
  TimeMs ahead_;  ///< of the steady time, when last looked
};

}  // namespace hearth
