#pragma once

#include "core/telemetry/time.h"

#include <string>

/// The local time of the house: Europe/Stockholm as it has been since 1996, without a time zone database.
namespace hearth::demo {

/// What local time is ahead of UTC at this moment: one hour, two in summer.
DurationMs local_offset(TimeMs utc) noexcept;

/// Local midnight at or before `utc`, in UTC.
TimeMs local_midnight(TimeMs utc) noexcept;

/// The local midnight after the one that `midnight` is: 23, 24 or 25 hours later.
TimeMs next_midnight(TimeMs midnight) noexcept;

/// "2026-01-15", the local date at this moment.
std::string local_date(TimeMs utc);

}  // namespace hearth::demo
