#pragma once

#include "core/telemetry/clock.h"

#include <QCoroTask>

#include <stop_token>

namespace hearth {

/// Waits until `time` has passed on the clock, in a thread with an event loop. False where `stop` was
/// triggered (in that thread) first: then it goes on inside that call. The clock must outlive it.
QCoro::Task<bool> wait_on_clock(const Clock& clock, DurationMs time, std::stop_token stop);

}  // namespace hearth
