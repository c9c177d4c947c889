#include "core/telemetry/clock.h"

#include "core/telemetry/corrected_clock.h"
#include "core/telemetry/jump_watch.h"
#include "tests/support/set_clock.h"

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

TEST(JumpWatch, SeesAClockBeingSetButNotTimePassing) {
  test::SetClock clock(1000);
  JumpWatch watch(clock);
  EXPECT_FALSE(watch.look().has_value());
  clock.pass(day_ms);
  EXPECT_FALSE(watch.look().has_value());
  clock.set_by(3 * hour_ms);
  EXPECT_NEAR(static_cast<double>(watch.look().value_or(0)), static_cast<double>(3 * hour_ms), 100);
  EXPECT_FALSE(watch.look().has_value());
  clock.set_by(-day_ms);
  EXPECT_NEAR(static_cast<double>(watch.look().value_or(0)), static_cast<double>(-day_ms), 100);
  clock.set_by(6 * second_ms);
  EXPECT_FALSE(watch.look().has_value());
  clock.set_by(6 * second_ms);
  EXPECT_NEAR(static_cast<double>(watch.look().value_or(0)), static_cast<double>(12 * second_ms), 100);
}

TEST(JumpWatch, AClockMovedByHandIsNeverSet) {
  ManualClock clock(1000);
  JumpWatch watch(clock);
  clock.advance(day_ms);
  EXPECT_FALSE(watch.look().has_value());
}

TEST(CorrectedClock, SaysWhatTheOtherLacks) {
  ManualClock clock(1000);
  CorrectedClock corrected(clock);
  int jumps = 0;
  const int listener = corrected.on_jump([&] { ++jumps; });
  corrected.set_offset(hour_ms);
  EXPECT_EQ(corrected.now(), 1000 + hour_ms);
  corrected.set_offset(hour_ms);
  clock.advance(1);
  EXPECT_EQ(jumps, 2);
  corrected.forget_jumps(listener);
}

}  // namespace
}  // namespace hearth
