#include "core/store/database.h"
#include "core/store/history_cache.h"
#include "tests/unit/store/cache_fixture.h"

#include <fstream>
#include <functional>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

/// What may have become of the cache's file while nobody had it open.
struct Damage {
  const char* what;
  std::function<void(const fs::path& cache)> happen;
  bool told = true;
};

void overwrite(const fs::path& file, std::uint64_t from, std::uint64_t count) {
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(static_cast<std::streamoff>(from));
  for (std::uint64_t i = 0; i < count; ++i) out.put(static_cast<char>(0x5a + i * 7));
}

void write_text(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

class CacheDamage : public CacheTest {
 protected:
  /// A store with a cached day and an hour of its own.
  void fill() {
    auto store = open(short_lived(plenty));
    ASSERT_TRUE(store->put_rows(meter, energy_rows({now - hour_ms, now}, 10 * second_ms)));
    ASSERT_TRUE(cache_energy(*store, days(1, 3)));
    ASSERT_TRUE(store->flush());
  }
  static std::size_t told(const HistoryStore& store) {
    return static_cast<std::size_t>(std::ranges::count_if(store.problems(), [](const Error& e) {
      return e.message.find("cache of past details") != std::string::npos;
    }));
  }
  /// All that a store does goes on, whatever its cache is.
  void expect_goes_on(HistoryStore& store) {
    EXPECT_TRUE(store.buckets({power, ""}, days(0, 4), FixedBuckets{minute_ms}));
    EXPECT_TRUE(store.buckets({power, ""}, days(1, 2), FixedBuckets{10 * second_ms}));
    EXPECT_TRUE(store.raw({power, ""}, days(0, 4)));
    EXPECT_TRUE(store.held(meter, days(0, 4), HistoryStore::Detail::minutes));
    EXPECT_EQ(good(store.raw({power, ""}, {now - hour_ms, now})).size(), 360U);
    const auto rows = good(store.buckets({power, ""}, {now - hour_ms, now}, FixedBuckets{10 * second_ms}));
    EXPECT_TRUE(std::ranges::all_of(rows.rows, [](const Bucket& b) { return b.count == 1; }));
  }
  /// A path at which nothing can be written: something else stands there.
  static void block(const fs::path& path) {
    fs::remove_all(path);
    fs::create_directories(path / "in-the-way");
  }
};

const std::vector<Damage> damages = {
    {"deleted", [](const fs::path& c) { fs::remove(c); }, false},
    {"empty", [](const fs::path& c) { write_text(c, ""); }, false},
    {"text", [](const fs::path& c) { write_text(c, std::string(5000, 'x')); }},
    {"short", [](const fs::path& c) { write_text(c, "SQLite format 3"); }},
    {"another program's",
     [](const fs::path& c) {
       fs::remove(c);
       Database db(c, Database::Mode::create);
       db.exec("CREATE TABLE t (a)");
       db.exec("PRAGMA application_id = 7");
     }},
    {"of a newer version",
     [](const fs::path& c) { Database(c, Database::Mode::read_write).exec("PRAGMA user_version = 99"); }},
    {"without its table of days",
     [](const fs::path& c) { Database(c, Database::Mode::read_write).exec("DROP TABLE cached_day"); }, false},
    {"with another table of days",
     [](const fs::path& c) {
       Database(c, Database::Mode::read_write).exec("ALTER TABLE cached_day DROP COLUMN tier");
     }},
    {"a block changed",
     [](const fs::path& c) {
       Database(c, Database::Mode::read_write).exec("UPDATE block SET crc = crc + 1");
     }},
    {"cut in half", [](const fs::path& c) { fs::resize_file(c, fs::file_size(c) / 2); }},
    {"its head lost", [](const fs::path& c) { overwrite(c, 0, 200); }},
    {"its middle lost", [](const fs::path& c) { overwrite(c, 3000, fs::file_size(c) - 6000); }},
    {"its tail lost", [](const fs::path& c) { overwrite(c, fs::file_size(c) / 2, fs::file_size(c) / 2); }},
    {"a history",
     [](const fs::path& c) {
       fs::copy_file(c.parent_path() / "history.db", c, fs::copy_options::overwrite_existing);
     },
     false},
};

TEST_F(CacheDamage, ADamagedCacheIsBegunAnewAndToldOnce) {
  for (const Damage& damage : damages) {
    SCOPED_TRACE(damage.what);
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    fill();
    damage.happen(cache_file());
    auto store = open(short_lived(plenty));
    ASSERT_NE(store, nullptr);
    EXPECT_TRUE(store->is_writer());
    expect_goes_on(*store);
    // Whoever fetches what lacks puts it where it was.
    const auto put = cache_energy(*store, days(1, 2));
    ASSERT_TRUE(put) << to_text(put.error());
    expect_goes_on(*store);
    EXPECT_EQ(held_days(*store, 8), std::vector{1});
    EXPECT_EQ(readings_of(*store, day(1)), 8640U);
    EXPECT_EQ(told(*store), damage.told ? 1U : 0U);
    EXPECT_EQ(store->problems().size(), damage.told ? 1U : 0U);
    for (const auto& entry : fs::directory_iterator(folder_))
      EXPECT_EQ(entry.path().string().find("set-aside"), std::string::npos);
  }
}

TEST_F(CacheDamage, ABitAnywhereHarmsNothingElse) {
  fill();
  const fs::path kept = folder_ / "kept";
  fs::copy_file(cache_file(), kept);
  const std::uint64_t bytes = fs::file_size(kept);
  std::size_t whole = 0;
  for (std::uint64_t at = 17; at < bytes; at += bytes / 20) {
    SCOPED_TRACE(at);
    fs::copy_file(kept, cache_file(), fs::copy_options::overwrite_existing);
    overwrite(cache_file(), at, 1);
    auto store = open(short_lived(plenty));
    // A tree that is torn may hide rows; none is another than it was.
    const Series read = good(store->raw({import, ""}, days(1, 2)));
    for (std::size_t i = 0; i < read.size(); ++i)
      ASSERT_EQ(read.values[i], static_cast<double>((read.times[i] - first_day) / 3600));
    expect_goes_on(*store);
    EXPECT_LE(told(*store), 1U);
    ASSERT_TRUE(cache_energy(*store, days(1, 2)));
    whole += readings_of(*store, day(1)) == 8640 ? 1 : 0;
  }
  EXPECT_GE(whole, 20U);
}

TEST_F(CacheDamage, WhereNothingCanBeWrittenTheStoreGoesOn) {
  for (const char* in_the_way : {".cache", ".cache.lock"}) {
    SCOPED_TRACE(in_the_way);
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    block(path_.string() + in_the_way);
    auto store = open(short_lived(plenty));
    ASSERT_TRUE(store->put_rows(meter, energy_rows({now - hour_ms, now}, 10 * second_ms)));
    for (int i = 0; i < 2; ++i) {
      const auto refused = cache_energy(*store, days(1, 2));
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind, ErrorKind::storage);
    }
    expect_goes_on(*store);
    EXPECT_LE(told(*store), 1U);
    store.reset();
    EXPECT_NE(open(short_lived(0)), nullptr);
  }
}

