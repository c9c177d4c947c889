#include "core/engine/live_bus.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

const SeriesKey supply{channel("heatpump.supply_temp"), "pump"};
constexpr TimeMs start = 1'768'435'200'000;  // 2026-01-15T00:00:00Z

/// What a reading is shown with.
int decimals(LiveBus& bus, TimeMs time, double value) {
  bus.take({supply.group(), time, "", {{supply.channel, value}}});
  const LiveValuesPtr changed = bus.take_changes();
  return changed ? changed->at(supply).decimals : -1;
}

TEST(LiveBus, ShowsNoMoreDecimalsThanTheReadingsOfTheLastDay) {
  LiveBus bus;
  bus.set_time({.now = start + 3 * day_ms});
  EXPECT_EQ(decimals(bus, start, 44), 0);
  EXPECT_EQ(decimals(bus, start + minute_ms, 44.5), 1);
  // A round value among others takes nothing away for a day, so that the number does not flicker.
  EXPECT_EQ(decimals(bus, start + 2 * minute_ms, 45), 1);
  EXPECT_EQ(decimals(bus, start + minute_ms + day_ms, 45), 1);
  EXPECT_EQ(decimals(bus, start + 2 * minute_ms + day_ms, 46), 0);
  EXPECT_EQ(decimals(bus, start + 3 * minute_ms + day_ms, -0.05), 2);
}

TEST(LiveBus, LearnsFromThePastAndSaysSo) {
  LiveBus bus;
  bus.set_time({.now = start + 3 * day_ms});
  EXPECT_EQ(decimals(bus, start, 44), 0);
  bus.learn_decimals(supply, start - 2 * day_ms, 43.5);
  EXPECT_EQ(bus.take_changes(), nullptr) << "too long ago";
  bus.learn_decimals(supply, start - hour_ms, 43.5);
  const LiveValuesPtr changed = bus.take_changes();
  ASSERT_NE(changed, nullptr);
  EXPECT_EQ(changed->at(supply).decimals, 1);
  EXPECT_EQ(changed->at(supply).value, 44);
}

constexpr TimeMs now = 1768498800000;
const SeriesKey power{channel("energy.power_total"), {}};
const GroupKey meter{Dataset::energy, {}};

Reading reading(TimeMs time, double watts) {
  return {meter, time, {}, {{power.channel, watts}}};
}
LiveValue taken(LiveBus& bus) {
  const LiveValuesPtr changes = bus.take_changes();
  return changes && changes->contains(power) ? changes->at(power) : LiveValue();
}

TEST(LiveBus, AStoredValueFromTheFutureGivesWayAndIsNeverNow) {
  LiveBus bus;
  bus.set_time({.now = now});
  bus.take(Latest{power, now + 9 * minute_ms, 9999});
  EXPECT_FALSE(taken(bus).age_known);
  EXPECT_EQ(bus.newest(meter), 0);
  EXPECT_TRUE(bus.take(reading(now - second_ms, 1000)));
  EXPECT_EQ(taken(bus).value, 1000);
  // Told again by the store, it does not come back.
  bus.take(Latest{power, now + 9 * minute_ms, 9999});
  EXPECT_EQ(bus.take_changes(), nullptr);
  EXPECT_EQ(bus.newest(meter), now - second_ms);
}

TEST(LiveBus, WhatCameIsShownByWhenItCame) {
  LiveBus bus;
  bus.set_time({.now = now});
  bus.take(reading(now - second_ms, 1000));
  bus.take_by_arrival(reading(now + 9 * minute_ms, 9999));
  EXPECT_EQ(taken(bus).time, now);
  // The next was taken before that came, and is the newer one all the same.
  EXPECT_TRUE(bus.take(reading(now - 400, 1001)));
  EXPECT_EQ(taken(bus).value, 1001);
  EXPECT_FALSE(bus.take(reading(now - second_ms, 999)));
}

TEST(LiveBus, TellsTimesAsThisMachinesClockCounts) {
  LiveBus bus;
  bus.set_time({.now = now});
  bus.take(reading(now - second_ms, 1000));
  (void)bus.take_changes();
  // It is three hours later than this machine thinks: what was new is three hours old.
  bus.set_time({.now = now + 3 * hour_ms, .offset = 3 * hour_ms});
  EXPECT_EQ(taken(bus).time, now - second_ms - 3 * hour_ms);
  bus.take(reading(now + 3 * hour_ms - 200, 1100));
  EXPECT_EQ(taken(bus).time, now - 200);
}

TEST(LiveBus, WhileNobodyKnowsTheTimeWhatWasStoredHasNoAge) {
  LiveBus bus;
  bus.set_time({.now = now, .is_known = false});
  bus.take(Latest{power, now - second_ms, 1000});
  EXPECT_FALSE(taken(bus).age_known);
  bus.set_time({.now = now + hour_ms, .offset = hour_ms});
  EXPECT_TRUE(taken(bus).age_known);
}

}  // namespace
}  // namespace hearth
