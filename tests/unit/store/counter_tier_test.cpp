// The counter rule over blocks, tiers and the tail: what comes out does not depend on what came when.

#include "core/store/database.h"
#include "tests/unit/store/store_fixture.h"

#include <algorithm>
#include <random>

namespace hearth::test {
namespace {

class CounterTierTest : public StoreTest {
 protected:
  static double sum_of(const HistoryStore& store, TimeRange range, DurationMs width = hour_ms) {
    double sum = 0;
    for (const Bucket& b : good(store.buckets({import, ""}, range, FixedBuckets{width})).rows)
      sum += has_value(b.sum) ? b.sum : 0;
    return sum;
  }
  static void expect_same_as_readings(const HistoryStore& store, TimeRange range, const BucketSpec& spec) {
    const auto raw = good(store.raw({import, ""}, {range.from - 60 * day_ms, range.to + 60 * day_ms}));
    expect_same(good(store.buckets({import, ""}, range, spec)),
                aggregate(raw, good(bucket_edges(range, spec))));
  }
  void forget_readings() {
    Database db(path_, Database::Mode::read_write);
    db.exec("DELETE FROM block WHERE (id >> 40 & 7) = 0");
  }
};

Reading counter_at(TimeMs time, double value, std::string serial = "A") {
  return {meter, time, std::move(serial), {{import, value}}};
}

/// A meter that is read every half a minute and dips, leaps, steps back, begins anew and is swapped.
std::vector<Reading> bad_meter(std::mt19937& random, TimeMs from, int n) {
  const auto below = [&](unsigned limit) { return random() % limit; };
  std::vector<Reading> readings;
  double value = 5'000'000;
  double wrong = 0;
  unsigned odd = 0;
  std::string serial = "A";
  TimeMs t = from;
  for (int i = 0; i < n; ++i) {
    if (odd == 0 && below(25) == 0) {
      odd = 1 + below(below(4) == 0 ? 12 : 2);
      wrong = std::array{0.0, value + 3'000'000, value - 40, value / 2}[below(4)];
    }
    readings.push_back(counter_at(t, odd > 0 ? wrong : value, serial));
    odd -= odd > 0 ? 1 : 0;
    value += static_cast<double>(below(60));
    if (below(150) == 0) value = static_cast<double>(below(5));
    if (below(200) == 0) {
      serial += 'B';
      value = static_cast<double>(below(9'000'000));
    }
    t += below(60) == 0 ? static_cast<TimeMs>(below(4 * 3600 * 1000)) + 1
                        : 20'000 + static_cast<TimeMs>(below(20'000));
  }
  return readings;
}

TEST_F(CounterTierTest, GivesWhatTheReadingsGiveInAnyOrderOfArrivalAndFlushing) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    path_ = folder_ / ("history" + std::to_string(seed) + ".db");
    std::vector<Reading> arriving = bad_meter(random, base_time, 500);
    const TimeRange all{base_time, arriving.back().time + hour_ms};
    clock_.set(base_time + 10 * day_ms);
    auto store = open();
    if (seed % 3 == 1) std::shuffle(arriving.begin(), arriving.end(), random);
    if (seed % 3 == 2) std::rotate(arriving.begin(), arriving.begin() + 250, arriving.end());
    for (std::size_t i = 0; i < arriving.size();) {
      const std::size_t n = std::min<std::size_t>(1 + random() % 60, arriving.size() - i);
      store->append(std::span(arriving).subspan(i, n), Provenance::live);
      i += n;
      if (random() % 3 == 0) {
        ASSERT_TRUE(store->flush());
      }
    }
    expect_same_as_readings(*store, all, FixedBuckets{minute_ms});
    ASSERT_TRUE(store->flush());
    expect_same_as_readings(*store, all, FixedBuckets{minute_ms});
    expect_same_as_readings(*store, all, FixedBuckets{7 * minute_ms});
    expect_same_as_readings(*store, all, FixedBuckets{quarter_ms});
    expect_same_as_readings(*store, all, CalendarBuckets{CalendarUnit::day, "Asia/Kathmandu"});
    expect_same_as_readings(*store, {base_time + hour_ms, base_time + 2 * hour_ms}, FixedBuckets{10'000});
    store.reset();
    store = open();
    expect_same_as_readings(*store, all, FixedBuckets{hour_ms});
    if (HasFailure()) return;
  }
}

TEST_F(CounterTierTest, ADipOverTheTurnOfAnHourIsRolledAgainWhenItHasPassed) {
  auto store = open();
  const TimeMs end = base_time + 2 * hour_ms;
  for (TimeMs t = base_time; t < end; t += 10 * second_ms) {
    const bool dips = t >= base_time + hour_ms - 50 * second_ms && t < base_time + hour_ms + 40 * second_ms;
    const Reading r = counter_at(t, dips ? 0 : 5'000'000 + static_cast<double>((t - base_time) / 1000));
    clock_.set(t);
    store->append({&r, 1}, Provenance::live);
    if (t % minute_ms == 0) {
      ASSERT_TRUE(store->flush());
    }
  }
  clock_.set(end + hour_ms);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(sum_of(*store, {base_time, end}), 7190);
  const Buckets hours = good(store->buckets({import, ""}, {base_time, end}, FixedBuckets{hour_ms}));
  EXPECT_EQ(hours.rows[0].sum, 3600);
  EXPECT_EQ(hours.rows[0].count, 360U);
  EXPECT_EQ(hours.rows[1].first, 5'003'640);
}

