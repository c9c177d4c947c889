#pragma once

#include "core/source/examination.h"
#include "core/source/mqtt/decode.h"
#include "core/source/mqtt/session.h"
#include "core/telemetry/clock.h"

#include <stop_token>
#include <vector>

namespace hearth::mqtt {

struct Examination {
  Settings settings;  ///< `delay` and `now` are not needed
  Places places;
  DurationMs listen = 10 * second_ms;  ///< how long something is waited for, real
  DurationMs settle = 2 * second_ms;   ///< how much longer once a reading has come, real
};

/// Connects to the broker as the programs do, listens, and tells what came of it: whether it lets us in and
/// may be read, which readings come, what was left out and why, which sensor has no place yet. `about` is
/// "mqtt". Nothing is stored or published.
///
/// Blocks: give it a thread of its own; `stop` ends it within moments, with nothing. `clock` must live as
/// long as the program: a look-up of the host's name, which cannot be ended, may outlive the call.
std::vector<Check> examine(Examination wish, const Clock& clock, const std::stop_token& stop);

}  // namespace hearth::mqtt
