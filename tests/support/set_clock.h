#pragma once

#include "core/telemetry/clock.h"

#include <atomic>

namespace hearth::test {

/// A clock that runs as the system's does, and can be set as that one can. `pass` lets time pass at once.
class SetClock final : public Clock {
 public:
  explicit SetClock(TimeMs start) : ahead_(start - real()) {}
  [[nodiscard]] TimeMs now() const override { return real() + passed_ + ahead_; }
  [[nodiscard]] double speed() const override { return 1; }
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
    return Clock::monotonic() + std::chrono::milliseconds(passed_.load());
  }
  [[nodiscard]] std::chrono::nanoseconds since_boot() const override { return monotonic(); }
  void set_by(DurationMs by) { ahead_ += by; }
  void pass(DurationMs by) { passed_ += by; }

 private:
  [[nodiscard]] TimeMs real() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::monotonic()).count();
  }
  std::atomic<DurationMs> passed_{0};
  std::atomic<DurationMs> ahead_;
};

}  // namespace hearth::test
