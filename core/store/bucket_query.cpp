#include "core/store/bucket_query.h"

#include <algorithm>
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
    last = std::partition_point(first, last,
                                [&](const HourValue& h) { return h.start + hour_ms <= after->time; });
  return {first, last};
}

/// Between two readings of one meter: the hours shape what was counted, and never change it. Where that would
/// need more than can be used in a time, what was counted is spread evenly.
void bridge_between(BucketBuilder& builder, std::span<const HourValue> hours, const Point& before,
                    const Point& after, double most_an_hour) {
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

void fill_gap(BucketBuilder& builder, Kind kind, double most_an_hour, std::span<const HourValue> hours,
              const std::optional<Point>& before, const std::optional<Point>& after) {
  hours = hours_between(hours, before, after);
  if (hours.empty()) return;
  if (kind != Kind::counter) {
    for (const HourValue& h : hours) builder.fill(h.start, h.start + hour_ms, h.value);
    return;
  }
  const bool same_meter =
      before && after && after->value >= before->value && continues(before->epoch, after->epoch);
  if (same_meter) {
    bridge_between(builder, hours, *before, *after, most_an_hour);
  } else {
    bridge_alone(builder, hours);
  }
}

void leave_out_what_cannot_be(std::vector<HourValue>& hours, const CounterLimits& limits,
                              BucketBuilder& builder) {
  std::erase_if(hours, [&](const HourValue& h) {
    if (h.value >= 0 && h.value <= limits.rate) return false;
    builder.mark(h.start, h.start + hour_ms, mark_doubtful);
    return true;
  });
}

/// Puts items into the builder, and what a service says into the gaps between them.
class Filler {
 public:
  Filler(BucketBuilder& builder, Kind kind, double most_an_hour, std::span<const HourValue> hours)
      : builder_(builder), kind_(kind), most_an_hour_(most_an_hour), hours_(hours) {}

  template <class List, class Give>
  void take(const List& list, Give give) {
    for (const auto& entry : list) {
      const Item item = item_of(entry);
      // What was not accepted ends no gap.
      if (!has_value(item.first.value)) {
        give(entry);
        continue;
      }
      if (!hours_.empty() && (!before_ || item.first.time - before_->time > hour_ms))
        fill_gap(builder_, kind_, most_an_hour_, hours_, before_, item.first);
      give(entry);
      const std::uint32_t epoch = before_ ? before_->epoch : 0;
      before_ = item.last;
      before_->epoch = meter_after(epoch, before_->epoch);
    }
  }
  void end() {
    if (!hours_.empty()) fill_gap(builder_, kind_, most_an_hour_, hours_, before_, std::nullopt);
  }

 private:
  BucketBuilder& builder_;
  Kind kind_;
  double most_an_hour_;
  std::span<const HourValue> hours_;
  std::optional<Point> before_;
};

}  // namespace

Buckets build_buckets(const SeriesKey& key, std::span<const TimeMs> edges, const ChannelHistory& history,
                      std::vector<HourValue> hours, TimeMs until, const CounterLimits& limits) {
  BucketBuilder builder(key, edges, limits);
  if (info(key.channel).kind == Kind::counter) leave_out_what_cannot_be(hours, limits, builder);
  Filler filler(builder, info(key.channel).kind, limits.rate, hours);
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
