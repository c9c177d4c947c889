#include "core/aggregate/local_time.h"

namespace hearth {

Expected<const TimeZone*> find_zone(const std::string& name) {
  if (const TimeZone* zone = zone_named(name)) return zone;
  return fail(ErrorKind::config, said("There is no time zone \"{}\".", name.substr(0, 60)),
              "Use an IANA name such as Europe/Stockholm.", "[home] time_zone");
}

LocalMs to_local(TimeMs time, const TimeZone& zone) {
  const SysMs moment = sys(time);
  const auto offset = zone.period_at(date::floor<std::chrono::seconds>(moment)).offset;
  return LocalMs{(moment + offset).time_since_epoch()};
}

TimeMs moment_of(LocalMs local, const TimeZone& zone) {
  const TimeZone::Local found = zone.local_at(date::floor<std::chrono::seconds>(local));
  if (found.is == LocalTimeIs::skipped) return ms(SysMs{found.first.end});
  return ms(SysMs{(local - found.first.offset).time_since_epoch()});
}

TimeMs begin_of(date::local_days day, const TimeZone& zone) {
  return moment_of(LocalMs{day}, zone);
}

date::local_days day_of(TimeMs time, const TimeZone& zone) {
  return date::floor<date::days>(to_local(time, zone));
}

}  // namespace hearth
