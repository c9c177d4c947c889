#include "core/demo/house/stockholm.h"

#include <chrono>

namespace hearth::demo {
namespace {

using namespace std::chrono;

/// 01:00 UTC on the month's last Sunday, when Europe changes its clocks.
TimeMs change_in(year y, month m) {
  const sys_days day{y / m / Sunday[last]};
  return day.time_since_epoch().count() * day_ms + hour_ms;
}

}  // namespace

DurationMs local_offset(TimeMs utc) noexcept {
  const year_month_day date{sys_days{days{floor_to(utc, day_ms) / day_ms}}};
  const bool summer = utc >= change_in(date.year(), March) && utc < change_in(date.year(), October);
  return summer ? 2 * hour_ms : hour_ms;
}

TimeMs local_midnight(TimeMs utc) noexcept {
  const TimeMs local = floor_to(utc + local_offset(utc), day_ms);
  // The clocks change after midnight, so that what held two hours before it, taken as UTC, still holds.
  return local - local_offset(local - 2 * hour_ms);
}

TimeMs next_midnight(TimeMs midnight) noexcept {
  return local_midnight(midnight + day_ms + 6 * hour_ms);
}

std::string local_date(TimeMs utc) {
  return format_rfc3339(utc + local_offset(utc)).substr(0, 10);
}

}  // namespace hearth::demo
