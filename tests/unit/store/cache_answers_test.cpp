#include "core/store/rollups.h"
#include "core/store/tail.h"
#include "tests/unit/store/cache_fixture.h"

#include <random>

namespace hearth::test {
namespace {

const GroupKey pump{Dataset::heatpump, "hp"};
const std::vector<ChannelIndex> pump_channels = {
    channel("heatpump.supply_temp"), channel("heatpump.compressor"), channel("heatpump.runtime_compressor")};
const std::vector<ChannelIndex> energy_channels = {power, import};

/// Readings with gaps of hours, values that lack, meters that are reset and swapped.
Rows random_rows(std::mt19937& random, const std::vector<ChannelIndex>& channels, TimeRange range,
                 double most_step) {
  const auto below = [&](unsigned limit) { return static_cast<TimeMs>(random() % limit); };
  Rows rows(channels);
  std::vector<double> counted(channels.size(), 1000);
  std::uint32_t epoch = epoch_number("A");
  for (TimeMs t = range.from; t < range.to;
       t += below(600) == 0 ? below(3 * 3'600'000) + 1 : 5000 + below(20'000)) {
    bool any = false;
    // Far from midnight, so that what makes it out lies within what is cached with the day.
    const bool odd = t % day_ms > 7 * hour_ms && t % day_ms < 17 * hour_ms;
    const bool swaps = odd && below(2000) == 0;
    if (swaps) epoch = epoch_number(std::to_string(t));
    std::vector<double> values(channels.size(), no_value);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      const Kind kind = info(channels[c]).kind;
      if (kind == Kind::counter) {
        counted[c] += most_step * static_cast<double>(below(100)) / 100;
        if (swaps) counted[c] = static_cast<double>(below(5000));
        if (odd && counted[c] > 300 && below(1500) == 0) counted[c] = static_cast<double>(below(5));
        values[c] = stored_value(channels[c], counted[c]);
      } else if (below(8) != 0) {
        values[c] =
            kind == Kind::state ? static_cast<double>(below(2)) : static_cast<double>(below(4000)) / 4;
      }
      any = any || has_value(values[c]);
    }
    if (!any) continue;
    rows.times.push_back(t);
    rows.epochs.push_back(epoch);
    rows.provenances.push_back(Provenance::replica);
    for (std::size_t c = 0; c < channels.size(); ++c) rows.values[c].push_back(values[c]);
  }
  return rows;
}

struct Asked {
  const char* what;
  BucketSpec spec;
  DurationMs step;    ///< the beginnings of ranges are multiples of it
  DurationMs length;  ///< of the longest range
  HistoryStore::Detail detail;
};
const std::vector<Asked> all_asked = {
    {"1 s", FixedBuckets{second_ms}, second_ms, 20 * minute_ms, HistoryStore::Detail::readings},
    {"10 s", FixedBuckets{10 * second_ms}, 10 * second_ms, 4 * hour_ms, HistoryStore::Detail::readings},
    {"90 s", FixedBuckets{90 * second_ms}, 90 * second_ms, 2 * day_ms, HistoryStore::Detail::readings},
    {"60 s", FixedBuckets{minute_ms}, minute_ms, day_ms, HistoryStore::Detail::minutes},
    {"5 min", FixedBuckets{5 * minute_ms}, 5 * minute_ms, 4 * day_ms, HistoryStore::Detail::minutes},
    {"7 min", FixedBuckets{7 * minute_ms}, 7 * minute_ms, 8 * day_ms, HistoryStore::Detail::minutes},
    {"15 min", FixedBuckets{15 * minute_ms}, 15 * minute_ms, 8 * day_ms, HistoryStore::Detail::quarters},
    {"local days", CalendarBuckets{CalendarUnit::day, "Europe/Stockholm"}, day_ms, 8 * day_ms,
     HistoryStore::Detail::quarters},
};

class CacheAnswers : public CacheTest {
 protected:
  void make_stores(const GroupKey& group, const std::vector<ChannelIndex>& channels, unsigned seed) {
    std::mt19937 random(seed);
    for (auto* one : {&full_, &plain_, &store_}) one->reset();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    full_ = open_full();
    plain_ = open_at("plain.db", short_lived(0));
    store_ = open(short_lived(plenty));
    // No more than a home can use, or a pump can run, between two readings.
    const Rows rows = random_rows(random, channels, {day(0), now}, group == meter ? 20 : 0.0025);
    std::vector<EnergyHour> said;
    for (TimeMs hour = day(0); hour < now - 2 * hour_ms; hour += hour_ms)
      said.push_back({hour, 300 + static_cast<double>(hour / hour_ms % 50), 500, 200, 200, 100});
    for (HistoryStore* store : {full_.get(), plain_.get(), store_.get()}) {
      if (group == meter) {
        ASSERT_TRUE(store->put_energy_hours("", said));
      }
      ASSERT_TRUE(store->put_rows(group, rows));
      ASSERT_TRUE(store->flush());
    }
  }
  /// From the store that keeps all, with what is up to three hours beyond.
  void cache(const GroupKey& group, const std::vector<ChannelIndex>& channels, TimeRange days) {
    Rows rows(channels);
    const TimeRange around{days.from - 3 * hour_ms, days.to + 3 * hour_ms};
    ASSERT_TRUE(full_->read_rows(group, channels, around, [&](const Rows& part) -> Expected<void> {
      rows.append(part);
      return {};
    }));
    const auto cached = store_->cache_rows(group, days, std::move(rows));
    ASSERT_TRUE(cached) << to_text(cached.error());
    for (TimeMs at = days.from; at < days.to; at += day_ms) cached_.push_back({at, at + day_ms});
  }
  bool is_cached(const Bucket& bucket) const {
    const auto within = [&](TimeMs t) {
      return std::ranges::any_of(cached_, [=](TimeRange r) { return r.contains(t); });
    };
    for (TimeMs t = bucket.start; t < bucket.end; t += hour_ms)
      if (!within(t)) return false;
    return within(bucket.end - 1);
  }
  static bool contain(const std::vector<TimeRange>& ranges, const Bucket& bucket) {
    return std::ranges::any_of(ranges,
                               [&](TimeRange r) { return r.contains(TimeRange{bucket.start, bucket.end}); });
  }

