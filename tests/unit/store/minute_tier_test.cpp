#include "core/store/database.h"
#include "core/store/journal.h"
#include "tests/unit/store/store_fixture.h"

#include <algorithm>
#include <map>
#include <random>

namespace hearth::test {
namespace {

class MinuteTierTest : public StoreTest {
 protected:
  std::int64_t blocks(int tier) {
    Database db(path_, Database::Mode::read_write);
    return db.number(("SELECT count(*) FROM block WHERE (id >> 40 & 7) = " + std::to_string(tier)).c_str());
  }
};

const GroupKey pump{Dataset::heatpump, "hp"};
constexpr ChannelIndex supply = channel("heatpump.supply_temp");
constexpr ChannelIndex compressor = channel("heatpump.compressor");
constexpr ChannelIndex runtime = channel("heatpump.runtime_compressor");

/// Some hours of a heat pump: gaps, values left out, states that toggle, a counter that is reset and swapped.
/// `named`: every reading tells its serial, else only most.
std::vector<Reading> random_pump(std::mt19937& random, TimeMs from, int n, bool named) {
  const auto below = [&](unsigned limit) { return static_cast<TimeMs>(random() % limit); };
  std::vector<Reading> readings;
  TimeMs t = from + below(30'000);
  double hours = 1000;
  std::string serial = "A";
  for (int i = 0; i < n; ++i) {
    Reading r{pump, t, below(5) == 0 && !named ? std::string() : serial, {}};
    if (below(8) != 0) r.samples.push_back({supply, static_cast<double>(below(4000)) / 100});
    if (below(8) != 0) r.samples.push_back({compressor, static_cast<double>(below(2))});
    r.samples.push_back({runtime, hours});
    hours += static_cast<double>(below(2));
    if (below(80) == 0) hours = static_cast<double>(below(5));
    if (below(120) == 0) {
      serial += 'B';
      hours = static_cast<double>(below(5000));
    }
    readings.push_back(std::move(r));
    t += below(30) == 0 ? below(4 * 3600 * 1000) + 1 : below(40'000) + 1;
  }
  return readings;
}

const std::array channels = {supply, compressor, runtime};

/// What the readings themselves say, without tiers.
std::vector<Buckets> from_raw(const HistoryStore& store, TimeRange range, const BucketSpec& spec) {
  const auto edges = good(bucket_edges(range, spec));
  std::vector<Buckets> all;
  for (const ChannelIndex c : channels)
    all.push_back(
        aggregate(good(store.raw({c, "hp"}, {base_time - day_ms, base_time + 60 * day_ms})), edges));
  return all;
}

void expect_same_as_raw(const HistoryStore& store, TimeRange range, const BucketSpec& spec) {
  const auto raw = from_raw(store, range, spec);
  const auto answer = good(store.buckets(pump, channels, range, spec));
  ASSERT_EQ(answer.size(), channels.size());
  for (std::size_t c = 0; c < channels.size(); ++c) expect_same(answer[c], raw[c]);
}

TEST_F(MinuteTierTest, GivesTheSameBucketsAsRawInAnyOrderOfArrivalAndFlushing) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    path_ = folder_ / ("history" + std::to_string(seed) + ".db");
    const std::vector<Reading> truth = random_pump(random, base_time, 400, seed % 3 != 0);
    const TimeMs end = truth.back().time + hour_ms;
    clock_.set(base_time + 10 * day_ms);
    auto store = open();

    std::vector<Reading> arriving = truth;
    if (seed % 3 == 1) std::shuffle(arriving.begin(), arriving.end(), random);
    if (seed % 3 == 2) std::rotate(arriving.begin(), arriving.begin() + 200, arriving.end());
    for (std::size_t i = 0; i < arriving.size();) {
      const std::size_t n = std::min<std::size_t>(1 + random() % 30, arriving.size() - i);
      store->append(std::span(arriving).subspan(i, n), Provenance::live);
      // Some come twice, also over a flush.
      if (i > 10) store->append(std::span(arriving).subspan(i - random() % 10, 1), Provenance::live);
      if (random() % 3 == 0) {
        ASSERT_TRUE(store->flush());
      }
      i += n;
    }
    const auto series = good(store->raw({runtime, "hp"}, {0, end}));
    ASSERT_EQ(series.size(), truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) ASSERT_EQ(series.times[i], truth[i].time);

    expect_same_as_raw(*store, {base_time, end}, FixedBuckets{minute_ms});
    expect_same_as_raw(*store, {base_time, end}, FixedBuckets{7 * minute_ms});
    expect_same_as_raw(*store, {base_time, end}, FixedBuckets{hour_ms});
    expect_same_as_raw(*store, {base_time, end}, CalendarBuckets{CalendarUnit::day, "Asia/Kathmandu"});
    expect_same_as_raw(*store, {base_time + hour_ms, base_time + 2 * hour_ms}, FixedBuckets{10 * second_ms});
    const TimeMs inside = truth[200].time;
    expect_same_as_raw(*store, {inside, inside + 30 * minute_ms}, FixedBuckets{5 * minute_ms});
    expect_same_as_raw(*store, {inside, inside + 3 * minute_ms}, FixedBuckets{1500});
    ASSERT_TRUE(store->flush());
    expect_same_as_raw(*store, {base_time, end}, FixedBuckets{7 * minute_ms});
    store.reset();
    store = open();
    expect_same_as_raw(*store, {base_time, end}, FixedBuckets{7 * minute_ms});
    expect_same_as_raw(*store, {inside, inside + 3 * minute_ms}, FixedBuckets{1500});
    // Without the tiers the readings say the same, also those that are not written yet.
    store.reset();
    HistoryStore::Options without;
    without.tiers = false;
    store = open(without);
    const Reading late{pump, truth[200].time + 1, truth[200].epoch, {{supply, 12.5}}};
    store->append({&late, 1}, Provenance::live);
    for (const BucketSpec& spec :
         {BucketSpec(FixedBuckets{7 * minute_ms}), BucketSpec(FixedBuckets{hour_ms})})
      expect_same_as_raw(*store, {base_time, end}, spec);
  }
}

TEST_F(MinuteTierTest, BothTiersAreReallyThere) {
  clock_.set(base_time + hour_ms);
  auto store = open();
  for (int i = 0; i < 300; ++i) {
    const Reading r = energy_at(base_time + i * second_ms, i, i);
    store->append({&r, 1}, Provenance::live);
  }
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(blocks(0), 1);
  EXPECT_EQ(blocks(1), 1);
  // Whole minutes do not need the readings: without them the answer stays.
  const auto before =
      good(store->buckets({power, ""}, {base_time, base_time + 5 * minute_ms}, FixedBuckets{minute_ms}));
  {
    Database db(path_, Database::Mode::read_write);
    db.exec("DELETE FROM block WHERE (id >> 40 & 7) = 0");
  }
  expect_same(
      good(store->buckets({power, ""}, {base_time, base_time + 5 * minute_ms}, FixedBuckets{minute_ms})),
      before);
}

TEST_F(MinuteTierTest, ALateArrivalRollsItsMinuteUpAgain) {
  clock_.set(base_time + day_ms);
  auto store = open();
  const std::vector<Reading> first = {energy_at(base_time, 100, 1000),
                                      energy_at(base_time + 10'000, 100, 1010),
                                      energy_at(base_time + 70'000, 100, 1030)};
  store->append(first, Provenance::live);
  ASSERT_TRUE(store->flush());
  const Reading late = energy_at(base_time + 30'000, 400, 1020);
  store->append({&late, 1}, Provenance::live);
  const auto check = [&] {
    const auto minutes =
        good(store->buckets({power, ""}, {base_time, base_time + 2 * minute_ms}, FixedBuckets{minute_ms}));
    EXPECT_EQ(minutes.rows[0].count, 3U);
    EXPECT_DOUBLE_EQ(minutes.rows[0].mean, 250);
    // The late value also reaches into the minute after.
    EXPECT_DOUBLE_EQ(minutes.rows[1].mean, (400 * 10 + 100 * 50) / 60.0);
  };
  check();
  ASSERT_TRUE(store->flush());
  check();
  store.reset();
  store = open();
  check();
}

TEST_F(MinuteTierTest, AMinuteThatKnowsMoreIsNotReplaced) {
  clock_.set(base_time + day_ms);
  auto store = open();
  Rollup minute;
  minute.start = base_time;
  minute.count = 60;
  minute.sum = 150.0 * 60'000;
  minute.known = 60'000;
  minute.min = 100;
  minute.max = 200;
  minute.first = 100;
  minute.last = 200;
  minute.first_time = base_time;
  minute.last_time = base_time + 59'000;
  ASSERT_TRUE(store->put_minutes(meter, {{power, {minute}}}));
  const Reading late = energy_at(base_time + 30'000, 7, no_value);
  store->append({&late, 1}, Provenance::live);
  for (int i = 0; i < 2; ++i) {
    const auto b =
        good(store->buckets({power, ""}, {base_time, base_time + minute_ms}, FixedBuckets{minute_ms}));
    EXPECT_EQ(b.rows[0].count, 60U);
    EXPECT_DOUBLE_EQ(b.rows[0].mean, 150);
    ASSERT_TRUE(store->flush());
  }
  EXPECT_EQ(good(store->latest()).front().time, base_time + 59'000);
}

TEST_F(MinuteTierTest, PutMinutesJoinReadingsWithoutSeam) {
  clock_.set(base_time + day_ms);
  std::vector<Reading> readings;
  std::mt19937 random(4);
  double meter_reading = 1000;
  for (int i = 0; i < 600; ++i) {
    readings.push_back(
        energy_at(base_time + i * second_ms, static_cast<double>(random() % 3000), meter_reading, "S"));
    meter_reading += static_cast<double>(random() % 2);
  }
  path_ = folder_ / "a.db";
  auto a = open();
  a->append(readings, Provenance::live);
  const TimeRange whole{base_time, base_time + 10 * minute_ms};
  // The second store gets the first five minutes as minutes, the rest as readings.
  std::map<ChannelIndex, std::vector<Rollup>> minutes;
  const auto start = base_time;
  for (int m = 0; m < 5; ++m) {
    for (const ChannelIndex c : {power, import}) {
      Rollup minute;
      minute.start = start + m * minute_ms;
      for (int i = m * 60; i < m * 60 + 60; ++i) {
        const double v = readings[static_cast<std::size_t>(i)].value(c);
        if (minute.count++ == 0) minute.first = v;
        minute.min = std::fmin(minute.min, v);
        minute.max = std::fmax(minute.max, v);
        minute.sum += v * 1000;
        minute.last = v;
      }
      minute.known = 60'000;
      minute.first_time = minute.start;
      minute.last_time = minute.start + 59'000;
      minute.delta = minute.last - minute.first;
      minutes[c].push_back(minute);
    }
  }
  path_ = folder_ / "b.db";
  auto b = open();
  ASSERT_TRUE(b->put_minutes(meter, minutes));
  b->append(std::span(readings).subspan(300), Provenance::live);
  for (const ChannelIndex c : {power, import})
    for (const DurationMs width : {minute_ms, 2 * minute_ms, 5 * minute_ms})
      expect_same(good(a->buckets({c, ""}, whole, FixedBuckets{width})),
                  good(b->buckets({c, ""}, whole, FixedBuckets{width})));
}

TEST_F(MinuteTierTest, AFinishedHourBecomesOneBlock) {
  auto store = open();
  for (int minute = 0; minute < 125; ++minute) {
    std::vector<Reading> readings;
    for (int i = 0; i < 60; i += 5)
      readings.push_back(energy_at(base_time + minute * minute_ms + i * second_ms, i, minute * 60 + i));
    clock_.set(base_time + (minute + 1) * minute_ms);
    store->append(readings, Provenance::live);
    ASSERT_TRUE(store->flush());
  }
  EXPECT_EQ(blocks(0), 2);
  EXPECT_EQ(blocks(1), 2);
  Database db(path_, Database::Mode::read_write);
  // The rest is room for what the hour may bring.
  int entries = 0;
  Statement journal(db, "SELECT rows FROM journal");
  while (journal.step()) entries += good(groups_from_journal(journal.bytes(0))).empty() ? 0 : 1;
  EXPECT_EQ(entries, 5);
  const auto hours =
      good(store->buckets({import, ""}, {base_time, base_time + 2 * hour_ms}, FixedBuckets{hour_ms}));
  EXPECT_EQ(hours.rows[0].sum, 3600);
  EXPECT_EQ(hours.rows[0].count, 720U);
  EXPECT_EQ(good(store->raw({import, ""}, {0, base_time + day_ms})).size(), 125U * 12);
}

TEST_F(MinuteTierTest, RawAndMinutesLastAsLongAsTheyAreKept) {
  HistoryStore::Options options;
  options.raw_retention = 2 * day_ms;
  options.minute_retention = 10 * day_ms;
  clock_.set(base_time + hour_ms);
  auto store = open(options);
  const Reading old = energy_at(base_time, 500, 1000);
  store->append({&old, 1}, Provenance::live);
  ASSERT_TRUE(store->flush());
  const auto count = [&] {
    return good(store->buckets({power, ""}, {base_time, base_time + minute_ms}, FixedBuckets{minute_ms}))
        .rows[0]
        .count;
  };
  const auto go_on = [&](int days) {
    for (int day = 0; day < days; ++day) {
      clock_.advance(day_ms);
      const Reading r{meter, clock_.now(), {}, {{import, 1000}}};
      store->append({&r, 1}, Provenance::live);
    }
    ASSERT_TRUE(store->flush());
  };
  go_on(3);
  EXPECT_TRUE(good(store->raw({power, ""}, {0, base_time + day_ms})).empty());
  EXPECT_EQ(count(), 1U);
  go_on(8);
  Database db(path_, Database::Mode::read_write);
  EXPECT_EQ(db.number("SELECT count(*) FROM block WHERE (id >> 40 & 7) = 1 AND start < 1768521600000"), 0);
  // The newest value is known however old it is.
  for (const Latest& latest : good(store->latest()))
    if (latest.key.channel == power) {
      EXPECT_EQ(latest.value, 500);
    }
}

}  // namespace
}  // namespace hearth::test
