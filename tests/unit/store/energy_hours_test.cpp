#include "tests/unit/store/store_fixture.h"

namespace hearth::test {
namespace {

class EnergyHoursTest : public StoreTest {
 protected:
  static EnergyHour hour(int n, double wh) {
    return {base_time + n * hour_ms, wh, wh, wh / 3, wh / 3, wh / 3};
  }
  Buckets hours_of(const HistoryStore& store, ChannelIndex c, int from, int to, DurationMs width = hour_ms) {
    return good(
        store.buckets({c, ""}, {base_time + from * hour_ms, base_time + to * hour_ms}, FixedBuckets{width}));
  }
};

TEST_F(EnergyHoursTest, SpeakForHoursThatNoReadingCovers) {
  clock_.set(base_time + day_ms);
  auto store = open();
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(0, 500), hour(1, 700), hour(3, 900)}));
  const Buckets energy = hours_of(*store, import, 0, 4);
  EXPECT_EQ(energy.rows[0].sum, 500);
  EXPECT_EQ(energy.rows[1].sum, 700);
  EXPECT_FALSE(has_value(energy.rows[2].sum));
  EXPECT_EQ(energy.rows[3].sum, 900);
  EXPECT_EQ(energy.rows[0].count, 0U);
  EXPECT_FALSE(energy.rows[0].estimated);
  const Buckets watts = hours_of(*store, power, 0, 4);
  EXPECT_EQ(watts.rows[1].mean, 700);
  EXPECT_EQ(watts.rows[1].known, hour_ms);
  EXPECT_EQ(watts.rows[1].averaged, hour_ms) << "a mean, and no peak";
  EXPECT_FALSE(has_value(watts.rows[2].mean));
  EXPECT_TRUE(good(store->raw({import, ""}, {0, base_time + day_ms})).empty());
  // Finer than the service said is a guess.
  const Buckets fine = hours_of(*store, import, 0, 1, 15 * minute_ms);
  EXPECT_DOUBLE_EQ(fine.rows[2].sum, 125);
  EXPECT_TRUE(fine.rows[2].estimated);
  EXPECT_EQ(hours_of(*store, import, 0, 4, 2 * hour_ms).rows[0].sum, 1200);
}

TEST_F(EnergyHoursTest, TheSameHourAgainReplacesIt) {
  clock_.set(base_time + day_ms);
  auto store = open();
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(0, 500), hour(1, 300)}));
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(1, 700)}));
  EXPECT_EQ(hours_of(*store, import, 0, 2).rows[1].sum, 700);
  EXPECT_EQ(hours_of(*store, import, 0, 2).rows[0].sum, 500);
  EXPECT_EQ(store->stats().blocks, 1U);
  store.reset();
  EXPECT_EQ(hours_of(*open(), import, 0, 2).rows[1].sum, 700);
}

