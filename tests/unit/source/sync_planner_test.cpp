#include "core/source/sync_planner.h"

#include <gtest/gtest.h>

#include <random>

namespace hearth {
namespace {

constexpr TimeMs now = 1'768'460'400'000;
const GroupKey meter{Dataset::energy, ""};

SourceOffer offer(int source, Provenance provenance, TimeRange reach, DurationMs window = day_ms) {
  return {source, meter, provenance, reach, 0, window};
}

TEST(Subtract, LeavesWhatNoPartCovers) {
  const std::vector<TimeRange> left = subtract({0, 100}, {{90, 200}, {10, 20}, {15, 30}, {50, 50}});
  EXPECT_EQ(left, (std::vector<TimeRange>{{0, 10}, {30, 90}}));
  EXPECT_TRUE(subtract({0, 100}, {{-5, 100}}).empty());
  EXPECT_TRUE(subtract({5, 5}, {}).empty());
}

TEST(PlanSync, AsksNewestFirstInWindows) {
  const auto plan =
      plan_sync(meter, {0, 250}, {}, std::vector{offer(1, Provenance::api_hourly, {0, 1000}, 100)}, now, 0);
  ASSERT_EQ(plan.size(), 3U);
  EXPECT_EQ(plan.front().range, (TimeRange{150, 250}));
  EXPECT_EQ(plan.back().range, (TimeRange{0, 50}));
}

TEST(PlanSync, BetterReplacesWorseButNotTheOtherWayRound) {
  const std::vector<Coverage> hourly{{meter, Provenance::api_hourly, {0, 100}, 0, true}};
  EXPECT_EQ(
      plan_sync(meter, {0, 100}, hourly, std::vector{offer(1, Provenance::replica, {0, 100})}, now, 0).size(),
      1U);
  const std::vector<Coverage> rows{{meter, Provenance::replica, {0, 100}, 0, true}};
  EXPECT_TRUE(
      plan_sync(meter, {0, 100}, rows, std::vector{offer(1, Provenance::api_hourly, {0, 100})}, now, 0)
          .empty());
}

TEST(PlanSync, OpenRangesAreAskedAgainOnlyAfterAWhile) {
  const std::vector offers{offer(1, Provenance::api_hourly, {0, 100})};
  std::vector<Coverage> open{{meter, Provenance::api_hourly, {0, 100}, now - 10, false}};
  EXPECT_TRUE(plan_sync(meter, {0, 100}, open, offers, now, 60).empty());
  open[0].asked_at = now - 60;
  EXPECT_EQ(plan_sync(meter, {0, 100}, open, offers, now, 60).size(), 1U);
}

TEST(PlanSync, OtherGroupsDoNotCount) {
  const GroupKey kitchen{Dataset::climate, "kitchen"};
  const std::vector<Coverage> other{{kitchen, Provenance::replica, {0, 100}, 0, true}};
  EXPECT_EQ(plan_sync(meter, {0, 100}, other, std::vector{offer(1, Provenance::api_hourly, {0, 100})}, now, 0)
                .size(),
            1U);
}

TEST(AnsweredCoverage, AnEmptyAnswerSettlesNothingUnlessThereIsDataOnBothSides) {
  const SyncRequest request{1, meter, {100, 200}};
  const auto open = answered_coverage(request, Provenance::api_hourly, std::nullopt, {}, 10'000, 0);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_FALSE(open[0].settled);
  const std::vector<Coverage> both{{meter, Provenance::api_hourly, {50, 100}, 0, true},
                                   {meter, Provenance::api_hourly, {200, 250}, 0, true}};
  const auto between = answered_coverage(request, Provenance::api_hourly, std::nullopt, both, 10'000, 0);
  ASSERT_EQ(between.size(), 1U);
  EXPECT_TRUE(between[0].settled);
}

TEST(AnsweredCoverage, SettlesTheDataThatIsOldEnough) {
  const SyncRequest request{1, meter, {100, 200}};
  const auto parts = answered_coverage(request, Provenance::api_hourly, TimeRange{120, 190}, {}, 200, 30);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0], (Coverage{meter, Provenance::api_hourly, {120, 170}, 200, true}));
  EXPECT_EQ(parts[1].range, (TimeRange{100, 120}));
  EXPECT_EQ(parts[2].range, (TimeRange{170, 200}));
}

/// Random coverage × random sources, against a plain count of every millisecond of a short wanted range.
TEST(PlanSync, UnionIsCompleteAndNothingSettledIsAskedTwice) {
  const unsigned seed = 20260115;
  std::mt19937 random(seed);
  const auto number = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  const auto provenance = [&] { return static_cast<Provenance>(number(0, 5)); };
  for (int round = 0; round < 3000; ++round) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << " round " << round);
    const TimeRange wanted{number(0, 60), number(40, 120)};
    std::vector<Coverage> coverage;
    for (int i = number(0, 6); i > 0; --i) {
      const int from = number(0, 110);
      coverage.push_back(
          {meter, provenance(), {from, from + number(0, 40)}, now - number(0, 100), number(0, 1) == 1});
    }
    std::vector<SourceOffer> offers;
    for (int i = number(0, 4); i > 0; --i) {
      const int from = number(0, 110);
      offers.push_back(offer(i, provenance(), {from, from + number(0, 120)}, number(1, 50)));
    }
    const DurationMs again = number(0, 100);
    const auto plan = plan_sync(meter, wanted, coverage, offers, now, again);

    for (TimeMs t = -5; t < 200; ++t) {
      int asked = 0;
      std::optional<SourceOffer> asker;
      for (const SyncRequest& r : plan) {
        if (!r.range.contains(t)) continue;
        ++asked;
        for (const SourceOffer& o : offers)
          if (o.source == r.source) asker = o;
      }
      ASSERT_LE(asked, wanted.contains(t) ? 1 : 0) << t;
      const auto needs = [&](const SourceOffer& o) {
        if (!wanted.contains(t) || !o.reach.contains(t)) return false;
        for (const Coverage& c : coverage) {
          if (!c.range.contains(t)) continue;
          if (c.settled && c.provenance >= o.provenance) return false;
          if (!c.settled && c.provenance == o.provenance && now - c.asked_at < again) return false;
        }
        return true;
      };
      // Someone who can give something not yet settled is asked, and it is the best of them.
      std::optional<Provenance> best;
      for (const SourceOffer& o : offers)
        if (needs(o) && (!best || o.provenance > *best)) best = o.provenance;
      ASSERT_EQ(asked == 1, best.has_value()) << t;
      if (asker) {
        ASSERT_EQ(asker->provenance, *best) << t;
      }
    }
    for (const SyncRequest& r : plan)
      for (const SourceOffer& o : offers)
        if (o.source == r.source) {
          ASSERT_LE(r.range.length(), o.largest_window);
          ASSERT_TRUE(o.reach.contains(r.range));
        }
  }
}

}  // namespace
}  // namespace hearth
