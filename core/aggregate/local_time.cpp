#include "core/aggregate/local_time.h"

#include <fmt/format.h>

#include <stdexcept>

namespace hearth {

Expected<const date::time_zone*> find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return fail(ErrorKind::config, fmt::format("There is no time zone \"{}\".", name.substr(0, 60)),
                "Use an IANA name such as Europe/Stockholm.", "[home] time_zone");
  }
}

TimeMs moment_of(LocalMs local, const date::time_zone& zone) {
  return ms(zone.to_sys(local, date::choose::earliest));
}

TimeMs begin_of(date::local_days day, const date::time_zone& zone) {
  return moment_of(LocalMs{day}, zone);
}

date::local_days day_of(TimeMs time, const date::time_zone& zone) {
  return date::floor<date::days>(zone.to_local(sys(time)));
}

}  // namespace hearth