TEST_F(CacheDamage, NothingIsLaidWhereTheHistoryHasGone) {
  fill();
  auto store = open(short_lived(plenty));
  for (const auto& entry : fs::directory_iterator(folder_)) fs::remove(entry.path());
  const auto refused = cache_energy(*store, days(1, 2));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::storage);
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(CacheDamage, OneThatIsDeletedInUseIsMadeAnew) {
  fill();
  auto store = open(short_lived(plenty));
  ASSERT_TRUE(cache_energy(*store, days(4, 5)));
  EXPECT_EQ(held_days(*store, 8), (std::vector{1, 2, 4}));
  for (const char* suffix : {".cache", ".cache-wal", ".cache-shm", ".cache.lock"})
    fs::remove(path_.string() + suffix);
  expect_goes_on(*store);
  EXPECT_TRUE(held_days(*store, 8).empty());
  ASSERT_TRUE(cache_energy(*store, days(5, 6)));
  EXPECT_EQ(held_days(*store, 8), std::vector{5});
  store.reset();
  store = open(short_lived(plenty));
  EXPECT_EQ(held_days(*store, 8), std::vector{5});
  EXPECT_TRUE(store->problems().empty());
}

TEST_F(CacheDamage, OneThatIsSpoiledInUseIsMadeAnewUnderAReader) {
  fill();
  auto store = open(short_lived(plenty));
  HistoryStore::Options only_read = short_lived(plenty);
  only_read.read_only = true;
  auto reader = open(only_read);
  EXPECT_EQ(readings_of(*reader, day(1)), 8640U);
  ASSERT_TRUE(cache_energy(*store, days(5, 6)));
  {
    Database(cache_file(), Database::Mode::read_write).exec("UPDATE block SET crc = crc + 1");
  }
  expect_goes_on(*reader);
  expect_goes_on(*store);
  EXPECT_EQ(told(*reader), 1U);
  ASSERT_TRUE(cache_energy(*store, days(4, 5)));
  EXPECT_EQ(held_days(*store, 8), std::vector{4});
  EXPECT_EQ(held_days(*reader, 8), std::vector{4});
  expect_goes_on(*reader);
  EXPECT_EQ(told(*reader), 1U);
  EXPECT_EQ(told(*store), 1U);
}

}  // namespace
}  // namespace hearth::test
