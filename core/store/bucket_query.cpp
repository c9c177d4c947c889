#include "core/store/bucket_query.h"

#include <algorithm>
#include <optional>

namespace hearth {
namespace {

Point first_of(const Point& p) {
  return p;
}
Point last_of(const Point& p) {
  return p;
}
Point first_of(const Rollup& m) {
  return {m.first_time, m.first, m.first_epoch};
}
Point last_of(const Rollup& m) {
  return {m.last_time, m.last, m.last_epoch};
}
void give(BucketBuilder& builder, const Point& p) {
  builder.add(p.time, p.value, p.epoch);
}
void give(BucketBuilder& builder, const Rollup& m) {
  builder.add(m);
}

/// The hours as far as no reading lies in them: after `before`, and over when `after` comes.
std::span<const HourValue> hours_between(std::span<const HourValue> hours, const std::optional<Point>& before,
                                         const std::optional<Point>& after) {
  auto first = hours.begin();
  auto last = hours.end();
  if (before)
    first = std::partition_point(first, last, [&](const HourValue& h) { return h.start <= before->time; });
  if (after)
    last = std::partition_point(first, last,
                                [&](const HourValue& h) { return h.start + hour_ms <= after->time; });
  return {first, last};
}

/// Between two readings of one meter: the hours shape what was counted, and never change it.
void bridge_between(BucketBuilder& builder, std::span<const HourValue> hours, const Point& before,
                    const Point& after) {
  const double total = after.value - before.value;
  double said = 0;
  for (const HourValue& h : hours) said += h.value;
  const DurationMs uncovered = after.time - before.time - static_cast<DurationMs>(hours.size()) * hour_ms;
  double rest = total - said;
  double scale = 1;
  if (rest < 0 || uncovered <= 0) {
    if (said <= 0) return;
    scale = total / said;
    rest = 0;
  }
  const double rate = uncovered > 0 ? rest / static_cast<double>(uncovered) : 0;
  TimeMs at = before.time;
  double value = before.value;
  // Never above the next reading, not even by the last bit: that would look like a reset.
  const auto upto = [&](double v) { return std::min(v, after.value); };
  for (const HourValue& h : hours) {
    value = upto(value + rate * static_cast<double>(h.start - at));
    builder.bridge(h.start, value);
    value = upto(value + h.value * scale);
    at = h.start + hour_ms;
    if (at < after.time) builder.bridge(at, value);
  }
}

/// Where the meter's readings do not reach on both sides, the hours stand alone.
void bridge_alone(BucketBuilder& builder, std::span<const HourValue> hours) {
  builder.cut();
  TimeMs at = 0;
  double value = 0;
  for (const HourValue& h : hours) {
    if (h.start != at) {
      builder.cut();
      builder.bridge(h.start, value);
    }
    value += h.value;
    at = h.start + hour_ms;
    builder.bridge(at, value);
  }
  builder.cut();
}

void fill_gap(BucketBuilder& builder, Kind kind, std::span<const HourValue> hours,
              const std::optional<Point>& before, const std::optional<Point>& after) {
  hours = hours_between(hours, before, after);
  if (hours.empty()) return;
  if (kind != Kind::counter) {
    for (const HourValue& h : hours) builder.fill(h.start, h.start + hour_ms, h.value);
    return;
  }
  const bool same_meter = before && after && after->value >= before->value &&
                          (before->epoch == 0 || after->epoch == 0 || before->epoch == after->epoch);
  if (same_meter) {
    bridge_between(builder, hours, *before, *after);
  } else {
    bridge_alone(builder, hours);
  }
}

template <class Item>
Buckets build(const SeriesKey& key, std::span<const TimeMs> edges, std::span<const Item> items,
              std::span<const HourValue> hours, TimeMs until) {
  const Kind kind = info(key.channel).kind;
  BucketBuilder builder(key, edges);
  std::optional<Point> before;
  for (const Item& item : items) {
    const Point first = first_of(item);
    if (!hours.empty() && (!before || first.time - before->time > hour_ms))
      fill_gap(builder, kind, hours, before, first);
    give(builder, item);
    const std::uint32_t epoch = before ? before->epoch : 0;
    before = last_of(item);
    if (before->epoch == 0) before->epoch = epoch;
  }
  if (!hours.empty()) fill_gap(builder, kind, hours, before, std::nullopt);
  return builder.finish(until);
}

}  // namespace

Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, std::span<const Point> points,
                      std::span<const HourValue> hours, TimeMs until) {
  return build(key, edges, points, hours, until);
}

Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, std::span<const Rollup> minutes,
                      std::span<const HourValue> hours, TimeMs until) {
  return build(key, edges, minutes, hours, until);
}

}  // namespace hearth
