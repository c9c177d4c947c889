#pragma once

#include "core/telemetry/error.h"

#include <optional>

namespace hearth {

/// Why no time zone at all can be looked up on this machine, UTC neither; nothing where they can. Looks for
/// the file of one (tzdata); any thread. Errors: config.
std::optional<Error> zone_data_problem();

}  // namespace hearth