TEST_F(EnergyHoursTest, TheMeterSpeaksWhereItWasRead) {
  clock_.set(base_time + day_ms);
  auto store = open();
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(0, 500), hour(1, 700), hour(2, 100)}));
  std::vector<Reading> readings;
  for (int i = 0; i <= 3600; ++i)
    readings.push_back(energy_at(base_time + hour_ms + i * second_ms, 720, 10'000 + i / 5));
  store->append(readings, Provenance::live);
  for (int flushed = 0; flushed < 2; ++flushed) {
    const Buckets energy = hours_of(*store, import, 0, 4);
    EXPECT_EQ(energy.rows[0].sum, 500);
    EXPECT_EQ(energy.rows[1].sum, 720);
    EXPECT_EQ(hours_of(*store, power, 0, 3).rows[0].mean, 500);
    EXPECT_EQ(hours_of(*store, power, 0, 3).rows[1].mean, 720);
    EXPECT_EQ(hours_of(*store, power, 0, 3).rows[1].averaged, 0);
    ASSERT_TRUE(store->flush());
  }
}

TEST_F(EnergyHoursTest, ShapeAGapAndNeverChangeWhatTheMeterCounted) {
  clock_.set(base_time + day_ms);
  auto store = open();
  // Read until 00:30 and again from 05:15; the service knows 01:00 to 05:00.
  const std::vector<Reading> readings = {energy_at(base_time + 30 * minute_ms, 1, 10'000, "S"),
                                         energy_at(base_time + 5 * hour_ms + 15 * minute_ms, 1, 13'450, "S")};
  store->append(readings, Provenance::live);
  ASSERT_TRUE(
      store->put_energy_hours("", std::array{hour(1, 400), hour(2, 2000), hour(3, 300), hour(4, 300)}));
  const Buckets energy = hours_of(*store, import, 0, 6);
  EXPECT_DOUBLE_EQ(energy.rows[0].sum, 300);  // 450 over three quarters of an hour
  EXPECT_DOUBLE_EQ(energy.rows[1].sum, 400);
  EXPECT_DOUBLE_EQ(energy.rows[2].sum, 2000);
  EXPECT_DOUBLE_EQ(energy.rows[4].sum, 300);
  EXPECT_DOUBLE_EQ(energy.rows[5].sum, 150);
  double sum = 0;
  for (const Bucket& b : energy.rows) sum += b.sum;
  EXPECT_DOUBLE_EQ(sum, 3450);
  // Also where only a part of the gap is asked for, and where the service says more than the meter counted.
  EXPECT_DOUBLE_EQ(hours_of(*store, import, 2, 3).rows[0].sum, 2000);
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(2, 5900)}));
  EXPECT_NEAR(hours_of(*store, import, 2, 3).rows[0].sum, 5900 * 0.5, 1e-6);
  EXPECT_NEAR(hours_of(*store, import, 0, 6, 6 * hour_ms).rows[0].sum, 3450, 1e-6);
}

TEST_F(EnergyHoursTest, AnHourThatAGapCutsHasWhatTheServiceSays) {
  clock_.set(base_time + day_ms);
  auto store = open();
  // 100 Wh were read of 10 o'clock; then 40 minutes are missing, in which most was used before eleven.
  const auto at = [](int minutes) { return base_time + 10 * hour_ms + minutes * minute_ms; };
  store->append(
      std::array{energy_at(at(0), 1, 10'000), energy_at(at(20), 1, 10'060), energy_at(at(40), 1, 10'100),
                 energy_at(at(80), 1, 12'100), energy_at(at(100), 1, 12'150), energy_at(at(120), 1, 12'200)},
      Provenance::live);
  EXPECT_NEAR(hours_of(*store, import, 10, 12).rows[0].sum, 1100, 1e-9);
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(10, 2000), hour(11, 200)}));
  const Buckets both = hours_of(*store, import, 10, 12);
  EXPECT_NEAR(both.rows[0].sum, 2000, 1e-9);
  EXPECT_NEAR(both.rows[1].sum, 200, 1e-9);
  EXPECT_NEAR(hours_of(*store, import, 0, 24, day_ms).rows[0].sum, 2200, 1e-9);
  // The meter's count stays whole, whatever the service says.
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(10, 4000), hour(11, 200)}));
  const Buckets more = hours_of(*store, import, 10, 12);
  EXPECT_NEAR(more.rows[0].sum + more.rows[1].sum, 2200, 1e-9);
}

