#include "core/aggregate/counter_rule.h"

#include "tests/unit/aggregate/aggregate_fixture.h"
#include "tests/unit/aggregate/counter_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ostream>
#include <random>

namespace hearth {

void PrintTo(const Judgement& j, std::ostream* out) {
  *out << "{verdict " << static_cast<int>(j.verdict) << ", counted " << j.counted << ", since " << j.since
       << ", stands " << j.stands << '}';
}

namespace {

using enum CounterVerdict;

/// Readings `step` ms apart, from `from` on.
Meter meter_of(std::initializer_list<double> values, DurationMs step = 30 * second_ms, TimeMs from = 0,
               std::uint32_t epoch = 0) {
  Meter readings;
  for (const double value : values) {
    readings.push_back({from, value, epoch});
    from += step;
  }
  return readings;
}

std::vector<Judgement> judged(const Meter& readings, const CounterLimits& limits = {}) {
  CounterState state;
  return judge_counter(readings, limits, state).readings;
}

double total(std::span<const Judgement> all) {
  double sum = 0;
  for (const Judgement& j : all) sum += j.counted;
  return sum;
}

std::vector<CounterVerdict> verdicts(std::span<const Judgement> all) {
  std::vector<CounterVerdict> found;
  for (const Judgement& j : all) found.push_back(j.verdict);
  return found;
}

using Verdicts = std::vector<CounterVerdict>;

TEST(CounterRule, OneReadingOfZeroIsAGlitch) {
  const auto all = judged(meter_of({1'000'000, 1'000'010, 0, 1'000'030}));
  EXPECT_EQ(verdicts(all), (Verdicts{accepted, accepted, glitch, accepted}));
  EXPECT_EQ(total(all), 30);
  EXPECT_EQ(all[3].counted, 20);
  EXPECT_EQ(all[3].since, 30'000);
}

TEST(CounterRule, OneWattHourBackIsTheSame) {
  const auto all = judged(meter_of({1'000'000, 1'000'010, 1'000'009, 1'000'030}));
  EXPECT_EQ(verdicts(all), (Verdicts{accepted, accepted, noise, accepted}));
  EXPECT_EQ(all[2].stands, 1'000'010);
  EXPECT_EQ(total(all), 30);
  EXPECT_EQ(all[3].since, 60'000);
}

TEST(CounterRule, SmallStepsBackOverAYearDoNotAddUp) {
  Meter readings;
  double value = 5'000'000;
  for (int day = 0; day < 365; ++day) {
    value += 10'000;
    readings.push_back({day * day_ms, value});
    if (day % 91 == 40)
      for (int back = 1; back <= 3; ++back)
        readings.push_back({day * day_ms + back * hour_ms, value - 25.0 * back});
  }
  EXPECT_EQ(total(judged(readings)), 364 * 10'000);
  // Down by little each time, and more than noise in all: no lower than the highest allows.
  const auto sinking = judged(meter_of({1000, 960, 920, 880, 1000}));
  EXPECT_EQ(verdicts(sinking), (Verdicts{accepted, noise, noise, glitch, accepted}));
}

TEST(CounterRule, RefusesWhatIsNoReading) {
  const auto all = judged(meter_of({10, -5, 12, no_value, std::numeric_limits<double>::infinity(), 15}));
  EXPECT_EQ(verdicts(all), (Verdicts{accepted, refused, accepted, refused, refused, accepted}));
  EXPECT_EQ(total(all), 5);
}

TEST(CounterRule, ASpikeCountsNothing) {
  const auto all = judged(meter_of({1000, 1010, 9'000'000, 9'000'001, 1040, 1050}));
  EXPECT_EQ(verdicts(all), (Verdicts{accepted, accepted, glitch, glitch, accepted, accepted}));
  EXPECT_EQ(total(all), 50);
}

TEST(CounterRule, ALongDipIsAReset) {
  const auto all = judged(meter_of({5'000'000, 5'000'010, 4, 10, 20, 30, 40}));
  EXPECT_EQ(verdicts(all), (Verdicts{accepted, accepted, reset, accepted, accepted, accepted, accepted}));
  EXPECT_EQ(all[2].counted, 4);
  EXPECT_EQ(total(all), 50);
  // More than can have been counted since is no energy.
  EXPECT_EQ(
      total(judged(meter_of({5'000'000, 5'000'010, 4'000'000, 4'000'010, 4'000'020, 4'000'030, 4'000'040}))),
      10 + 40);
}

TEST(CounterRule, BelievesAfterThreeReadingsAndTwoMinutes) {
  EXPECT_EQ(judged(meter_of({5000, 4, 5, 6}, 40 * second_ms)).back().verdict, settling);
  EXPECT_EQ(judged(meter_of({5000, 4, 5, 6}, minute_ms)).back().verdict, accepted);
  EXPECT_EQ(judged(meter_of({5000, 4, 5}, hour_ms)).back().verdict, settling);
  EXPECT_EQ(judged(meter_of({5000, 4, 5, 6}, hour_ms))[1].verdict, reset);
}

TEST(CounterRule, AResetIsTakenBackWithinADay) {
  Meter readings = meter_of({5'000'000, 5'000'010, 4, 10, 20, 30, 40});
  readings.push_back({20 * hour_ms, 5'020'000});
  const auto all = judged(readings);
  EXPECT_EQ(verdicts(all), (Verdicts{accepted, accepted, glitch, glitch, glitch, glitch, glitch, accepted}));
  EXPECT_EQ(total(all), 20'000);
  EXPECT_EQ(all.back().since, 30'000);
  // Later it is a jump of the new meter.
  readings.back().time = minute_ms + day_ms + 1;
  for (int i = 1; i < 5; ++i) readings.push_back({readings[7].time + i * minute_ms, 5'020'000});
  EXPECT_EQ(judged(readings)[7].verdict, jump);
  EXPECT_EQ(total(judged(readings)), 50);
}

TEST(CounterRule, ASwapCountsNothingAcrossIt) {
  Meter readings = meter_of({100, 110}, 1000, 0, 1);
  for (const CounterReading& r : meter_of({5000, 5001}, 1000, 2000, 2)) readings.push_back(r);
  const auto up = judged(readings);
  EXPECT_EQ(verdicts(up), (Verdicts{accepted, accepted, swap, accepted}));
  EXPECT_EQ(total(up), 11);
  // A reading without its serial continues the meter before it.
  EXPECT_EQ(total(judged({{0, 100, 1}, {1000, 110, 0}, {2000, 115, 1}})), 15);
  EXPECT_EQ(total(judged({{0, 100, 1}, {1000, 110, 0}, {2000, 120, 2}})), 10);
}

TEST(CounterRule, WrapsAtTwoPlaces) {
  for (const double place : {2'147'483'648.0, 4'294'967'296.0}) {
    const auto all = judged(meter_of({place - 40, place - 10, 5, 15, 25, 35, 45}));
    EXPECT_EQ(all[2].verdict, wrap);
    EXPECT_EQ(all[2].counted, 15);
    EXPECT_EQ(total(all), 30 + 15 + 40);
  }
  // From where so much cannot have been counted it is a reset.
  EXPECT_EQ(judged(meter_of({2e9, 2e9 + 10, 5, 15, 25, 35, 45}))[2].verdict, reset);
}

TEST(CounterRule, AfterAStallABurstIsNoJump) {
  Meter readings = meter_of({1000, 1010});
  for (int i = 1; i <= 20; ++i) readings.push_back({30'000 + i * 30'000, 1010});
  readings.push_back({631'000, 3000});
  readings.push_back({632'000, 3012});
  const auto all = judged(readings);
  EXPECT_EQ(all[22].verdict, accepted);
  EXPECT_EQ(all[22].counted, 1990);
  EXPECT_EQ(total(all), 2012);
  // Without a stall so much in a second is none.
  EXPECT_EQ(judged({{0, 1000}, {1000, 1010}, {2000, 3000}}).back().verdict, settling);
  // What accrues ends with a quarter of an hour.
  Meter longer = {{0, 1000}, {1000, 1010}};
  for (int i = 1; i <= 200; ++i) longer.push_back({1000 + i * 30'000, 1010});
  longer.push_back({6'002'000, 1010 + 11'261});
  EXPECT_EQ(judged(longer).back().verdict, settling);
  longer.back().value = 1010 + 11'260;  // 45 kW for 15 minutes, and the meter's step of 10
  EXPECT_EQ(judged(longer).back().verdict, accepted);
}

TEST(CounterRule, TheSecondLargeRiseOfABurstIsNoJumpEither) {
  Meter readings = meter_of({1000, 1010});
  for (int i = 1; i <= 20; ++i) readings.push_back({30'000 + i * 30'000, 1010});
  for (int i = 1; i <= 5; ++i) readings.push_back({630'000 + i * 1000, 1010.0 + 1400 * i});
  EXPECT_EQ(total(judged(readings)), 10 + 5 * 1400);
  // All of a quarter of an hour's worth, and no more.
  for (int i = 6; i <= 9; ++i) readings.push_back({630'000 + i * 1000, 1010.0 + 1400 * i});
  EXPECT_EQ(judged(readings).back().verdict, settling);
}

TEST(CounterRule, OneBigRiseAfterAGapIsNoStep) {
  Meter readings = {{0, 100'000}, {2 * day_ms, 140'000}};
  // 3 kWh lower is no noise, 13 kWh more in a second no step.
  readings.push_back({2 * day_ms + 1000, 137'000});
  readings.push_back({2 * day_ms + 2000, 140'003});
  readings.push_back({2 * day_ms + 3000, 153'003});
  EXPECT_EQ(verdicts(judged(readings)), (Verdicts{accepted, accepted, glitch, accepted, settling}));
}

TEST(CounterRule, AGapAllowsWhatCanBeUsedInIt) {
  const auto all = judged({{0, 1000}, {10 * hour_ms, 451'001}, {10 * hour_ms + 1000, 451'002}});
  EXPECT_EQ(total(all), 450'002);
  EXPECT_EQ(judged({{0, 1000}, {10 * hour_ms, 451'002}}).back().verdict, settling);
}

TEST(CounterRule, AJumpThatStaysCountsNothing) {
  const auto all = judged(meter_of({1000, 1010, 900'000, 900'010, 900'020, 900'030, 900'040}));
  EXPECT_EQ(all[2].verdict, jump);
  EXPECT_EQ(total(all), 50);
}

TEST(CounterRule, OfEqualTimesTheBetterProvenanceThenTheLargerValue) {
  Meter readings = {{1000, 7, 0, Provenance::live},
                    {0, 5, 0, Provenance::live},
                    {1000, 9, 0, Provenance::polled},
                    {1000, 8, 0, Provenance::live},
                    {1000, no_value, 0, Provenance::imported}};
  put_in_order(readings);
  EXPECT_EQ(readings, (Meter{{0, 5, 0, Provenance::live}, {1000, 8, 0, Provenance::live}}));
}

TEST(CounterRule, ARunThatIsOpenAtTheEndCountsNothingAndGoesOn) {
  const Meter readings = meter_of({5'000'000, 5'000'010, 4, 10, 20, 30, 40});
  CounterState state;
  const auto first = judge_counter(std::span(readings).first(4), {}, state);
  EXPECT_EQ(verdicts(first.readings), (Verdicts{accepted, accepted, settling, settling}));
  EXPECT_EQ(first.settled, 2U);
  EXPECT_EQ(state.base->value, 5'000'010);
  const auto rest = judge_counter(std::span(readings).subspan(first.settled), {}, state);
  EXPECT_EQ(rest.readings[0].verdict, reset);
  EXPECT_EQ(total(rest.readings), 40);
  EXPECT_EQ(rest.settled, 5U);
  // What an earlier call believed is taken back by a later one.
  const Meter back = {{hour_ms, 5'000'100}};
  const auto last = judge_counter(back, {}, state);
  EXPECT_EQ(last.readings[0].counted, 90);
  EXPECT_EQ(last.taken_back_to, 30'000);
}

TEST(CounterRule, RunningHoursRiseAnHourAnHour) {
  const CounterLimits limits = counter_limits(channel("heatpump.runtime_compressor"));
  EXPECT_EQ(total(judged(meter_of({1000, 1000, 1001, 1001}), limits)), 1);
  EXPECT_EQ(verdicts(judged(meter_of({1000, 0, 1000, 1005, 1001}), limits)),
            (Verdicts{accepted, glitch, accepted, glitch, accepted}));
  EXPECT_EQ(judged(meter_of({1000, 998, 997}), limits)[1].verdict, noise);
  EXPECT_EQ(judged(meter_of({1000, 998, 997}), limits)[2].verdict, settling);
}

// Twenty readings a second of meters that never count as they can: each belief is remembered for a day, and
// to look at all of them for each reading would take hours.
TEST(CounterRule, AMeterThatIsNeverPlainTakesNoLonger) {
  struct Case {
    const char* name;
    double from;
    double rise;     ///< each 50 ms
    double counted;  ///< at most, in Wh
  };
  constexpr std::array cases = {Case{"72 kW", 13'423'700, 1, 3000}, Case{"720 kW", 13'423'700, 10, 0},
                                Case{"a thousandfold", 13'423'700, 20'000, 0},
                                Case{"falling", 5'000'000, -150, 0}};
  constexpr int readings = 3600;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Meter meter;
    for (int i = 0; i < readings; ++i) meter.push_back({i * 50, c.from + c.rise * i});
    CounterState state;
    const auto all = judge_counter(meter, {}, state);
    EXPECT_LE(total(all.readings), c.counted);
    EXPECT_GE(all.settled, static_cast<std::size_t>(readings - 2 * minute_ms / 50 - 1));
    EXPECT_GT(state.remembered.size(), 300U);
  }
}

unsigned random_meters() {
  const char* asked = std::getenv("HEARTHBOARD_COUNTER_READINGS");
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr unsigned usual = 500;
#else
  constexpr unsigned usual = 700;
#endif
  return asked != nullptr ? static_cast<unsigned>(std::atoi(asked)) : usual;
}

/// As a caller does it that gets readings piece by piece.
std::vector<Judgement> judged_in_pieces(const Meter& readings, const CounterLimits& limits,
                                        std::mt19937& random) {
  std::vector<Judgement> all(readings.size());
  CounterState state;
  std::size_t settled = 0;
  for (std::size_t to = 0; to < readings.size();) {
    to = std::min(readings.size(), to + 1 + random() % 40);
    const auto made = judge_counter(std::span(readings).subspan(settled, to - settled), limits, state);
    if (made.taken_back_to)
      for (std::size_t i = 0; i < settled; ++i)
        if (readings[i].time > *made.taken_back_to && all[i].verdict != refused) all[i] = {.verdict = glitch};
    std::ranges::copy(made.readings, all.begin() + static_cast<std::ptrdiff_t>(settled));
    settled += made.settled;
  }
  return all;
}

bool same(const Judgement& a, const Judgement& b) {
  return a.verdict == b.verdict && a.counted == b.counted && a.since == b.since &&
         (a.stands == b.stands || (!has_value(a.stands) && !has_value(b.stands)));
}

void expect_same(const Meter& readings, const std::vector<Judgement>& made,
                 const std::vector<Judgement>& truth) {
  ASSERT_EQ(made.size(), truth.size());
  for (std::size_t i = 0; i < made.size(); ++i)
    ASSERT_TRUE(same(made[i], truth[i]))
        << "reading " << i << " of " << readings.size() << ": " << readings[i].value << " at "
        << readings[i].time << " is " << testing::PrintToString(made[i]) << ", not "
        << testing::PrintToString(truth[i]);
}

TEST(CounterRule, IsWhatItsTextSaysForAnyMeter) {
  std::array<std::size_t, 9> seen{};
  const unsigned n = random_meters();
  for (unsigned seed = 1; seed <= n; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << " of HEARTHBOARD_COUNTER_READINGS=" << n);
    std::mt19937 random(seed);
    const Meter disturbed = BadMeter(seed).readings(20 + random() % 120);
    Meter readings = disturbed;
    put_in_order(readings);
    ASSERT_EQ(readings, model::in_order(disturbed));
    const bool hours = seed % 8 == 0;
    const CounterLimits limits =
        hours ? counter_limits(channel("heatpump.runtime_compressor")) : counter_limits(test::import);
    const auto truth = model::Model(readings, hours ? 1 : 45'000, hours ? 0 : 100, hours ? 1 : 1000).judge();
    expect_same(readings, judged(readings, limits), truth);
    expect_same(readings, judged_in_pieces(readings, limits, random), truth);
    for (const Judgement& j : truth) ++seen[static_cast<std::size_t>(j.verdict)];
    if (HasFatalFailure()) return;
  }
  // None of the judgements goes untested.
  for (std::size_t verdict = 0; n >= 500 && verdict < seen.size(); ++verdict)
    EXPECT_GT(seen[verdict], 20U) << verdict;
}

}  // namespace
}  // namespace hearth
