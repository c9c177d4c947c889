#include "core/net/call_schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace hearth {
namespace {

constexpr auto no_connection = ErrorKind::offline;
constexpr auto error_500 = ErrorKind::retry;

/// Five calls as a home has them, and a service that answers as the test says.
struct Calls : testing::Test {
  Calls() {
    for (const auto& [rank, every] :
         std::initializer_list<std::pair<CallRank, DurationMs>>{{CallRank::live, 5 * second_ms},
                                                                {CallRank::viewed, minute_ms},
                                                                {CallRank::live, 5 * second_ms},
                                                                {CallRank::viewed, minute_ms},
                                                                {CallRank::history, 15 * minute_ms}})
      schedule.add(rank, every, 0);
  }
  using Answer = std::function<std::optional<ErrorKind>(CallSchedule::Id)>;
  /// What is asked from now on until `end`, by call.
  std::map<CallSchedule::Id, std::vector<TimeMs>> run(TimeMs end, const Answer& answer) {
    std::map<CallSchedule::Id, std::vector<TimeMs>> asked;
    while (true) {
      const auto due = schedule.next();
      if (!due || *due >= end) break;
      now = std::max(now, *due);
      const auto call = schedule.take(now);
      if (!call) {
        ADD_FAILURE() << "nothing was due at " << now;
        break;
      }
      asked[*call].push_back(now);
      order.push_back(*call);
      if (const auto kind = answer(*call))
        schedule.failed(*call, *kind, std::nullopt, now);
      else
        schedule.succeeded(*call, now);
    }
    now = std::max(now, end);
    return asked;
  }
  static std::optional<ErrorKind> well(CallSchedule::Id) { return std::nullopt; }
  static Answer with(ErrorKind kind) {
    return [kind](CallSchedule::Id) { return kind; };
  }

