#include "core/telemetry/time.h"

#include <fmt/format.h>

#include <chrono>

namespace hearth {
namespace {

/// Takes exactly `digits` decimal digits off the front of `text`; -1 where they are not there.
int take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// Fractional seconds in milliseconds, truncated; -1 where a point is not followed by 1 to 9 digits.
int take_fraction(std::string_view& text) {
  if (!take_char(text, ".")) return 0;
  int ms = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9' && digits < 9) {
    if (digits < 3) ms = ms * 10 + (text.front() - '0');
    text.remove_prefix(1);
    ++digits;
  }
  if (digits == 0) return -1;
  for (int i = digits; i < 3; ++i) ms *= 10;
  return ms;
}

/// The zone's offset in minutes; `ok` says whether one was there.
int take_offset(std::string_view& text, bool& ok) {
  ok = true;
  if (take_char(text, "Zz")) return 0;
  const bool negative = !text.empty() && text.front() == '-';
  if (!take_char(text, "+-")) {
    ok = false;
    return 0;
  }
  const int hours = take_digits(text, 2);
  const bool colon = take_char(text, ":");
  const int minutes = take_digits(text, 2);
  ok = colon && hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
  return (negative ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

Expected<TimeMs> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  const auto refuse = [&] {
    return fail(ErrorKind::bad_data, fmt::format("\"{}\" is not an RFC 3339 time.", text.substr(0, 40)),
                "Write it as 2026-01-15T07:00:00Z.");
  };
  std::string_view rest = text;
  const int y = take_digits(rest, 4);
  if (y < 0 || !take_char(rest, "-")) return refuse();
  const int mo = take_digits(rest, 2);
  if (mo < 0 || !take_char(rest, "-")) return refuse();
  const int d = take_digits(rest, 2);
  if (d < 0 || !take_char(rest, "Tt ")) return refuse();
  const int h = take_digits(rest, 2);
  if (h < 0 || h > 23 || !take_char(rest, ":")) return refuse();
  const int mi = take_digits(rest, 2);
  if (mi < 0 || mi > 59 || !take_char(rest, ":")) return refuse();
  const int s = take_digits(rest, 2);
  if (s < 0 || s > 60) return refuse();
  const int ms = take_fraction(rest);
  bool has_offset = false;
  const int offset = ms < 0 ? 0 : take_offset(rest, has_offset);
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (ms < 0 || !has_offset || !rest.empty() || !date.ok()) return refuse();
  const TimeMs days = sys_days{date}.time_since_epoch().count();
  return days * day_ms + h * hour_ms + (mi - offset) * minute_ms + s * second_ms + (s == 60 ? 0 : ms);
}

std::string format_rfc3339(TimeMs time) {
  using namespace std::chrono;
  const TimeMs day_start = floor_to(time, day_ms);
  const year_month_day date{sys_days{days{day_start / day_ms}}};
  const TimeMs ms = time - day_start;
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 ms / hour_ms, ms / minute_ms % 60, ms / second_ms % 60);
  if (ms % second_ms != 0) text += fmt::format(".{:03}", ms % second_ms);
  return text + 'Z';
}

}  // namespace hearth
