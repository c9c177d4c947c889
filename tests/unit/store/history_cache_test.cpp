#include "core/store/history_cache.h"

#include "core/store/database.h"
#include "core/store/lock_file.h"
#include "tests/unit/store/cache_fixture.h"

#include <thread>

namespace hearth::test {
namespace {

/// An empty cache takes some 30 kB, a day of `energy_rows` some 9.
constexpr std::uint64_t room_for_some = 70'000;

class HistoryCacheTest : public CacheTest {
 protected:
  /// Caches days from 0 on until one has to go, a second between them; how many there were room for.
  int fill(HistoryStore& store) {
    int fit = 0;
    for (; fit < 8 && held_days(store, 8).size() == static_cast<std::size_t>(fit); ++fit) {
      EXPECT_TRUE(cache_energy(store, days(fit, fit + 1)));
      clock_.advance(second_ms);
    }
    return fit - 1;
  }
  /// Day 1 is looked at and day 0 comes again: 0 and 1 stay, and of the others those that came last.
  void expect_goes_by_last_look(HistoryStore& store, int last) {
    ASSERT_TRUE(cache_energy(store, days(0, 1)));
    const std::vector<int> held = held_days(store, 8);
    ASSERT_GE(held.size(), 3U);
    EXPECT_EQ(held[0], 0);
    EXPECT_EQ(held[1], 1);
    EXPECT_GT(held[2], 2);
    for (std::size_t i = 2; i < held.size(); ++i)
      EXPECT_EQ(held[i], last - static_cast<int>(held.size() - 1 - i));
  }
  std::int64_t in_cache(const std::string& sql) const {
    Database db(cache_file(), Database::Mode::read_write);
    return db.number(sql.c_str());
  }
  std::int64_t seen(int n) const {
    return in_cache("SELECT seen FROM cached_day WHERE day = " + std::to_string(day(n)));
  }
};

TEST_F(HistoryCacheTest, HoldsWhatItWasGivenAndCountsForNothingElse) {
  auto store = open(short_lived(plenty));
  ASSERT_TRUE(store->put_rows(meter, energy_rows({now - 3 * hour_ms, now}, 10 * second_ms)));
  ASSERT_TRUE(store->flush());
  const StoreStats before = store->stats();
  const auto latest_before = good(store->latest());
  EXPECT_FALSE(std::filesystem::exists(cache_file()));
  EXPECT_TRUE(good(store->held(meter, days(0, 3), HistoryStore::Detail::readings)).empty());
  EXPECT_FALSE(std::filesystem::exists(cache_file()));

  ASSERT_TRUE(cache_energy(*store, days(1, 2)));
  const GroupKey other{Dataset::energy, "neighbour"};
  ASSERT_TRUE(store->cache_rows(other, days(1, 2), energy_rows(days(1, 2), minute_ms)));
  const std::vector<TimeRange> both = {days(1, 2), {floor_to(now - 3 * hour_ms, hour_ms), now}};
  for (const auto detail :
       {HistoryStore::Detail::readings, HistoryStore::Detail::minutes, HistoryStore::Detail::quarters})
    EXPECT_EQ(good(store->held(meter, {day(0), now}, detail)), both);
  EXPECT_EQ(good(store->held(meter, {day(1) + 90 * minute_ms, day(1) + 5 * hour_ms},
                             HistoryStore::Detail::readings)),
            (std::vector<TimeRange>{{day(1) + 90 * minute_ms, day(1) + 5 * hour_ms}}));
  EXPECT_EQ(readings_of(*store, day(1)), 8640U);
  // What reaches beyond the day completes it, and is no day of its own.
  EXPECT_EQ(readings_of(*store, day(0)), 0U);
  EXPECT_EQ(readings_of(*store, day(2)), 0U);

  const StoreStats after = store->stats();
  EXPECT_EQ(after.blocks, before.blocks);
  EXPECT_EQ(after.rows, before.rows);
  EXPECT_EQ(after.oldest, before.oldest);
  EXPECT_EQ(store->groups(), std::vector<GroupKey>{meter});
  EXPECT_EQ(good(store->latest()).size(), latest_before.size());
  EXPECT_EQ(good(store->latest()).front().time, latest_before.front().time);
  EXPECT_TRUE(store->coverage(meter).empty());
  EXPECT_GT(cache_file_bytes(path_), 10'000U);
  EXPECT_TRUE(store->problems().empty());
}

TEST_F(HistoryCacheTest, AnEmptyDayIsHeldAndAnswersWithNothing) {
  auto store = open(short_lived(plenty));
  ASSERT_TRUE(store->put_rows(meter, energy_rows({day(0), now}, minute_ms)));
  ASSERT_TRUE(store->flush());
  const auto first_hour = [&](int n) {
    return good(store->buckets({power, ""}, {day(n), day(n) + hour_ms}, FixedBuckets{10 * second_ms}));
  };
  // Quarters stand in where there is nothing finer.
  EXPECT_GT(first_hour(1).rows[200].known, 0);
  ASSERT_TRUE(store->cache_rows(meter, days(1, 2), Rows({power, import})));
  ASSERT_TRUE(store->cache_rows(meter, days(4, 5), Rows()));
  EXPECT_TRUE(has_day(*store, day(1)));
  EXPECT_TRUE(has_day(*store, day(4)));
  EXPECT_FALSE(has_day(*store, day(2)));
  for (const int n : {1, 4})
    for (const Bucket& b : first_hour(n).rows) EXPECT_EQ(b.count, 0U);
  EXPECT_GT(first_hour(2).rows[200].known, 0);
}

TEST_F(HistoryCacheTest, RefusesWhatIsNoWholeDayThatIsOver) {
  auto store = open(short_lived(plenty));
  const std::vector<TimeRange> wrong = {{0, day_ms},          {day(1), day(1)},
                                        {day(2), day(1)},     {day(1) + hour_ms, day(2)},
                                        {day(1), day(2) - 1}, {day(8), day(9)}};
  for (const TimeRange& range : wrong) {
    const auto rows = store->cache_rows(meter, range, Rows({power, import}));
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().kind, ErrorKind::usage);
    const auto minutes = store->cache_minutes(meter, range, {});
    ASSERT_FALSE(minutes);
    EXPECT_EQ(minutes.error().kind, ErrorKind::usage);
  }
  EXPECT_FALSE(std::filesystem::exists(cache_file()));
  auto without = open_at("other.db", short_lived(0));
  const auto refused = without->cache_rows(meter, days(1, 2), Rows({power, import}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::storage);
}

TEST_F(HistoryCacheTest, TheLeastRecentlySeenDayGoesFirst) {
  auto store = open(short_lived(room_for_some));
  // The last one no longer found room beside the others.
  const int last = fill(*store);
  ASSERT_GE(last, 4);
  ASSERT_LT(last, 7);
  EXPECT_EQ(held_days(*store, 8).front(), 1);
  look_at(*store, day(1));
  clock_.advance(second_ms);
  expect_goes_by_last_look(*store, last);
  EXPECT_EQ(readings_of(*store, day(1)), 8640U);
  EXPECT_EQ(readings_of(*store, day(2)), 0U);
  EXPECT_LE(std::filesystem::file_size(cache_file()), room_for_some + room_for_some / 8);
}

TEST_F(HistoryCacheTest, StaysBoundedAndLeavesNothingBehind) {
  auto store = open(short_lived(room_for_some));
  for (int round = 0; round < 3; ++round)
    for (int n = 0; n < 8; ++n) {
      clock_.advance(second_ms);
      ASSERT_TRUE(cache_energy(*store, days((n * 3) % 8, (n * 3) % 8 + 1)));
      EXPECT_LE(std::filesystem::file_size(cache_file()), room_for_some + room_for_some / 8);
    }
  const auto held = held_days(*store, 8);
  ASSERT_GE(held.size(), 3U);
  // Of other days there is only what completes those.
  std::set<TimeMs> around;
  for (const int n : held)
    for (const int beside : {n - 1, n, n + 1}) around.insert(day(beside));
  Database db(cache_file(), Database::Mode::read_write);
  Statement blocks(db, "SELECT start FROM block");
  while (blocks.step()) EXPECT_TRUE(around.contains(floor_to(blocks.integer(0), day_ms)));
  Statement whole(db, "PRAGMA integrity_check(1)");
  ASSERT_TRUE(whole.step());
  EXPECT_EQ(whole.bytes(0), "ok");
  for (const int n : held) EXPECT_EQ(readings_of(*store, day(n)), 8640U);
}

TEST_F(HistoryCacheTest, ADayThatGoesLeavesWhatCompletesItsNeighbours) {
  auto full = open_full();
  ASSERT_TRUE(full->put_rows(meter, energy_rows({day(0), day(6)}, 10 * second_ms)));
  auto store = open(short_lived(room_for_some));
  // Without anything beyond the days themselves.
  const auto cache_day = [&](int n) {
    clock_.advance(second_ms);
    ASSERT_TRUE(store->cache_rows(meter, days(n, n + 1), energy_rows(days(n, n + 1), 10 * second_ms)));
  };
  cache_day(2);
  cache_day(1);
  cache_day(3);
  const auto around = [&](const HistoryStore& of, TimeMs midnight) {
    return good(of.buckets({import, ""}, {midnight - 10 * minute_ms, midnight + 10 * minute_ms},
                           FixedBuckets{7 * second_ms}));
  };
  for (int n = 20; has_day(*store, day(2)); ++n) {
    look_at(*store, day(1));
    look_at(*store, day(3));
    clock_.set(std::max(clock_.now(), day(n + 1)));
    ASSERT_LT(n, 40);
    cache_day(n);
  }
  ASSERT_TRUE(has_day(*store, day(1)));
  ASSERT_TRUE(has_day(*store, day(3)));
  const auto expected_before = around(*full, day(2));
  const auto before = around(*store, day(2));
  const auto expected_after = around(*full, day(3));
  const auto after = around(*store, day(3));
  std::size_t compared = 0;
  for (std::size_t i = 0; i < before.rows.size(); ++i) {
    SCOPED_TRACE(i);
    if (before.rows[i].end <= day(2)) {
      EXPECT_EQ(before.rows[i].sum, expected_before.rows[i].sum);
      ++compared;
    }
    if (after.rows[i].start >= day(3)) {
      EXPECT_EQ(after.rows[i].sum, expected_after.rows[i].sum);
      ++compared;
    }
  }
  EXPECT_GT(compared, 150U);
}

TEST_F(HistoryCacheTest, MoreThanItMayHoldIsRefusedAndChangesNothing) {
  auto store = open(short_lived(room_for_some));
  ASSERT_TRUE(cache_energy(*store, days(1, 2)));
  for (const TimeRange& range : {days(0, 8), days(3, 4)}) {
    const auto refused =
        cache_energy(*store, range, range.length() > day_ms ? 10 * second_ms : second_ms / 2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::storage);
    EXPECT_EQ(held_days(*store, 8), std::vector{1});
    EXPECT_EQ(readings_of(*store, day(1)), 8640U);
  }
  ASSERT_TRUE(cache_energy(*store, days(3, 4)));
  EXPECT_EQ(held_days(*store, 8), (std::vector{1, 3}));
}

TEST_F(HistoryCacheTest, ALowerLimitShrinksItAndNoneDeletesIt) {
  {
    auto store = open(short_lived(plenty));
    for (int n = 0; n < 8; ++n) {
      ASSERT_TRUE(cache_energy(*store, days(n, n + 1)));
      clock_.advance(second_ms);
    }
    EXPECT_EQ(held_days(*store, 8).size(), 8U);
  }
  const auto large = cache_file_bytes(path_);
  ASSERT_GT(large, room_for_some);
  {
    auto store = open(short_lived(room_for_some));
    ASSERT_TRUE(cache_energy(*store, days(7, 8)));
    const auto held = held_days(*store, 8);
    EXPECT_LT(held.size(), 8U);
    EXPECT_EQ(held.back(), 7);
  }
  EXPECT_LE(cache_file_bytes(path_), room_for_some + room_for_some / 8);
  {
    auto writer = open(short_lived(room_for_some));
    auto reader = open(short_lived(0));
    EXPECT_FALSE(reader->is_writer());
    EXPECT_TRUE(std::filesystem::exists(cache_file()));
  }
  {
    // Also where nothing is put any more, by the end of what looked at it.
    auto store = open(short_lived(room_for_some / 2));
    look_at(*store, day(7));
  }
  EXPECT_LE(cache_file_bytes(path_), (room_for_some / 2) + (room_for_some / 16));
  auto store = open(short_lived(0));
  EXPECT_FALSE(std::filesystem::exists(cache_file()));
  EXPECT_EQ(cache_file_bytes(path_), 0U);
  EXPECT_TRUE(held_days(*store, 8).empty());
}

TEST_F(HistoryCacheTest, ARestartKeepsDaysAndTheirOrder) {
  int last = 0;
  std::vector<int> held;
  {
    auto store = open(short_lived(room_for_some));
    last = fill(*store);
    look_at(*store, day(1));
    clock_.advance(second_ms);
    held = held_days(*store, 8);
  }
  auto store = open(short_lived(room_for_some));
  EXPECT_EQ(held_days(*store, 8), held);
  expect_goes_by_last_look(*store, last);
}

TEST_F(HistoryCacheTest, LooksAreWrittenByTheHourAndAtTheEnd) {
  auto store = open(short_lived(plenty));
  ASSERT_TRUE(cache_energy(*store, days(1, 2)));
  ASSERT_TRUE(cache_energy(*store, days(3, 4)));
  const TimeMs put_at = clock_.now();
  clock_.advance(20 * minute_ms);
  look_at(*store, day(1));
  EXPECT_EQ(seen(1), put_at);
  clock_.advance(50 * minute_ms);
  look_at(*store, day(1));
  EXPECT_EQ(seen(1), clock_.now());
  EXPECT_EQ(seen(3), put_at);
  clock_.advance(minute_ms);
  look_at(*store, day(3));
  EXPECT_EQ(seen(3), put_at);
  store.reset();
  EXPECT_EQ(seen(3), clock_.now());
}

TEST_F(HistoryCacheTest, OneProgramWritesAndOthersRead) {
  auto writer = open(short_lived(plenty));
  HistoryStore::Options only_read = short_lived(plenty);
  only_read.read_only = true;
  ASSERT_TRUE(writer->flush());
  auto reader = open(only_read);
  auto other = open(short_lived(plenty));
  EXPECT_TRUE(held_days(*reader, 8).empty());
  ASSERT_TRUE(cache_energy(*writer, days(1, 2)));
  for (const HistoryStore* store : {writer.get(), reader.get(), other.get()}) {
    EXPECT_EQ(held_days(*store, 8), std::vector{1});
    EXPECT_EQ(readings_of(*store, day(1)), 8640U);
  }
  ASSERT_TRUE(cache_energy(*writer, days(2, 3)));
  EXPECT_EQ(held_days(*reader, 8), (std::vector{1, 2}));
  for (HistoryStore* store : {reader.get(), other.get()}) {
    const auto refused = cache_energy(*store, days(4, 5));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::storage);
  }
  // Made anew under them.
  writer.reset();
  ASSERT_TRUE(remove_cache(path_));
  EXPECT_TRUE(held_days(*reader, 8).empty());
  ASSERT_TRUE(cache_energy(*other, days(4, 5)));
  EXPECT_EQ(held_days(*reader, 8), std::vector{4});
  EXPECT_EQ(readings_of(*reader, day(4)), 8640U);
  // A reader that ends takes nothing of it along.
  reader.reset();
  other.reset();
  auto again = open(short_lived(plenty));
  EXPECT_EQ(held_days(*again, 8), std::vector{4});
  EXPECT_TRUE(again->problems().empty());
}

TEST_F(HistoryCacheTest, IsReadWhileItIsWritten) {
  auto store = open(short_lived(room_for_some));
  ASSERT_TRUE(cache_energy(*store, days(0, 1)));
  std::atomic<bool> done{false};
  std::thread looks([&] {
    while (!done) {
      const Buckets one = look_at(*store, day(1));
      const bool cached = std::ranges::any_of(one.rows, [](const Bucket& b) { return b.count > 0; });
      for (const Bucket& b : one.rows) EXPECT_EQ(b.count, cached ? 1U : 0U);
    }
  });
  for (int round = 0; round < 12; ++round) EXPECT_TRUE(cache_energy(*store, days(round % 8, round % 8 + 1)));
  done = true;
  looks.join();
  EXPECT_TRUE(store->problems().empty());
}

}  // namespace
}  // namespace hearth::test
