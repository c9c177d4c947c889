#include "core/engine/energy_service.h"

#include "tests/unit/engine/engine_rooms_fixture.h"

#include <gmock/gmock.h>

namespace hearth {
namespace {

using testing::Contains;

class EnergyServiceTest : public test::EngineRoomsTest {
 protected:
  /// Of a meter that counts a kWh an hour, one a minute.
  static std::vector<Reading> meter_readings(TimeMs from, TimeMs to) {
    std::vector<Reading> readings;
    for (TimeMs at = from; at <= to; at += minute_ms)
      readings.push_back(
          {{Dataset::energy, {}},
           at,
           {},
           {{channel("energy.import"), 1e6 + 1000.0 * static_cast<double>(at - from) / hour_ms}}});
    return readings;
  }
  void meter_runs(TimeMs from, TimeMs to) {
    recorder.on_readings(meter_readings(from, to), Provenance::live);
  }
  const EnergySummary& sums() {
    const TimeMs before = live_service.energy().as_of;
    energy.publish();
    machine.advance(1);
    settle();
    EXPECT_GE(live_service.energy().as_of, before);
    return live_service.energy();
  }
  const TimeMs midnight = 1768431600000;  // 2026-01-15T00:00:00+01:00
};

TEST_F(EnergyServiceTest, SumsTheLocalDay) {
  open();
  meter_runs(midnight - hour_ms, evening);
  EXPECT_NEAR(sums().today_kwh.value_or(0), static_cast<double>(evening - midnight) / hour_ms, 0.02);
  EXPECT_EQ(sums().today_since, 0);
}

TEST_F(EnergyServiceTest, ASumThatWouldLeapIsNoneUntilTheFirstFetchHasEnded) {
  open();
  meter_runs(evening - hour_ms, evening);
  energy.expect_first_sync(true);
  EXPECT_FALSE(sums().today_kwh);
  energy.on_syncing(true);
  EXPECT_FALSE(sums().today_kwh);
  energy.on_syncing(false);
  settle();
  EXPECT_NEAR(live_service.energy().today_kwh.value_or(0), 1, 0.02);
  EXPECT_NE(live_service.energy().today_since, 0);
}

TEST_F(EnergyServiceTest, WhatAServiceCountedBeforeThisListenedIsAdded) {
  open();
  const TimeMs hour = floor_to(evening, hour_ms);
  meter_runs(evening - 10 * minute_ms, evening);
  EXPECT_NE(sums().hour_since, 0);
  energy.on_hour_total({hour, evening}, 700);
  settle();
  settle();
  EXPECT_NEAR(live_service.energy().hour_kwh.value_or(0), 0.7, 0.02);
  EXPECT_THAT(changed, Contains(Dataset::energy));
  // A service that lags behind says too little: what was shown does not fall.
  energy.on_hour_total({hour, evening}, 500);
  settle();
  settle();
  EXPECT_NEAR(live_service.energy().hour_kwh.value_or(0), 0.7, 0.02);
}

TEST_F(EnergyServiceTest, APriceIsNewUntilItIsKnownAndOldOnesAreForgotten) {
  EXPECT_TRUE(energy.is_new_price("SE3", evening, 1.5));
  EXPECT_FALSE(energy.is_new_price("SE3", evening, 1.5));
  EXPECT_TRUE(energy.is_new_price("SE3", evening, 1.25)) << "a correction";
  EXPECT_TRUE(energy.is_new_price("SE4", evening, 1.25)) << "of another area";
  energy.forget_old_prices();
  EXPECT_FALSE(energy.is_new_price("SE3", evening, 1.25));
  machine.advance(prices_kept + minute_ms);
  energy.forget_old_prices();
  EXPECT_TRUE(energy.is_new_price("SE3", evening, 1.25));
}

TEST_F(EnergyServiceTest, TwoPriceAreasAreAQuestionNotAGuess) {
  open();
  recorder.on_readings(
      {price(floor_to(evening, hour_ms), 1.5),
       {{Dataset::price, "SE4"}, floor_to(evening, hour_ms), {}, {{channel("price.spot"), 2}}}},
      Provenance::polled);
  EXPECT_FALSE(sums().price_now);
  status.publish_now();
  settle();
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(status_service.status().problems.front().topic, ProblemTopic::price_area);
}

TEST_F(EnergyServiceTest, WhereNobodyKnowsTheTimeThereIsNoToday) {
  open();
  // Stored, not heard: who sends says what time it is.
  store.store()->append(meter_readings(midnight, evening), Provenance::live);
  EXPECT_TRUE(sums().today_kwh);
  clocks.on_stored(evening + 10 * day_ms);
  clocks.look();
  EXPECT_FALSE(sums().today_kwh);
  EXPECT_GE(sums().as_of, evening);
}

}  // namespace
}  // namespace hearth
