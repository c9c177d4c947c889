#include "tests/unit/store/store_fixture.h"

#include <atomic>
#include <thread>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

class SharingTest : public StoreTest {
 protected:
  static AppendResult give(HistoryStore& store, TimeMs time, double value) {
    const Reading r = energy_at(time, value, value);
    return store.append({&r, 1}, Provenance::live);
  }
  std::size_t count(const HistoryStore& store) {
    return good(store.raw({power, ""}, {0, base_time + 100 * day_ms})).size();
  }
};

TEST_F(SharingTest, OneWritesAndOthersReadAndSayWho) {
  HistoryStore::Options options;
  options.writer_name = "hearthctl record";
  auto writer = open(options);
  auto reader = open();
  ASSERT_TRUE(writer->is_writer());
  ASSERT_FALSE(reader->is_writer());
  EXPECT_EQ(reader->recorder(), "hearthctl record (pid " + std::to_string(::getpid()) + ")");
  EXPECT_EQ(writer->recorder(), reader->recorder());
  EXPECT_FALSE(reader->try_become_writer());
  EXPECT_FALSE(reader->flush());
  EXPECT_FALSE(reader->put_minutes(meter, {}));

  give(*writer, base_time, 1);
  EXPECT_EQ(count(*reader), 0U);
  ASSERT_TRUE(writer->flush());
  EXPECT_EQ(count(*reader), 1U);
  ASSERT_EQ(good(reader->latest()).size(), 2U);
  EXPECT_EQ(reader->groups(), std::vector<GroupKey>{meter});

  // What a reader hears itself it shows, together with what is on disk, and never writes.
  give(*reader, base_time + 1000, 2);
  EXPECT_EQ(count(*reader), 2U);
  EXPECT_EQ(count(*writer), 1U);
  EXPECT_EQ(good(reader->buckets({import, ""}, {base_time, base_time + minute_ms}, FixedBuckets{minute_ms}))
                .rows[0]
                .sum,
            1);
  reader.reset();
  EXPECT_EQ(count(*writer), 1U);
}

TEST_F(SharingTest, AReaderRemembersTenMinutes) {
  auto writer = open();
  auto reader = open();
  for (int minute = 0; minute < 30; ++minute) {
    clock_.set(base_time + minute * minute_ms);
    give(*reader, clock_.now(), minute);
  }
  EXPECT_EQ(count(*reader), 11U);
}

TEST_F(SharingTest, AReaderTakesOverFromAWriterThatHasGone) {
  auto writer = open();
  auto reader = open();
  give(*writer, base_time, 1);
  give(*reader, base_time + 1000, 2);
  EXPECT_FALSE(reader->try_become_writer());
  writer.reset();
  EXPECT_FALSE(reader->recorder());
  ASSERT_TRUE(reader->try_become_writer());
  EXPECT_TRUE(reader->is_writer());
  ASSERT_TRUE(reader->flush());
  reader.reset();
  EXPECT_EQ(count(*open()), 2U);
}

TEST_F(SharingTest, ReadOnlyNeverWritesAndNeedsAStore) {
  HistoryStore::Options options;
  options.path = path_;
  options.read_only = true;
  const auto none = HistoryStore::open(options, clock_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::not_found);
  options.read_only = false;
  options.create = false;
  EXPECT_EQ(HistoryStore::open(options, clock_).error().kind, ErrorKind::not_found);
  open();
  options.read_only = true;
  auto store = open(options);
  EXPECT_FALSE(store->is_writer());
  EXPECT_FALSE(store->try_become_writer());
  EXPECT_FALSE(store->recorder());
}

TEST_F(SharingTest, AReaderMayComeBeforeTheFileIsMade) {
  // As between the writer's taking the lock and its first page.
  auto writer = open();
  const fs::path hidden = folder_ / "hidden";
  fs::create_directory(hidden);
  path_ = hidden / "history.db";
  auto other = open();
  auto reader = open();
  ASSERT_FALSE(reader->is_writer());
  EXPECT_EQ(count(*reader), 0U);
  EXPECT_TRUE(good(reader->latest()).empty());
}