  /// Cached buckets are those of the store that keeps all, the others those of one that has no cache.
  void expect_answers(const GroupKey& group, const std::vector<ChannelIndex>& channels, TimeRange range,
                      const Asked& asked) {
    SCOPED_TRACE(testing::Message() << asked.what << " from " << format_rfc3339(range.from) << " to "
                                    << format_rfc3339(range.to));
    const auto all = good(full_->buckets(group, channels, range, asked.spec));
    const auto plain = good(plain_->buckets(group, channels, range, asked.spec));
    const auto mine = good(store_->buckets(group, channels, range, asked.spec));
    const auto own = good(plain_->held(
        group, {floor_to(range.from, hour_ms), ceil_to(range.to + day_ms, hour_ms)}, asked.detail));
    ASSERT_EQ(mine.size(), channels.size());
    for (std::size_t c = 0; c < channels.size(); ++c) {
      ASSERT_EQ(mine[c].rows.size(), all[c].rows.size());
      Buckets expected = plain[c];
      for (std::size_t i = 0; i < expected.rows.size(); ++i)
        if (is_cached(all[c].rows[i]) && !contain(own, all[c].rows[i])) {
          expected.rows[i] = all[c].rows[i];
          ++from_cache_;
        } else {
          ++from_store_;
        }
      expect_same(mine[c], expected);
      if (HasFailure()) return;
    }
  }

