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