TEST_F(SharingTest, APowerCutKeepsWhatWasFlushed) {
  auto store = open();
  give(*store, base_time, 1);
  ASSERT_TRUE(store->flush());
  give(*store, base_time + 1000, 2);
  // The files as they lie on the disk at this moment.
  const fs::path copy = folder_ / "copy";
  fs::create_directory(copy);
  for (const char* suffix : {"", "-wal"})
    fs::copy_file(fs::path(path_) += suffix, fs::path(copy / "history.db") += suffix);
  path_ = copy / "history.db";
  auto after = open();
  ASSERT_TRUE(after->is_writer());
  EXPECT_EQ(count(*after), 1U);
  EXPECT_TRUE(after->problems().empty());
}

TEST_F(SharingTest, CoverageIsWrittenWithTheReadingsItSpeaksFor) {
  auto writer = open();
  auto reader = open();
  const Coverage said{
      meter, Provenance::api_hourly, {base_time, base_time + hour_ms}, base_time + hour_ms, false};
  ASSERT_TRUE(writer->add_coverage(said));
  EXPECT_EQ(writer->coverage(meter), std::vector<Coverage>{said});
  EXPECT_TRUE(reader->coverage(meter).empty());
  ASSERT_TRUE(writer->flush());
  EXPECT_EQ(reader->coverage(meter), std::vector<Coverage>{said});
  writer.reset();
  EXPECT_EQ(open()->coverage(meter), std::vector<Coverage>{said});
}

TEST_F(SharingTest, AFolderIsMadeForItsOwnerAlone) {
  path_ = folder_ / "a" / "b" / "history.db";
  open();
  EXPECT_EQ(fs::status(folder_ / "a" / "b").permissions() & fs::perms::all, fs::perms::owner_all);
}

TEST_F(SharingTest, TheStoresOwnThreadFlushesWhenAsked) {
  auto store = open();
  give(*store, base_time, 1);
  store->request_flush();
  while (store->stats().unflushed > 0) std::this_thread::yield();
  EXPECT_EQ(store->stats().rows, 1U);
}

TEST_F(SharingTest, OneAppendsOneFlushesTwoAskAndAReaderLooksOn) {
  clock_.set(base_time + hour_ms);
  auto store = open();
  auto reader = open();
  constexpr int n = 3000;
  std::atomic<bool> done{false};
  std::atomic<int> appended{0};
  std::thread appends([&] {
    for (int i = 0; i < n; ++i) {
      give(*store, base_time + i * second_ms, i);
      appended = i + 1;
    }
    done = true;
  });
  std::thread flushes([&] {
    while (!done) {
      EXPECT_TRUE(store->flush());
      store->request_flush();
    }
  });
  const auto ask = [&](const HistoryStore& from, bool all) {
    std::size_t seen = 0;
    while (!done) {
      const int before = appended;
      const Series series = good(from.raw({import, ""}, {base_time, base_time + day_ms}));
      // Nothing that was there is ever missing, and nothing twice.
      if (all) {
        EXPECT_GE(series.size(), static_cast<std::size_t>(before));
      }
      EXPECT_GE(series.size(), seen);
      seen = series.size();
      for (std::size_t i = 0; i < series.size(); ++i)
        if (series.values[i] != static_cast<double>(i)) {
          ADD_FAILURE() << "reading " << i;
          return;
        }
      const Buckets b =
          good(from.buckets({import, ""}, {base_time, base_time + hour_ms}, FixedBuckets{hour_ms}));
      if (seen > 1) {
        EXPECT_GE(b.rows[0].sum, static_cast<double>(seen - 1));
      }
      good(from.latest());
      EXPECT_TRUE(from.stats().oldest.has_value() || seen == 0);
      EXPECT_LE(from.coverage(meter).size(), 1U);
    }
  };
  std::thread asks([&] { ask(*store, true); });
  std::thread asks_too([&] { ask(*store, true); });
  std::thread looks_on([&] { ask(*reader, false); });
  for (std::thread* t : {&appends, &flushes, &asks, &asks_too, &looks_on}) t->join();
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(count(*store), static_cast<std::size_t>(n));
  EXPECT_EQ(count(*reader), static_cast<std::size_t>(n));
  const Buckets b =
      good(store->buckets({import, ""}, {base_time, base_time + hour_ms}, FixedBuckets{hour_ms}));
  EXPECT_EQ(b.rows[0].sum, n - 1);
  EXPECT_TRUE(store->problems().empty());
}

}  // namespace
}  // namespace hearth::test
