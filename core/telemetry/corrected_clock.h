#pragma once

#include "core/telemetry/clock.h"

#include <algorithm>

namespace hearth {

/// How far ahead of the clock a stamp may lie and still be as good as right: a minute, and what a clock that
/// runs fast gains while a reading is on its way.
inline DurationMs clock_tolerance(const Clock& clock) {
  return std::max<DurationMs>(minute_ms, static_cast<DurationMs>(5 * second_ms * clock.speed()));
}

/// A clock that is known to be wrong, put right: the other one's time and what it lacks. All members may be
/// called from any thread.
class CorrectedClock final : public Clock {
 public:
  /// `base` must outlive this.
  explicit CorrectedClock(const Clock& base)
      : base_(base), listener_(base.on_jump([this] { say_jumped(); })) {}
  ~CorrectedClock() override { base_.forget_jumps(listener_); }
  CorrectedClock(const CorrectedClock&) = delete;
  CorrectedClock& operator=(const CorrectedClock&) = delete;

  [[nodiscard]] TimeMs now() const override { return base_.now() + offset_; }
  [[nodiscard]] double speed() const override { return base_.speed(); }
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return base_.monotonic(); }
  [[nodiscard]] std::chrono::nanoseconds since_boot() const override { return base_.since_boot(); }
  [[nodiscard]] bool is_synchronised() const override { return base_.is_synchronised(); }

  /// What is added to the other clock's time.
  [[nodiscard]] DurationMs offset() const { return offset_; }
  void set_offset(DurationMs offset) {
    if (offset_.exchange(offset) != offset) say_jumped();
  }

 private:
  const Clock& base_;
  std::atomic<DurationMs> offset_{0};
  int listener_;
};

}  // namespace hearth
