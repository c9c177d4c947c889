#include "core/source/history_plan.h"

#include <gtest/gtest.h>

#include <random>

namespace hearth {
namespace {

constexpr TimeMs now = 1'768'460'400'000;
const GroupKey meter{Dataset::energy, ""};

HistoryOffer offer(int source, Provenance provenance, TimeRange reach, DurationMs window = day_ms) {
  return {.entity = std::string(),
          .provenance = provenance,
          .reach = reach,
          .largest_window = window,
          .source = source};
}

/// As for one group that is wanted whole.
std::vector<HistoryWindow> plan_of_meter(TimeRange wanted, const std::vector<Coverage>& coverage,
                                         const std::vector<HistoryOffer>& offers, DurationMs again) {
  const HistoryWant want{
      .ranges = {{Dataset::energy, wanted}}, .groups = {meter}, .now = now, .ask_again_after = again};
  return plan_history(offers, want, [&](const GroupKey& group) {
    std::vector<Coverage> of_group;
    for (const Coverage& c : coverage)
      if (c.group == group) of_group.push_back(c);
    return of_group;
  });
}

TEST(Subtract, LeavesWhatNoPartCovers) {
  const std::vector<TimeRange> left = subtract({0, 100}, {{90, 200}, {10, 20}, {15, 30}, {50, 50}});
  EXPECT_EQ(left, (std::vector<TimeRange>{{0, 10}, {30, 90}}));
  EXPECT_TRUE(subtract({0, 100}, {{-5, 100}}).empty());
  EXPECT_TRUE(subtract({5, 5}, {}).empty());
}

TEST(PlanHistory, AsksNewestFirstInWindows) {
  const auto plan = plan_of_meter({0, 250}, {}, {offer(1, Provenance::api_hourly, {0, 1000}, 100)}, 0);
  ASSERT_EQ(plan.size(), 3U);
  EXPECT_EQ(plan.front().range, (TimeRange{150, 250}));
  EXPECT_EQ(plan.back().range, (TimeRange{0, 50}));
}

TEST(PlanHistory, BetterReplacesWorseButNotTheOtherWayRound) {
  const std::vector<Coverage> hourly{{meter, Provenance::api_hourly, {0, 100}, 0, true}};
  EXPECT_EQ(plan_of_meter({0, 100}, hourly, {offer(1, Provenance::replica, {0, 100})}, 0).size(), 1U);
  const std::vector<Coverage> rows{{meter, Provenance::replica, {0, 100}, 0, true}};
  EXPECT_TRUE(plan_of_meter({0, 100}, rows, {offer(1, Provenance::api_hourly, {0, 100})}, 0).empty());
}

TEST(PlanHistory, OpenRangesAreAskedAgainOnlyAfterAWhile) {
  const std::vector offers{offer(1, Provenance::api_hourly, {0, 100})};
  std::vector<Coverage> open{{meter, Provenance::api_hourly, {0, 100}, now - 10, false}};
  EXPECT_TRUE(plan_of_meter({0, 100}, open, offers, 60).empty());
  open[0].asked_at = now - 60;
  EXPECT_EQ(plan_of_meter({0, 100}, open, offers, 60).size(), 1U);
}

TEST(PlanHistory, OtherGroupsDoNotCount) {
  const GroupKey kitchen{Dataset::climate, "kitchen"};
  const std::vector<Coverage> other{{kitchen, Provenance::replica, {0, 100}, 0, true}};
  EXPECT_EQ(plan_of_meter({0, 100}, other, {offer(1, Provenance::api_hourly, {0, 100})}, 0).size(), 1U);
}

TEST(AnsweredCoverage, AnEmptyAnswerSettlesNothingUnlessThereIsDataOnBothSides) {
  const HistoryOffer asked = offer(1, Provenance::api_hourly, {0, 1000});
  const auto open = answered_coverage(meter, asked, {100, 200}, std::nullopt, {}, 10'000);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_FALSE(open[0].settled);
  const std::vector<Coverage> both{{meter, Provenance::api_hourly, {50, 100}, 0, true},
                                   {meter, Provenance::api_hourly, {200, 250}, 0, true}};
  const auto between = answered_coverage(meter, asked, {100, 200}, std::nullopt, both, 10'000);
  ASSERT_EQ(between.size(), 1U);
  EXPECT_TRUE(between[0].settled);
}

TEST(AnsweredCoverage, SettlesTheDataThatIsOldEnough) {
  HistoryOffer asked = offer(1, Provenance::api_hourly, {0, 1000});
  asked.settle_after = 30;
  const auto parts = answered_coverage(meter, asked, {100, 200}, TimeRange{120, 190}, {}, 200);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0], (Coverage{meter, Provenance::api_hourly, {120, 170}, 200, true}));
  EXPECT_EQ(parts[1].range, (TimeRange{100, 120}));
  EXPECT_EQ(parts[2].range, (TimeRange{170, 200}));
}

/// Random coverage × random sources, against a plain count of every millisecond of a short wanted range.
TEST(PlanHistory, UnionIsCompleteAndNothingSettledIsAskedTwice) {
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
    std::vector<HistoryOffer> offers;
    for (int i = number(0, 4); i > 0; --i) {
      const int from = number(0, 110);
      offers.push_back(offer(i, provenance(), {from, from + number(0, 120)}, number(1, 50)));
    }
    const DurationMs again = number(0, 100);
    const auto plan = plan_of_meter(wanted, coverage, offers, again);

    for (TimeMs t = -5; t < 200; ++t) {
      int asked = 0;
      std::optional<HistoryOffer> asker;
      for (const HistoryWindow& w : plan) {
        if (!w.range.contains(t)) continue;
        ++asked;
        asker = w.offer;
      }
      ASSERT_LE(asked, wanted.contains(t) ? 1 : 0) << t;
      const auto needs = [&](const HistoryOffer& o) {
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
      for (const HistoryOffer& o : offers)
        if (needs(o) && (!best || o.provenance > *best)) best = o.provenance;
      ASSERT_EQ(asked == 1, best.has_value()) << t;
      if (asker) {
        ASSERT_EQ(asker->provenance, *best) << t;
      }
    }
    for (const HistoryWindow& w : plan) {
      ASSERT_LE(w.range.length(), w.offer.largest_window);
      ASSERT_TRUE(w.offer.reach.contains(w.range));
    }
  }
}

HistoryOffer table(DurationMs resolution, TimeRange reach) {
  return {.entity = std::nullopt,
          .provenance = Provenance::replica,
          .resolution = resolution,
          .reach = reach,
          .largest_window = 7 * day_ms,
          .for_writer = true};
}

TEST(PlanHistory, ReadingsWhereTheyAreKeptAndQuartersBeforeThat) {
  const TimeMs today = floor_to(now, day_ms);
  const TimeRange all{today - 100 * day_ms, today};
  const HistoryWant want{.ranges = {{Dataset::energy, all}},
                         .groups = {meter},
                         .now = now,
                         .readings_from = today - 14 * day_ms};
  const std::vector offers{table(0, all), table(minute_ms, all), table(quarter_ms, all)};
  std::map<DurationMs, std::vector<TimeRange>> asked;
  for (const HistoryWindow& w :
       plan_history(offers, want, [](const GroupKey&) { return std::vector<Coverage>(); }))
    asked[w.offer.resolution].push_back(w.range);
  EXPECT_TRUE(subtract({today - 14 * day_ms, today}, asked[0]).empty());
  EXPECT_TRUE(subtract({today - 100 * day_ms, today - 14 * day_ms}, asked[quarter_ms]).empty());
  EXPECT_EQ(asked[0].back().from, today - 14 * day_ms);
  EXPECT_EQ(asked.size(), 2U) << "minutes are nothing that is kept for good";
}

TEST(PlanHistory, WhatSeveralPlacesLackOfOneTableIsAskedForOnce) {
  HistoryOffer climate = table(0, {0, 10 * day_ms});
  climate.dataset = Dataset::climate;
  const GroupKey kitchen{Dataset::climate, "kitchen"};
  const GroupKey attic{Dataset::climate, "attic"};
  const std::vector<Coverage> known{{kitchen, Provenance::replica, {0, 3 * day_ms}, 0, true},
                                    {attic, Provenance::replica, {2 * day_ms, 10 * day_ms}, 0, true}};
  const HistoryWant want{
      .ranges = {{Dataset::climate, {0, 10 * day_ms}}}, .groups = {kitchen, attic}, .now = now};
  const auto plan = plan_history(std::vector{climate}, want, [&](const GroupKey& group) {
    std::vector<Coverage> of_group;
    for (const Coverage& c : known)
      if (c.group == group) of_group.push_back(c);
    return of_group;
  });
  std::vector<TimeRange> asked;
  for (const HistoryWindow& w : plan) asked.push_back(w.range);
  EXPECT_EQ(asked, (std::vector<TimeRange>{{3 * day_ms, 10 * day_ms}, {0, 2 * day_ms}}));
}

TEST(PlanHistory, OneCallThatReachesToThePresentBringsAll) {
  HistoryOffer place{.dataset = Dataset::climate,
                     .entity = "attic",
                     .reach = {now - 366 * day_ms, now},
                     .largest_window = 366 * day_ms,
                     .until_now = true};
  const GroupKey attic{Dataset::climate, "attic"};
  const std::vector<Coverage> known{
      {attic, Provenance::api_history, {now - 5 * day_ms, now - day_ms}, 0, true}};
  const HistoryWant want{.ranges = {{Dataset::climate, {now - 7 * day_ms, now + day_ms}}}, .now = now};
  const auto plan = plan_history(std::vector{place}, want, [&](const GroupKey&) { return known; });
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].range, (TimeRange{now - 7 * day_ms, now}));
}