/// A meter that counts 0.2 Wh a second, read every ten seconds.
std::vector<Reading> readings_of(TimeRange range) {
  std::vector<Reading> readings;
  for (TimeMs at = range.from; at < range.to; at += 10 * second_ms)
    readings.push_back(
        energy_at(at, 720, 10'000.0 + static_cast<double>((at - range.from) / (5 * second_ms))));
  return readings;
}

TEST_F(EnergyHoursTest, FillWhatReadingsMissedOfAnHour) {
  clock_.set(base_time + day_ms);
  auto store = open();
  // Read from 01:20 to 03:30; the service has all of the hours.
  store->append(readings_of({base_time + 80 * minute_ms, base_time + 210 * minute_ms + 1}), Provenance::live);
  const double before = hours_of(*store, import, 0, 5).rows[1].sum;
  EXPECT_DOUBLE_EQ(before, 480);
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(0, 500), hour(1, 2563), hour(2, 9), hour(3, 500)}));
  for (int flushed = 0; flushed < 2; ++flushed) {
    const Buckets energy = hours_of(*store, import, 0, 5);
    EXPECT_DOUBLE_EQ(energy.rows[0].sum, 500);
    EXPECT_DOUBLE_EQ(energy.rows[1].sum, 2563);
    EXPECT_EQ(energy.rows[1].known, hour_ms);
    EXPECT_FALSE(energy.rows[1].estimated);
    EXPECT_DOUBLE_EQ(energy.rows[2].sum, 720) << "the meter speaks where it was read";
    EXPECT_DOUBLE_EQ(energy.rows[3].sum, 500);
    EXPECT_FALSE(has_value(energy.rows[4].sum));
    // Part of it is what all of it is, whichever part is asked for.
    const Buckets fine = hours_of(*store, import, 1, 2, 15 * minute_ms);
    EXPECT_NEAR(fine.rows[0].sum, (2563 - 480) * 0.75, 1e-9);
    EXPECT_NEAR(fine.rows[3].sum, 180, 1e-9);
    const auto first = good(store->buckets({import, ""}, {base_time + hour_ms, base_time + 75 * minute_ms},
                                           FixedBuckets{15 * minute_ms}));
    EXPECT_NEAR(first.rows[0].sum, (2563 - 480) * 0.75, 1e-9);
    ASSERT_TRUE(store->flush());
  }
}

TEST_F(EnergyHoursTest, FillBothEndsOfAnHourThatReadingsLieWithin) {
  clock_.set(base_time + day_ms);
  auto store = open();
  store->append(readings_of({base_time + 20 * minute_ms, base_time + 30 * minute_ms + 1}), Provenance::live);
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(0, 620)}));
  EXPECT_DOUBLE_EQ(hours_of(*store, import, 0, 1).rows[0].sum, 620);
  // 500 Wh over 20 minutes before and 30 after.
  const Buckets fine = hours_of(*store, import, 0, 1, 10 * minute_ms);
  for (const int i : {0, 1, 3, 4, 5}) EXPECT_NEAR(fine.rows[static_cast<std::size_t>(i)].sum, 100, 1e-9) << i;
  EXPECT_NEAR(fine.rows[2].sum, 120, 1e-9);
  // A service that knows less than the meter counted takes nothing away.
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(0, 50)}));
  EXPECT_DOUBLE_EQ(hours_of(*store, import, 0, 1).rows[0].sum, 120);
}

TEST_F(EnergyHoursTest, AnHourSoFarIsForgottenWhenTheServiceHasAllOfIt) {
  clock_.set(base_time + 40 * minute_ms);
  auto store = open();
  store->append(readings_of({base_time + 20 * minute_ms, base_time + 30 * minute_ms + 1}), Provenance::live);
  store->set_hour_so_far("", {base_time, base_time + 20 * minute_ms}, 300);
  EXPECT_DOUBLE_EQ(hours_of(*store, import, 0, 1).rows[0].sum, 420);
  // Older readings come in, and count for themselves.
  store->append(std::array{energy_at(base_time + 10 * minute_ms, 720, 9900)}, Provenance::replica);
  EXPECT_DOUBLE_EQ(hours_of(*store, import, 0, 1).rows[0].sum, 420);
  ASSERT_TRUE(store->put_energy_hours("", std::array{hour(0, 620)}));
  EXPECT_DOUBLE_EQ(hours_of(*store, import, 0, 1).rows[0].sum, 620);
  store.reset();
  store = open();
  EXPECT_DOUBLE_EQ(hours_of(*store, import, 0, 1).rows[0].sum, 620);
}

TEST_F(EnergyHoursTest, RefuseWhatIsNoHour) {
  clock_.set(base_time + day_ms);
  auto store = open();
  EnergyHour odd = hour(0, 1);
  odd.start += 1;
  EnergyHour far = hour(0, 1);
  far.start = 4'102'444'800'000;
  ASSERT_TRUE(store->put_energy_hours("", std::array{odd, far}));
  EXPECT_EQ(store->stats().blocks, 0U);
}

}  // namespace
}  // namespace hearth::test
