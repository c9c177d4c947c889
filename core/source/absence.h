#pragma once

#include "core/telemetry/time.h"

namespace hearth {

/// Why there is nothing to be seen of a stretch of time.
enum class Absence {
  gap,          ///< it was recorded or asked for, and nothing is there
  fetching,     ///< it is being asked for
  unreachable,  ///< who has it does not answer now
  no_source,    ///< nobody has it
};

/// What follows from an empty place.
struct AbsentRange {
  TimeRange range;
  Absence why = Absence::gap;
  friend bool operator==(const AbsentRange&, const AbsentRange&) = default;
};

}  // namespace hearth
