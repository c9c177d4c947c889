#include "core/aggregate/cost.h"

#include "core/aggregate/buckets.h"

#include <algorithm>

namespace hearth {
namespace {

double with_vat(const Tariff& tariff) {
  return 1 + tariff.vat_percent / 100;
}

/// What a kWh costs or earns at a spot price; `no_value` where that takes a price and there is none.
using PriceOf = double (*)(double spot, const Tariff& tariff);

/// Price × time over [from, to), in currency per kWh × ms; `no_value` where a part has no price.
double priced(TimeMs from, TimeMs to, std::span<const PricePeriod> periods, const Tariff& tariff,
              PriceOf price_of) {
  auto period = std::partition_point(periods.begin(), periods.end(),
                                     [=](const PricePeriod& p) { return p.to <= from; });
  double total = 0;
  while (from < to) {
    const bool known = period != periods.end() && period->from <= from;
    const TimeMs next = known ? period->to : period != periods.end() ? period->from : to;
    const TimeMs end = std::min(to, next);
    total += price_of(known ? period->price : no_value, tariff) * static_cast<double>(end - from);
    from = end;
    if (known) ++period;
  }
  return total;
}

Cost amount_of(const Buckets& energy, std::span<const PricePeriod> periods, const Tariff& tariff,
               PriceOf price_of) {
  Cost cost;
  double amount = 0;
  bool any = false;
  for (const Bucket& bucket : energy.rows) {
    if (!has_value(bucket.sum)) continue;
    any = true;
    if (bucket.sum == 0) continue;
    const double kwh = bucket.sum / 1000;
    cost.kwh += kwh;
    amount += kwh * priced(bucket.start, bucket.end, periods, tariff, price_of) /
              static_cast<double>(bucket.end - bucket.start);
  }
  if (any && has_value(amount)) cost.amount = amount;
  return cost;
}

}  // namespace

double consumer_price(double spot, const Tariff& tariff) noexcept {
  return (spot + tariff.fee_per_kwh) * with_vat(tariff);
}

double export_price(double spot, const Tariff& tariff) noexcept {
  const double share = tariff.export_price_percent != 0 ? spot * tariff.export_price_percent / 100 : 0;
  return share + tariff.export_credit_per_kwh;
}

std::vector<PricePeriod> price_periods(const Series& prices) {
  std::vector<PricePeriod> periods;
  for (std::size_t i = 0; i < prices.size(); ++i)
    if (has_value(prices.values[i])) periods.push_back({prices.times[i], 0, prices.values[i]});
  for (std::size_t i = 0; i < periods.size(); ++i) {
    DurationMs length = hour_ms;
    const DurationMs before = i > 0 ? periods[i].from - periods[i - 1].from : 0;
    const DurationMs after = i + 1 < periods.size() ? periods[i + 1].from - periods[i].from : 0;
    if (after > 0 && after <= hour_ms) {
      length = after;
    } else if (before > 0 && before <= hour_ms) {
      length = before;
    }
    periods[i].to = periods[i].from + length;
  }
  return periods;
}

Cost cost_of(const Buckets& energy, std::span<const PricePeriod> periods, const Tariff& tariff) {
  return amount_of(energy, periods, tariff, consumer_price);
}

Cost credit_of(const Buckets& exported, std::span<const PricePeriod> periods, const Tariff& tariff) {
  return amount_of(exported, periods, tariff, export_price);
}

Expected<double> fixed_fee(TimeRange range, const Tariff& tariff, const std::string& time_zone) {
  const auto edges = bucket_edges(range, CalendarBuckets{CalendarUnit::month, time_zone});
  if (!edges) return std::unexpected(edges.error());
  double months = 0;
  for (std::size_t i = 0; i + 1 < edges->size(); ++i) {
    const TimeRange month{(*edges)[i], (*edges)[i + 1]};
    months += static_cast<double>(month.intersected(range).length()) / static_cast<double>(month.length());
  }
  return months * tariff.fixed_fee_per_month * with_vat(tariff);
}

}  // namespace hearth
