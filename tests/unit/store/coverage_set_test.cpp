#include "core/store/coverage_set.h"

#include "tests/unit/store/store_fixture.h"

#include <random>

namespace hearth::test {
namespace {

Coverage live(TimeMs from, TimeMs to, TimeMs asked = 0, bool settled = true) {
  return {meter, Provenance::live, {from, to}, asked, settled};
}

std::vector<TimeRange> ranges(const CoverageSet& set, bool settled = true) {
  std::vector<TimeRange> found;
  for (const Coverage& c : set.of(meter))
    if (c.settled == settled) found.push_back(c.range);
  return found;
}

TEST(CoverageSet, JoinsWhatTouches) {
  CoverageSet set;
  set.add(live(0, 10));
  set.add(live(20, 30));
  EXPECT_EQ(ranges(set), (std::vector<TimeRange>{{0, 10}, {20, 30}}));
  set.add(live(10, 20));
  EXPECT_EQ(ranges(set), (std::vector<TimeRange>{{0, 30}}));
  set.add(live(50, 50));
  EXPECT_EQ(ranges(set).size(), 1U);
}

TEST(CoverageSet, KeepsSourcesAndGroupsApart) {
  CoverageSet set;
  set.add(live(0, 10));
  set.add({meter, Provenance::replica, {10, 20}, 0, true});
  set.add({{Dataset::climate, "attic"}, Provenance::live, {10, 20}, 0, true});
  EXPECT_EQ(set.of(meter).size(), 2U);
  EXPECT_EQ(set.of({Dataset::climate, "attic"}).size(), 1U);
}

TEST(CoverageSet, WhatIsSettledIsNoLongerOpen) {
  CoverageSet set;
  set.add(live(0, 100, 5, false));
  set.add(live(20, 30, 9, true));
  EXPECT_EQ(ranges(set, false), (std::vector<TimeRange>{{0, 20}, {30, 100}}));
  EXPECT_EQ(ranges(set, true), (std::vector<TimeRange>{{20, 30}}));
}

TEST(CoverageSet, AJoinedRangeCountsAsAskedWhenItsOldestPartWas) {
  CoverageSet set;
  set.add(live(0, 100, 5, false));
  set.add(live(50, 150, 9, false));
  EXPECT_EQ(set.of(meter).front().asked_at, 5);
  set.add(live(0, 150, 12, false));
  ASSERT_EQ(set.of(meter).size(), 1U);
  EXPECT_EQ(set.of(meter).front().asked_at, 12);
}

TEST(CoverageSet, WhatWasAskedAtAnotherTimeStaysApart) {
  CoverageSet set;
  set.add(live(0, 100, 5, false));
  // As a range that moves on with the hours does: the part that is asked anew is known anew.
  set.add(live(50, 150, 5 + 15 * minute_ms, false));
  EXPECT_EQ(set.of(meter),
            (std::vector<Coverage>{live(0, 50, 5, false), live(50, 150, 5 + 15 * minute_ms, false)}));
  set.add(live(100, 200, 5 + 30 * minute_ms, false));
  EXPECT_EQ(set.of(meter).size(), 3U);
  set.add(live(0, 200, 5 + 45 * minute_ms, false));
  EXPECT_EQ(set.of(meter), std::vector<Coverage>{live(0, 200, 5 + 45 * minute_ms, false)});
}

TEST(CoverageSet, IsTheUnionOfWhatWasAdded) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    CoverageSet set;
    std::vector<bool> known(200, false);
    for (int i = 0; i < 25; ++i) {
      const TimeMs from = static_cast<TimeMs>(random() % 190);
      const TimeMs to = from + static_cast<TimeMs>(random() % 10);
      set.add(live(from, to));
      for (TimeMs t = from; t < to; ++t) known[static_cast<std::size_t>(t)] = true;
    }
    const auto found = ranges(set);
    std::vector<bool> said(200, false);
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_LT(i > 0 ? found[i - 1].to : -1, found[i].from);
      for (TimeMs t = found[i].from; t < found[i].to; ++t) said[static_cast<std::size_t>(t)] = true;
    }
    EXPECT_EQ(said, known);
  }
}

TEST(CoverageFollower, KnowsTheTimeBetweenReadingsThatAreNear) {
  CoverageSet set;
  CoverageFollower follower;
  const auto follow = [&](std::vector<TimeMs> seconds) {
    for (TimeMs& t : seconds) t *= second_ms;
    follower.follow(meter, Provenance::live, seconds, 0, set);
  };
  follow({100});
  EXPECT_TRUE(ranges(set).empty());
  follow({101, 102, 117});
  EXPECT_EQ(ranges(set), (std::vector<TimeRange>{{100'000, 117'000}}));
  follow({133, 134});  // 16 s: a gap
  EXPECT_EQ(ranges(set), (std::vector<TimeRange>{{100'000, 117'000}, {133'000, 134'000}}));
  follow({120});  // late: says nothing of what comes after
  follow({135});
  EXPECT_EQ(ranges(set), (std::vector<TimeRange>{{100'000, 117'000}, {133'000, 135'000}}));
}

}  // namespace
}  // namespace hearth::test
