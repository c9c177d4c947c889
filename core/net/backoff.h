#pragma once

#include "core/telemetry/time.h"

namespace hearth {

inline constexpr DurationMs longest_retry_delay = minute_ms;
/// For what a service refuses: a token that it does not take, a right that is missing.
inline constexpr DurationMs longest_refusal_delay = 5 * minute_ms;

/// How long to wait, in real milliseconds, before try number `attempt` (0: the first after a failure): 1 s
/// doubling to `longest`, of which `random` (0 … 1, from the caller) takes off up to half, so that clients do
/// not come in step.
DurationMs retry_delay(int attempt, double random, DurationMs longest = longest_retry_delay) noexcept;

}  // namespace hearth
