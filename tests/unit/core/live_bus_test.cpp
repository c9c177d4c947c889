#include "core/engine/live_bus.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

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
