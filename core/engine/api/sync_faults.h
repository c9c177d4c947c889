#pragma once

#include "core/telemetry/error.h"

#include <optional>
#include <vector>

namespace hearth {

/// What a synchronisation did not bring.
struct SyncFaults {
  std::optional<Error> error;    ///< the first thing that went wrong; not_permitted where all is forbidden
  std::vector<Error> forbidden;  ///< what this account may not read, each with its dataset in `place`
};

}  // namespace hearth
