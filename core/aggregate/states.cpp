#include "core/aggregate/states.h"

#include "core/aggregate/buckets.h"

#include <algorithm>

namespace hearth {
namespace {

constexpr std::uint32_t many_starts = 6;
constexpr DurationMs short_period = 15 * minute_ms;
constexpr std::ptrdiff_t days_that_count = 3;
constexpr std::size_t days_looked_at = 7;

bool starts_at(const std::optional<StateReading>& before, const StateReading& reading) {
  return before && !before->on && reading.on && reading.time - before->time <= start_memory_ms;
}

/// A stretch on; it continues the run that ends where it begins, unless it is a start.
void add_run(std::vector<OnRun>& runs, const OnRun& run) {
  if (run.from >= run.to) return;
  if (!runs.empty() && runs.back().to == run.from && !run.started) {
    runs.back().to = run.to;
  } else {
    runs.push_back(run);
  }
}

/// `reading` speaks until `to`, as far as it is held and within the range.
void hold_until(StateWindow& window, const StateReading& reading, TimeMs to, bool started) {
  const TimeRange held =
      TimeRange{reading.time, std::min(to, reading.time + window.hold)}.intersected(window.range);
  window.known += held.length();
  if (reading.on) add_run(window.runs, {held.from, held.to, started && held.from == reading.time});
}

std::optional<DurationMs> median(std::vector<DurationMs> lengths) {
  if (lengths.empty()) return std::nullopt;
  std::sort(lengths.begin(), lengths.end());
  const std::size_t middle = lengths.size() / 2;
  return lengths.size() % 2 == 1 ? lengths[middle] : (lengths[middle - 1] + lengths[middle]) / 2;
}

CyclingDay cycling_of(TimeRange day, std::span<const TimeMs> starts) {
  CyclingDay result{day, static_cast<std::uint32_t>(starts.size()), 0, std::nullopt, false};
  std::vector<DurationMs> periods;
  std::size_t oldest = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (i > 0) periods.push_back(starts[i] - starts[i - 1]);
    while (starts[i] - starts[oldest] >= hour_ms) ++oldest;
    result.most_in_an_hour = std::max(result.most_in_an_hour, static_cast<std::uint32_t>(i - oldest + 1));
  }
  result.median_period = median(std::move(periods));
  result.counts = result.most_in_an_hour >= many_starts && *result.median_period <= short_period;
  return result;
}

}  // namespace

StateWindow state_window(std::span<const TimeMs> times, std::span<const double> values, TimeRange range,
                         HoldRule hold) {
  StateWindow window{range, hold.time, 0, {}, {}, {}, {}};
  std::optional<StateReading> previous;
  bool started = false;
  for (std::size_t i = 0; i < times.size() && times[i] < range.to; ++i) {
    if (!has_value(values[i])) continue;
    const StateReading reading{times[i], values[i] >= 0.5};
    if (previous) hold_until(window, *previous, reading.time, started);
    started = starts_at(previous, reading);
    if (reading.time < range.from) {
      window.before = reading;
    } else {
      if (!window.first) window.first = reading;
      window.last = reading;
    }
    previous = reading;
  }
  if (previous) hold_until(window, *previous, std::max(hold.until, previous->time), started);
  return window;
}

StateWindow joined(StateWindow a, const StateWindow& b) {
  const std::optional<StateReading> newest = a.last ? a.last : a.before;
  a.range.to = b.range.to;
  const bool b_knows = b.before.has_value();
  if (!b_knows && newest) {
    // What `a` knew last reaches over the seam, which `b` did not see.
    const TimeMs to = b.first ? b.first->time : b.range.to;
    const TimeRange held = TimeRange{newest->time, std::min(to, newest->time + a.hold)}.intersected(b.range);
    a.known += held.length();
    if (newest->on) add_run(a.runs, {held.from, held.to, false});
  }
  for (OnRun run : b.runs) {
    if (!b_knows && b.first && run.from == b.first->time) run.started = starts_at(newest, *b.first);
    add_run(a.runs, run);
  }
  a.known += b.known;
  if (!a.before && !a.last) a.before = b.before;
  if (!a.first) a.first = b.first;
  if (b.last) a.last = b.last;
  return a;
}

StateStats stats_of(const StateWindow& window) {
  StateStats stats;
  stats.known = window.known;
  for (const OnRun& run : window.runs) {
    stats.on += run.to - run.from;
    stats.longest = std::max(stats.longest, run.to - run.from);
    stats.starts += run.started ? 1 : 0;
  }
  if (stats.known > 0) stats.duty = static_cast<double>(stats.on) / static_cast<double>(stats.known);
  if (!window.range.empty())
    stats.share = static_cast<double>(stats.known) / static_cast<double>(window.range.length());
  return stats;
}

std::vector<CyclingDay> cycling_days(const StateWindow& window, std::span<const TimeMs> edges) {
  std::vector<TimeMs> starts;
  for (const OnRun& run : window.runs)
    if (run.started) starts.push_back(run.from);
  std::vector<CyclingDay> days;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const auto first = std::lower_bound(starts.begin(), starts.end(), edges[i]);
    const auto last = std::lower_bound(first, starts.end(), edges[i + 1]);
    days.push_back(cycling_of({edges[i], edges[i + 1]}, {first, last}));
  }
  return days;
}

bool short_cycles(std::span<const CyclingDay> days) noexcept {
  for (std::size_t i = 0; i < days.size(); ++i) {
    const auto seven = days.subspan(i, std::min(days_looked_at, days.size() - i));
    if (std::count_if(seven.begin(), seven.end(), [](const CyclingDay& d) { return d.counts; }) >=
        days_that_count)
      return true;
  }
  return false;
}

}  // namespace hearth
