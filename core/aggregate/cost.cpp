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

struct Priced {
  double total = 0;      ///< price × time, in currency per kWh × ms
  DurationMs known = 0;  ///< the time that has a price
};

Priced priced(TimeMs from, TimeMs to, std::span<const PricePeriod> periods, const Tariff& tariff,
              PriceOf price_of) {
  auto period = std::partition_point(periods.begin(), periods.end(),
                                     [=](const PricePeriod& p) { return p.to <= from; });
  Priced result;
  while (from < to) {
    const bool known = period != periods.end() && period->from <= from;
    const TimeMs next = known ? period->to : period != periods.end() ? period->from : to;
    const TimeMs end = std::min(to, next);
    const double price = price_of(known ? period->price : no_value, tariff);
    if (has_value(price)) {
      result.total += price * static_cast<double>(end - from);
      result.known += end - from;
    }
    from = end;
    if (known) ++period;
  }
  return result;
}

Cost amount_of(const Buckets& energy, std::span<const PricePeriod> periods, const Tariff& tariff,
               PriceOf price_of) {
  Cost cost;
  double amount = 0;
  bool any = false;
  for (const Bucket& bucket : energy.rows) {
    if (!has_value(bucket.sum)) continue;
    const double kwh = bucket.sum / 1000;
    const auto length = static_cast<double>(bucket.end - bucket.start);
    const Priced part = priced(bucket.start, bucket.end, periods, tariff, price_of);
    any = any || part.known > 0 || kwh == 0;
    cost.kwh += kwh;
    amount += kwh * part.total / length;
    cost.unpriced_kwh += kwh * (1 - static_cast<double>(part.known) / length);
  }
  // Of nothing used no price needs to be known; of what was used, some.
  if (any && (cost.kwh == 0 || cost.unpriced_kwh < cost.kwh)) cost.amount = amount;
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

std::vector<PricePeriod> price_periods(const Series& prices, const std::string& time_zone) {
  std::vector<PricePeriod> periods;
  for (std::size_t i = 0; i < prices.size(); ++i)
    if (has_value(prices.values[i])) periods.push_back({prices.times[i], 0, prices.values[i]});
  if (periods.empty()) return periods;
  const TimeRange all{periods.front().from, periods.back().from + 1};
  auto days = bucket_edges(all, CalendarBuckets{CalendarUnit::day, time_zone});
  if (!days) days = bucket_edges(all, FixedBuckets{day_ms});
  std::size_t first = 0;
  for (std::size_t d = 1; days && d < days->size(); ++d) {
    std::size_t last = first;
    while (last < periods.size() && periods[last].from < (*days)[d]) ++last;
    // The first price of the next day counts too: an hour's list may have only one price here.
    DurationMs step = hour_ms;
    for (std::size_t i = first; i < last && i + 1 < periods.size(); ++i)
      step = std::min(step, periods[i + 1].from - periods[i].from);
    for (; first < last; ++first) periods[first].to = periods[first].from + step;
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
