#pragma once

#include "core/telemetry/time.h"

namespace hearth::replica {

/// Noon of the day that the servers of these tests have readings of.
inline constexpr TimeMs noon = 1'768'478'400'000;  // 2026-01-15T12:00:00Z
inline constexpr TimeMs midnight = noon - 12 * hour_ms;

}  // namespace hearth::replica
