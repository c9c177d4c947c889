#include "core/aggregate/cost.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

constexpr Tariff plain{};
constexpr DurationMs quarter = 15 * minute_ms;

Series prices(std::vector<TimeMs> times, std::vector<double> values) {
  return {{channel("price.spot"), "SE3"}, std::move(times), std::move(values), {}};
}

Buckets energy(std::vector<std::pair<TimeRange, double>> rows) {
  Buckets buckets{{channel("energy.import"), ""}, {}};
  for (const auto& [range, sum] : rows) {
    Bucket b;
    b.start = range.from;
    b.end = range.to;
    b.sum = sum;
    buckets.rows.push_back(b);
  }
  return buckets;
}

TEST(ConsumerPrice, AddsFeeThenVat) {
  EXPECT_DOUBLE_EQ(consumer_price(0.80, {0.40, 25}), 1.5);
  EXPECT_DOUBLE_EQ(consumer_price(-0.50, {0.40, 25}), -0.125);
}

TEST(PricePeriods, ReadTheirLengthFromTheData) {
  const auto quarters = price_periods(prices({0, quarter, 2 * quarter}, {1, 2, 3}));
  ASSERT_EQ(quarters.size(), 3U);
  for (const PricePeriod& p : quarters) EXPECT_EQ(p.to - p.from, quarter);
  const auto hours = price_periods(prices({0, hour_ms, 5 * hour_ms}, {1, 2, 3}));
  EXPECT_EQ(hours[0].to, hour_ms);
  EXPECT_EQ(hours[1].to, 2 * hour_ms);  // the next is hours away: as long as the one before
  EXPECT_EQ(hours[2].to, 6 * hour_ms);  // nothing near on either side: an hour
  EXPECT_EQ(price_periods(prices({0}, {1})).front().to, hour_ms);
  EXPECT_TRUE(price_periods(prices({0}, {no_value})).empty());
}

TEST(CostOf, SplitsABucketOverItsPeriodsByTime) {
  const std::vector<PricePeriod> periods = {
      {0, quarter, 1}, {quarter, 2 * quarter, 2}, {2 * quarter, 4 * quarter, 5}};
  const Cost cost = cost_of(energy({{{0, hour_ms}, 4000}}), periods, plain);
  EXPECT_DOUBLE_EQ(cost.kwh, 4);
  EXPECT_DOUBLE_EQ(cost.amount.value(), 1 + 2 + 5 + 5);
}

TEST(CostOf, NegativePricesAndTariff) {
  const Cost cost =
      cost_of(energy({{{0, hour_ms}, 2000}}), std::vector<PricePeriod>{{0, hour_ms, -0.5}}, {0.1, 25});
  EXPECT_DOUBLE_EQ(cost.amount.value(), -1.0);
}

TEST(CostOf, WithoutAPriceIsNoPriceAndNeverZero) {
  const std::vector<PricePeriod> periods = {{0, hour_ms, 1}};
  const Cost half = cost_of(energy({{{0, hour_ms}, 1000}, {{hour_ms, 2 * hour_ms}, 1000}}), periods, plain);
  EXPECT_DOUBLE_EQ(half.kwh, 2);
  EXPECT_FALSE(half.amount.has_value());
  EXPECT_FALSE(cost_of(energy({{{0, 2 * hour_ms}, 1000}}), periods, plain).amount.has_value());
  EXPECT_FALSE(cost_of(energy({{{0, hour_ms}, no_value}}), periods, plain).amount.has_value());
  // An hour without energy needs no price.
  const Cost none = cost_of(energy({{{0, hour_ms}, 1000}, {{hour_ms, 2 * hour_ms}, 0}}), periods, plain);
  EXPECT_DOUBLE_EQ(none.amount.value(), 1);
}

}  // namespace
}  // namespace hearth
