#include "core/engine/energy_summary.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <array>
#include <span>

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
  EnergySummary summary() { return summarise_energy(*store_, two, config_, two); }

  QTemporaryDir folder_;
  ManualClock clock_;
  std::unique_ptr<HistoryStore> store_;
  Config config_;
};

TEST_F(EnergySummaryTest, CostsWhatWasBoughtAtItsPriceWithFeeAndVat) {
  record(false, true);
  config_.tariff = {.fee_per_kwh = 0.5, .vat_percent = 25};
  EXPECT_DOUBLE_EQ(summary().today_kwh.value(), 2);
  EXPECT_DOUBLE_EQ(summary().energy_cost.value(), (1.5 + 2.5) * 1.25);
}

TEST_F(EnergySummaryTest, TellsThePartOfTheMonthlyFeeThatHasRunUpApart) {
  record(false, true);
  config_.tariff.fixed_fee_per_month = 310;
  EXPECT_DOUBLE_EQ(summary().energy_cost.value(), 3);
  EXPECT_DOUBLE_EQ(summary().fixed_fee.value(), 10.0 / 12);
}

TEST_F(EnergySummaryTest, TakesOffWhatExportHasEarned) {
  record(true, true);
  EXPECT_DOUBLE_EQ(summary().energy_cost.value(), 3);
  config_.tariff.export_price_percent = 80;
  config_.tariff.export_credit_per_kwh = 0.1;
  EXPECT_DOUBLE_EQ(summary().energy_cost.value(), 3 - 0.5 * (2 * 0.8 + 0.1));
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

TEST_F(EnergySummaryTest, SaysWhatHasNoPrice) {
  record(true, false);
  config_.tariff.fixed_fee_per_month = 310;
  EXPECT_DOUBLE_EQ(summary().today_kwh.value(), 2);
  EXPECT_DOUBLE_EQ(summary().energy_cost.value(), 1);
  EXPECT_DOUBLE_EQ(summary().unpriced_kwh, 1);
}

/// A meter that counts 1 Wh a second from `first` to `last`, heard every ten seconds.
std::vector<Reading> stream(TimeMs first, TimeMs last) {
  std::vector<Reading> readings;
  for (TimeMs at = first; at <= last; at += 10 * second_ms)
    readings.push_back(
        {{Dataset::energy, ""},
         at,
         "",
         {{channel("energy.import"), 50'000.0 + static_cast<double>((at - first) / second_ms)}}});
  return readings;
}

class FirstHours : public EnergySummaryTest {
 protected:
  /// The service says `wh` of the hour of `now`, which begins to be heard at `first`.
  EnergySummary at(TimeMs now, std::optional<double> wh) {
    const auto series = store_->raw({channel("energy.import"), {}}, {0, now + 1}).value();
    if (wh) {
      Series of_hour = series;
      const TimeRange so_far{floor_to(now, hour_ms), now};
      const MissedEnergy missed = missed_energy(of_hour, so_far, *wh);
      store_->set_hour_so_far({}, missed.part, missed.energy_wh);
    }
    return summarise_energy(*store_, now, config_, series.empty() ? 0 : series.times.back());
  }
};

TEST_F(FirstHours, ATotalOfTheServiceTellsWhatWasUsedBeforeTheFirstReading) {
  const TimeMs first = two + 7 * minute_ms;
  clock_.set(first + 10 * minute_ms);
  std::vector<Reading> all = stream(first, first + 10 * minute_ms);
  store_->append(std::span(all).first(7), Provenance::live);
  // 300 Wh until the first reading, and 60 since.
  const EnergySummary soon = at(first + minute_ms, 360);
  EXPECT_NEAR(soon.hour_kwh.value(), 0.36, 1e-9);
  EXPECT_EQ(soon.hour_since, 0);
  EXPECT_EQ(soon.today_since, two);
  EXPECT_NEAR(soon.today_kwh.value(), 0.36, 1e-9);
  store_->append(std::span(all).subspan(7), Provenance::live);
  EXPECT_NEAR(at(first + 10 * minute_ms, std::nullopt).hour_kwh.value(), 0.9, 1e-9);
}

TEST_F(FirstHours, WithoutATotalTheSumsSaySinceWhenTheyHold) {
  const TimeMs first = two + 7 * minute_ms;
  clock_.set(first + minute_ms);
  store_->append(stream(first, first + minute_ms), Provenance::live);
  const EnergySummary sums = at(first + minute_ms, std::nullopt);
  EXPECT_NEAR(sums.hour_kwh.value(), 0.06, 1e-9);
  EXPECT_EQ(sums.hour_since, first);
  EXPECT_EQ(sums.today_since, first);
  EXPECT_EQ(sums.measured_to, first + minute_ms);
}

TEST_F(FirstHours, ATotalAloneIsTheHour) {
  clock_.set(two + 7 * minute_ms);
  const EnergySummary sums = at(two + 7 * minute_ms, 300);
  EXPECT_NEAR(sums.hour_kwh.value(), 0.3, 1e-9);
  EXPECT_EQ(sums.hour_since, 0);
  EXPECT_EQ(sums.measured_to, two + 7 * minute_ms);
  // The first answer of the stream comes a moment later, and takes nothing away.
  clock_.set(two + 8 * minute_ms);
  store_->append(stream(two + 7 * minute_ms + 2 * second_ms, two + 8 * minute_ms), Provenance::live);
  EXPECT_GE(at(two + 8 * minute_ms, std::nullopt).hour_kwh.value(), 0.3);
}

TEST_F(FirstHours, TheTimeBetweenIsNotCountedWhereNobodyKnowsIt) {
  // The service's finished hours end an hour before the stream begins.
  clock_.set(two + hour_ms + 2 * minute_ms);
  ASSERT_TRUE(
      store_->put_energy_hours({}, std::array{EnergyHour{.start = midnight, .energy_wh = 20'000},
                                              EnergyHour{.start = midnight + hour_ms, .energy_wh = 300}}));
  store_->append(stream(two + hour_ms + minute_ms, two + hour_ms + 2 * minute_ms), Provenance::live);
  EnergySummary sums = at(two + hour_ms + 2 * minute_ms, 130);
  EXPECT_NEAR(sums.today_kwh.value(), 0.13, 1e-9);
  EXPECT_EQ(sums.today_since, two + hour_ms);
  // As soon as the hour between is there, all of the day is.
  ASSERT_TRUE(store_->put_energy_hours({}, std::array{EnergyHour{.start = two, .energy_wh = 2000}}));
  sums = at(two + hour_ms + 2 * minute_ms, std::nullopt);
  EXPECT_NEAR(sums.today_kwh.value(), 22.43, 1e-9);
  EXPECT_EQ(sums.today_since, 0);
  EXPECT_FALSE(sums.estimated) << "the quarters are, the day is not";
}

TEST_F(FirstHours, OverMidnightAMeterThatWasReadOnBothSidesLeavesNothingOut) {
  clock_.set(midnight + minute_ms);
  store_->append(stream(midnight - minute_ms, midnight + minute_ms), Provenance::live);
  const EnergySummary sums = at(midnight + minute_ms, 60);
  EXPECT_NEAR(sums.today_kwh.value(), 0.06, 1e-9);
  EXPECT_NEAR(sums.hour_kwh.value(), 0.06, 1e-9);
  EXPECT_EQ(sums.today_since, 0);
  EXPECT_EQ(sums.hour_since, 0);
}

}  // namespace
}  // namespace hearth
