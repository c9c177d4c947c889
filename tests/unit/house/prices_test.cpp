#include "core/demo/house/prices.h"

#include "core/demo/house/stockholm.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hearth::demo {
namespace {

TimeMs at(const char* text) {
  return *parse_rfc3339(text);
}

TEST(Prices, AreQuarterHourlyAndFillTheLocalDay) {
  struct Day {
    const char* noon;
    const char* first;
    std::size_t quarters;
  };
  for (const Day& day : {Day{"2026-01-15T12:00:00Z", "2026-01-14T23:00:00Z", 96},
                         Day{"2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 92},
                         Day{"2026-07-01T12:00:00Z", "2026-06-30T22:00:00Z", 96},
                         Day{"2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", 100}}) {
    const auto prices = day_prices(1, Scenario::normal, at(day.noon));
    ASSERT_EQ(prices.size(), day.quarters) << day.noon;
    EXPECT_EQ(prices.front().start, at(day.first));
    for (std::size_t i = 1; i < prices.size(); ++i)
      EXPECT_EQ(prices[i].start - prices[i - 1].start, price_period_ms);
    EXPECT_EQ(next_midnight(prices.front().start), prices.back().start + price_period_ms);
    // Every moment of that day gives that day.
    for (const Price& price : prices)
      EXPECT_EQ(local_midnight(price.start + price_period_ms - 1), prices.front().start)
          << format_rfc3339(price.start);
  }
}

TEST(Prices, ArePublishedAtOneInTheAfternoon) {
  EXPECT_EQ(publishing_time(at("2026-01-15T07:00:00Z")), at("2026-01-15T12:00:00Z"));
  EXPECT_EQ(publishing_time(at("2026-07-15T20:00:00Z")), at("2026-07-15T11:00:00Z"));
  EXPECT_EQ(publishing_time(at("2026-03-29T10:00:00Z")), at("2026-03-29T11:00:00Z"));
  EXPECT_EQ(publishing_time(at("2026-10-25T10:00:00Z")), at("2026-10-25T12:00:00Z"));
  EXPECT_EQ(local_date(at("2026-01-15T23:30:00Z")), "2026-01-16");
}

TEST(Prices, FollowTheScenario) {
  const auto range_of = [](Scenario scenario, const char* day) {
    const auto prices = day_prices(1, scenario, at(day));
    const auto [low, high] = std::ranges::minmax_element(prices, {}, &Price::per_kwh);
    return std::pair(low->per_kwh, high->per_kwh);
  };
  for (const char* day : {"2026-01-15T12:00:00Z", "2026-04-15T12:00:00Z", "2026-07-15T12:00:00Z"}) {
    const auto normal = range_of(Scenario::normal, day);
    EXPECT_GT(normal.first, -0.1) << day;
    EXPECT_LT(normal.second, 3) << day;
    EXPECT_GT(normal.second - normal.first, 0.1) << day;
    EXPECT_LT(range_of(Scenario::negative_price, day).first, 0) << day;
    EXPECT_GT(range_of(Scenario::winter_peak, day).second, 1.5) << day;
    EXPECT_EQ(range_of(Scenario::normal, day), normal);
  }
}

}  // namespace
}  // namespace hearth::demo
