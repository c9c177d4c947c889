#include "core/engine/energy_summary.h"

#include "core/aggregate/known.h"
#include "core/engine/price_area.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <span>

namespace hearth {
namespace {

void add_prices(EnergySummary& summary, const HistoryStore& store, TimeMs day_start, TimeMs now,
                const Config& config, std::vector<PricePeriod>& spot) {
  const auto area = choose_price_area(config.price_area, store).area;
  if (!area) return;
  const SeriesKey key{channel("price.spot"), *area};
  // From an hour before: an hourly price list may begin within the day only.
  const auto series = store.raw(key, {day_start - hour_ms, day_start + 2 * day_ms + hour_ms});
  if (!series) return;
  spot = price_periods(*series, config.time_zone);
  for (const PricePeriod& p : spot) {
    const PricePeriod shown{p.from, p.to, consumer_price(p.price, config.tariff)};
    if (p.to > day_start) summary.prices.push_back(shown);
    if (p.from <= now && now < p.to) summary.price_now = shown.price;
  }
}

/// What the energy costs, less what export has earned meanwhile. A home that exports nothing has no readings
/// of it.
void add_cost(EnergySummary& summary, const HistoryStore& store, const Buckets& imported,
              std::span<const PricePeriod> spot, const Config& config) {
  const Cost cost = cost_of(imported, spot, config.tariff);
  const TimeRange counted{imported.rows.front().start, imported.rows.back().end};
  const auto exported = store.buckets({channel("energy.export"), {}}, counted, FixedBuckets{15 * minute_ms});
  if (!cost.amount || !exported) return;
  const Cost credit = credit_of(*exported, spot, config.tariff);
  summary.energy_cost = *cost.amount - credit.amount.value_or(0);
  summary.unpriced_kwh = cost.unpriced_kwh + credit.unpriced_kwh;
}

/// Whether energy of the day was spread over a gap that reaches beyond it; within the day that is of no
/// account.
bool is_estimated(const HistoryStore& store, const SeriesKey& key, TimeMs now, const Config& config) {
  const auto day = store.buckets(key, {now, now + 1}, CalendarBuckets{CalendarUnit::day, config.time_zone});
  return day && day->rows.front().estimated;
}

}  // namespace

MissedEnergy missed_energy(const Series& readings, TimeRange so_far, double energy_wh) {
  const bool reaches = !readings.empty() && readings.times.front() <= so_far.to &&
                       readings.times.back() > so_far.to - at_one_time_ms;
  if (!reaches) return {so_far, energy_wh};
  const std::array edges = {readings.times.front(), so_far.to};
  const double counted = edges[0] < edges[1] ? aggregate(readings, edges).rows.front().sum : 0;
  return {{so_far.from, readings.times.front()},
          std::max(0.0, energy_wh - (has_value(counted) ? counted : 0))};
}

EnergySummary summarise_energy(const HistoryStore& store, TimeMs now, const Config& config, TimeMs newest) {
  EnergySummary summary;
  summary.as_of = now;
  const auto day_start = local_day_start(now, config.time_zone);
  if (!day_start) return summary;
  std::vector<PricePeriod> spot;
  add_prices(summary, store, *day_start, now, config, spot);
  if (const auto fee = fixed_fee({*day_start, now}, config.tariff, config.time_zone))
    summary.fixed_fee = *fee;

  const SeriesKey import{channel("energy.import"), {}};
  // A quarter-hour is the finest price period, and every zone's midnight lies on one.
  auto quarters = store.buckets(import, {*day_start, now}, FixedBuckets{15 * minute_ms});
  if (!quarters) return summary;
  const KnownSum day = known_sum(*quarters, {*day_start, now}, newest);
  if (!has_value(day.sum)) return summary;
  summary.today_kwh = day.sum / 1000;
  summary.today_since = day.from == *day_start ? 0 : day.from;
  summary.measured_to = day.to;
  const TimeMs hour_start = floor_to(now, hour_ms);
  const KnownSum hour = known_sum(*quarters, {hour_start, now}, newest);
  if (has_value(hour.sum)) summary.hour_kwh = hour.sum / 1000;
  summary.hour_since = hour.from == hour_start ? 0 : hour.from;
  std::erase_if(quarters->rows, [&](const Bucket& b) { return b.end <= day.from; });
  add_cost(summary, store, *quarters, spot, config);
  if (std::ranges::any_of(quarters->rows, &Bucket::estimated))
    summary.estimated = is_estimated(store, import, now, config);
  summary.doubtful = std::ranges::any_of(quarters->rows, &Bucket::doubtful);
  summary.settling = std::ranges::any_of(quarters->rows, &Bucket::settling);
  return summary;
}

}  // namespace hearth
