#pragma once

#include "core/telemetry/time.h"

#include <string>

namespace hearth {

/// "12 s", "3 h"; "age unknown" for what is more than a minute ahead.
std::string age_text(DurationMs age);

}  // namespace hearth
