#include "core/engine/clock_judge.h"

#include <gtest/gtest.h>

#include <array>

namespace hearth {
namespace {

constexpr TimeMs now = 1768498800000;  // 2026-01-15T17:40:00Z
const GroupKey meter{Dataset::energy, {}};
const GroupKey pump{Dataset::heatpump, "ivt-1"};
const GroupKey kitchen{Dataset::climate, "kitchen"};

/// This machine's clock, and real time beside it.
struct Bench {
  ClockJudge judge;
  TimeMs wall = now;
  TimeMs steady = 5'000'000;

  [[nodiscard]] Moment at() const { return {wall, steady}; }
  void pass(DurationMs by) {
    wall += by;
    steady += by;
  }
  StampVerdict hear(const GroupKey& group, Provenance from, TimeMs stamp) {
    judge.heard(group, from, stamp, at());
    const StampVerdict verdict = judge.judge(stamp, at());
    judge.note(group, from, verdict, at());
    return verdict;
  }
  StampVerdict stream(DurationMs ahead) { return hear(meter, Provenance::live, wall + ahead); }
  void services(DurationMs ahead) { judge.dated(wall + ahead, at()); }
  /// Everybody but the stream.
  void others(DurationMs ahead) {
    hear(meter, Provenance::polled, wall + ahead - second_ms);
    hear(pump, Provenance::polled, wall + ahead - 20 * second_ms);
    hear(kitchen, Provenance::polled, wall + ahead - 4 * minute_ms);
  }
  [[nodiscard]] OwnClock own() const { return judge.own(at()); }
  std::string said() {
    std::string all;
    for (const auto& [key, error] : judge.problems(at())) all += error.message + '\n';
    return all;
  }
};

TEST(ClockJudge, TakesUpToAMinuteAheadAsItStands) {
  Bench b;
  b.services(0);
  EXPECT_TRUE(b.stream(59 * second_ms).taken);
  EXPECT_EQ(b.said(), "");
  EXPECT_FALSE(b.stream(61 * second_ms).taken);
  EXPECT_EQ(b.said(), "The live stream's clock is 1 minute ahead.\n");
}

TEST(ClockJudge, OneFrameAheadIsItsSendersFault) {
  Bench b;
  EXPECT_TRUE(b.stream(0).taken);
  b.pass(500);
  const StampVerdict ahead = b.stream(9 * minute_ms);
  EXPECT_FALSE(ahead.taken);
  EXPECT_EQ(ahead.ahead, 9 * minute_ms);
  EXPECT_EQ(b.own(), OwnClock());
  EXPECT_EQ(b.said(), "The live stream's clock is 9 minutes ahead.\n");
  // It is right again, and then no longer named.
  for (int i = 0; i < 12; ++i) {
    b.pass(second_ms);
    EXPECT_TRUE(b.stream(0).taken);
  }
  EXPECT_EQ(b.said(), "");
}

TEST(ClockJudge, AStreamThatIsAlwaysAheadIsWrongWhereOthersAgreeWithUs) {
  for (const DurationMs ahead : {9 * minute_ms, 2 * hour_ms, day_ms})
    for (const bool dated : {false, true}) {
      Bench b;
      if (dated)
        b.services(0);
      else
        b.others(0);
      for (int i = 0; i < 30; ++i) {
        EXPECT_FALSE(b.stream(ahead).taken);
        b.pass(second_ms);
      }
      EXPECT_EQ(b.own(), OwnClock());
      EXPECT_NE(b.said().find(span_text(ahead) + " ahead"), std::string::npos) << b.said();
    }
}

TEST(ClockJudge, WhereAllAgreeOnAnotherTimeThisMachineIsWrong) {
  for (const DurationMs behind : {9 * minute_ms, 3 * hour_ms, day_ms, 56 * 365 * day_ms}) {
    Bench b;
    b.services(behind);
    b.others(behind);
    EXPECT_TRUE(b.stream(behind).taken);
    EXPECT_EQ(b.own().state, OwnClock::State::wrong);
    EXPECT_EQ(b.own().by, behind);
    EXPECT_EQ(b.said(), "This machine's clock is " + span_text(behind) + " behind the services'.\n");
    // Set right, nothing is said any more.
    b.wall += behind;
    EXPECT_EQ(b.own(), OwnClock());
    EXPECT_EQ(b.said(), "");
  }
}

TEST(ClockJudge, SendersAloneTellToo) {
  Bench b;
  b.others(3 * hour_ms);
  b.stream(3 * hour_ms);
  EXPECT_EQ(b.own().state, OwnClock::State::wrong);
  EXPECT_EQ(b.own().by, 3 * hour_ms);
}

TEST(ClockJudge, AClockAheadIsSaidByTheServices) {
  Bench b;
  b.services(-16 * day_ms);
  EXPECT_TRUE(b.stream(-16 * day_ms).taken);
  EXPECT_EQ(b.own().by, -16 * day_ms);
  EXPECT_EQ(b.said(), "This machine's clock is 16 days ahead of the services'.\n");
}

TEST(ClockJudge, OneServiceWithAWrongDateIsOutvoted) {
  Bench b;
  b.stream(0);
  b.services(3 * hour_ms);
  EXPECT_EQ(b.own(), OwnClock());
}

TEST(ClockJudge, BeforeTheStoresNewestTheClockIsBehindByNobodyKnowsHowMuch) {
  Bench b;
  b.judge.stored(now + 3 * hour_ms);
  EXPECT_EQ(b.own().state, OwnClock::State::behind);
  EXPECT_EQ(b.own().offset(), 0);
  EXPECT_NE(b.said().find("behind, by 3 hours or more"), std::string::npos);
  // One that sends, and what is stored, are two.
  EXPECT_TRUE(b.stream(5 * hour_ms).taken);
  EXPECT_EQ(b.own().by, 5 * hour_ms);
}

TEST(ClockJudge, AStoredReadingFromTheFutureAccusesNobodyWhoAgrees) {
  Bench b;
  b.judge.stored(now + 8 * minute_ms);
  EXPECT_TRUE(b.stream(0).taken);
  EXPECT_EQ(b.own(), OwnClock());
  EXPECT_EQ(b.said(), "");
}

TEST(ClockJudge, OneSenderAloneAgainstAnUnsynchronisedClockIsContested) {
  Bench b;
  b.judge.synchronised(false);
  EXPECT_FALSE(b.stream(2 * hour_ms).taken);
  EXPECT_EQ(b.own().state, OwnClock::State::contested);
  // The others are given some seconds to say the same.
  EXPECT_EQ(b.said(), "");
  b.pass(6 * second_ms);
  EXPECT_FALSE(b.stream(2 * hour_ms).taken);
  EXPECT_EQ(b.said(), "The live stream's clock is 2 hours ahead of this machine's.\n");
  b.judge.synchronised(true);
  EXPECT_EQ(b.own(), OwnClock());
}

TEST(ClockJudge, AClockThatIsSetBackWhileItRunsIsSeen) {
  Bench b;
  b.others(0);
  b.stream(0);
  b.wall -= 5 * hour_ms;
  EXPECT_TRUE(b.stream(5 * hour_ms).taken);
  EXPECT_EQ(b.own().by, 5 * hour_ms);
}

TEST(ClockJudge, AStreamThatStaysBehindIsNamedAndTaken) {
  Bench b;
  b.services(0);
  EXPECT_TRUE(b.stream(-2 * hour_ms).taken);
  EXPECT_EQ(b.said(), "");
  for (int i = 0; i < 11; ++i) {
    b.pass(second_ms);
    EXPECT_TRUE(b.stream(-2 * hour_ms).taken);
  }
  EXPECT_EQ(b.said(), "The live stream's clock is 2 hours behind, or what it sends is that old.\n");
  // A sensor that reports seldom is not behind.
  EXPECT_TRUE(b.hear(kitchen, Provenance::polled, b.wall - 2 * hour_ms).taken);
}

TEST(ClockJudge, ASensorOfADayAheadIsNamedAlone) {
  Bench b;
  b.services(0);
  b.others(0);
  EXPECT_FALSE(b.hear({Dataset::climate, "hall"}, Provenance::polled, b.wall + day_ms).taken);
  EXPECT_EQ(b.said(), "The clock behind the API's climate readings of \"hall\" is 24 hours ahead.\n");
}

TEST(ClockJudge, SaysSpansInWholes) {
  EXPECT_EQ(span_text(61 * second_ms), "1 minute");
  EXPECT_EQ(span_text(9 * minute_ms - 40), "9 minutes");
  EXPECT_EQ(span_text(-3 * hour_ms + 9 * second_ms), "3 hours");
  EXPECT_EQ(span_text(day_ms), "24 hours");
  EXPECT_EQ(span_text(16 * day_ms), "16 days");
  EXPECT_EQ(span_text(56 * 365 * day_ms + 14 * day_ms), "56 years");
}

}  // namespace
}  // namespace hearth
