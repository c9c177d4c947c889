#include "core/engine/energy_summary.h"

#include "core/engine/price_area.h"

#include <algorithm>
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
  spot = price_periods(*series);
  for (const PricePeriod& p : spot) {
    const PricePeriod shown{p.from, p.to, consumer_price(p.price, config.tariff)};
    if (p.to > day_start) summary.prices.push_back(shown);
    if (p.from <= now && now < p.to) summary.price_now = shown.price;
  }
}

/// Energy at its price and the part of the monthly fee that has run up, less what export has earned; nothing
/// where some of it has no price. A home that exports nothing has no readings of it.
std::optional<double> cost_of_day(const HistoryStore& store, TimeRange day, const Buckets& imported,
                                  std::span<const PricePeriod> spot, const Config& config) {
  const auto cost = cost_of(imported, spot, config.tariff).amount;
  const auto fee = fixed_fee(day, config.tariff, config.time_zone);
  const SeriesKey key{channel("energy.export"), {}};
  const auto exported = store.buckets(key, day, FixedBuckets{15 * minute_ms});
  if (!cost || !fee || !exported) return std::nullopt;
  const Cost credit = credit_of(*exported, spot, config.tariff);
  if (credit.kwh > 0 && !credit.amount) return std::nullopt;
  return *cost + *fee - credit.amount.value_or(0);
}

}  // namespace

EnergySummary summarise_energy(const HistoryStore& store, TimeMs now, const Config& config,
                               std::optional<double> api_hour_kwh) {
  EnergySummary summary;
  summary.as_of = now;
  const auto day_start = local_day_start(now, config.time_zone);
  if (!day_start) return summary;
  std::vector<PricePeriod> spot;
  add_prices(summary, store, *day_start, now, config, spot);

  const SeriesKey import{channel("energy.import"), {}};
  // A quarter-hour is the finest price period, and every zone's midnight lies on one.
  auto quarters = store.buckets(import, {*day_start, now}, FixedBuckets{15 * minute_ms});
  if (!quarters) return summary;
  const TimeMs hour_start = floor_to(now, hour_ms);
  const bool hour_known = std::ranges::any_of(
      quarters->rows, [&](const Bucket& b) { return b.start >= hour_start && has_value(b.sum); });
  for (const Bucket& b : quarters->rows) {
    if (!has_value(b.sum)) continue;
    summary.today_kwh = summary.today_kwh.value_or(0) + b.sum / 1000;
    if (b.start >= hour_start) summary.hour_kwh = summary.hour_kwh.value_or(0) + b.sum / 1000;
    summary.estimated = summary.estimated || b.estimated;
  }
  if (!hour_known && api_hour_kwh) {
    summary.hour_kwh = api_hour_kwh;
    summary.today_kwh = summary.today_kwh.value_or(0) + *api_hour_kwh;
    quarters->rows.push_back({.start = hour_start, .end = now, .sum = *api_hour_kwh * 1000});
  }
  if (summary.today_kwh) summary.today_cost = cost_of_day(store, {*day_start, now}, *quarters, spot, config);
  return summary;
}

}  // namespace hearth
