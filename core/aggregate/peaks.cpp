#include "core/aggregate/peaks.h"

#include "core/aggregate/buckets.h"
#include "core/aggregate/local_time.h"

#include <algorithm>

namespace hearth {
namespace {

/// What is known of one hour so far.
struct Hour {
  PowerPeak peak;
  double amount = 0;  ///< counter: Wh; gauge: W × ms
};

void finish(std::vector<Hour>& hours, Kind kind) {
  for (Hour& hour : hours) {
    const DurationMs over = kind == Kind::counter ? hour.peak.hour.length() : hour.peak.known;
    const double ms_in = kind == Kind::counter ? static_cast<double>(hour_ms) : 1;
    hour.peak.watts = hour.amount * ms_in / static_cast<double>(over);
  }
}

/// The hours that have a value, ascending.
Expected<std::vector<Hour>> hours_of(const Buckets& power, TimeRange month, const std::string& time_zone) {
  const Kind kind = info(power.key.channel).kind;
  const auto edges = bucket_edges(month, CalendarBuckets{CalendarUnit::hour, time_zone});
  if (!edges) return std::unexpected(edges.error());
  std::vector<Hour> hours;
  for (const Bucket& bucket : power.rows) {
    const double value = kind == Kind::counter ? bucket.sum : bucket.mean;
    if (!month.contains(bucket.start) || !has_value(value)) continue;
    const auto end = std::upper_bound(edges->begin(), edges->end(), bucket.start);
    const TimeRange hour{*std::prev(end), *end};
    if (hours.empty() || hours.back().peak.hour != hour) hours.push_back({{.hour = hour}, 0});
    Hour& newest = hours.back();
    newest.amount += kind == Kind::counter ? value : value * static_cast<double>(bucket.known);
    newest.peak.known += bucket.known;
    newest.peak.averaged += bucket.averaged;
    newest.peak.estimated = newest.peak.estimated || bucket.estimated;
  }
  finish(hours, kind);
  return hours;
}

bool higher(const PowerPeak& a, const PowerPeak& b) {
  return a.watts != b.watts ? a.watts > b.watts : a.hour.from < b.hour.from;
}

}  // namespace

Expected<std::vector<PowerPeak>> month_peaks(const Buckets& power, TimeMs within, const PeakRule& rule,
                                             const std::string& time_zone) {
  const auto zone = find_zone(time_zone);
  if (!zone) return std::unexpected(zone.error());
  const auto month = bucket_edges({within, within + 1}, CalendarBuckets{CalendarUnit::month, time_zone});
  if (!month) return std::unexpected(month.error());
  const auto hours = hours_of(power, {month->front(), month->back()}, time_zone);
  if (!hours) return std::unexpected(hours.error());
  std::vector<PowerPeak> peaks;
  for (const Hour& hour : *hours) {
    const bool same_day = rule.one_a_day && !peaks.empty() &&
                          day_of(peaks.back().hour.from, **zone) == day_of(hour.peak.hour.from, **zone);
    if (!same_day) {
      peaks.push_back(hour.peak);
    } else if (higher(hour.peak, peaks.back())) {
      peaks.back() = hour.peak;
    }
  }
  std::sort(peaks.begin(), peaks.end(), higher);
  if (peaks.size() > rule.count) peaks.resize(rule.count);
  return peaks;
}

double billed_power(const std::vector<PowerPeak>& peaks) noexcept {
  double sum = 0;
  for (const PowerPeak& peak : peaks) sum += peak.watts;
  return peaks.empty() ? no_value : sum / static_cast<double>(peaks.size());
}

}  // namespace hearth
