#include "core/net/clock_timer.h"

#include "core/net/one_shot.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace hearth {

ClockTimer::ClockTimer(const Clock& clock, QObject* parent) : QObject(parent), clock_(clock), timer_(this) {
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, &ClockTimer::check);
  // A clock may be moved from any thread; the timer acts in its own.
  listener_ =
      clock_.on_jump([this] { QMetaObject::invokeMethod(this, &ClockTimer::check, Qt::QueuedConnection); });
}

ClockTimer::~ClockTimer() {
  clock_.forget_jumps(listener_);
}

void ClockTimer::start_repeating(DurationMs every) {
  every_ = std::max<DurationMs>(1, every);
  wait_ = every_;
  due_ = clock_.now() + wait_;
  active_ = true;
  arm();
}

void ClockTimer::start_once(DurationMs after) {
  every_ = 0;
  wait_ = std::max<DurationMs>(0, after);
  due_ = clock_.now() + wait_;
  active_ = true;
  arm();
}

void ClockTimer::stop() {
  active_ = false;
  timer_.stop();
}

void ClockTimer::arm() {
  const double speed = clock_.speed();
  const DurationMs left = std::max<DurationMs>(0, due_ - clock_.now());
  if (speed <= 0) {
    if (left == 0) timer_.start(0);
    return;
  }
  const double real = static_cast<double>(left) / speed;
  timer_.start(
      static_cast<int>(std::min(real + 0.999, static_cast<double>(std::numeric_limits<int>::max()))));
}

void ClockTimer::check() {
  if (!active_) return;
  const TimeMs now = clock_.now();
  if (now < due_) {
    // Also after a jump backwards: never wait longer than one interval.
    due_ = std::min(due_, now + wait_);
    arm();
    return;
  }
  if (every_ == 0) {
    active_ = false;
  } else {
    // Missed beats are not made up for.
    due_ += ((now - due_) / every_ + 1) * every_;
    arm();
  }
  Q_EMIT timeout();
}

QCoro::Task<bool> wait_on_clock(const Clock& clock, DurationMs time, std::stop_token stop) {
  OneShot<bool> over;
  ClockTimer timer(clock);
  QObject::connect(&timer, &ClockTimer::timeout, &timer, [&over] { over.give(true); });
  timer.start_once(time);
  const std::stop_callback<std::function<void()>> stopped(stop, [&over] { over.give(false); });
  const auto wait = over.wait();
  const bool passed = co_await wait;
  co_return passed;
}

}  // namespace hearth
