#pragma once

#include "core/telemetry/time.h"
#include "tests/support/wait.h"

namespace hearth::test {

/// Lets time pass on a clock that tests move, `step` by `step`, until `done` holds; false where it does not
/// in the end. A pause that begins with the end of a request begins when that is heard of, which may be after
/// the clock was moved: so it is moved again when nothing has come of it for a moment.
template <class MovedClock, class Predicate>
bool pass_time_until(MovedClock& clock, DurationMs step, Predicate done) {
  constexpr int moment_ms = 200;
  constexpr int most_steps = 150;
  for (int i = 0; i < most_steps && !done(); ++i) {
    clock.advance(step);
    wait_until(done, moment_ms);
  }
  return done();
}

}  // namespace hearth::test
