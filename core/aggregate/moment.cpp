#include "core/aggregate/moment.h"

#include "core/aggregate/local_time.h"

#include <fmt/format.h>

#include <charconv>

namespace hearth {
namespace {

/// Takes exactly so many digits from the front; nothing where there are fewer.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<date::local_days> take_date(std::string_view& text) {
  const auto y = take_digits(text, 4);
  const char between = text.empty() ? '\0' : text.front();
  if (!y || (between != '-' && between != '/') || !take(text, between)) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || !take(text, between)) return std::nullopt;
  const auto d = take_digits(text, 2);
  if (!d) return std::nullopt;
  const date::year_month_day day{date::year{*y}, date::month{static_cast<unsigned>(*m)},
                                 date::day{static_cast<unsigned>(*d)}};
  if (!day.ok()) return std::nullopt;
  return date::local_days{day};
}

std::optional<DurationMs> take_time_of_day(std::string_view& text) {
  const auto h = take_digits(text, 2);
  if (!h || *h > 23 || !take(text, ':')) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || *m > 59) return std::nullopt;
  DurationMs ms = *h * hour_ms + *m * minute_ms;
  if (!take(text, ':')) return ms;
  const auto s = take_digits(text, 2);
  if (!s || *s > 59) return std::nullopt;
  ms += *s * second_ms;
  if (!take(text, '.')) return ms;
  if (text.empty()) return std::nullopt;
  for (DurationMs unit = 100; !text.empty(); unit /= 10) {
    const auto digit = take_digits(text, 1);
    if (!digit) return std::nullopt;
    ms += *digit * unit;
  }
  return ms;
}

std::optional<LocalMs> read_local(std::string_view text) {
  const auto day = take_date(text);
  if (!day) return std::nullopt;
  if (text.empty()) return LocalMs{*day};
  if (!take(text, ' ') && !take(text, 'T') && !take(text, 't')) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time || !text.empty()) return std::nullopt;
  return LocalMs{*day} + std::chrono::milliseconds{*time};
}

LocalMoment moment_in(LocalMs local, const TimeZone& zone) {
  return {moment_of(local, zone), zone.local_at(date::floor<std::chrono::seconds>(local)).is};
}

/// So long ago: "-7d".
std::optional<LocalMoment> read_ago(std::string_view text, const TimeZone& zone, TimeMs now) {
  if (text.size() < 3 || !take(text, '-')) return std::nullopt;
  const char unit = text.back();
  text.remove_suffix(1);
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  constexpr int most = 1'000'000;
  if (error != std::errc() || end != text.data() + text.size() || count < 0 || count > most)
    return std::nullopt;
  if (unit == 'm') return LocalMoment{now - count * minute_ms};
  if (unit == 'h') return LocalMoment{now - count * hour_ms};
  if (unit != 'd' && unit != 'w') return std::nullopt;
  return moment_in(to_local(now, zone) - date::days{unit == 'w' ? 7 * count : count}, zone);
}

}  // namespace

std::optional<LocalMoment> parse_local_time(std::string_view text, const std::string& zone) {
  const auto local = read_local(text);
  const auto found = find_zone(zone);
  if (!local || !found) return std::nullopt;
  return moment_in(*local, **found);
}

bool lacks_offset(std::string_view text) {
  return read_local(text).has_value();
}

Expected<LocalMoment> parse_moment(std::string_view text, const std::string& zone, TimeMs now) {
  const auto found = find_zone(zone);
  if (!found) return std::unexpected(found.error());
  if (const auto time = parse_rfc3339(text)) return LocalMoment{*time};
  if (const auto local = read_local(text)) return moment_in(*local, **found);
  if (text == "now") return LocalMoment{now};
  if (text == "today") return LocalMoment{begin_of(day_of(now, **found), **found)};
  if (text == "yesterday") return LocalMoment{begin_of(day_of(now, **found) - date::days{1}, **found)};
  if (const auto ago = read_ago(text, **found, now)) return *ago;
  return fail(ErrorKind::usage, said("\"{}\" is no time that is understood.", text.substr(0, 40)),
              said("These are: 2026-11-20, \"2026-11-20 14:00\" (in {}), 2026-11-20T13:00:00Z (RFC 3339), "
                   "today, yesterday, now, -90m, -36h, -7d, -2w.",
                   zone));
}

std::string local_time_text(TimeMs time, const std::string& zone, bool offset) {
  const auto found = find_zone(zone);
  const auto shift = found ? (*found)->period_at(date::floor<std::chrono::seconds>(sys(time))).offset
                           : std::chrono::seconds{0};
  const TimeMs local = time + shift.count() * second_ms;
  // RFC 3339 of a shifted time has the digits that the clock on the wall shows.
  std::string text = format_rfc3339(floor_to(local, second_ms));
  text = text.substr(0, 10) + ' ' + text.substr(11, 8);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(shift).count();
  if (offset)
    text += fmt::format(" {}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                        std::abs(minutes) % 60);
  return text;
}

}  // namespace hearth
