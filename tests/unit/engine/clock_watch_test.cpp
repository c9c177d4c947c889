#include "core/engine/clock_watch.h"

#include <gmock/gmock.h>

namespace hearth {
namespace {

using testing::IsEmpty;

constexpr TimeMs evening = 1768498800000;

struct ClockWatchTest : testing::Test {
  ClockWatchTest() {
    QObject::connect(&watch, &ClockWatch::corrected, [this] { ++corrected; });
    QObject::connect(&watch, &ClockWatch::looked, [this](const LiveTime& time) { looked = time; });
    QObject::connect(&watch, &ClockWatch::problems_changed, [this](const auto& now) { problems = now; });
  }
  static Reading power(TimeMs time) {
    return {{Dataset::energy, {}}, time, {}, {{channel("energy.power_total"), 1}}};
  }

  ManualClock machine{evening};
  ClockWatch watch{machine};
  int corrected = 0;
  LiveTime looked;
  std::map<std::string, Error> problems;
};

TEST_F(ClockWatchTest, LooksAtNothingBeforeItIsStarted) {
  watch.look();
  EXPECT_EQ(looked.now, 0);
  watch.start();
  watch.look();
  EXPECT_EQ(looked.now, evening);
  EXPECT_TRUE(looked.is_known);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(corrected, 0);
  watch.stop();
  looked = {};
  watch.look();
  EXPECT_EQ(looked.now, 0);
}

TEST_F(ClockWatchTest, ServicesAndSendersTogetherPutItRightOnce) {
  watch.start();
  const TimeMs truth = evening + 3 * hour_ms;
  watch.on_dated(truth);
  const std::vector<Reading> frame = {power(truth)};
  watch.on_readings(frame, Provenance::live);
  EXPECT_NEAR(static_cast<double>(watch.clock().now()), static_cast<double>(truth), 2.0 * second_ms);
  EXPECT_EQ(looked.offset, watch.clock().offset());
  EXPECT_EQ(corrected, 1);
  EXPECT_FALSE(problems.empty());
  // A few seconds more or less are the same correction.
  watch.on_dated(truth + 3 * second_ms);
  EXPECT_EQ(corrected, 1);
}

TEST_F(ClockWatchTest, BehindWhatIsStoredTheTimeIsNotKnown) {
  watch.start();
  watch.on_stored(evening + day_ms);
  watch.look();
  EXPECT_TRUE(watch.is_behind());
  EXPECT_FALSE(looked.is_known);
  EXPECT_EQ(corrected, 1);
  watch.look();
  EXPECT_EQ(corrected, 1) << "no news";
}

TEST_F(ClockWatchTest, AReadingFromTheFutureIsNamedUntilItIsRight) {
  watch.start();
  const auto judge = [&](TimeMs stamp) {
    const std::vector<Reading> frame = {power(stamp)};
    watch.on_readings(frame, Provenance::live);
    return watch.judge(frame.front(), Provenance::live).taken;
  };
  EXPECT_TRUE(judge(evening));
  EXPECT_FALSE(judge(evening + 9 * minute_ms));
  EXPECT_EQ(problems.size(), 1U);
  machine.advance(2 * minute_ms);
  EXPECT_TRUE(judge(machine.now()));
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_TRUE(watch.judge({{Dataset::price, "SE3"}, evening + day_ms, {}, {}}, Provenance::polled).taken)
      << "prices are known ahead";
}

}  // namespace
}  // namespace hearth
