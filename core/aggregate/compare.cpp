#include "core/aggregate/compare.h"

#include "core/aggregate/local_time.h"

#include <algorithm>
#include <cmath>

namespace hearth {
namespace {

/// Buckets as long as this are months or years, which meet a whole month or year of whatever length.
constexpr DurationMs shortest_month = 28 * day_ms - hour_ms;

/// The local time one unit earlier; the first of the next month where that has no such day.
LocalMs local_earlier(LocalMs local, CalendarUnit by) {
  const auto day = date::floor<date::days>(local);
  if (by == CalendarUnit::day) return local - date::days{1};
  if (by == CalendarUnit::week) return local - date::days{7};
  const date::year_month_day date{day};
  const auto then = by == CalendarUnit::month ? date - date::months{1} : date - date::years{1};
  if (then.ok()) return LocalMs{date::local_days{then}} + (local - day);
  return LocalMs{date::local_days{then.year() / then.month() / 1 + date::months{1}}};
}

TimeMs moment_earlier(TimeMs time, CalendarUnit by, const TimeZone& zone) {
  return moment_of(local_earlier(to_local(time, zone), by), zone);
}

TimeRange range_earlier(TimeRange range, CalendarUnit by, const TimeZone& zone) {
  return {moment_earlier(range.from, by, zone), moment_earlier(range.to, by, zone)};
}

/// What a bucket is compared with: the range earlier, but no longer on the clock than the bucket. Without
/// that the 30th of April would meet both the 30th and the 31st of March.
TimeRange bucket_earlier(TimeRange bucket, CalendarUnit by, const TimeZone& zone) {
  TimeRange range = range_earlier(bucket, by, zone);
  if (bucket.length() >= shortest_month) return range;
  const auto length = to_local(bucket.to, zone) - to_local(bucket.from, zone);
  range.to = std::min(range.to, moment_of(local_earlier(to_local(bucket.from, zone), by) + length, zone));
  return {range.from, std::max(range.from, range.to)};
}

Expected<const TimeZone*> zone_for(CalendarUnit by, const std::string& time_zone) {
  if (by == CalendarUnit::hour)
    return fail(ErrorKind::usage, "Periods are compared by day, week, month or year.");
  return find_zone(time_zone);
}

double value_of(const Bucket& bucket, Kind kind) {
  return kind == Kind::counter ? bucket.sum : bucket.mean;
}

/// The value of the buckets that make up `range`, from `rows`; a mean is weighted by what is known.
double value_over(TimeRange range, std::span<const Bucket> rows, Kind kind) {
  auto row =
      std::partition_point(rows.begin(), rows.end(), [&](const Bucket& b) { return b.start < range.from; });
  double sum = 0;
  DurationMs known = 0;
  TimeMs at = range.from;
  for (; at < range.to; ++row) {
    if (row == rows.end() || row->start != at || !has_value(value_of(*row, kind))) return no_value;
    sum += kind == Kind::counter ? row->sum : row->mean * static_cast<double>(row->known);
    known += row->known;
    at = row->end;
  }
  if (range.empty() || at != range.to) return no_value;
  return kind == Kind::counter ? sum : sum / static_cast<double>(known);
}

}  // namespace

Expected<TimeRange> earlier(TimeRange range, CalendarUnit by, const std::string& time_zone) {
  const auto zone = zone_for(by, time_zone);
  if (!zone) return std::unexpected(zone.error());
  return range_earlier(range, by, **zone);
}

Expected<std::vector<Change>> compare(const Buckets& now, const Buckets& before, CalendarUnit by,
                                      const std::string& time_zone) {
  const auto zone = zone_for(by, time_zone);
  if (!zone) return std::unexpected(zone.error());
  const Kind kind = info(now.key.channel).kind;
  std::vector<Change> changes;
  changes.reserve(now.rows.size());
  for (const Bucket& bucket : now.rows) {
    Change change;
    change.now = {bucket.start, bucket.end};
    change.before = bucket_earlier(change.now, by, **zone);
    change.value = value_of(bucket, kind);
    change.earlier = value_over(change.before, before.rows, kind);
    change.delta = change.value - change.earlier;
    if (change.earlier != 0) change.percent = 100 * change.delta / std::abs(change.earlier);
    changes.push_back(change);
  }
  return changes;
}

}  // namespace hearth
