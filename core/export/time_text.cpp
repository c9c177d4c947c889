#include "core/export/time_text.h"

#include "core/aggregate/time_zone.h"
#include "core/export/number_text.h"

#include <fmt/format.h>

namespace hearth {
namespace {

TimeMs in_ms(date::sys_seconds time) {
  return time.time_since_epoch().count() * second_ms;
}

}  // namespace

Expected<TimeText> TimeText::in(const std::string& time_zone) {
  if (time_zone.empty()) return TimeText(nullptr);
  if (const TimeZone* zone = zone_named(time_zone)) return TimeText(zone);
  return fail(ErrorKind::usage, said("There is no time zone \"{}\".", time_zone.substr(0, 60)),
              "Use an IANA name such as Europe/Stockholm.");
}

TimeText::TimeText(const TimeZone* zone) : zone_(zone) {
  if (zone_ == nullptr) {
    suffix_[0] = 'Z';
    suffix_size_ = 1;
  }
  begin_minute(0);
}

void TimeText::begin_minute(TimeMs time) {
  if (zone_ != nullptr && !offset_holds_.contains(time)) {
    const TimeZone::Period now =
        zone_->period_at(date::sys_seconds{std::chrono::seconds{floor_to(time, second_ms) / second_ms}});
    // The library's own bounds reach beyond what milliseconds can say.
    const TimeMs reach = 366 * day_ms;
    offset_holds_ = {
        now.begin < date::sys_seconds{std::chrono::seconds{(time - reach) / second_ms}} ? time - reach
                                                                                        : in_ms(now.begin),
        now.end > date::sys_seconds{std::chrono::seconds{(time + reach) / second_ms}} ? time + reach
                                                                                      : in_ms(now.end)};
    offset_ = floor_to(now.offset.count() * second_ms, minute_ms);
    const auto minutes = static_cast<unsigned>(std::abs(offset_) / minute_ms);
    char* to = suffix_.data();
    *to++ = offset_ < 0 ? '-' : '+';
    to = put_two(to, minutes / 60);
    *to++ = ':';
    to = put_two(to, minutes % 60);
    suffix_size_ = static_cast<std::size_t>(to - suffix_.data());
  }
  using namespace std::chrono;
  minute_ = floor_to(time, minute_ms);
  const TimeMs local = minute_ + offset_;
  const TimeMs day_start = floor_to(local, day_ms);
  const year_month_day day{sys_days{days{day_start / day_ms}}};
  const auto minutes = static_cast<unsigned>((local - day_start) / minute_ms);
  const auto year = static_cast<unsigned>(static_cast<int>(day.year()) + 10'000) % 10'000;
  char* to = put_two(put_two(prefix_.data(), year / 100), year % 100);
  *to++ = '-';
  to = put_two(to, static_cast<unsigned>(day.month()));
  *to++ = '-';
  to = put_two(to, static_cast<unsigned>(day.day()));
  *to++ = 'T';
  to = put_two(to, minutes / 60);
  *to++ = ':';
  to = put_two(to, minutes % 60);
  *to = ':';
}

}  // namespace hearth
