#include "core/aggregate/settled.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace hearth {
namespace {

/// A point's own marks, beside those that are shown.
constexpr Marks point_begins_anew = 1U << 8;
constexpr Marks point_begins_from_zero = 1U << 9;

bool goes_on(CounterVerdict verdict) {
  return verdict == CounterVerdict::accepted || verdict == CounterVerdict::noise;
}

Marks marks_of(CounterVerdict verdict) {
  switch (verdict) {
    case CounterVerdict::settling:
      return mark_settling;
    case CounterVerdict::glitch:
    case CounterVerdict::jump:
    case CounterVerdict::refused:
      return mark_doubtful;
    default:
      return 0;
  }
}

/// From the last reading to the first: no value lies lower than what the rate allows until a later one.
void date_back(const CounterLimits& limits, std::span<const Judgement> verdicts, std::vector<Point>& points) {
  constexpr double nothing = -std::numeric_limits<double>::infinity();
  double least = nothing;
  TimeMs at = 0;
  for (std::size_t i = points.size(); i-- > 0;) {
    Point& point = points[i];
    if (!has_value(point.value)) continue;
    least -= limits.rate * (static_cast<double>(at - point.time) / static_cast<double>(hour_ms));
    at = point.time;
    // Whole units, as the tiers keep them; the step has room for what is cut off.
    const double own = point.value - std::max(0.0, verdicts[i].step - limits.unit);
    // Where the count begins anew nothing is counted up to the reading: what it is raised by would be lost.
    const Judgement& made = verdicts[i];
    if (made.counted > 0 || (goes_on(made.verdict) && made.since < point.time))
      point.value = std::max(point.value, limits.unit * std::floor(least / limits.unit));
    least = goes_on(verdicts[i].verdict) ? std::max(least, own) : nothing;
  }
}

std::vector<CounterReading> to_readings(std::span<const Point> points) {
  std::vector<CounterReading> readings;
  readings.reserve(points.size());
  for (const Point& p : points) readings.push_back({p.time, p.value, p.epoch});
  return readings;
}

}  // namespace

Settled settle(const CounterLimits& limits, std::span<const Point> readings, CounterState state) {
  const std::vector<CounterReading> judged = to_readings(readings);
  Settled made;
  Point before;
  if (state.base) before = {state.base->time, state.base->value, state.epoch};
  made.state = std::move(state);
  const CounterJudgements all = judge_counter(judged, limits, made.state);
  made.open = all.settled < readings.size();
  made.points.assign(readings.begin(), readings.end());
  for (std::size_t i = 0; i < made.points.size(); ++i) {
    const Judgement& verdict = all.readings[i];
    Point& point = made.points[i];
    point.value = verdict.stands;
    point.marks = marks_of(verdict.verdict);
    if (!has_value(point.value)) continue;
    // A reading without its meter's serial is of the one before it, wherever it is looked at.
    if (point.epoch == 0) point.epoch = before.epoch;
    // What two readings alone would have counted is not always what all of them say.
    const bool apart = verdict.verdict == CounterVerdict::jump ||
                       (!goes_on(verdict.verdict) && counted(limits, before, point) != verdict.counted);
    if (apart)
      point.marks |= verdict.counted > 0 ? point_begins_from_zero : point_begins_anew | mark_doubtful;
    before = point;
  }
  date_back(limits, all.readings, made.points);
  return made;
}

bool tell_alone(const CounterLimits& limits, std::span<const Point> readings, const Point& before,
                double least, TimeMs end) {
  const std::vector<CounterReading> judged = to_readings(readings);
  const double full = limits.rate * static_cast<double>(limits.credit) / static_cast<double>(hour_ms);
  SmallestRise fine;
  fine.add(before.time, limits.unit, limits.step_memory);
  const std::array<CounterBase, 3> ways = {{{before.time, before.value, 0, {}},
                                            {before.time, before.value, full, fine},
                                            {before.time, least, -limits.widest_step, {}}}};
  std::optional<CounterState> one;
  for (const CounterBase& base : ways) {
    CounterState state{base, before.epoch, {}};
    const CounterJudgements all = judge_counter(judged, limits, state);
    const bool plain = std::ranges::all_of(all.readings, [](const Judgement& j) {
      return goes_on(j.verdict) || j.verdict == CounterVerdict::refused;
    });
    if (!plain) return false;
    state.base->rises.forget(end - limits.step_memory);
    if (one && *one != state) return false;
    one = std::move(state);
  }
  return true;
}

std::uint32_t epoch_from_before(const Point& point) noexcept {
  return (point.marks & point_begins_anew) != 0        ? begun_anew
         : (point.marks & point_begins_from_zero) != 0 ? begun_from_zero
                                                       : point.epoch;
}

double counted(const CounterLimits& limits, const Point& before, const Point& after) noexcept {
  return counted(limits, CounterReading{before.time, before.value, before.epoch},
                 CounterReading{after.time, after.value, epoch_from_before(after)});
}

double counted_within(const CounterLimits& limits, const Rollup& row) noexcept {
  for (const double amount : {row.delta, row.last - row.first})
    if (can_be_told(limits, amount, row.last_time - row.first_time)) return amount;
  return 0;
}

}  // namespace hearth
