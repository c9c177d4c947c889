#include "core/store/tail.h"

#include "tests/unit/store/store_fixture.h"

#include <random>

namespace hearth::test {
namespace {

constexpr TimeRange always{0, base_time + 100 * day_ms};

Tail::Taken give(Tail& tail, std::vector<Reading> readings, Provenance provenance = Provenance::live) {
  return tail.append(readings, provenance, base_time + day_ms);
}

TEST(Tail, CountsDuplicatesAndMergesChannels) {
  Tail tail(1000);
  EXPECT_EQ(give(tail, {energy_at(base_time, 100, 5)}).result.taken, 1U);
  EXPECT_EQ(give(tail, {energy_at(base_time, 100, 5)}).result.duplicates, 1U);
  const ChannelIndex voltage = channel("energy.voltage_l1");
  EXPECT_EQ(give(tail, {{meter, base_time, "", {{voltage, 230.04}}}}).result.taken, 1U);
  const Rows rows = tail.rows(meter, always);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.points(power)[0].value, 100);
  EXPECT_EQ(rows.points(voltage)[0].value, 230.0);  // rounded to what the catalogue keeps
}

TEST(Tail, ABetterSourceReplacesAWorseOneOnly) {
  Tail tail(1000);
  give(tail, {energy_at(base_time, 100, 5)}, Provenance::live);
  give(tail, {energy_at(base_time, 90, 4)}, Provenance::polled);
  EXPECT_EQ(tail.rows(meter, always).points(power)[0].value, 100);
  give(tail, {energy_at(base_time, 80, 3)}, Provenance::replica);
  EXPECT_EQ(tail.rows(meter, always).points(power)[0].value, 80);
}

TEST(Tail, RefusesWhatCannotBe) {
  Tail tail(1000);
  const double inf = std::numeric_limits<double>::infinity();
  const TimeMs now = base_time + day_ms;
  for (const Reading& bad : {
           energy_at(now + 11 * minute_ms, 1, 1),
           energy_at(900'000'000'000, 1, 1),
           energy_at(std::numeric_limits<TimeMs>::max(), 1, 1),
           energy_at(std::numeric_limits<TimeMs>::min(), 1, 1),
           energy_at(base_time, inf, 1),
           energy_at(base_time, no_value, no_value),
           Reading{meter, base_time, "", {}},
           Reading{meter, base_time, "", {{channel("price.spot"), 1}}},
           Reading{meter, base_time, "", {{200, 1}}},
       })
    EXPECT_EQ(give(tail, {bad}).result.refused, 1U);
  EXPECT_EQ(tail.size(), 0U);
  // Tomorrow's prices are no mistake.
  EXPECT_EQ(give(tail, {{{Dataset::price, "SE3"}, now + 35 * hour_ms, "", {{channel("price.spot"), 1}}}})
                .result.taken,
            1U);
}

TEST(Tail, IsBounded) {
  Tail tail(10);
  std::vector<Reading> readings;
  for (int i = 0; i < 12; ++i) readings.push_back(energy_at(base_time + i, i, i));
  const Tail::Taken taken = give(tail, readings);
  EXPECT_TRUE(taken.full);
  EXPECT_EQ(taken.result.taken, 10U);
  EXPECT_EQ(taken.result.refused, 2U);
  // What is being written still counts.
  tail.begin_writing();
  EXPECT_TRUE(give(tail, readings).full);
  tail.written();
  EXPECT_FALSE(give(tail, {readings[0]}).full);
}

TEST(Tail, ShowsWhatIsBeingWrittenAndTakesItBack) {
  Tail tail(1000);
  give(tail, {energy_at(base_time, 1, 1), energy_at(base_time + 2, 3, 3)});
  tail.begin_writing();
  give(tail, {energy_at(base_time + 1, 2, 2)});
  EXPECT_EQ(tail.rows(meter, always).times, (std::vector<TimeMs>{base_time, base_time + 1, base_time + 2}));
  tail.not_written();
  EXPECT_EQ(tail.rows(meter, always).times, (std::vector<TimeMs>{base_time, base_time + 1, base_time + 2}));
  tail.begin_writing();
  tail.written();
  EXPECT_EQ(tail.size(), 0U);
}

TEST(Tail, AnyOrderGivesTheSameRows) {
  std::vector<Reading> readings;
  for (int i = 0; i < 500; ++i) readings.push_back(energy_at(base_time + i * 700, i % 37, i));
  Tail straight(10'000);
  give(straight, readings);
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 random(seed);
    std::shuffle(readings.begin(), readings.end(), random);
    Tail tail(10'000);
    std::size_t i = 0;
    while (i < readings.size()) {
      const std::size_t n = std::min<std::size_t>(1 + random() % 40, readings.size() - i);
      give(tail, {readings.begin() + static_cast<std::ptrdiff_t>(i),
                  readings.begin() + static_cast<std::ptrdiff_t>(i + n)});
      i += n;
    }
    EXPECT_EQ(tail.rows(meter, always).times, straight.rows(meter, always).times) << "seed " << seed;
    EXPECT_EQ(tail.rows(meter, always).points(power), straight.rows(meter, always).points(power))
        << "seed " << seed;
  }
}

TEST(EpochNumber, IsTheSameEverywhereAndNeverUnknown) {
  EXPECT_EQ(epoch_number(""), 0U);
  EXPECT_NE(epoch_number("7359992890"), 0U);
  EXPECT_NE(epoch_number("7359992890"), epoch_number("7359992891"));
}

}  // namespace
}  // namespace hearth::test
