#include "core/aggregate/buckets.h"
#include "core/aggregate/local_time.h"

namespace hearth {
namespace {

constexpr std::size_t most_buckets = 1'000'000;

/// The first day of the unit that `day` lies in.
date::local_days unit_start(date::local_days day, CalendarUnit unit) {
  const date::year_month_day ymd{day};
  switch (unit) {
    case CalendarUnit::week:
      return day - (date::weekday{day} - date::Monday);
    case CalendarUnit::month:
      return date::local_days{ymd.year() / ymd.month() / 1};
    case CalendarUnit::year:
      return date::local_days{ymd.year() / 1 / 1};
    case CalendarUnit::hour:
    case CalendarUnit::day:
      break;
  }
  return day;
}

date::local_days next_unit(date::local_days start, CalendarUnit unit) {
  const date::year_month_day ymd{start};
  switch (unit) {
    case CalendarUnit::week:
      return start + date::days{7};
    case CalendarUnit::month:
      return date::local_days{ymd + date::months{1}};
    case CalendarUnit::year:
      return date::local_days{ymd + date::years{1}};
    case CalendarUnit::hour:
    case CalendarUnit::day:
      break;
  }
  return start + date::days{1};
}

Expected<std::vector<TimeMs>> too_many() {
  return fail(ErrorKind::usage, "That would be more than 1,000,000 buckets.", "Ask for wider buckets.");
}

Expected<std::vector<TimeMs>> fixed_edges(TimeRange range, DurationMs width) {
  if (width <= 0) return fail(ErrorKind::usage, "A bucket must be longer than nothing.");
  std::vector<TimeMs> edges;
  const TimeMs first = floor_to(range.from, width);
  const std::size_t n = static_cast<std::size_t>((range.to - first + width - 1) / width);
  if (n > most_buckets) return too_many();
  edges.reserve(n + 1);
  for (std::size_t i = 0; i <= n; ++i) edges.push_back(first + static_cast<TimeMs>(i) * width);
  return edges;
}

/// Local clock hours, cut where the offset changes: none is longer than an hour.
Expected<std::vector<TimeMs>> hour_edges(TimeRange range, const TimeZone& zone) {
  std::vector<TimeMs> edges;
  TimeMs at = range.from;
  while (edges.empty() || edges.back() < range.to) {
    if (edges.size() > most_buckets) return too_many();
    const TimeZone::Period info = zone.period_at(date::floor<std::chrono::seconds>(sys(at)));
    const DurationMs offset = std::chrono::milliseconds{info.offset}.count();
    const TimeMs begin = floor_to(at + offset, hour_ms) - offset;
    if (edges.empty()) edges.push_back(std::max(begin, ms(SysMs{info.begin})));
    at = std::min(begin + hour_ms, ms(SysMs{info.end}));
    edges.push_back(at);
  }
  return edges;
}

Expected<std::vector<TimeMs>> day_edges(TimeRange range, CalendarUnit unit, const TimeZone& zone) {
  std::vector<TimeMs> edges;
  date::local_days day = unit_start(day_of(range.from, zone), unit);
  edges.push_back(begin_of(day, zone));
  while (edges.back() < range.to) {
    if (edges.size() > most_buckets) return too_many();
    day = next_unit(day, unit);
    const TimeMs begin = begin_of(day, zone);
    // A zone that crosses the date line skips a whole day.
    if (begin > edges.back()) edges.push_back(begin);
  }
  return edges;
}

}  // namespace

Expected<std::vector<TimeMs>> bucket_edges(TimeRange range, const BucketSpec& spec) {
  const auto* calendar = std::get_if<CalendarBuckets>(&spec);
  if (range.empty()) return std::vector<TimeMs>{};
  if (calendar == nullptr) return fixed_edges(range, std::get<FixedBuckets>(spec).width);
  const auto zone = find_zone(calendar->time_zone);
  if (!zone) return std::unexpected(zone.error());
  return calendar->unit == CalendarUnit::hour ? hour_edges(range, **zone)
                                              : day_edges(range, calendar->unit, **zone);
}

Expected<TimeMs> local_day_start(TimeMs time, const std::string& time_zone) {
  const auto zone = find_zone(time_zone);
  if (!zone) return std::unexpected(zone.error());
  return begin_of(day_of(time, **zone), **zone);
}

}  // namespace hearth
