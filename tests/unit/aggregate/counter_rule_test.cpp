#include "core/aggregate/counter_rule.h"

#include "tests/unit/aggregate/aggregate_fixture.h"

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
using Meter = std::vector<CounterReading>;

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

// The rule once more, from its text and without regard to time: every question is answered by looking at all
// that was accepted, and an odd run by looking ahead.
namespace model {

struct Accepted {
  std::size_t index = 0;
  TimeMs time = 0;
  double value = 0;
  double rise = 0;    ///< by rule 1
  bool base = false;  ///< a count begins here
};
struct Past {
  std::vector<Accepted> all;
  TimeMs since = 0;
};

double smallest_step(const std::vector<Accepted>& past, TimeMs now) {
  double least = 0;
  for (const Accepted& a : past)
    if (a.rise > 0 && a.time >= now - 24 * hour_ms && (least == 0 || a.rise < least)) least = a.rise;
  return least == 0 ? 1 : least;
}

double most(const std::vector<Accepted>& past, TimeMs now, double rate) {
  TimeMs risen = 0;
  for (const Accepted& a : past)
    if (a.base || a.rise > 0) risen = a.time;
  const TimeMs credit = std::min<TimeMs>(15 * minute_ms, now - risen);
  const TimeMs time = std::max(now - past.back().time, credit);
  return rate * (static_cast<double>(time) / 3'600'000.0) + smallest_step(past, now);
}

double highest(const std::vector<Accepted>& past) {
  double value = 0;
  for (const Accepted& a : past) value = a.base ? a.value : std::max(value, a.value);
  return value;
}

class Model {
 public:
  Model(const Meter& readings, double rate, double least_noise)
      : readings_(readings), rate_(rate), noise_(least_noise), made_(readings.size()) {
    std::uint32_t epoch = 0;
    for (const CounterReading& r : readings) {
      const bool real = std::isfinite(r.value) && r.value >= 0;
      const std::uint32_t now = real && r.epoch != 0 ? r.epoch : epoch;
      swapped_.push_back(epoch != 0 && now != epoch);
      epoch = now;
    }
  }

  std::vector<Judgement> judge() {
    std::size_t i = 0;
    while (i < readings_.size()) i = judge_from(i);
    return made_;
  }

 private:
  bool real(std::size_t i) const { return std::isfinite(readings_[i].value) && readings_[i].value >= 0; }
  bool fits(const std::vector<Accepted>& past, std::size_t i) const {
    const double value = readings_[i].value;
    const double high = highest(past);
    if (value >= high) return value - high <= most(past, readings_[i].time, rate_);
    return high - value <= std::max(noise_, 2 * smallest_step(past, readings_[i].time));
  }
  /// Where in `remembered_` there is what would accept the reading, the newest first.
  std::optional<std::size_t> fits_memory(std::size_t i) const {
    for (std::size_t k = remembered_.size(); k-- > 0;)
      if (readings_[i].time - remembered_[k].since <= 24 * hour_ms && fits(remembered_[k].all, i)) return k;
    return std::nullopt;
  }
  void glitches(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if (real(i)) made_[i] = {glitch, 0, 0, no_value};
  }
  void accept(std::size_t i) {
    const double high = highest(past_);
    const double rise = readings_[i].value > high ? readings_[i].value - high : 0;
    made_[i] = {readings_[i].value < high ? noise : accepted, rise, past_.back().time, high + rise};
    past_.push_back({i, readings_[i].time, readings_[i].value, rise, false});
  }
  std::size_t judge_from(std::size_t i) {
    if (!real(i)) {
      made_[i] = {refused, 0, 0, no_value};
    } else if (past_.empty() || swapped_[i]) {
      made_[i] = {past_.empty() ? accepted : swap, 0, past_.empty() ? readings_[i].time : past_.back().time,
                  readings_[i].value};
      past_ = {{i, readings_[i].time, readings_[i].value, 0, true}};
      remembered_.clear();
    } else if (fits(past_, i)) {
      accept(i);
    } else {
      return judge_run(i);
    }
    return i + 1;
  }
  std::size_t judge_run(std::size_t first) {
    int count = 0;
    for (std::size_t j = first; j < readings_.size(); ++j) {
      if (!real(j)) {
        made_[j] = {refused, 0, 0, no_value};
        continue;
      }
      if (j > first && (swapped_[j] || fits(past_, j))) {
        glitches(first, j);
        return j;
      }
      if (const auto k = fits_memory(j)) {
        past_ = remembered_[*k].all;
        remembered_.resize(*k);
        glitches(past_.back().index + 1, j);
        accept(j);
        return j + 1;
      }
      ++count;
      if (count >= 3 && readings_[j].time - readings_[first].time >= 2 * minute_ms) {
        believe(first);
        return first + 1;
      }
      made_[j] = {settling, 0, 0, no_value};
    }
    return readings_.size();
  }
  void believe(std::size_t i) {
    const TimeMs time = readings_[i].time;
    const double value = readings_[i].value;
    const double high = highest(past_);
    const double limit = most(past_, time, rate_);
    Judgement made{value > high ? jump : reset, 0, past_.back().time, value};
    if (made.verdict == reset && value <= limit) made.counted = value;
    for (const int bits : {32, 31})
      if (const double wrapped = std::ldexp(1.0, bits) - high + value;
          value < high && wrapped >= 0 && wrapped <= limit)
        made = {wrap, wrapped, past_.back().time, value};
    if (made.verdict != wrap) remembered_.push_back({past_, time});
    made_[i] = made;
    past_.push_back({i, time, value, 0, true});
  }