TEST_F(CounterTierTest, AResetThatIsTakenBackHoursLaterIsRolledAgainToo) {
  const TimeMs end = base_time + 30 * hour_ms;
  {
    auto store = open();
    for (TimeMs t = base_time; t < end; t += minute_ms) {
      const bool dips = t >= base_time + 20 * hour_ms && t < base_time + 27 * hour_ms;
      const double value = 5'000'000 + static_cast<double>((t - base_time) / minute_ms) * 10;
      const Reading r = counter_at(t, dips ? value - 4'900'000 : value);
      clock_.set(t);
      store->append({&r, 1}, Provenance::live);
      if (t % (10 * minute_ms) == 0) {
        ASSERT_TRUE(store->flush());
      }
      // While the belief lasts, the day that is over says so.
      if (t == base_time + 26 * hour_ms) {
        EXPECT_EQ(sum_of(*store, {base_time, t}), 26 * 600 - 10);
      }
    }
    clock_.set(end + 2 * day_ms);
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(sum_of(*store, {base_time, end}, quarter_ms), 30 * 600 - 10);
    expect_same_as_readings(*store, {base_time, end}, FixedBuckets{minute_ms});
  }
  // The tiers know it without the readings.
  forget_readings();
  auto store = open();
  EXPECT_EQ(sum_of(*store, {base_time, end}, quarter_ms), 30 * 600 - 10);
  EXPECT_EQ(sum_of(*store, {base_time, end}, minute_ms), 30 * 600 - 10);
  EXPECT_NEAR(sum_of(*store, {base_time + 21 * hour_ms, base_time + 22 * hour_ms}, minute_ms), 600, 1e-6);
}

TEST_F(CounterTierTest, ALateReadingSettlesWhatWasOpen) {
  clock_.set(base_time + day_ms);
  auto store = open();
  const std::vector<Reading> first = {counter_at(base_time, 5000), counter_at(base_time + 30'000, 5010),
                                      counter_at(base_time + 60'000, 0)};
  store->append(first, Provenance::live);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(sum_of(*store, {base_time, base_time + hour_ms}, minute_ms), 10);
  const Reading late = counter_at(base_time + 2 * hour_ms, 5100);
  store->append({&late, 1}, Provenance::live);
  for (int flushed = 0; flushed < 2; ++flushed) {
    EXPECT_NEAR(sum_of(*store, {base_time, base_time + 3 * hour_ms}, minute_ms), 100, 1e-9);
    ASSERT_TRUE(store->flush());
  }
}

/// Two units more in just the time that one takes: what was counted is dated back by one, or not, whichever
/// way the readings are looked at.
TEST_F(CounterTierTest, ABurstThatIsJustTooQuickIsTheSameAsItsReadings) {
  for (TimeMs first = 1; first < 80; first += 6) {
    SCOPED_TRACE(first);
    path_ = folder_ / ("history" + std::to_string(first) + ".db");
    clock_.set(base_time + 10 * day_ms);
    auto store = open();
    const TimeMs at = base_time + 61 * minute_ms;
    for (const auto& [time, value] :
         {std::pair(base_time, 1698060.0), {at, 1698109.0}, {at + first, 1698110.0}, {at + 80, 1698111.0}}) {
      const Reading reading = counter_at(time, value);
      store->append({&reading, 1}, Provenance::live);
      if (time == base_time) {
        ASSERT_TRUE(store->flush());
      }
    }
    ASSERT_TRUE(store->flush());
    expect_same_as_readings(*store, {base_time, base_time + 2 * hour_ms}, FixedBuckets{minute_ms});
  }
}

TEST_F(CounterTierTest, RowsFromBeforeTheRuleDoNotCountWhatCannotBe) {
  clock_.set(base_time + day_ms);
  auto store = open();
  Rollup minute;
  minute.count = 3;
  minute.first = 13'000'000;
  minute.last = 13'000'020;
  minute.min = 0;
  minute.max = 13'000'020;
  minute.delta = 13'000'030;  // a dip to 0 that was taken for a reset
  std::vector<Rollup> rows;
  for (int i = 0; i < 30; ++i) {
    minute.start = minute.first_time = base_time + i * minute_ms;
    minute.last_time = minute.start + 40'000;
    rows.push_back(minute);
    minute.delta = 20;
    minute.first = minute.min = minute.last;
    minute.last = minute.max = minute.first + 20;
  }
  ASSERT_TRUE(store->put_minutes(meter, {{import, rows}}));
  EXPECT_EQ(sum_of(*store, {base_time, base_time + hour_ms}), 600);
  EXPECT_EQ(sum_of(*store, {base_time, base_time + hour_ms}, minute_ms), 600);
}

}  // namespace
}  // namespace hearth::test
