#include "core/engine/energy_summary.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

constexpr TimeMs midnight = 1'768'435'200'000;  // 2026-01-15T00:00:00Z
constexpr TimeMs two = midnight + 2 * hour_ms;

/// Two hours of a day: 1 kWh in each, at 1 and 2 a kWh; with export, half a kWh of it in the second.
class EnergySummaryTest : public testing::Test {
 protected:
  EnergySummaryTest() : clock_(two) {
    const auto path = folder_.filePath(QStringLiteral("history.db")).toStdString();
    store_ = std::move(HistoryStore::open({.path = path, .writer_name = "test"}, clock_).value());
    config_.time_zone = "UTC";
  }

  void record(bool with_export, bool with_prices) {
    std::vector<Reading> readings;
    for (int quarter = 0; quarter <= 8; ++quarter) {
      Reading reading{{Dataset::energy, ""}, midnight + quarter * 15 * minute_ms, "", {}};
      reading.samples.push_back({channel("energy.import"), 50'000.0 + 250 * quarter});
      if (with_export)
        reading.samples.push_back({channel("energy.export"), 7000.0 + 125 * std::max(0, quarter - 4)});
      readings.push_back(reading);
    }
    for (int hour = 0; hour < (with_prices ? 24 : 1); ++hour)
      readings.push_back(
          {{Dataset::price, "SE3"}, midnight + hour * hour_ms, "", {{channel("price.spot"), hour + 1.0}}});
    store_->append(readings, Provenance::live);
  }
  EnergySummary summary() { return summarise_energy(*store_, two, config_, std::nullopt); }

  QTemporaryDir folder_;
  ManualClock clock_;
  std::unique_ptr<HistoryStore> store_;
  Config config_;
};

TEST_F(EnergySummaryTest, CostsWhatWasBoughtAtItsPriceWithFeeAndVat) {
  record(false, true);
  config_.tariff = {.fee_per_kwh = 0.5, .vat_percent = 25};
  EXPECT_DOUBLE_EQ(summary().today_kwh.value(), 2);
  EXPECT_DOUBLE_EQ(summary().today_cost.value(), (1.5 + 2.5) * 1.25);
}

TEST_F(EnergySummaryTest, BearsThePartOfTheMonthlyFeeThatHasRunUp) {
  record(false, true);
  config_.tariff.fixed_fee_per_month = 310;
  EXPECT_DOUBLE_EQ(summary().today_cost.value(), 3 + 10.0 / 12);
}

TEST_F(EnergySummaryTest, TakesOffWhatExportHasEarned) {
  record(true, true);
  EXPECT_DOUBLE_EQ(summary().today_cost.value(), 3);
  config_.tariff.export_price_percent = 80;
  config_.tariff.export_credit_per_kwh = 0.1;
  EXPECT_DOUBLE_EQ(summary().today_cost.value(), 3 - 0.5 * (2 * 0.8 + 0.1));
}

TEST_F(EnergySummaryTest, SaysWhatTheMeterSaidThatWasLeftOut) {
  record(false, false);
  EXPECT_FALSE(summary().doubtful);
  EXPECT_FALSE(summary().settling);
  Reading dip{{Dataset::energy, ""}, midnight + 40 * minute_ms, "", {{channel("energy.import"), 0}}};
  store_->append({&dip, 1}, Provenance::live);
  EXPECT_TRUE(summary().doubtful);
  EXPECT_FALSE(summary().settling);
  EXPECT_DOUBLE_EQ(summary().today_kwh.value(), 2);
  dip.time = two - second_ms;
  store_->append({&dip, 1}, Provenance::live);
  clock_.set(two + second_ms);
  EXPECT_DOUBLE_EQ(summary().today_kwh.value(), 2);
}

TEST_F(EnergySummaryTest, WithoutAPriceThereIsNoCost) {
  record(true, false);
  config_.tariff.fixed_fee_per_month = 310;
  EXPECT_DOUBLE_EQ(summary().today_kwh.value(), 2);
  EXPECT_FALSE(summary().today_cost.has_value());
}

}  // namespace
}  // namespace hearth
