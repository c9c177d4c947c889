#include "core/net/clock_wait.h"

#include "core/net/clock_timer.h"
#include "core/net/one_shot.h"

#include <functional>

namespace hearth {

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
