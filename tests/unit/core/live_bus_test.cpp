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
  EXPECT_EQ(decimals(bus, start, 44), 0);
  bus.learn_decimals(supply, start - 2 * day_ms, 43.5);
  EXPECT_EQ(bus.take_changes(), nullptr) << "too long ago";
  bus.learn_decimals(supply, start - hour_ms, 43.5);
  const LiveValuesPtr changed = bus.take_changes();
  ASSERT_NE(changed, nullptr);
  EXPECT_EQ(changed->at(supply).decimals, 1);
  EXPECT_EQ(changed->at(supply).value, 44);
}

}  // namespace
}  // namespace hearth
