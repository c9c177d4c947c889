#include "core/aggregate/cost.h"

#include <algorithm>

namespace hearth {
namespace {

/// Price × time over [from, to), in currency per kWh × ms; nothing where a part has no price.
std::optional<double> priced(TimeMs from, TimeMs to, std::span<const PricePeriod> periods,
                             const Tariff& tariff) {
  auto period = std::partition_point(periods.begin(), periods.end(),
                                     [=](const PricePeriod& p) { return p.to <= from; });
  double total = 0;
  while (from < to) {
    if (period == periods.end() || period->from > from || !has_value(period->price)) return std::nullopt;
    const TimeMs end = std::min(to, period->to);
    total += consumer_price(period->price, tariff) * static_cast<double>(end - from);
    from = end;
    ++period;
  }
  return total;
}

}  // namespace

double consumer_price(double spot, const Tariff& tariff) noexcept {
  return (spot + tariff.fee_per_kwh) * (1 + tariff.vat_percent / 100);
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
  Cost cost;
  double amount = 0;
  bool any = false;
  bool all_priced = true;
  for (const Bucket& bucket : energy.rows) {
    if (!has_value(bucket.sum)) continue;
    any = true;
    if (bucket.sum == 0) continue;
    const double kwh = bucket.sum / 1000;
    cost.kwh += kwh;
    const auto price = priced(bucket.start, bucket.end, periods, tariff);
    if (price) {
      amount += kwh * *price / static_cast<double>(bucket.end - bucket.start);
    } else {
      all_priced = false;
    }
  }
  if (any && all_priced) cost.amount = amount;
  return cost;
}

}  // namespace hearth
