#pragma once

#include "core/aggregate/time_zone.h"
#include "core/telemetry/time.h"

#include <date/date.h>

#include <string>

/// Local time for the inside of core/aggregate; its public headers name zones as text.
namespace hearth {

using SysMs = date::sys_time<std::chrono::milliseconds>;
using LocalMs = date::local_time<std::chrono::milliseconds>;

inline SysMs sys(TimeMs time) {
  return SysMs{std::chrono::milliseconds{time}};
}
inline TimeMs ms(SysMs time) {
  return time.time_since_epoch().count();
}

/// Errors: config (unknown time zone).
Expected<const TimeZone*> find_zone(const std::string& name);

LocalMs to_local(TimeMs time, const TimeZone& zone);

/// The moment of a local time: the first of two where the clock is put back, the moment after where it
/// skips that time.
TimeMs moment_of(LocalMs local, const TimeZone& zone);

/// Midnight, or the first moment after it where the clock skips midnight.
TimeMs begin_of(date::local_days day, const TimeZone& zone);

date::local_days day_of(TimeMs time, const TimeZone& zone);

}  // namespace hearth
