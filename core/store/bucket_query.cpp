#include "core/store/bucket_query.h"

#include <algorithm>
#include <array>
#include <optional>

namespace hearth {
namespace {

/// A reading, or a row of a tier, to be put into buckets.
struct Item {
  Point first;
  Point last;
};

Item item_of(const Point& p) {
  return {{p.time, p.value, epoch_from_before(p)}, p};
}
Item item_of(const Rollup& r) {
  return {{r.first_time, r.first, r.first_epoch}, {r.last_time, r.last, r.last_epoch}};
}

/// The hours as far as no reading lies in them: after `before`, and over when `after` comes.
std::span<const HourValue> hours_between(std::span<const HourValue> hours, const std::optional<Point>& before,
                                         const std::optional<Point>& after) {
  auto first = hours.begin();
  auto last = hours.end();
  if (before)
    first = std::partition_point(first, last, [&](const HourValue& h) { return h.start <= before->time; });
  if (after)
    last = std::partition_point(first, last, [&](const HourValue& h) { return h.end <= after->time; });
  return {first, last};
}

/// Between two readings of one meter: the hours shape what was counted, and never change it. Where that would
/// need more than can be used in a time, what was counted is spread evenly.
void bridge_between(BucketBuilder& builder, std::span<const HourValue> hours, const Point& before,
                    const Point& after, double most_an_hour) {
  const double total = after.value - before.value;
  double said = 0;
  DurationMs uncovered = after.time - before.time;
  for (const HourValue& h : hours) {
    said += h.value;
    uncovered -= h.end - h.start;
  }
  double rest = total - said;
  double scale = 1;
  if (rest < 0 || uncovered <= 0) {
    if (said <= 0) return;
    scale = total / said;
    rest = 0;
  }
  const double rate = uncovered > 0 ? rest / static_cast<double>(uncovered) : 0;
  const bool too_much =
      rate * static_cast<double>(hour_ms) > most_an_hour ||
      std::ranges::any_of(hours, [&](const HourValue& h) { return h.value * scale > most_an_hour; });
  if (too_much) return;
  TimeMs at = before.time;
  double value = before.value;
  // Never above the next reading, not even by the last bit: that would look like a reset.
  const auto upto = [&](double v) { return std::min(v, after.value); };
  for (const HourValue& h : hours) {
    value = upto(value + rate * static_cast<double>(h.start - at));
    builder.bridge(h.start, value);
    value = upto(value + h.value * scale);
    at = h.end;
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
    at = h.end;
    builder.bridge(at, value);
  }
  builder.cut();
}

bool same_meter(const std::optional<Point>& before, const std::optional<Point>& after) {
  return before && after && after->value >= before->value && continues(before->epoch, after->epoch);
}

/// What a whole history of a counter says without a service's hours.
Buckets buckets_of_all(const SeriesKey& key, std::span<const TimeMs> edges, const ChannelHistory& history,
                       const CounterLimits& limits, TimeMs until) {
  SeriesBuckets counted(key, edges, history, {}, limits);
  counted.add_rows(history.quarters, quarter_ms);
  counted.add_rows(history.minutes, minute_ms);
  counted.add_points(history.points);
  return counted.finish(until);
}

/// What readings alone counted in a stretch of time.
double counted_in(const SeriesKey& key, const ChannelHistory& history, TimeRange range,
                  const CounterLimits& limits) {
  const std::array edges = {range.from, range.to};
  const Buckets counted = buckets_of_all(key, edges, history, limits, range.to);
  const double sum = counted.rows.front().sum;
  return has_value(sum) ? sum : 0;
}

/// A gap that is shorter hardly changes what the hours around it have.
constexpr DurationMs least_gap = 5 * minute_ms;

TimeMs first_time(const ChannelHistory& history) {
  if (!history.quarters.empty()) return history.quarters.front().first_time;
  return history.minutes.empty() ? history.points.front().time : history.minutes.front().first_time;
}

TimeMs last_time(const ChannelHistory& history) {
  if (!history.points.empty()) return history.points.back().time;
  return history.minutes.empty() ? history.quarters.back().last_time : history.minutes.back().last_time;
}

void leave_out_what_cannot_be(std::vector<HourValue>& hours, const CounterLimits& limits,
                              BucketBuilder& builder) {
  std::erase_if(hours, [&](const HourValue& h) {
    if (h.value >= 0 && h.value <= limits.rate) return false;
    builder.mark(h.start, h.end, mark_doubtful);
    return true;
  });
}

TimeMs hour_end(TimeMs time) {
  return floor_to(time, hour_ms) + hour_ms;
}

}  // namespace

SeriesBuckets::SeriesBuckets(const SeriesKey& key, std::span<const TimeMs> edges,
                             const ChannelHistory& history, std::vector<HourValue> hours,
                             const CounterLimits& limits)
    : key_(key),
      edges_(edges),
      history_(&history),
      limits_(limits),
      counter_(info(key.channel).kind == Kind::counter),
      builder_(key, edges, limits),
      hours_(std::move(hours)) {
  if (counter_) leave_out_what_cannot_be(hours_, limits_, builder_);
}

void SeriesBuckets::add_rows(std::span<const Rollup> rows, DurationMs width) {
  for (const Rollup& row : rows) take(row, [&] { builder_.add(row, width); });
}

void SeriesBuckets::add_points(std::span<const Point> points) {
  for (const Point& point : points) take(point);
}

void SeriesBuckets::take(const Point& point) {
  take(point, [&] {
    if (counter_)
      builder_.add_settled(point);
    else
      builder_.add(point.time, point.value, point.epoch);
  });
}

/// What a service says goes into the gaps between what is taken.
template <class Entry, class Give>
void SeriesBuckets::take(const Entry& entry, Give give) {
  const Item item = item_of(entry);
  // What was not accepted ends no gap.
  if (!has_value(item.first.value)) return give();
  if (!hours_.empty() && is_gap(item.first.time)) fill_gap(item.first);
  give();
  const std::uint32_t epoch = before_ ? before_->epoch : 0;
  before_ = item.last;
  before_->epoch = meter_after(epoch, before_->epoch);
}

void SeriesBuckets::add_run(const RunTimes& run, std::span<const double> values) {
  if (hours_.empty()) return builder_.add_run(run, values);
  const std::span<const TimeMs> times = run.times();
  // Without a gap there is nothing for the hours to say.
  const bool whole = before_ && !times.empty() && !is_gap(times.front()) && run.ascend() &&
                     run.longest() <= static_cast<double>(least_gap) &&
                     std::ranges::all_of(values, has_value);
  if (!whole) {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (has_value(values[i])) take(Point{times[i], values[i], 0});
    return;
  }
  builder_.add_run(run, values);
  before_ = {times.back(), values.back(), 0};
}

Buckets SeriesBuckets::finish(TimeMs until) {
  if (history_->following) take(*history_->following);
  if (!hours_.empty()) fill_gap(std::nullopt);
  return builder_.finish(until);
}

bool SeriesBuckets::is_gap(TimeMs next) const {
  if (!before_ || next - before_->time > hour_ms) return true;
  return next - before_->time > least_gap && next >= hour_end(before_->time);
}

void SeriesBuckets::fill_gap(const std::optional<Point>& after) {
  const std::span<const HourValue> hours = hours_between(hours_, before_, after);
  if (!counter_) {
    for (const HourValue& h : hours) builder_.fill(h.start, h.end, h.value);
  } else if (same_meter(before_, after)) {
    std::vector<HourValue> shape;
    add_part(shape, {before_->time, hour_end(before_->time)}, *after);
    shape.insert(shape.end(), hours.begin(), hours.end());
    add_part(shape, {floor_to(after->time, hour_ms), after->time}, *after);
    if (!shape.empty()) bridge_between(builder_, shape, *before_, *after, limits_.rate);
  } else {
    fill_between_meters(hours, after);
  }
}

void SeriesBuckets::fill_between_meters(std::span<const HourValue> hours, const std::optional<Point>& after) {
  std::vector<HourValue> missed;
  if (before_) add_missed(missed, hour_around(before_->time), {before_->time, hour_end(before_->time)});
  missed.insert(missed.end(), hours.begin(), hours.end());
  // One that ends before the reading is among the others.
  const HourValue* last = after ? hour_around(after->time) : nullptr;
  if (last != nullptr && last->end > after->time) add_missed(missed, last, {last->start, after->time});
  if (!missed.empty()) bridge_alone(builder_, missed);
}

/// What is said of the hour in which a reading lies.
const HourValue* SeriesBuckets::hour_around(TimeMs reading) const {
  const auto hour = std::ranges::lower_bound(hours_, floor_to(reading, hour_ms), {}, &HourValue::start);
  return hour != hours_.end() && hour->start <= reading ? &*hour : nullptr;
}

/// What the service says of an hour beyond what readings counted in it, as far as it falls on `missing`:
/// one end of the hour, or both by their length.
void SeriesBuckets::add_missed(std::vector<HourValue>& missed, const HourValue* hour, TimeRange missing) {
  if (hour == nullptr) return;
  missing.to = std::min(missing.to, hour->end);
  if (missing.empty()) return;
  double rest = hour->value - counted_in(key_, *history_, {hour->start, hour->end}, limits_);
  if (missing.from == hour->start) {
    const DurationMs other = std::max<DurationMs>(0, hour->end - last_time(*history_));
    rest *= static_cast<double>(missing.length()) / static_cast<double>(missing.length() + other);
    begun_ = {hour->start, rest};
  } else if (begun_.start == hour->start) {
    rest -= begun_.value;
  }
  if (rest >= 0) missed.push_back({missing.from, rest, missing.to});
}

/// What the service says of an hour beyond what was read of it, where the gap up to `after` cuts it: it
/// falls on `missing`. Only of an hour all of whose readings are at hand.
void SeriesBuckets::add_part(std::vector<HourValue>& shape, TimeRange missing, const Point& after) {
  const HourValue* hour = missing.empty() ? nullptr : hour_around(missing.from);
  if (hour == nullptr || hour->end != hour->start + hour_ms) return;
  find_counted();
  const auto at = (hour->start - counted_from_) / hour_ms;
  if (hour->start < counted_from_ || at >= std::ssize(counted_.rows)) return;
  const double counted = counted_.rows[static_cast<std::size_t>(at)].sum;
  // Without the service a gap's energy is spread evenly.
  const double spread = (after.value - before_->value) * static_cast<double>(missing.length()) /
                        static_cast<double>(after.time - before_->time);
  const double read = has_value(counted) ? std::max(0.0, counted - spread) : 0;
  shape.push_back({missing.from, std::max(0.0, hour->value - read), missing.to});
}

/// What readings counted in each whole hour that is asked for.
void SeriesBuckets::find_counted() {
  if (!counted_.rows.empty()) return;
  counted_from_ = floor_to(std::max(edges_.front(), first_time(*history_)), hour_ms);
  const TimeMs to = ceil_to(std::min(edges_.back(), last_time(*history_)), hour_ms);
  std::vector<TimeMs> edges;
  for (TimeMs t = counted_from_; t <= to; t += hour_ms) edges.push_back(t);
  if (edges.size() > 1) counted_ = buckets_of_all(key_, edges, *history_, limits_, to);
}

}  // namespace hearth
