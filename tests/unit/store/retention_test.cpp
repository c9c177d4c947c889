#include "core/store/database.h"
#include "tests/unit/store/store_fixture.h"

#include <array>

namespace hearth::test {
namespace {

/// A store with 30 hours of readings up to now, and with `days` of one reading a minute before them.
class RetentionTest : public StoreTest {
 protected:
  static constexpr TimeMs now = base_time + 100 * day_ms + 7 * hour_ms;
  static double meter_at(TimeMs t) { return static_cast<double>((t - base_time) / second_ms); }
  static Reading reading_at(TimeMs t) { return energy_at(t, 1000, meter_at(t)); }

  void fill(TimeMs from, TimeMs to, DurationMs step) {
    auto store = open(options_);
    std::vector<Reading> readings;
    for (TimeMs t = from; t < to; t += step) readings.push_back(reading_at(t));
    ASSERT_EQ(store->append(readings, Provenance::live).refused, 0U);
    ASSERT_TRUE(store->flush());
  }
  void fill_recent() {
    clock_.set(now);
    fill(now - 30 * hour_ms, now, 30 * second_ms);
  }
  std::int64_t blocks(int tier) {
    Database db(path_, Database::Mode::read_write);
    return db.number(("SELECT count(*) FROM block WHERE (id >> 40 & 7) = " + std::to_string(tier)).c_str());
  }
  std::int64_t dropped(int tier) {
    Database db(path_, Database::Mode::read_write);
    return db.number(("SELECT value FROM meta WHERE key = 'dropped." + std::to_string(tier) + "'").c_str());
  }
  std::size_t readings(HistoryStore& store) {
    return good(store.raw({import, ""}, {0, now + 5000 * day_ms})).size();
  }
  static bool said(const std::vector<Error>& problems) {
    for (const Error& e : problems)
      if (e.message.find("nothing is deleted") != std::string::npos) return true;
    return false;
  }

