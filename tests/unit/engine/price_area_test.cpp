#include "core/engine/price_area.h"

#include "core/engine/energy_summary.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

constexpr TimeMs midnight = 1'768'435'200'000;  // 2026-01-15T00:00:00Z

TEST(PriceArea, IsTheConfiguredOneOrTheOnlyOneAndNeverGuessed) {
  EXPECT_EQ(choose_price_area("", std::set<std::string>()), PriceArea());
  EXPECT_EQ(choose_price_area("", {"SE3"}).area, "SE3");
  EXPECT_EQ(choose_price_area("SE4", {"SE3", "SE4"}).area, "SE4");
  const PriceArea asked = choose_price_area("", {"SE3", "SE4"});
  EXPECT_FALSE(asked.area.has_value());
  ASSERT_TRUE(asked.question.has_value());
  EXPECT_EQ(asked.question->message,
            "There are prices of 2 areas: SE3, SE4. None is shown until yours is known.");
  EXPECT_EQ(asked.question->place, "[home] price_area");
  const PriceArea elsewhere = choose_price_area("FI", {"SE3"});
  EXPECT_FALSE(elsewhere.area.has_value());
  EXPECT_EQ(elsewhere.question.value().message, "There are no prices of FI, only of SE3.");
}

/// 1.78 crowns in SE4, 0.08 euros in FI, whose list is the newer one.
TEST(PriceArea, PriceAndCurrencyAreThoseOfTheArea) {
  QTemporaryDir folder;
  ManualClock clock(midnight + hour_ms);
  const auto path = folder.filePath(QStringLiteral("history.db")).toStdString();
  const auto store = std::move(HistoryStore::open({.path = path, .writer_name = {}}, clock).value());
  std::vector<Reading> prices;
  for (int hour = 0; hour < 30; ++hour) {
    const TimeMs time = midnight + hour * hour_ms;
    if (hour < 24) prices.push_back({{Dataset::price, "SE4"}, time, {}, {{channel("price.spot"), 1.78}}});
    prices.push_back({{Dataset::price, "FI"}, time, {}, {{channel("price.spot"), 0.08}}});
  }
  ASSERT_EQ(store->append(prices, Provenance::polled).refused, 0U);
  ASSERT_TRUE(store->set_note("currency", "NOK").has_value());
  keep_currency(*store, "SE4", "SEK");
  keep_currency(*store, "FI", "EUR");
  Config config;
  config.time_zone = "UTC";
  EXPECT_FALSE(summarise_energy(*store, clock.now(), config, 0).price_now.has_value());
  config.price_area = "SE4";
  EXPECT_DOUBLE_EQ(summarise_energy(*store, clock.now(), config, 0).price_now.value(), 1.78);
  config.price_area = "FI";
  EXPECT_DOUBLE_EQ(summarise_energy(*store, clock.now(), config, 0).price_now.value(), 0.08);
  EXPECT_EQ(currency_of(*store, "SE4"), "SEK");
  EXPECT_EQ(currency_of(*store, "FI"), "EUR");
  // One note for all says nothing where there are several.
  EXPECT_EQ(currency_of(*store, "NO1"), std::nullopt);
}

}  // namespace
}  // namespace hearth