  const Meter& readings_;
  double rate_;
  double noise_;
  std::vector<Judgement> made_;
  std::vector<bool> swapped_;
  std::vector<Accepted> past_;
  std::vector<Past> remembered_;
};

/// What stays of readings in any order.
Meter in_order(const Meter& readings) {
  Meter sorted;
  for (const CounterReading& r : readings) {
    const bool beaten = std::ranges::any_of(readings, [&](const CounterReading& other) {
      return other.time == r.time &&
             (other.provenance > r.provenance || (other.provenance == r.provenance && other.value > r.value));
    });
    const bool there =
        std::ranges::any_of(sorted, [&](const CounterReading& other) { return other.time == r.time; });
    if (beaten || there) continue;
    sorted.push_back(r);
  }
  std::ranges::sort(sorted, {}, &CounterReading::time);
  return sorted;
}

}  // namespace model

/// A meter's bad year in a hundred readings.
class BadMeter {
 public:
  explicit BadMeter(unsigned seed) : random_(seed) {
    step_ = std::array{1.0, 1.0, 10.0, 1000.0}[below(4)];
    every_ = static_cast<DurationMs>(std::array{1, 10, 30, 300, 3600}[below(5)]) * second_ms;
    true_ = static_cast<double>(below(3) == 0 ? below(50'000) : 13'000'000 + below(1'000'000));
    if (below(6) == 0)
      true_ = std::ldexp(1.0, 31 + static_cast<int>(below(2))) - static_cast<double>(below(2000));
  }
  Meter readings(std::size_t n) {
    while (made_.size() < n) event();
    disturb();
    return std::move(made_);
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  void pass(DurationMs time) {
    now_ += time;
    watts_ = below(10) == 0 ? static_cast<double>(below(40'000)) : watts_;
    true_ += watts_ * static_cast<double>(time) / 3'600'000.0;
    for (const double place : {2'147'483'648.0, 4'294'967'296.0})
      if (true_ >= place && true_ < place + 1e6) true_ -= place;
  }
  DurationMs tick() {
    return every_ * 9 / 10 + 1 + static_cast<DurationMs>(below(static_cast<std::size_t>(every_ / 5) + 1));
  }
  void say(double value) {
    made_.push_back(
        {now_, value, below(5) == 0 ? 0 : epoch_, below(9) == 0 ? Provenance::polled : Provenance::live});
  }
  double shown() const { return std::floor(true_ / step_) * step_; }
  void usual(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      pass(tick());
      say(shown());
    }
  }
  void wrong(std::size_t n, double value, double grows) {
    for (std::size_t i = 0; i < n; ++i, value += grows) {
      pass(tick());
      say(value);
    }
  }
  std::size_t length() { return 1 + below(below(3) == 0 ? 25 : 3); }
  void event() {
    usual(1 + below(6));
    switch (below(12)) {
      case 0:
        return wrong(length(), 0, 0);
      case 1:
        return wrong(length(), shown() + 1e6 * static_cast<double>(1 + below(50)), 1);
      case 2:
        return wrong(length(), shown() - static_cast<double>(below(250)), 0);
      case 3:
        return wrong(length(), static_cast<double>(below(20'000'000)), static_cast<double>(below(40)));
      case 4:
        true_ = static_cast<double>(below(3) == 0 ? below(500'000) : below(20));
        return;
      case 5:
        ++epoch_;
        true_ = static_cast<double>(below(30'000'000));
        return;
      case 6:
        return pass(static_cast<DurationMs>(below(static_cast<std::size_t>(30 * hour_ms))));
      case 7:
        return wrong(below(40), shown(), 0);
      case 8:
        return stall();
      case 9:
        return wrong(1, -static_cast<double>(below(50)), 0);
      case 10:
        true_ += static_cast<double>(below(2'000'000));
        return;
      default:
        return usual(below(20));
    }
  }
  void stall() {
    pass(static_cast<DurationMs>(below(static_cast<std::size_t>(20 * minute_ms))));
    const double whole = true_;
    for (std::size_t n = 1 + below(6), i = 1; i <= n; ++i) {
      now_ += 1 + static_cast<DurationMs>(below(50));
      say(std::floor(whole) - static_cast<double>(n - i));
    }
  }
  void disturb() {
    for (std::size_t i = below(20); i > 0; --i) {
      CounterReading again = made_[below(made_.size())];
      if (below(2) == 0) again.value += static_cast<double>(below(5000));
      if (below(2) == 0) again.provenance = Provenance::replica;
      made_.push_back(again);
    }
    std::ranges::shuffle(made_, random_);
  }

  std::mt19937 random_;
  Meter made_;
  TimeMs now_ = 1'768'435'200'000;
  double true_ = 0;
  double watts_ = 800;
  double step_ = 1;
  DurationMs every_ = second_ms;
  std::uint32_t epoch_ = 7;
};

unsigned random_meters() {
  const char* asked = std::getenv("HEARTHBOARD_COUNTER_READINGS");
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr unsigned usual = 500;
#else
  constexpr unsigned usual = 2500;
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
    const auto truth = model::Model(readings, hours ? 1 : 45'000, hours ? 0 : 100).judge();
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
