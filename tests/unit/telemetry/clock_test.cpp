#include "core/telemetry/clock.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

TEST(ClockSetting, StartsWhereItIsTold) {
  const auto clock = make_clock("2026-01-15T07:00:00Z,x60");
  ASSERT_TRUE(clock.has_value());
  EXPECT_GE((*clock)->now(), 1768460400000);
  EXPECT_EQ((*clock)->speed(), 60);
  EXPECT_TRUE(clock_setting(**clock).ends_with(",x60"));
}

TEST(ClockSetting, RefusesNonsenseWithItsPlace) {
  for (const char* text :
       {"x", "2026-01-15T07:00:00Z,60", "2026-01-15T07:00:00Z,x", "2026-01-15T07:00:00Z,x0",
        "2026-01-15T07:00:00Z,x-1", "2026-01-15T07:00:00Z,xnan", "2026-01-15T07:00:00Z,x2s"}) {
    const auto clock = make_clock(text);
    ASSERT_FALSE(clock.has_value()) << text;
    EXPECT_EQ(clock.error().kind, ErrorKind::config);
    EXPECT_EQ(clock.error().place, "HEARTHBOARD_CLOCK");
  }
}

TEST(ManualClock, SaysWhenItJumps) {
  ManualClock clock(1000);
  int jumps = 0;
  const int listener = clock.on_jump([&] { ++jumps; });
  clock.advance(500);
  EXPECT_EQ(clock.now(), 1500);
  clock.forget_jumps(listener);
  clock.advance(500);
  EXPECT_EQ(jumps, 1);
}

}  // namespace
}  // namespace hearth
