#pragma once

#include "core/telemetry/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace hearth {

/// How often a local time comes: where a clock is put forward some do not, where it is put back some do
/// twice.
enum class LocalTimeIs { once, twice, skipped };

struct LocalMoment {
  TimeMs time = 0;
  LocalTimeIs local = LocalTimeIs::once;  ///< twice: the first is taken; skipped: the moment the clock jumps
};

/// A date and time without an offset: `2026-11-20`, `2026-11-20 14:00`, with seconds and their fractions,
/// with
/// `/` for `-` and `T` for the blank; a date alone is midnight. Nothing where the text is no such thing, or
/// there is no such day or zone.
std::optional<LocalMoment> parse_local_time(std::string_view text, const std::string& zone);

/// Whether the text is a date and time that lacks its offset, as spreadsheets write it.
bool lacks_offset(std::string_view text);

/// What a person writes for a moment: RFC 3339, a local time of `zone` (an IANA name) as above, `now`,
/// `today` and `yesterday` (their beginning), or so long before `now`: `-90m`, `-36h`, `-7d`, `-2w`; days and
/// weeks are those of the calendar, to the same time of day. Errors: usage, which lists all that.
Expected<LocalMoment> parse_moment(std::string_view text, const std::string& zone, TimeMs now);

/// The moment as that zone's clock shows it: "2026-11-20 14:00:05"; `offset` adds " +01:00". UTC where there
/// is no such zone.
std::string local_time_text(TimeMs time, const std::string& zone, bool offset = false);

}  // namespace hearth
