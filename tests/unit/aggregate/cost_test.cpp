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

TEST(PricePeriods, AMissingPriceLeavesAGap) {
  // Three quarters missing, which is an hour to the next price; then an hour of an hourly list.
  const auto quarters = price_periods(prices({0, quarter, 5 * quarter, 6 * quarter}, {1, 2, 3, 4}));
  EXPECT_EQ(quarters[1].to, 2 * quarter);
  EXPECT_EQ(quarters[3].to, 7 * quarter);
  // One that stands alone among gaps is a quarter of an hour too.
  EXPECT_EQ(price_periods(prices({0, 4 * quarter, 8 * quarter, 9 * quarter}, {1, 2, 3, 4}))[1].to,
            5 * quarter);
  const auto hours = price_periods(prices({0, hour_ms, 3 * hour_ms}, {1, 2, 3}));
  EXPECT_EQ(hours[1].to, 2 * hour_ms);
  // The last day with hours before the first one with quarters, as the home's days go.
  const TimeMs midnight = 23 * hour_ms;
  const auto change = price_periods(
      prices({midnight - 2 * hour_ms, midnight - hour_ms, midnight, midnight + quarter}, {1, 2, 3, 4}),
      "Etc/GMT-1");
  EXPECT_EQ(change[0].to, midnight - hour_ms);
  EXPECT_EQ(change[1].to, midnight);
  EXPECT_EQ(change[2].to, midnight + quarter);
}

TEST(CostOf, SaysWhatHasNoPriceAndIsNeverZero) {
  const std::vector<PricePeriod> periods = {{0, hour_ms, 1}};
  const Cost half = cost_of(energy({{{0, hour_ms}, 1000}, {{hour_ms, 2 * hour_ms}, 1500}}), periods, plain);
  EXPECT_DOUBLE_EQ(half.kwh, 2.5);
  EXPECT_DOUBLE_EQ(half.amount.value(), 1);
  EXPECT_DOUBLE_EQ(half.unpriced_kwh, 1.5);
  const Cost wide = cost_of(energy({{{0, 2 * hour_ms}, 1000}}), periods, plain);
  EXPECT_DOUBLE_EQ(wide.amount.value(), 0.5);
  EXPECT_DOUBLE_EQ(wide.unpriced_kwh, 0.5);
  EXPECT_FALSE(cost_of(energy({{{0, hour_ms}, no_value}}), periods, plain).amount.has_value());
  // Nothing priced is no price.
  const Cost none = cost_of(energy({{{hour_ms, 2 * hour_ms}, 1000}}), periods, plain);
  EXPECT_FALSE(none.amount.has_value());
  EXPECT_DOUBLE_EQ(none.unpriced_kwh, 1);
  // An hour without energy needs no price.
  const Cost idle = cost_of(energy({{{0, hour_ms}, 1000}, {{hour_ms, 2 * hour_ms}, 0}}), periods, plain);
  EXPECT_DOUBLE_EQ(idle.amount.value(), 1);
  EXPECT_EQ(idle.unpriced_kwh, 0);
  EXPECT_DOUBLE_EQ(cost_of(energy({{{hour_ms, 2 * hour_ms}, 0}}), periods, plain).amount.value(), 0);
  // Neither before the first price nor between two.
  const std::vector<PricePeriod> apart = {{hour_ms, 2 * hour_ms, 1}, {3 * hour_ms, 4 * hour_ms, 1}};
  EXPECT_DOUBLE_EQ(cost_of(energy({{{0, 2 * hour_ms}, 1000}}), apart, plain).unpriced_kwh, 0.5);
  EXPECT_DOUBLE_EQ(cost_of(energy({{{hour_ms, 4 * hour_ms}, 3000}}), apart, plain).unpriced_kwh, 1);
}

TEST(CreditOf, IsAPartOfThePriceAndSomethingBesidesWithoutVat) {
  const std::vector<PricePeriod> periods = {{0, hour_ms, 0.5}, {hour_ms, 2 * hour_ms, -1}};
  const Tariff tariff{
      .fee_per_kwh = 0.4, .vat_percent = 25, .export_price_percent = 80, .export_credit_per_kwh = 0.1};
  const Cost credit =
      credit_of(energy({{{0, hour_ms}, 2000}, {{hour_ms, 2 * hour_ms}, 1000}}), periods, tariff);
  EXPECT_DOUBLE_EQ(credit.kwh, 3);
  EXPECT_DOUBLE_EQ(credit.amount.value(), 2 * (0.5 * 0.8 + 0.1) + (-0.8 + 0.1));
  EXPECT_NEAR(credit_of(energy({{{0, 3 * hour_ms}, 3000}}), periods, tariff).unpriced_kwh, 1, 1e-9);
}

TEST(CreditOf, NeedsNoPriceWhereTheTariffGivesNoPartOfIt) {
  const Tariff tariff{.export_credit_per_kwh = 0.6};
  EXPECT_DOUBLE_EQ(credit_of(energy({{{0, hour_ms}, 2000}}), {}, tariff).amount.value(), 1.2);
  EXPECT_FALSE(credit_of(energy({{{0, hour_ms}, no_value}}), {}, tariff).amount.has_value());
}

TEST(FixedFee, RunsEvenlyThroughEachLocalMonth) {
  const Tariff tariff{.vat_percent = 25, .fixed_fee_per_month = 400};
  const auto at = [](const char* text) { return parse_rfc3339(text).value(); };
  const auto fee = [&](const char* from, const char* to) {
    return fixed_fee({at(from), at(to)}, tariff, "Europe/Stockholm").value();
  };
  // March has an hour less than 31 days.
  const double march_day = 500 * 24.0 / (31 * 24 - 1);
  EXPECT_DOUBLE_EQ(fee("2026-03-09T23:00:00Z", "2026-03-10T23:00:00Z"), march_day);
  EXPECT_DOUBLE_EQ(fee("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"), 500);
  EXPECT_DOUBLE_EQ(fee("2026-02-27T23:00:00Z", "2026-03-01T23:00:00Z"), 500.0 / 28 + march_day);
  EXPECT_EQ(fee("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"), 0);
  EXPECT_EQ(fixed_fee({0, 1}, tariff, "Europe/Atlantis").error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace hearth
