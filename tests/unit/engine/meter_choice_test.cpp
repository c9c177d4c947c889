#include "core/engine/meter_choice.h"

#include "core/store/tail.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using Fate = MeterChoice::Fate;

constexpr TimeMs start = 1768498800000;
constexpr ChannelIndex import = channel("energy.import");

Reading reading(TimeMs time, const std::string& serial, double wh = 1000) {
  return {{Dataset::energy, {}}, time, serial, {{import, wh}}};
}
std::string said(const MeterChoice& meters) {
  std::string all;
  for (const auto& [key, error] : meters.problems()) all += error.message + '\n';
  return all;
}

TEST(MeterChoice, FollowsTheConfiguredElseTheStoredElseTheFirst) {
  MeterChoice first("", 0);
  EXPECT_EQ(first.hear(reading(start, "A")), Fate::take);
  EXPECT_EQ(first.followed(), "A");
  EXPECT_EQ(first.hear(reading(start + 1, "B")), Fate::wait);
  MeterChoice stored("", epoch_number("B"));
  EXPECT_EQ(stored.hear(reading(start, "A")), Fate::wait);
  EXPECT_EQ(stored.hear(reading(start + 1, "B")), Fate::take);
  MeterChoice configured("C", epoch_number("B"));
  EXPECT_EQ(configured.hear(reading(start, "B")), Fate::refuse);
  EXPECT_EQ(configured.hear(reading(start + 1, "C")), Fate::take);
}

TEST(MeterChoice, TwoThatTakeTurnsAreTwoMetersAndTheOtherIsNamed) {
  MeterChoice meters("", 0);
  for (int i = 0; i < 3600; i += 2) {
    EXPECT_EQ(meters.hear(reading(start + i * second_ms, "A")), Fate::take);
    EXPECT_EQ(meters.hear(reading(start + (i + 1) * second_ms, "B")), Fate::wait);
  }
  EXPECT_EQ(said(meters), "Two meters are heard: \"A\" is followed, \"B\" is not stored.\n");
  EXPECT_TRUE(meters.take_waiting().empty());
  // A reading of nobody knows which is neither's.
  EXPECT_EQ(meters.hear(reading(start + hour_ms, "")), Fate::refuse);
  // The other is gone.
  for (int i = 0; i < 1000; ++i) meters.hear(reading(start + hour_ms + i * second_ms, "A"));
  EXPECT_EQ(said(meters), "");
  EXPECT_EQ(meters.hear(reading(start + 2 * hour_ms, "")), Fate::take);
}

TEST(MeterChoice, ASwapIsBelievedAfterAQuarterOfAnHourAndLosesNothing) {
  MeterChoice meters("", 0);
  meters.hear(reading(start, "A"));
  int waited = 0;
  TimeMs time = start + 20 * second_ms;
  while (meters.hear(reading(time, "B")) == Fate::wait) {
    ++waited;
    time += second_ms;
  }
  EXPECT_NEAR(static_cast<double>(time - start), static_cast<double>(meter_gone_after), 2.0 * second_ms);
  EXPECT_EQ(meters.followed(), "B");
  const std::vector<Reading> all = meters.take_waiting();
  ASSERT_EQ(all.size(), static_cast<std::size_t>(waited));
  EXPECT_EQ(all.front().time, start + 20 * second_ms);
  EXPECT_EQ(said(meters), "");
  EXPECT_EQ(meters.hear(reading(time + second_ms, "B")), Fate::take);
}

TEST(MeterChoice, ASwapIsBelievedAtAnyPaceOfTheNewMeter) {
  for (const DurationMs step :
       {DurationMs{50}, DurationMs{500}, 10 * second_ms, 2 * minute_ms, 5 * minute_ms}) {
    SCOPED_TRACE(step);
    MeterChoice meters("", 0);
    meters.hear(reading(start, "A"));
    std::size_t waited = 0;
    TimeMs time = start + step;
    for (; waited < 20'000 && meters.hear(reading(time, "B")) == Fate::wait; time += step) ++waited;
    EXPECT_EQ(meters.followed(), "B");
    EXPECT_NEAR(static_cast<double>(time - start), static_cast<double>(meter_gone_after),
                1.1 * static_cast<double>(step));
    EXPECT_EQ(meters.take_waiting().size(), waited);
  }
}

/// The stream was not there: that A was not heard says nothing.
TEST(MeterChoice, OnlyTimeInWhichWeListenedCounts) {
  MeterChoice meters("", 0);
  meters.hear(reading(start, "A"));
  EXPECT_EQ(meters.hear(reading(start + 2 * hour_ms, "B")), Fate::wait);
  EXPECT_EQ(meters.hear(reading(start + 2 * hour_ms + second_ms, "A")), Fate::take);
}

TEST(MeterChoice, AConfiguredMeterThatIsSilentIsMissedAndNeverReplaced) {
  MeterChoice meters("A", 0);
  for (int i = 0; i < 3600; ++i) EXPECT_EQ(meters.hear(reading(start + i * second_ms, "B")), Fate::refuse);
  EXPECT_EQ(said(meters), "The meter \"A\" is silent, while \"B\" is heard: nothing is recorded.\n");
  meters.hear(reading(start + hour_ms, "A"));
  EXPECT_EQ(said(meters), "Two meters are heard: \"A\" is followed, \"B\" is not stored.\n");
}

Rows rows_of(const std::string& meters, DurationMs step) {
  Rows rows({import});
  for (std::size_t i = 0; i < meters.size(); ++i) {
    rows.times.push_back(start + static_cast<TimeMs>(i) * step);
    rows.epochs.push_back(meters[i] == '-' ? 0 : epoch_number(std::string(1, meters[i])));
    rows.provenances.push_back(Provenance::replica);
    rows.values[0].push_back(static_cast<double>(meters[i]));
  }
  return rows;
}
std::string kept(const std::string& meters, const std::string& preferred, DurationMs step = 10 * second_ms) {
  Rows rows = rows_of(meters, step);
  const std::size_t before = rows.size();
  const std::size_t went = keep_one_meter(rows, epoch_number(preferred));
  EXPECT_EQ(before - went, rows.size());
  std::string all;
  for (const double value : rows.values[0]) all += static_cast<char>(value);
  return all;
}

TEST(KeepOneMeter, OfTwoThatTakeTurnsOneStaysAndASwapStaysWhole) {
  EXPECT_EQ(kept("AAAA", ""), "AAAA");
  EXPECT_EQ(kept("ABABAB", ""), "AAA");
  EXPECT_EQ(kept("ABABAB", "B"), "BBB");
  EXPECT_EQ(kept("AAAABBBB", ""), "AAAABBBB");
  EXPECT_EQ(kept("AAAABBBB", "B"), "AAAABBBB");
  EXPECT_EQ(kept("A-AB-AB", ""), "A-A-A");
  // Silent for a quarter of an hour and heard again.
  EXPECT_EQ(kept("AABBBBBAA", "", 4 * minute_ms), "AABBBBBAA");
  EXPECT_EQ(kept("ABCABC", ""), "AA");
}

}  // namespace
}  // namespace hearth
