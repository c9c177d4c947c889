#include "core/store/database.h"
#include "tests/unit/store/store_fixture.h"

namespace hearth::test {
namespace {

/// Rows that come from elsewhere, of any age.
class ImportTiersTest : public StoreTest {
 protected:
  static constexpr TimeMs now = base_time + 2000 * day_ms + 7 * hour_ms;
  static constexpr ChannelIndex supply = channel("heatpump.supply_temp");
  static constexpr ChannelIndex compressor = channel("heatpump.compressor");

  void SetUp() override {
    StoreTest::SetUp();
    clock_.set(now);
  }
  static Rows meter_rows(TimeMs from, TimeMs to, DurationMs step) {
    Rows rows({import});
    for (TimeMs t = from; t < to; t += step) {
      rows.times.push_back(t);
      rows.epochs.push_back(0);
      rows.provenances.push_back(Provenance::imported);
      rows.values[0].push_back(static_cast<double>((t - base_time) / second_ms));
    }
    return rows;
  }
  /// That the home records: the clock and the readings agree.
  void record(HistoryStore& store) {
    std::vector<Reading> readings;
    for (TimeMs t = now - 5 * day_ms; t <= now; t += hour_ms)
      readings.push_back(energy_at(t, 100, static_cast<double>((t - base_time) / second_ms)));
    store.append(readings, Provenance::live);
    ASSERT_TRUE(store.flush());
  }
  static void expect_energy(HistoryStore& store, TimeRange range, TimeMs covered) {
    for (const DurationMs width : {5 * minute_ms, 15 * minute_ms, hour_ms, day_ms}) {
      double sum = 0;
      for (const Bucket& b : good(store.buckets({import, ""}, range, FixedBuckets{width})).rows)
        sum += has_value(b.sum) ? b.sum : 0;
      EXPECT_NEAR(sum, static_cast<double>(covered) / second_ms, 1e-6) << width;
    }
  }
};

TEST_F(ImportTiersTest, EachAgeKeepsItsEnergyThroughDropsAndRestarts) {
  const std::pair<int, int> ages[] = {{1, 2}, {13, 16}, {20, 30}, {725, 735}, {731, 741}, {1500, 1510}};
  for (const auto& [to_age, from_age] : ages) {
    for (const bool alone : {true, false}) {
      SCOPED_TRACE(testing::Message() << from_age << " days" << (alone ? ", alone" : ""));
      std::filesystem::remove_all(folder_);
      std::filesystem::create_directory(folder_);
      const TimeRange range{floor_to(now - from_age * day_ms, day_ms),
                            floor_to(now - to_age * day_ms, day_ms)};
      {
        auto store = open();
        ASSERT_EQ(good(store->put_rows(meter, meter_rows(range.from, range.to + 1, 15 * minute_ms))).refused,
                  0U);
        if (alone) {
          ASSERT_TRUE(store->flush());
        } else {
          record(*store);
        }
        if (alone) expect_energy(*store, range, range.length());
        ASSERT_TRUE(store->compact());
      }
      auto store = open();
      ASSERT_TRUE(store->flush());
      expect_energy(*store, range, range.length());
    }
  }
}

TEST_F(ImportTiersTest, WhatIsOlderLeavesTheFinerTiersOnceTheHomeRecords) {
  auto store = open();
  const TimeMs old = floor_to(now - 800 * day_ms, day_ms);
  ASSERT_TRUE(store->put_rows(meter, meter_rows(old, old + 3 * day_ms, minute_ms)));
  record(*store);
  EXPECT_TRUE(good(store->raw({import, ""}, {0, old + 10 * day_ms})).empty());
  Database db(path_, Database::Mode::read_write);
  EXPECT_EQ(db.number("SELECT count(*) FROM block WHERE (id >> 40 & 7) = 1 AND start < 1860000000000"), 0);
  expect_energy(*store, {old, old + 3 * day_ms}, 3 * day_ms);
}

TEST_F(ImportTiersTest, GaugesAndStatesKeepTheirSumsToo) {
  const GroupKey pump{Dataset::heatpump, "hp"};
  const TimeMs old = floor_to(now - 800 * day_ms, day_ms);
  Rows rows({supply, compressor});
  for (int i = 0; i < 2 * 24 * 60; ++i) {
    rows.times.push_back(old + i * minute_ms);
    rows.epochs.push_back(0);
    rows.provenances.push_back(Provenance::imported);
    rows.values[0].push_back(30 + i % 10);
    rows.values[1].push_back(i / 30 % 2);
  }
  auto store = open();
  const SeriesKey state{compressor, "hp"};
  const SeriesKey gauge{supply, "hp"};
  const TimeRange range{old, old + 2 * day_ms};
  ASSERT_TRUE(store->put_rows(pump, rows));
  const Buckets on = good(store->buckets(state, range, FixedBuckets{hour_ms}));
  const Buckets warm = good(store->buckets(gauge, range, FixedBuckets{hour_ms}));
  EXPECT_EQ(on.rows[5].on, 30 * minute_ms);
  record(*store);
  EXPECT_TRUE(good(store->raw(gauge, range)).empty());
  expect_same(good(store->buckets(state, range, FixedBuckets{hour_ms})), on);
  expect_same(good(store->buckets(gauge, range, FixedBuckets{hour_ms})), warm);
}

/// What comes first is minutes without quarters; quarters that come later must not hide them.
TEST_F(ImportTiersTest, QuartersFromElsewhereHideNoMinutes) {
  auto store = open();
  const TimeMs day = floor_to(now - 20 * day_ms, day_ms);
  ASSERT_TRUE(store->put_rows(meter, meter_rows(day, day + 2 * day_ms, minute_ms)));
  Rollup quarter;
  quarter.start = day + 10 * day_ms;
  quarter.count = 1;
  quarter.first = quarter.last = quarter.min = quarter.max = 5;
  quarter.first_time = quarter.last_time = quarter.start;
  ASSERT_TRUE(store->put_quarters(meter, {{import, {quarter}}}));
  expect_energy(*store, {day, day + 2 * day_ms}, 2 * day_ms - minute_ms);
}

TEST_F(ImportTiersTest, AnImportMergesWithWhatIsThere) {
  auto store = open();
  const TimeMs old = floor_to(now - 900 * day_ms, day_ms);
  ASSERT_TRUE(store->put_rows(meter, meter_rows(old, old + 2 * day_ms, 15 * minute_ms)));
  record(*store);
  store.reset();
  store = open();
  ASSERT_TRUE(store->put_rows(meter, meter_rows(old + day_ms, old + 4 * day_ms + 1, 5 * minute_ms)));
  ASSERT_TRUE(store->flush());
  expect_energy(*store, {old, old + 4 * day_ms}, 4 * day_ms);
  ASSERT_TRUE(store->compact());
  expect_energy(*store, {old, old + 4 * day_ms}, 4 * day_ms);
}

}  // namespace
}  // namespace hearth::test
