#include "core/store/minutes.h"

#include <algorithm>
#include <cmath>

namespace hearth {
namespace {

/// Adds `value` held over [from, to) to the minute.
void hold(Rollup& minute, TimeMs from, TimeMs to, double value) {
  if (from >= to) return;
  minute.known += to - from;
  minute.sum += value * static_cast<double>(to - from);
}

double normal(Kind kind, double value) {
  return kind != Kind::state ? value : value >= 0.5 ? 1 : 0;
}

Rollup roll_one(ChannelIndex channel, TimeMs start, std::span<const Point> points,
                std::optional<Point> before) {
  const Kind kind = info(channel).kind;
  const DurationMs longest = hold_time(channel);
  Rollup minute;
  minute.start = start;
  minute.count = static_cast<std::uint32_t>(points.size());
  minute.first = normal(kind, points.front().value);
  minute.last = normal(kind, points.back().value);
  minute.first_time = points.front().time;
  minute.last_time = points.back().time;
  minute.first_epoch = points.front().epoch;
  minute.last_epoch = points.back().epoch;
  std::optional<Point> previous = before;
  for (Point point : points) {
    point.value = normal(kind, point.value);
    minute.min = std::fmin(minute.min, point.value);
    minute.max = std::fmax(minute.max, point.value);
    if (kind == Kind::counter) {
      if (point.time != minute.first_time) {
        minute.delta += counted(*previous, point);
        const bool swapped = previous->epoch != 0 && point.epoch != 0 && previous->epoch != point.epoch;
        if (!swapped) minute.known += point.time - previous->time;
      }
      if (point.epoch == 0 && previous) point.epoch = previous->epoch;
    } else if (previous) {
      const double held = normal(kind, previous->value);
      hold(minute, std::max(previous->time, start), std::min(point.time, previous->time + longest), held);
      if (kind == Kind::state && held == 0 && point.value == 1 &&
          point.time - previous->time <= start_memory_ms)
        ++minute.starts;
    }
    previous = point;
  }
  if (kind == Kind::counter) {
    minute.last_epoch = previous->epoch;
  } else {
    hold(minute, previous->time, start + minute_ms, previous->value);
  }
  return minute;
}

template <class Wins>
void put_over(std::vector<Rollup>& stored, std::span<const Rollup> rolled, Wins wins) {
  if (rolled.empty()) return;
  if (stored.empty() || stored.back().start < rolled.front().start) {
    stored.insert(stored.end(), rolled.begin(), rolled.end());
    return;
  }
  std::vector<Rollup> merged;
  merged.reserve(stored.size() + rolled.size());
  auto a = stored.begin();
  for (const Rollup& minute : rolled) {
    while (a != stored.end() && a->start < minute.start) merged.push_back(*a++);
    if (a != stored.end() && a->start == minute.start) {
      merged.push_back(wins(*a, minute) ? minute : *a);
      ++a;
    } else {
      merged.push_back(minute);
    }
  }
  merged.insert(merged.end(), a, stored.end());
  stored = std::move(merged);
}

}  // namespace

std::vector<Rollup> roll_minutes(ChannelIndex channel, std::span<const Point> points,
                                 std::optional<Point> before) {
  std::vector<Rollup> minutes;
  std::size_t i = 0;
  while (i < points.size()) {
    const TimeMs start = floor_to(points[i].time, minute_ms);
    std::size_t end = i;
    while (end < points.size() && points[end].time < start + minute_ms) ++end;
    minutes.push_back(roll_one(channel, start, points.subspan(i, end - i), before));
    before = points[end - 1];
    before->epoch = minutes.back().last_epoch;
    i = end;
  }
  return minutes;
}

void overlay_minutes(std::vector<Rollup>& stored, std::span<const Rollup> rolled) {
  put_over(stored, rolled, [](const Rollup& old, const Rollup& other) { return other.count >= old.count; });
}

void replace_minutes(std::vector<Rollup>& stored, std::span<const Rollup> later) {
  put_over(stored, later, [](const Rollup&, const Rollup&) { return true; });
}

}  // namespace hearth