  double share = 0.1;
  TimeMs now = 0;
  CallSchedule schedule{[this] {
    share = std::fmod(share + 0.37, 1.0);
    return share;
  }};
  std::vector<CallSchedule::Id> order;
};

TEST_F(Calls, AreMadeAtTheirPeriodsWhileAllIsWell) {
  const auto asked = run(hour_ms, well);
  EXPECT_NEAR(asked.at(0).size(), 720, 2);
  EXPECT_NEAR(asked.at(1).size(), 60, 2);
  EXPECT_NEAR(asked.at(4).size(), 4, 2);
  EXPECT_EQ((std::vector(order.begin(), order.begin() + 5)), (std::vector<CallSchedule::Id>{0, 2, 1, 3, 4}));
}

TEST_F(Calls, WhileTheServiceIsAwayOneAsksAtATimeAndEachInItsTurn) {
  const auto asked = run(hour_ms, with(no_connection));
  std::size_t all = 0;
  for (const auto& [call, times] : asked) {
    EXPECT_GE(times.size(), 10U) << call;
    all += times.size();
  }
  EXPECT_LE(all, 85U);
  EXPECT_TRUE(schedule.is_away());
}

// Prices wait for nobody's back-off but the probe's.
TEST_F(Calls, TheFirstAnswerBringsAllBackInOrderOfRank) {
  for (const ErrorKind kind : {no_connection, error_500}) {
    run(now + 40 * minute_ms, with(kind));
    order.clear();
    const auto back = run(now + 56 * second_ms, well);
    ASSERT_EQ(back.size(), 5U);
    TimeMs first = now;
    for (const auto& [call, times] : back) first = std::min(first, times.front());
    std::map<CallRank, TimeMs> last_of;
    for (const auto& [call, times] : back) EXPECT_LE(times.front() - first, 3 * second_ms) << call;
    if (order.front() != 4) {
      const TimeMs live = std::max(back.at(0).front(), back.at(2).front());
      EXPECT_LE(live, back.at(4).front());
      EXPECT_LE(std::max(back.at(1).front(), back.at(3).front()), back.at(4).front());
    }
  }
}

TEST_F(Calls, WhatWasNotDueMissedNothing) {
  run(30 * second_ms, well);
  const auto away = run(now + 40 * second_ms, with(no_connection));
  const auto back = run(now + minute_ms, well);
  EXPECT_FALSE(away.contains(4) && back.contains(4));
}

TEST_F(Calls, OneThatFailsByItselfDoesNotHoldTheOthers) {
  const auto asked =
      run(hour_ms, [](CallSchedule::Id id) { return id == 2 ? std::optional(error_500) : std::nullopt; });
  EXPECT_GE(asked.at(0).size(), 700U);
  EXPECT_GE(asked.at(1).size(), 58U);
  EXPECT_LE(asked.at(2).size(), 90U);
}

// A home without a meter and without a heat pump.
TEST_F(Calls, ThoseThatFailForGoodDoNotKeepTheBreakerOpen) {
  const auto asked = run(hour_ms, [](CallSchedule::Id id) {
    return id < 2 ? std::optional(error_500) : id == 2 ? std::optional(ErrorKind::not_found) : std::nullopt;
  });
  EXPECT_FALSE(schedule.is_away());
  EXPECT_GE(asked.at(3).size(), 55U);
  EXPECT_LE(asked.at(0).size(), 120U);
  EXPECT_LE(asked.at(2).size(), 25U);
}

TEST_F(Calls, ARefusalIsAnAnswerAndIsNotAskedForMoreOftenThanAGoodOne) {
  const auto asked = run(hour_ms, [](CallSchedule::Id) { return ErrorKind::not_permitted; });
  EXPECT_FALSE(schedule.is_away());
  for (const auto& [call, times] : asked) EXPECT_LE(times.size(), 20U) << call;
  EXPECT_LE(asked.at(4).size(), 6U);
}

TEST_F(Calls, APassingFailureIsRetriedBeforeALongPeriodIsOver) {
  run(second_ms, well);
  bool failed = false;
  const auto asked = run(now + 20 * minute_ms, [&](CallSchedule::Id id) {
    return id == 4 && !std::exchange(failed, true) ? std::optional(error_500) : std::nullopt;
  });
  ASSERT_GE(asked.at(4).size(), 2U);
  EXPECT_LE(asked.at(4)[1] - asked.at(4)[0], 10 * second_ms);
}

TEST_F(Calls, RetryAfterHoldsTheWholeServiceAlsoWhenHurried) {
  run(second_ms, well);
  const auto due = schedule.next();
  now = *due;
  const auto call = schedule.take(now);
  schedule.failed(*call, error_500, 2 * minute_ms, now);
  EXPECT_TRUE(schedule.is_away());
  EXPECT_GE(schedule.next().value(), now + 2 * minute_ms);
  schedule.ask_all(now + second_ms);
  EXPECT_GE(schedule.next().value(), now + 2 * minute_ms);
  EXPECT_FALSE(schedule.take(now + minute_ms).has_value());
}

TEST_F(Calls, NothingIsMadeTwiceAtATime) {
  std::vector<CallSchedule::Id> taken;
  while (const auto call = schedule.take(hour_ms)) taken.push_back(*call);
  EXPECT_EQ(taken, (std::vector<CallSchedule::Id>{0, 2, 1, 3, 4}));
  EXPECT_EQ(schedule.next(), std::nullopt);
  schedule.ask_all(hour_ms);
  EXPECT_EQ(schedule.next(), std::nullopt);
  for (const auto call : taken) schedule.succeeded(call, hour_ms);
  EXPECT_TRUE(schedule.next().has_value());
}

TEST_F(Calls, ANetworkThatChangedHasEverythingAskedAtOnce) {
  run(second_ms, well);
  order.clear();
  schedule.ask_all(now);
  EXPECT_EQ(run(now + second_ms, well).size(), 5U);
  EXPECT_EQ(order, (std::vector<CallSchedule::Id>{0, 2, 1, 3, 4}));

  run(now + hour_ms, with(no_connection));
  schedule.ask_all(now);
  const auto asked = run(now + 3 * second_ms, well);
  EXPECT_EQ(asked.size(), 5U);
}

TEST_F(Calls, ANewTokenHasWhatFailsAskedAtOnce) {
  run(20 * minute_ms,
      [](CallSchedule::Id id) { return id == 1 ? std::optional(ErrorKind::sign_in) : std::nullopt; });
  run(now + 61 * second_ms,
      [](CallSchedule::Id id) { return id == 1 ? std::optional(ErrorKind::sign_in) : std::nullopt; });
  order.clear();
  schedule.ask_failed(now);
  EXPECT_TRUE(run(now + second_ms, well).contains(1));
  EXPECT_EQ(std::ranges::count(order, CallSchedule::Id{4}), 0);
}

TEST_F(Calls, WhatIsSkippedOrCancelledSaysNothing) {
  for (const bool away : {false, true}) {
    run(now + 10 * minute_ms, away ? with(no_connection) : well);
    int skipped = 0;
    for (const TimeMs end = now + 10 * second_ms; schedule.next().value_or(end) < end; ++skipped) {
      now = std::max(now, *schedule.next());
      const auto call = schedule.take(now);
      ASSERT_TRUE(call.has_value());
      if (skipped % 2 == 0)
        schedule.skipped(*call, now);
      else
        schedule.failed(*call, ErrorKind::cancelled, std::nullopt, now);
    }
    EXPECT_EQ(schedule.is_away(), away);
    EXPECT_LE(skipped, 15);
  }
}

TEST_F(Calls, AClockThatIsSetBackStopsNothing) {
  for (const bool away : {false, true}) {
    run(now + 10 * minute_ms, away ? with(no_connection) : well);
    now -= 20 * day_ms;
    EXPECT_FALSE(schedule.take(now).has_value());
    ASSERT_TRUE(schedule.next().has_value());
    EXPECT_LE(*schedule.next() - now, minute_ms);
  }
}

}  // namespace
}  // namespace hearth
