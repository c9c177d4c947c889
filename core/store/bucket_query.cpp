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

/// What readings alone counted in a stretch of time.
double counted_in(const SeriesKey& key, const ChannelHistory& history, TimeRange range,
                  const CounterLimits& limits) {
  const std::array edges = {range.from, range.to};
  const Buckets counted = build_buckets(key, edges, history, {}, range.to, limits);
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

/// Puts items into the builder, and what a service says into the gaps between them.
class Filler {
 public:
  Filler(BucketBuilder& builder, const SeriesKey& key, const ChannelHistory& history,
         std::span<const HourValue> hours, std::span<const TimeMs> edges, const CounterLimits& limits)
      : builder_(builder), key_(key), history_(history), hours_(hours), edges_(edges), limits_(limits) {}

  template <class List, class Give>
  void take(const List& list, Give give) {
    for (const auto& entry : list) {
      const Item item = item_of(entry);
      // What was not accepted ends no gap.
      if (!has_value(item.first.value)) {
        give(entry);
        continue;
      }
      if (!hours_.empty() && is_gap(item.first.time)) fill_gap(item.first);
      give(entry);
      const std::uint32_t epoch = before_ ? before_->epoch : 0;
      before_ = item.last;
      before_->epoch = meter_after(epoch, before_->epoch);
    }
  }
  void end() {
    if (!hours_.empty()) fill_gap(std::nullopt);
  }

 private:
  [[nodiscard]] bool is_gap(TimeMs next) const {
    if (!before_ || next - before_->time > hour_ms) return true;
    return next - before_->time > least_gap && next >= hour_end(before_->time);
  }

  void fill_gap(const std::optional<Point>& after) {
    const std::span<const HourValue> hours = hours_between(hours_, before_, after);
    if (info(key_.channel).kind != Kind::counter) {
      for (const HourValue& h : hours) builder_.fill(h.start, h.end, h.value);
    } else if (same_meter(before_, after)) {
      std::vector<HourValue> shape;
      add_part(shape, {before_->time, hour_end(before_->time)}, *after);
      shape.insert(shape.end(), hours.begin(), hours.end());
      add_part(shape, {floor_to(after->time, hour_ms), after->time}, *after);
      if (!shape.empty()) bridge_between(builder_, shape, *before_, *after, limits_.rate);
    } else {
      std::vector<HourValue> missed;
      if (before_) add_missed(missed, hour_around(before_->time), {before_->time, hour_end(before_->time)});
      missed.insert(missed.end(), hours.begin(), hours.end());
      // One that ends before the reading is among the others.
      const HourValue* last = after ? hour_around(after->time) : nullptr;
      if (last != nullptr && last->end > after->time) add_missed(missed, last, {last->start, after->time});
      if (!missed.empty()) bridge_alone(builder_, missed);
    }
  }

  static TimeMs hour_end(TimeMs time) { return floor_to(time, hour_ms) + hour_ms; }

  /// What is said of the hour in which a reading lies.
  [[nodiscard]] const HourValue* hour_around(TimeMs reading) const {
    const auto hour = std::ranges::lower_bound(hours_, floor_to(reading, hour_ms), {}, &HourValue::start);
    return hour != hours_.end() && hour->start <= reading ? &*hour : nullptr;
  }

  /// What the service says of an hour beyond what readings counted in it, as far as it falls on `missing`:
  /// one end of the hour, or both by their length.
  void add_missed(std::vector<HourValue>& missed, const HourValue* hour, TimeRange missing) {
    if (hour == nullptr) return;
    missing.to = std::min(missing.to, hour->end);
    if (missing.empty()) return;
    double rest = hour->value - counted_in(key_, history_, {hour->start, hour->end}, limits_);
    if (missing.from == hour->start) {
      const DurationMs other = std::max<DurationMs>(0, hour->end - last_time(history_));
      rest *= static_cast<double>(missing.length()) / static_cast<double>(missing.length() + other);
      begun_ = {hour->start, rest};
    } else if (begun_.start == hour->start) {
      rest -= begun_.value;
    }
    if (rest >= 0) missed.push_back({missing.from, rest, missing.to});
  }

  /// What the service says of an hour beyond what was read of it, where the gap up to `after` cuts it: it
  /// falls on `missing`. Only of an hour all of whose readings are at hand.
  void add_part(std::vector<HourValue>& shape, TimeRange missing, const Point& after) {
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
  void find_counted() {
    if (!counted_.rows.empty()) return;
    counted_from_ = floor_to(std::max(edges_.front(), first_time(history_)), hour_ms);
    const TimeMs to = ceil_to(std::min(edges_.back(), last_time(history_)), hour_ms);
    std::vector<TimeMs> edges;
    for (TimeMs t = counted_from_; t <= to; t += hour_ms) edges.push_back(t);
    if (edges.size() > 1) counted_ = build_buckets(key_, edges, history_, {}, to, limits_);
  }

  BucketBuilder& builder_;
  const SeriesKey& key_;
  const ChannelHistory& history_;
  std::span<const HourValue> hours_;
  std::span<const TimeMs> edges_;
  const CounterLimits& limits_;
  Buckets counted_;  ///< by the hour from `counted_from_` on; made when it is needed
  TimeMs counted_from_ = 0;
  std::optional<Point> before_;
  HourValue begun_;  ///< what the beginning of an hour was given
};

}  // namespace

Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, const ChannelHistory& history,
                      std::vector<HourValue> hours, TimeMs until, const CounterLimits& limits) {
  BucketBuilder builder(key, edges, limits);
  if (info(key.channel).kind == Kind::counter) leave_out_what_cannot_be(hours, limits, builder);
  Filler filler(builder, key, history, hours, edges, limits);
  filler.take(history.quarters, [&](const Rollup& r) { builder.add(r, quarter_ms); });
  filler.take(history.minutes, [&](const Rollup& r) { builder.add(r, minute_ms); });
  const bool counter = info(key.channel).kind == Kind::counter;
  filler.take(history.points, [&](const Point& p) {
    if (counter)
      builder.add_settled(p);
    else
      builder.add(p.time, p.value, p.epoch);
  });
  filler.end();
  return builder.finish(until);
}

}  // namespace hearth
