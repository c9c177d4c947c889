#pragma once

#include "app/shared/command_line.h"
#include "core/telemetry/time.h"

#include <string>
#include <string_view>

namespace hearth {

/// What help tells of the times that `time_option` reads.
inline constexpr std::string_view time_forms =
    "A TIME is a date (2026-11-20), a local time of the home (\"2026-11-20 14:00\"), RFC 3339\n"
    "(2026-11-20T13:00:00Z), today, yesterday, now, or so long ago: -90m, -36h, -7d, -2w.";

/// The option's value as a moment; local times are those of `zone`. Says on standard error which moment is
/// taken where the clock is put forward or back at that time. Errors: usage, with the option in its place.
Expected<TimeMs> time_option(const CommandLine& line, std::string_view option, const std::string& zone,
                             TimeMs now);

}  // namespace hearth
