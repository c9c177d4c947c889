#include "core/store/rollups.h"

#include <algorithm>

namespace hearth {
namespace {

/// Adds `value` held over [from, to) to the row.
void hold(Rollup& row, TimeMs from, TimeMs to, double value) {
  if (from >= to) return;
  row.known += to - from;
  row.sum += value * static_cast<double>(to - from);
}

double normal(Kind kind, double value) {
  return kind != Kind::state ? value : value >= 0.5 ? 1 : 0;
}

void widen(Rollup& row, double low, double high) {
  if (!(row.min <= low)) row.min = low;
  if (!(row.max >= high)) row.max = high;
}

Rollup row_of(Kind kind, TimeMs start, std::span<const Point> points) {
  Rollup row;
  row.start = start;
  row.count = static_cast<std::uint32_t>(points.size());
  row.first = normal(kind, points.front().value);
  row.last = normal(kind, points.back().value);
  row.first_time = points.front().time;
  row.last_time = points.back().time;
  row.first_epoch = points.front().epoch;
  row.last_epoch = points.back().epoch;
  return row;
}

/// What the readings that were not accepted say is their number; without any other there is nothing else.
void roll_counter(Rollup& row, const CounterLimits& limits, std::span<const Point> points) {
  std::optional<Point> previous;
  row.first = row.last = no_value;
  for (Point point : points) {
    row.marks |= point.marks & shown_marks;
    if (!has_value(point.value)) continue;
    widen(row, point.value, point.value);
    if (!previous) {
      row.first = point.value;
      row.first_time = point.time;
      row.first_epoch = epoch_from_before(point);
    } else {
      row.delta += counted(limits, *previous, point);
      if (continues(previous->epoch, epoch_from_before(point))) row.known += point.time - previous->time;
    }
    row.last = point.value;
    row.last_time = point.time;
    point.epoch = meter_after(previous ? previous->epoch : 0, point.epoch);
    previous = point;
  }
  row.last_epoch = previous ? previous->epoch : 0;
}

void roll_held(Rollup& row, ChannelIndex channel, std::span<const Point> points,
               const std::optional<Point>& before, TimeMs end) {
  const Kind kind = info(channel).kind;
  const DurationMs longest = hold_time(channel);
  bool any = before.has_value();
  TimeMs time = any ? before->time : 0;
  double held = any ? normal(kind, before->value) : 0;
  for (const Point& point : points) {
    const double value = normal(kind, point.value);
    widen(row, value, value);
    if (any) {
      hold(row, std::max(time, row.start), std::min(point.time, time + longest), held);
      if (kind == Kind::state && held == 0 && value == 1 && point.time - time <= start_memory_ms)
        ++row.starts;
    }
    any = true;
    time = point.time;
    held = value;
  }
  hold(row, time, std::min(end, time + longest), held);
}

/// What a gauge or state holds between two minutes of one quarter, or between its edge and the minute next to
/// it.
void join(Rollup& row, ChannelIndex channel, const Rollup& a, const Rollup& b) {
  hold(row, a.start + minute_ms, std::min(a.last_time + hold_time(channel), b.start), a.last);
}

void add_counted(Rollup& row, const CounterLimits& limits, const Rollup& minute) {
  const std::uint32_t count = row.count + minute.count;
  const Marks marks = row.marks | minute.marks;
  if (!has_value(row.first)) {
    const TimeMs start = row.start;
    row = minute;
    row.start = start;
    row.delta = counted_within(limits, minute);
  } else if (has_value(minute.first)) {
    const Point from{row.last_time, row.last, row.last_epoch};
    const Point to{minute.first_time, minute.first, minute.first_epoch};
    row.delta += counted(limits, from, to) + counted_within(limits, minute);
    row.known += minute.known + (continues(from.epoch, to.epoch) ? to.time - from.time : 0);
    widen(row, minute.min, minute.max);
    row.last = minute.last;
    row.last_time = minute.last_time;
    row.last_epoch = meter_after(row.last_epoch, minute.last_epoch);
  }
  row.count = count;
  row.marks = marks;
}

Rollup counter_quarter_of(TimeMs start, std::span<const Rollup> minutes, const CounterLimits& limits) {
  Rollup row;
  row.start = start;
  for (const Rollup& minute : minutes) add_counted(row, limits, minute);
  return row;
}

Rollup quarter_of(ChannelIndex channel, TimeMs start, std::span<const Rollup> minutes,
                  const std::optional<Rollup>& before, const CounterLimits& limits) {
  if (info(channel).kind == Kind::counter) return counter_quarter_of(start, minutes, limits);
  const DurationMs longest = hold_time(channel);
  Rollup row = minutes.front();
  row.start = start;
  if (before)
    hold(row, std::max(start, before->start + minute_ms),
         std::min(before->last_time + longest, minutes.front().start), before->last);
  for (std::size_t i = 1; i < minutes.size(); ++i) {
    const Rollup& minute = minutes[i];
    join(row, channel, minutes[i - 1], minute);
    row.count += minute.count;
    row.sum += minute.sum;
    row.known += minute.known;
    widen(row, minute.min, minute.max);
    row.starts += minute.starts;
    row.last = minute.last;
    row.last_time = minute.last_time;
  }
  hold(row, minutes.back().start + minute_ms, std::min(row.last_time + longest, start + quarter_ms),
       row.last);
  return row;
}

}  // namespace

Rollup roll_counted(TimeMs start, std::span<const Point> points, const CounterLimits& limits) {
  Rollup row = row_of(Kind::counter, start, points);
  roll_counter(row, limits, points);
  return row;
}

std::vector<Rollup> roll_minutes(ChannelIndex channel, std::span<const Point> points,
                                 std::optional<Point> before, const CounterLimits& limits) {
  const Kind kind = info(channel).kind;
  std::vector<Rollup> minutes;
  if (!points.empty())
    minutes.reserve(static_cast<std::size_t>(std::min<DurationMs>(
        static_cast<DurationMs>(points.size()), (points.back().time - points.front().time) / minute_ms + 2)));
  std::size_t i = 0;
  while (i < points.size()) {
    const TimeMs start = floor_to(points[i].time, minute_ms);
    std::size_t end = i;
    while (end < points.size() && points[end].time < start + minute_ms) ++end;
    const auto within = points.subspan(i, end - i);
    Rollup row = row_of(kind, start, within);
    if (kind == Kind::counter) {
      roll_counter(row, limits, within);
    } else {
      roll_held(row, channel, within, before, start + minute_ms);
    }
    minutes.push_back(row);
    before = within.back();
    i = end;
  }
  return minutes;
}

std::vector<Rollup> roll_quarters(ChannelIndex channel, std::span<const Rollup> minutes,
                                  const std::optional<Rollup>& before, const CounterLimits& limits) {
  std::vector<Rollup> quarters;
  std::optional<Rollup> previous = before;
  std::size_t i = 0;
  while (i < minutes.size()) {
    const TimeMs start = floor_to(minutes[i].start, quarter_ms);
    std::size_t end = i;
    while (end < minutes.size() && minutes[end].start < start + quarter_ms) ++end;
    quarters.push_back(quarter_of(channel, start, minutes.subspan(i, end - i), previous, limits));
    previous = minutes[end - 1];
    i = end;
  }
  return quarters;
}

void overlay_rollups(std::vector<Rollup>& stored, std::span<const Rollup> rolled) {
  if (rolled.empty()) return;
  if (stored.empty() || stored.back().start < rolled.front().start) {
    stored.insert(stored.end(), rolled.begin(), rolled.end());
    return;
  }
  std::vector<Rollup> merged;
  merged.reserve(stored.size() + rolled.size());
  auto a = stored.begin();
  for (const Rollup& row : rolled) {
    while (a != stored.end() && a->start < row.start) merged.push_back(*a++);
    if (a != stored.end() && a->start == row.start) {
      merged.push_back(row.count >= a->count ? row : *a);
      ++a;
    } else {
      merged.push_back(row);
    }
  }
  merged.insert(merged.end(), a, stored.end());
  stored = std::move(merged);
}

}  // namespace hearth
