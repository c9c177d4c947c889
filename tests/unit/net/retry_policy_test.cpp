#include "core/net/retry_policy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hearth {
namespace {

constexpr auto offline = ErrorKind::offline;

Random always(double value) {
  return [value] { return value; };
}

TEST(Retry, TheFirstIsAnywhereInTenSeconds) {
  for (const auto& [random, due] : std::vector<std::pair<double, TimeMs>>{
           {0.25, 2500}, {0.5, 5000}, {0.999, 9990}, {1.0, 10'000}, {7.0, 10'000}})
    for (const RetryPolicy& policy : {stream_retry, call_retry, probe_retry, token_retry})
      EXPECT_EQ(Retry(policy, always(random)).failed(offline, std::nullopt, 1000), 1000 + due) << random;
  // Never at once, whatever the source says.
  for (const double random : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    EXPECT_GT(Retry(call_retry, always(random)).failed(offline, std::nullopt, 1000), 1000) << random;
}

TEST(Retry, ThenOnceInEachWindowAtTheSameShareOfIt) {
  Retry retry(stream_retry, always(0.5));
  TimeMs now = 0;
  std::vector<TimeMs> gaps;
  for (int i = 0; i < 40; ++i) {
    const TimeMs due = retry.failed(offline, std::nullopt, now);
    gaps.push_back(due - now);
    now = due;
  }
  EXPECT_EQ(gaps[0], 5000);
  EXPECT_EQ(gaps[1], 10'500);  // half of 10 s, half of 11 s
  for (std::size_t i = 2; i < gaps.size(); ++i) {
    EXPECT_GE(gaps[i], gaps[i - 1]) << i;
    EXPECT_LE(static_cast<double>(gaps[i]), static_cast<double>(gaps[i - 1]) * 1.11) << i;
  }
  EXPECT_EQ(gaps.back(), 30'000);
}

TEST(Retry, GrowsToWhatItsPolicySays) {
  struct Row {
    const char* name;
    RetryPolicy policy;
    ErrorKind kind;
    DurationMs longest;
  };
  for (const Row& row :
       {Row{"stream", stream_retry, offline, 30 * second_ms},
        Row{"stream refused", stream_retry, ErrorKind::sign_in, 5 * minute_ms},
        Row{"call", call_retry, offline, minute_ms}, Row{"call 500", call_retry, ErrorKind::retry, minute_ms},
        Row{"call unreadable", call_retry, ErrorKind::bad_data, minute_ms},
        Row{"call 401", call_retry, ErrorKind::sign_in, 5 * minute_ms},
        Row{"call 403", call_retry, ErrorKind::not_permitted, 5 * minute_ms},
        Row{"call 404", call_retry, ErrorKind::not_found, 5 * minute_ms},
        Row{"probe", probe_retry, offline, 50 * second_ms},
        Row{"token 401", token_retry, ErrorKind::sign_in, minute_ms},
        Row{"token 404", token_retry, ErrorKind::not_found, minute_ms},
        Row{"attended", attended_retry, offline, minute_ms}}) {
    Retry retry(row.policy, always(0.3));
    TimeMs now = 0;
    TimeMs gap = 0;
    for (int i = 0; i < 60; ++i) {
      const TimeMs due = retry.failed(row.kind, std::nullopt, now);
      gap = due - now;
      now = due;
    }
    EXPECT_EQ(gap, row.longest) << row.name;
  }
}

TEST(Retry, ASuccessBeginsAnewAndSoDoesARestart) {
  for (const bool restart : {false, true}) {
    Retry retry(call_retry, always(0.5));
    TimeMs now = 0;
    for (int i = 0; i < 10; ++i) now = retry.failed(offline, std::nullopt, now);
    EXPECT_TRUE(retry.in_trouble(now));
    if (restart)
      retry.restart();
    else
      retry.succeeded(now);
    EXPECT_FALSE(retry.in_trouble(now));
    EXPECT_EQ(retry.failed(offline, std::nullopt, now), now + 5000);
  }
}

TEST(Retry, AStreamThatDoesNotLiveLongHasFailed) {
  for (const auto& [lives, anew] : std::vector<std::pair<DurationMs, bool>>{
           {0, false}, {second_ms, false}, {59'999, false}, {minute_ms, true}}) {
    Retry retry(stream_retry, always(0.5));
    TimeMs now = 0;
    for (int i = 0; i < 30; ++i) {
      now = retry.failed(offline, std::nullopt, now);
      retry.succeeded(now);
      EXPECT_TRUE(retry.in_trouble(now + lives) != anew) << lives;
      now += lives;
    }
    const DurationMs wait = retry.failed(offline, std::nullopt, now) - now;
    if (anew)
      EXPECT_EQ(wait, 5000) << lives;
    else
      EXPECT_GT(wait + lives % (30 * second_ms), 20 * second_ms) << lives;
  }
}

TEST(Retry, AFirstConnectionThatDropsIsNoTroubleYet) {
  Retry retry(stream_retry, always(0.5));
  retry.succeeded(0);
  EXPECT_FALSE(retry.in_trouble(second_ms));
  EXPECT_EQ(retry.failed(offline, std::nullopt, second_ms), 6000);
}

TEST(Retry, KeepsRetryAfterUpToAnHour) {
  struct Row {
    std::optional<DurationMs> asked;
    DurationMs least;
    DurationMs most;
  };
  for (const Row& row :
       {Row{std::nullopt, 5000, 5000}, Row{0, 5000, 5000}, Row{-minute_ms, 5000, 5000},
        Row{4 * second_ms, 5000, 5000}, Row{20 * second_ms, 20 * second_ms, 32 * second_ms},
        Row{10 * minute_ms, 10 * minute_ms, 11 * minute_ms}, Row{hour_ms, hour_ms, hour_ms + minute_ms},
        Row{400 * day_ms, hour_ms, hour_ms + minute_ms},
        Row{std::numeric_limits<DurationMs>::max(), hour_ms, hour_ms + minute_ms}}) {
    Retry retry(call_retry, always(0.5));
    const TimeMs due = retry.failed(ErrorKind::retry, row.asked, 0);
    EXPECT_GE(due, row.least);
    EXPECT_LE(due, row.most);
  }
}

// Everybody who was told the same moment comes in a window of their own after it.
TEST(Retry, WhatRetryAfterAsksOfAllIsSpread) {
  Retry early(call_retry, always(0.1));
  Retry late(call_retry, always(0.9));
  const TimeMs first = early.failed(ErrorKind::retry, minute_ms, 0);
  const TimeMs second = late.failed(ErrorKind::retry, minute_ms, 0);
  EXPECT_GT(std::abs(first - second), 5 * second_ms);
}

TEST(Retry, ARestartDoesNotBreakWhatRetryAfterAsked) {
  Retry retry(call_retry, always(0.5));
  retry.failed(ErrorKind::retry, minute_ms, 0);
  retry.restart();
  EXPECT_EQ(retry.not_before(), minute_ms);
  EXPECT_GE(retry.failed(offline, std::nullopt, second_ms), minute_ms);
  retry.succeeded(minute_ms);
  EXPECT_LT(retry.not_before(), minute_ms);
}

TEST(Retry, TroubleOfAnotherKindIsWaitedForAsSuch) {
  Retry retry(call_retry, always(0.5));
  TimeMs now = 0;
  for (int i = 0; i < 20; ++i) now = retry.failed(ErrorKind::not_found, std::nullopt, now);
  // From five minutes to what an outage is given.
  EXPECT_LE(retry.failed(offline, std::nullopt, now) - now, minute_ms);
  for (int i = 0; i < 3; ++i)
    now = retry.failed(i % 2 == 0 ? ErrorKind::not_found : offline, std::nullopt, now);
  EXPECT_LE(retry.failed(offline, std::nullopt, now) - now, 2 * minute_ms);
}

TEST(Retry, ATryThatHangsIsFollowedSoon) {
  Retry retry(call_retry, always(0.5));
  TimeMs now = 0;
  for (int i = 0; i < 40; ++i) {
    const TimeMs hung = retry.failed(ErrorKind::retry, std::nullopt, now) + 33 * second_ms;
    if (i > 0) {
      EXPECT_EQ(hung - now, 38 * second_ms) << i;
    }
    now = hung;
  }
  // Meanwhile the windows have grown.
  now = retry.failed(ErrorKind::retry, std::nullopt, now);
  EXPECT_GE(retry.failed(ErrorKind::retry, std::nullopt, now), now + 50 * second_ms);
}

TEST(Retry, OneThatTakesLongerThanShortWindowsDoesNot) {
  Retry retry(attended_retry, always(0.5));
  TimeMs now = 0;
  for (int i = 0; i < 6; ++i) now = retry.failed(ErrorKind::retry, std::nullopt, now) + 5 * second_ms;
  EXPECT_GE(retry.failed(ErrorKind::retry, std::nullopt, now), now + 10 * second_ms);
}

TEST(Retry, AClockThatIsSetDelaysNothing) {
  for (const DurationMs jump : {-3650 * day_ms, -hour_ms, -second_ms, hour_ms, 3650 * day_ms}) {
    Retry retry(call_retry, always(0.5));
    TimeMs now = parse_rfc3339("2026-01-15T12:00:00Z").value();
    for (int i = 0; i < 5; ++i) now = retry.failed(offline, std::nullopt, now);
    now += jump;
    const TimeMs due = retry.failed(offline, std::nullopt, now);
    EXPECT_GT(due, now) << jump;
    EXPECT_LE(due - now, minute_ms) << jump;
  }
}

TEST(Phase, IsTheSameMomentOfEveryPeriod) {
  const Phase phase(minute_ms, 0.25);
  TimeMs at = phase.next(parse_rfc3339("2026-01-15T12:00:01Z").value());
  EXPECT_EQ(format_rfc3339(at), "2026-01-15T12:01:15Z");  // the first was less than a quarter away
  for (int i = 0; i < 10; ++i) {
    const TimeMs answered = at + 700;
    EXPECT_EQ(phase.next(answered), at + minute_ms);
    at = phase.next(answered);
  }
  EXPECT_EQ(phase.next(-1) % minute_ms, 15 * second_ms);
  EXPECT_EQ(phase.next(-hour_ms), -59 * minute_ms + 15 * second_ms - minute_ms);
}

TEST(Phase, AStallDoesNotBunch) {
  std::vector<TimeMs> moments;
  for (int i = 0; i < 100; ++i) moments.push_back(Phase(5 * second_ms, i / 100.0).next(1'000'003));
  std::ranges::sort(moments);
  for (std::size_t i = 1; i < moments.size(); ++i) EXPECT_EQ(moments[i] - moments[i - 1], 50) << i;
}

TEST(Phase, HoldsForEveryPeriodAndShare) {
  for (const DurationMs period :
       {DurationMs{-5}, DurationMs{0}, DurationMs{1}, DurationMs{3}, second_ms, day_ms})
    for (const double share : {0.0, 0.5, 0.9999999, 1.0, 2.0, std::nan("")}) {
      const TimeMs at = Phase(period, share).next(12345);
      EXPECT_GT(at, 12345) << period;
      EXPECT_LE(at, 12345 + std::max<DurationMs>(1, period) * 5 / 4 + 1) << period;
    }
}

}  // namespace
}  // namespace hearth
