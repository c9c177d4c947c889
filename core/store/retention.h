#pragma once

#include "core/store/block_table.h"
#include "core/store/journal.h"
#include "core/telemetry/error.h"

#include <optional>

/// From which moment the age of what is stored counts. A clock that is wrong for a moment must delete
/// nothing, so that it is compared with what the readings themselves say.
namespace hearth {

struct RetentionBasis {
  std::optional<TimeMs> from;     ///< ages count back from here; nothing: nothing may be deleted
  std::optional<Error> disagree;  ///< the clock and the readings are too far apart, in words
};

/// Beyond this the clock or the readings are wrong, and nobody here can tell which.
inline constexpr DurationMs clock_and_readings_apart = 2 * day_ms;

/// `recent` are readings that are in no block yet. `detail` is how long the finest tier is kept: a clock
/// ahead is only told where something would be due by it. Prices say nothing of the time: they are known
/// ahead. Readings that stand alone many days after all others do not count as the newest. Throws
/// DatabaseFault.
RetentionBasis retention_basis(BlockTable& table, const RowsByGroup& recent, TimeMs now, DurationMs detail);

}  // namespace hearth
