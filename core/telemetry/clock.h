#pragma once

#include "core/telemetry/time.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace hearth {

/// The only thing in the program that knows what time it is. All members may be called from any thread.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// Wall time, UTC.
  [[nodiscard]] virtual TimeMs now() const = 0;
  /// How many of this clock's seconds pass in a real one; 0 where time only moves by hand.
  [[nodiscard]] virtual double speed() const = 0;
  /// Real time since some moment, for time-outs of the network and for measuring; never jumps, never
  /// accelerated.
  [[nodiscard]] virtual std::chrono::nanoseconds monotonic() const;
  /// The same, but it goes on while the machine sleeps.
  [[nodiscard]] virtual std::chrono::nanoseconds since_boot() const;

  /// Calls `jumped` (in the thread that moves the clock) whenever time moves other than by passing.
  /// `jumped` must not touch the clock's listeners itself. Returns a number for `forget_jumps`.
  int on_jump(std::function<void()> jumped) const;
  void forget_jumps(int listener) const;
  /// Calls all of them: for the clock itself, and for whoever noticed that somebody has set it.
  void say_jumped() const;
  /// Whether the system's clock is kept right by something (NTP, a radio); true for any other.
  [[nodiscard]] virtual bool is_synchronised() const { return true; }

 private:
  mutable std::mutex mutex_;
  mutable int next_listener_ = 0;
  mutable std::vector<std::pair<int, std::function<void()>>> listeners_;
};

/// The system's time, or a time that starts elsewhere and runs at another speed.
std::unique_ptr<Clock> make_system_clock();
std::unique_ptr<Clock> make_scaled_clock(TimeMs start, double speed);

/// The clock that `HEARTHBOARD_CLOCK` asks for: empty for the system's, else `<RFC 3339>[,x<speed>]`.
/// Errors: config.
Expected<std::unique_ptr<Clock>> make_clock(std::string_view setting);

/// What a child process needs in `HEARTHBOARD_CLOCK` to share this clock; empty for the system's.
std::string clock_setting(const Clock& clock);

/// Moves only by hand; for tests.
class ManualClock : public Clock {
 public:
  explicit ManualClock(TimeMs start) : now_(start) {}
  [[nodiscard]] TimeMs now() const override { return now_; }
  [[nodiscard]] double speed() const override { return 0; }
  void set(TimeMs time) {
    now_ = time;
    say_jumped();
  }
  void advance(DurationMs by) { set(now_ + by); }

 private:
  std::atomic<TimeMs> now_;
};

}  // namespace hearth