TEST(PlanDetail, AsksForWholeDaysOfTheCoarsestThatWillDo) {
  const TimeRange all{day_ms + hour_ms, 100 * day_ms};
  const std::vector offers{table(0, all), table(minute_ms, all), table(quarter_ms, all)};
  const std::vector<TimeRange> days{{0, 2 * day_ms}, {50 * day_ms, 60 * day_ms}};
  struct Row {
    DurationMs wanted;
    DurationMs given;
  };
  for (const Row& row :
       {Row{0, 0}, Row{second_ms, 0}, Row{minute_ms, minute_ms}, Row{5 * minute_ms, minute_ms}}) {
    const auto plan = plan_detail(offers, meter, days, row.wanted);
    ASSERT_EQ(plan.size(), 3U) << row.wanted;
    EXPECT_EQ(plan[0].range, (TimeRange{53 * day_ms, 60 * day_ms}));
    EXPECT_EQ(plan[1].range, (TimeRange{50 * day_ms, 53 * day_ms}));
    // The day in which the table begins, as a whole.
    EXPECT_EQ(plan[2].range, (TimeRange{day_ms, 2 * day_ms}));
    for (const HistoryWindow& w : plan) EXPECT_EQ(w.offer.resolution, row.given) << row.wanted;
  }
  EXPECT_TRUE(plan_detail(offers, {Dataset::climate, "attic"}, days, 0).empty());
}

TEST(ExplainAbsence, TellsFetchingGapUnreachableAndNobodyApart) {
  const std::vector offers{table(0, {100, 900})};
  const std::vector<Coverage> coverage{{meter, Provenance::live, {700, 800}, 0, true},
                                       {meter, Provenance::replica, {300, 400}, 0, false}};
  const std::vector<HistoryWindow> fetching{{offers[0], {350, 500}}};
  const std::vector<AbsentRange> told = explain_absence(meter, {0, 1000}, coverage, fetching, offers);
  EXPECT_EQ(told, (std::vector<AbsentRange>{{{0, 100}, Absence::no_source},
                                            {{100, 300}, Absence::unreachable},
                                            {{300, 350}, Absence::gap},
                                            {{350, 500}, Absence::fetching},
                                            {{500, 700}, Absence::unreachable},
                                            {{700, 800}, Absence::gap},
                                            {{800, 900}, Absence::unreachable},
                                            {{900, 1000}, Absence::no_source}}));
  EXPECT_EQ(explain_absence({Dataset::climate, "attic"}, {0, 10}, {}, fetching, offers),
            (std::vector<AbsentRange>{{{0, 10}, Absence::no_source}}));
}

}  // namespace
}  // namespace hearth
