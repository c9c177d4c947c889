#pragma once

#include "core/telemetry/time.h"

namespace hearth {

/// How long to wait, in real milliseconds, before try number `attempt` (0: the first after a failure): 1 s
/// doubling to 60 s, of which `random` (0 … 1, from the caller) takes off up to half, so that clients do not
/// come in step.
DurationMs retry_delay(int attempt, double random) noexcept;

}  // namespace hearth
