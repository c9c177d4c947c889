#include "core/telemetry/clock.h"

#include <fmt/format.h>
#include <sys/timex.h>

#include <charconv>
#include <cmath>
#include <ctime>

namespace hearth {
namespace {

TimeMs system_now() {
  using namespace std::chrono;
  return floor<milliseconds>(system_clock::now()).time_since_epoch().count();
}

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimeMs now() const override { return system_now(); }
  [[nodiscard]] double speed() const override { return 1; }
  [[nodiscard]] bool is_synchronised() const override {
    timex state = {};
    const int told = ::adjtimex(&state);
    return told >= 0 && told != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  }
};

class ScaledClock final : public Clock {
 public:
  ScaledClock(TimeMs start, double speed) : start_(start), speed_(speed), began_(monotonic()) {}
  [[nodiscard]] TimeMs now() const override {
    const std::chrono::duration<double, std::milli> passed = monotonic() - began_;
    return start_ + static_cast<TimeMs>(passed.count() * speed_);
  }
  [[nodiscard]] double speed() const override { return speed_; }

 private:
  TimeMs start_;
  double speed_;
  std::chrono::nanoseconds began_;
};

}  // namespace

std::chrono::nanoseconds Clock::monotonic() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

std::chrono::nanoseconds Clock::since_boot() const {
  timespec since = {};
  if (::clock_gettime(CLOCK_BOOTTIME, &since) != 0) return monotonic();
  return std::chrono::seconds(since.tv_sec) + std::chrono::nanoseconds(since.tv_nsec);
}

int Clock::on_jump(std::function<void()> jumped) const {
  const std::lock_guard lock(mutex_);
  listeners_.emplace_back(++next_listener_, std::move(jumped));
  return next_listener_;
}

void Clock::forget_jumps(int listener) const {
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [=](const auto& entry) { return entry.first == listener; });
}

void Clock::say_jumped() const {
  // Under the lock, so that whoever has forgotten is never called again.
  const std::lock_guard lock(mutex_);
  for (const auto& [number, jumped] : listeners_) jumped();
}

std::unique_ptr<Clock> make_system_clock() {
  return std::make_unique<SystemClock>();
}

std::unique_ptr<Clock> make_scaled_clock(TimeMs start, double speed) {
  return std::make_unique<ScaledClock>(start, speed);
}

Expected<std::unique_ptr<Clock>> make_clock(std::string_view setting) {
  if (setting.empty()) return make_system_clock();
  const auto comma = setting.find(',');
  const auto start = parse_rfc3339(setting.substr(0, comma));
  double speed = 1;
  bool ok = start.has_value();
  if (ok && comma != std::string_view::npos) {
    const std::string_view factor = setting.substr(comma + 1);
    ok = factor.size() > 1 && factor.front() == 'x';
    if (ok) {
      const auto [end, error] = std::from_chars(factor.data() + 1, factor.data() + factor.size(), speed);
      ok = error == std::errc() && end == factor.data() + factor.size() && std::isfinite(speed) &&
           speed > 0 && speed <= 1e6;
    }
  }
  if (!ok)
    return fail(ErrorKind::config, fmt::format("\"{}\" does not set a clock.", setting.substr(0, 60)),
                "Write it as 2026-01-15T07:00:00Z or 2026-01-15T07:00:00Z,x60.", "HEARTHBOARD_CLOCK");
  return make_scaled_clock(*start, speed);
}

std::string clock_setting(const Clock& clock) {
  if (dynamic_cast<const SystemClock*>(&clock) != nullptr) return {};
  const double speed = clock.speed() > 0 ? clock.speed() : 1;
  return fmt::format("{},x{}", format_rfc3339(clock.now()), speed);
}

}  // namespace hearth