  HistoryStore::Options options_;
};

constexpr std::size_t recent_readings = 30 * 120;

TEST_F(RetentionTest, AClockThatIsWrongForAMomentDeletesNothing) {
  for (const DurationMs off : {16 * day_ms, 1100 * day_ms, 4000 * day_ms, -16 * day_ms, -20'000 * day_ms}) {
    SCOPED_TRACE(off / day_ms);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    fill_recent();
    clock_.set(now + off);
    for (int round = 0; round < 2; ++round) {
      auto store = open(options_);
      ASSERT_TRUE(store->flush());
      clock_.advance(2 * hour_ms);
      ASSERT_TRUE(round == 0 ? store->flush() : store->compact());
      EXPECT_EQ(readings(*store), recent_readings);
      if (off > 0 || off < -10'000 * day_ms) {
        EXPECT_TRUE(said(store->problems()));
        EXPECT_TRUE(store->deletion_paused());
      }
    }
    clock_.set(now);
    auto store = open(options_);
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(readings(*store), recent_readings);
    EXPECT_FALSE(said(store->problems()));
    EXPECT_FALSE(store->deletion_paused());
  }
}

TEST_F(RetentionTest, WhatIsPastItsTimeGoesOnceTheClockIsRight) {
  clock_.set(now);
  fill(now - 20 * day_ms, now, 10 * minute_ms);
  auto store = open(options_);
  clock_.set(now + 300 * day_ms);
  ASSERT_TRUE(store->flush());
  EXPECT_TRUE(said(store->problems()));
  clock_.set(now + hour_ms);
  const Reading r = reading_at(clock_.now());
  store->append({&r, 1}, Provenance::live);
  ASSERT_TRUE(store->flush());
  EXPECT_FALSE(said(store->problems()));
  const Series left = good(store->raw({import, ""}, {0, clock_.now() + 1}));
  EXPECT_GE(left.times.front(), now - 14 * day_ms - hour_ms);
  EXPECT_LE(left.times.front(), now - 14 * day_ms + hour_ms);
}

TEST_F(RetentionTest, TheClockAheadByHoursCountsFromTheNewestReading) {
  options_.raw_retention = day_ms;
  fill_recent();
  clock_.set(now + 40 * hour_ms);
  auto store = open(options_);
  ASSERT_TRUE(store->flush());
  const Series left = good(store->raw({import, ""}, {0, now}));
  ASSERT_FALSE(left.empty());
  EXPECT_LE(left.times.front(), now - day_ms);
  EXPECT_FALSE(said(store->problems()));
}

TEST_F(RetentionTest, AStrayReadingFromAWrongClockIsNoNewest) {
  fill_recent();
  for (const DurationMs off : {16 * day_ms, 1100 * day_ms}) {
    clock_.set(now + off);
    auto store = open(options_);
    for (int i = 0; i < 90; ++i) {
      clock_.advance(minute_ms);
      const Reading r = reading_at(clock_.now());
      store->append({&r, 1}, Provenance::live);
    }
    ASSERT_TRUE(store->compact());
    EXPECT_EQ(good(store->raw({import, ""}, {0, now})).size(), recent_readings);
  }
  // Once the clock is right again they are in nobody's way.
  clock_.set(now + hour_ms);
  const Reading r = reading_at(clock_.now());
  auto store = open(options_);
  store->append({&r, 1}, Provenance::live);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(good(store->raw({import, ""}, {0, now})).size(), recent_readings);
  EXPECT_FALSE(said(store->problems()));
}

TEST_F(RetentionTest, YearsInAMinuteDeleteNothing) {
  fill_recent();
  const auto racing = make_scaled_clock(now, 10.0 * 365 * 1440);
  options_.path = path_;
  {
    auto store = std::move(HistoryStore::open(options_, *racing).value());
    for (int i = 0; i < 50; ++i) {
      const Reading r = reading_at(racing->now());
      store->append({&r, 1}, Provenance::live);
      ASSERT_TRUE(store->flush());
    }
  }
  clock_.set(now);
  auto store = open(options_);
  EXPECT_EQ(good(store->raw({import, ""}, {0, now})).size(), recent_readings);
}

TEST_F(RetentionTest, NothingLeavesATierBeforeTheNextHoldsIt) {
  options_.raw_retention = 2 * day_ms;
  options_.minute_retention = 3 * day_ms;
  clock_.set(now);
  fill(now - 10 * day_ms, now, minute_ms);
  const TimeRange range{floor_to(now - 10 * day_ms, day_ms), floor_to(now, day_ms) + day_ms};
  {
    auto store = open(options_);
    ASSERT_TRUE(store->flush());
    EXPECT_GT(blocks(3), 0);
    Database db(path_, Database::Mode::read_write);
    Statement old(db, "SELECT 1 FROM block WHERE (id >> 40 & 7) IN (0, 1) AND start < ?");
    EXPECT_FALSE(old.bind(now - 4 * day_ms).step());
    const auto days = good(store->buckets({import, ""}, range, FixedBuckets{day_ms}));
    for (std::size_t i = 1; i + 1 < days.rows.size(); ++i) EXPECT_EQ(days.rows[i].sum, 86'400) << i;
  }
  // A limit to its size takes the details of all days, and leaves all quarters.
  options_.most_bytes = 1;
  auto store = open(options_);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(blocks(0), 0);
  EXPECT_EQ(blocks(1), 0);
  double sum = 0;
  for (const Bucket& b : good(store->buckets({import, ""}, range, FixedBuckets{day_ms})).rows)
    sum += has_value(b.sum) ? b.sum : 0;
  EXPECT_NEAR(sum, 10 * 86'400 - 60, 1);
}

TEST_F(RetentionTest, ALimitToItsSizeDeletesNothingByAWrongClock) {
  fill_recent();
  options_.most_bytes = 1;
  clock_.set(now + 1100 * day_ms);
  auto store = open(options_);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(readings(*store), recent_readings);
}

TEST_F(RetentionTest, ADamagedMinuteIsMadeAnewBeforeItsReadingsGo) {
  options_.raw_retention = day_ms;
  clock_.set(now);
  fill(now - 5 * day_ms, now, minute_ms);
  options_.raw_retention = 14 * day_ms;
  clock_.set(now);
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directory(folder_);
  fill(now - 5 * day_ms, now, minute_ms);
  {
    Database db(path_, Database::Mode::read_write);
    db.exec("UPDATE block SET crc = crc + 1 WHERE (id >> 40 & 7) = 1");
  }
  options_.raw_retention = day_ms;
  auto store = open(options_);
  ASSERT_TRUE(store->flush());
  const TimeMs day = floor_to(now, day_ms);
  const auto minutes =
      good(store->buckets({import, ""}, {day - 3 * day_ms, day - 2 * day_ms}, FixedBuckets{minute_ms}));
  for (const Bucket& b : minutes.rows) ASSERT_EQ(b.count, 1U) << format_rfc3339(b.start);
}

TEST_F(RetentionTest, PricesDoNotTellTheTime) {
  const GroupKey area{Dataset::price, "SE3"};
  clock_.set(now);
  {
    auto store = open(options_);
    for (TimeMs t = floor_to(now, hour_ms) - day_ms; t < now + day_ms; t += hour_ms) {
      const Reading r{area, t, {}, {{channel("price.spot"), 1}}};
      store->append({&r, 1}, Provenance::polled);
    }
  }
  clock_.set(now + 1100 * day_ms);
  const SeriesKey price{channel("price.spot"), "SE3"};
  auto store = open(options_);
  // Also where the newest price is of the wrong present.
  const Reading r{area, clock_.now(), {}, {{channel("price.spot"), 1}}};
  store->append({&r, 1}, Provenance::polled);
  ASSERT_TRUE(store->compact());
  EXPECT_EQ(good(store->raw(price, {0, now + 2 * day_ms})).size(), 48U);
}

TEST_F(RetentionTest, OldReadingsInAFreshStoreStay) {
  clock_.set(now);
  const TimeMs old = now - 1500 * day_ms;
  fill(old - 10 * day_ms, old, 15 * minute_ms);
  auto store = open(options_);
  ASSERT_TRUE(store->compact());
  EXPECT_EQ(readings(*store), 960U);
  for (const DurationMs width : {minute_ms, 5 * minute_ms, 15 * minute_ms, hour_ms, day_ms}) {
    const auto b = good(store->buckets(
        {import, ""}, {floor_to(old, day_ms) - 5 * day_ms, floor_to(old, day_ms)}, FixedBuckets{width}));
    std::uint64_t count = 0;
    for (const Bucket& row : b.rows) count += row.count;
    EXPECT_EQ(count, 480U) << width;
  }
}

TEST_F(RetentionTest, WhatAWrongClockNotedIsForgotten) {
  fill_recent();
  {
    Database db(path_, Database::Mode::read_write);
    for (const int tier : {0, 1})
      Statement(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('dropped.' || ?, ?)")
          .bind(std::int64_t{tier}, now + 1086 * day_ms)
          .run();
    db.exec("UPDATE coverage SET asked_at = asked_at + 95040000000");
  }
  auto store = open(options_);
  EXPECT_LT(dropped(0), now);
  EXPECT_LT(dropped(1), now);
  const auto seconds =
      good(store->buckets({power, ""}, {now - minute_ms, now}, FixedBuckets{30 * second_ms}));
  EXPECT_EQ(seconds.rows[1].count, 1U);
  for (const Coverage& c : store->coverage(meter)) EXPECT_LE(c.asked_at, now);
}

/// What a program set to keep readings longer than minutes answers.
TEST_F(RetentionTest, ACoarserTierIsKeptAsLongAsAFinerOne) {
  options_.raw_retention = 3650 * day_ms;
  options_.minute_retention = 10 * day_ms;
  options_.quarter_retention = 5 * day_ms;
  clock_.set(now);
  fill(now - 40 * day_ms, now, 15 * minute_ms);
  auto store = open(options_);
  ASSERT_TRUE(store->flush());
  const TimeMs day = floor_to(now, day_ms) - 30 * day_ms;
  for (const DurationMs width : {minute_ms, 5 * minute_ms, 15 * minute_ms, hour_ms, day_ms}) {
    std::uint64_t count = 0;
    for (const Bucket& row :
         good(store->buckets({import, ""}, {day, day + day_ms}, FixedBuckets{width})).rows)
      count += row.count;
    EXPECT_EQ(count, 96U) << width;
  }
}

}  // namespace
}  // namespace hearth::test
