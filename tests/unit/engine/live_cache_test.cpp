#include "core/engine/live_cache.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

const SeriesKey supply{channel("heatpump.supply_temp"), "pump"};
constexpr TimeMs start = 1'768'435'200'000;  // 2026-01-15T00:00:00Z

/// What a reading is shown with.
int decimals(LiveCache& cache, TimeMs time, double value) {
  cache.take({supply.group(), time, "", {{supply.channel, value}}});
  const LiveValuesPtr changed = cache.take_changes();
  return changed ? changed->at(supply).decimals : -1;
}

TEST(LiveCache, ShowsNoMoreDecimalsThanTheReadingsOfTheLastDay) {
  LiveCache cache;
  cache.set_time({.now = start + 3 * day_ms});
  EXPECT_EQ(decimals(cache, start, 44), 0);
  EXPECT_EQ(decimals(cache, start + minute_ms, 44.5), 1);
  // A round value among others takes nothing away for a day, so that the number does not flicker.
  EXPECT_EQ(decimals(cache, start + 2 * minute_ms, 45), 1);
  EXPECT_EQ(decimals(cache, start + minute_ms + day_ms, 45), 1);
  EXPECT_EQ(decimals(cache, start + 2 * minute_ms + day_ms, 46), 0);
  EXPECT_EQ(decimals(cache, start + 3 * minute_ms + day_ms, -0.05), 2);
}

TEST(LiveCache, LearnsFromThePastAndSaysSo) {
  LiveCache cache;
  cache.set_time({.now = start + 3 * day_ms});
  EXPECT_EQ(decimals(cache, start, 44), 0);
  cache.learn_decimals(supply, start - 2 * day_ms, 43.5);
  EXPECT_EQ(cache.take_changes(), nullptr) << "too long ago";
  cache.learn_decimals(supply, start - hour_ms, 43.5);
  const LiveValuesPtr changed = cache.take_changes();
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
LiveValue taken(LiveCache& cache) {
  const LiveValuesPtr changes = cache.take_changes();
  return changes && changes->contains(power) ? changes->at(power) : LiveValue();
}

TEST(LiveCache, AStoredValueFromTheFutureGivesWayAndIsNeverNow) {
  LiveCache cache;
  cache.set_time({.now = now});
  cache.take(Latest{power, now + 9 * minute_ms, 9999});
  EXPECT_FALSE(taken(cache).age_known);
  EXPECT_EQ(cache.newest(meter), 0);
  EXPECT_TRUE(cache.take(reading(now - second_ms, 1000)));
  EXPECT_EQ(taken(cache).value, 1000);
  // Told again by the store, it does not come back.
  cache.take(Latest{power, now + 9 * minute_ms, 9999});
  EXPECT_EQ(cache.take_changes(), nullptr);
  EXPECT_EQ(cache.newest(meter), now - second_ms);
}

TEST(LiveCache, WhatCameIsShownByWhenItCame) {
  LiveCache cache;
  cache.set_time({.now = now});
  cache.take(reading(now - second_ms, 1000));
  cache.take_by_arrival(reading(now + 9 * minute_ms, 9999));
  EXPECT_EQ(taken(cache).time, now);
  // The next was taken before that came, and is the newer one all the same.
  EXPECT_TRUE(cache.take(reading(now - 400, 1001)));
  EXPECT_EQ(taken(cache).value, 1001);
  EXPECT_FALSE(cache.take(reading(now - second_ms, 999)));
}

TEST(LiveCache, TellsTimesAsThisMachinesClockCounts) {
  LiveCache cache;
  cache.set_time({.now = now});
  cache.take(reading(now - second_ms, 1000));
  (void)cache.take_changes();
  // It is three hours later than this machine thinks: what was new is three hours old.
  cache.set_time({.now = now + 3 * hour_ms, .offset = 3 * hour_ms});
  EXPECT_EQ(taken(cache).time, now - second_ms - 3 * hour_ms);
  cache.take(reading(now + 3 * hour_ms - 200, 1100));
  EXPECT_EQ(taken(cache).time, now - 200);
}

TEST(LiveCache, WhileNobodyKnowsTheTimeWhatWasStoredHasNoAge) {
  LiveCache cache;
  cache.set_time({.now = now, .is_known = false});
  cache.take(Latest{power, now - second_ms, 1000});
  EXPECT_FALSE(taken(cache).age_known);
  cache.set_time({.now = now + hour_ms, .offset = hour_ms});
  EXPECT_TRUE(taken(cache).age_known);
}

}  // namespace
}  // namespace hearth