  std::unique_ptr<HistoryStore> full_;
  std::unique_ptr<HistoryStore> plain_;
  std::unique_ptr<HistoryStore> store_;
  std::vector<TimeRange> cached_;
  std::size_t from_cache_ = 0;
  std::size_t from_store_ = 0;
};

TEST_F(CacheAnswers, AreThoseOfAStoreThatKeepsAll) {
  for (const auto& [group, channels] : {std::pair{pump, pump_channels}, std::pair{meter, energy_channels}}) {
    SCOPED_TRACE(dataset_name(group.dataset));
    cached_.clear();
    make_stores(group, channels, 7);
    // The day of 23 local hours; one alone in between is not there; one that the store's readings begin in.
    cache(group, channels, days(3, 4));
    cache(group, channels, days(1, 3));
    cache(group, channels, days(6, 7));
    std::mt19937 random(11);
    for (const Asked& asked : all_asked) {
      from_cache_ = from_store_ = 0;
      const auto any = [&](DurationMs within) {
        return static_cast<TimeMs>(random() % static_cast<unsigned>(within / asked.step)) * asked.step;
      };
      for (int round = 0; round < 4; ++round) {
        const TimeMs from = day(0) + any(8 * day_ms);
        expect_answers(group, channels, {from, from + asked.step + any(asked.length)}, asked);
      }
      for (const TimeMs edge : {day(1), day(2), day(3), day(4), day(6), day(6) + 7 * hour_ms, day(7)}) {
        const DurationMs reach = std::max(asked.step, floor_to(asked.length / 8, asked.step));
        expect_answers(group, channels,
                       {floor_to(edge, asked.step) - reach, floor_to(edge, asked.step) + reach}, asked);
      }
      if (HasFailure()) return;
      if (asked.detail != HistoryStore::Detail::quarters) {
        EXPECT_GT(from_cache_, 50U) << asked.what;
      }
      EXPECT_GT(from_store_, 5U) << asked.what;
    }
  }
}

TEST_F(CacheAnswers, QuartersComeFromTheCacheWhereTheStoreHasNone) {
  full_ = open_full();
  ASSERT_TRUE(full_->put_rows(meter, energy_rows({day(0), day(3)}, minute_ms)));
  store_ = open(short_lived(plenty));
  plain_ = open_at("plain.db", short_lived(0));
  cache(meter, energy_channels, days(1, 2));
  const Asked hourly{"1 h", FixedBuckets{hour_ms}, hour_ms, day_ms, HistoryStore::Detail::quarters};
  expect_answers(meter, energy_channels, days(0, 3), hourly);
  EXPECT_EQ(from_cache_, 2 * 24U);
  const Asked weekly{"2 days", FixedBuckets{2 * day_ms}, day_ms, day_ms, HistoryStore::Detail::quarters};
  expect_answers(meter, energy_channels, days(0, 4), weekly);
  EXPECT_EQ(from_cache_, 2 * 24U);
}

TEST_F(CacheAnswers, MinutesAnswerForMinutesAndNotForSeconds) {
  full_ = open_full();
  plain_ = open_at("plain.db", short_lived(0));
  store_ = open(short_lived(plenty));
  const Rows rows = energy_rows({day(0), now}, 10 * second_ms);
  for (HistoryStore* store : {full_.get(), plain_.get(), store_.get()}) {
    ASSERT_TRUE(store->put_rows(meter, rows));
    ASSERT_TRUE(store->flush());
  }
  const Rows part = rows.slice({day(1) - 10 * minute_ms, day(3) + 10 * minute_ms});
  RollupMap minutes;
  for (std::size_t c = 0; c < 2; ++c)
    minutes[rows.channels[c]] = roll_minutes(rows.channels[c], part.points(c), std::nullopt,
                                             counter_limits(rows.channels[c], usual_max_power_w));
  ASSERT_TRUE(store_->cache_minutes(meter, days(1, 3), minutes));
  cached_ = {days(1, 2), days(2, 3)};
  const auto held = [&](HistoryStore::Detail detail) {
    return good(store_->held(meter, days(0, 4), detail));
  };
  EXPECT_EQ(held(HistoryStore::Detail::minutes), std::vector{days(1, 3)});
  EXPECT_EQ(held(HistoryStore::Detail::readings), std::vector<TimeRange>());
  for (const Asked& asked : all_asked)
    if (asked.detail == HistoryStore::Detail::minutes)
      expect_answers(meter, energy_channels, {day(0), day(0) + asked.length}, asked);
  EXPECT_GT(from_cache_, 1000U);
  EXPECT_TRUE(good(store_->raw({power, ""}, days(1, 3))).empty());
  // Readings of one of the days take the place of its minutes, and stay where minutes come again.
  cache(meter, energy_channels, days(2, 3));
  ASSERT_TRUE(store_->cache_minutes(meter, days(1, 3), minutes));
  EXPECT_EQ(held(HistoryStore::Detail::readings), std::vector{days(2, 3)});
  cached_ = {days(2, 3)};
  expect_answers(meter, energy_channels, {day(1) + 20 * hour_ms, day(2) + 2 * hour_ms}, all_asked[1]);
  cached_ = {days(1, 2), days(2, 3)};
  expect_answers(meter, energy_channels, {day(1), day(3)}, all_asked[3]);
}

TEST_F(CacheAnswers, ReadingsComeInPiecesThatAscendFromBoth) {
  make_stores(pump, pump_channels, 3);
  cache(pump, pump_channels, days(1, 3));
  cache(pump, pump_channels, days(6, 7));
  const auto read = [&](const HistoryStore& store, TimeRange range) {
    Rows all(pump_channels);
    EXPECT_TRUE(store.read_rows(pump, pump_channels, range, [&](const Rows& part) -> Expected<void> {
      EXPECT_TRUE(all.empty() || part.times.front() > all.times.back());
      EXPECT_LE(part.times.back() - part.times.front(), hour_ms);
      all.append(part);
      return {};
    }));
    return all;
  };
  const TimeRange everything{std::numeric_limits<TimeMs>::min(), std::numeric_limits<TimeMs>::max()};
  Rows expected = read(*full_, days(1, 3));
  expected.append(read(*full_, {day(6), now}));
  const Rows mine = read(*store_, everything);
  EXPECT_EQ(mine.times, expected.times);
  EXPECT_EQ(mine.epochs, expected.epochs);
  ASSERT_GT(mine.size(), 1000U);
  const TimeRange part{day(2) + 90 * minute_ms, day(2) + 200 * minute_ms};
  EXPECT_EQ(read(*store_, part).times, read(*full_, part).times);
  for (const ChannelIndex c : pump_channels) {
    const SeriesKey key{c, "hp"};
    const Series a = good(store_->raw(key, {day(0), now}));
    Series b = good(full_->raw(key, days(1, 3)));
    const Series rest = good(full_->raw(key, {day(6), now}));
    b.times.insert(b.times.end(), rest.times.begin(), rest.times.end());
    b.values.insert(b.values.end(), rest.values.begin(), rest.values.end());
    EXPECT_EQ(a.times, b.times);
    EXPECT_EQ(a.values, b.values);
  }
}

}  // namespace
}  // namespace hearth::test
