#include "core/store/check.h"
#include "core/store/database.h"
#include "tests/unit/store/store_fixture.h"

#include <fstream>
#include <random>
#include <sstream>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class DamageTest : public StoreTest {
 protected:
  /// Three hours of readings, one block each, in a closed file.
  void fill() {
    clock_.set(base_time + 4 * hour_ms);
    auto store = open();
    std::vector<Reading> readings;
    for (int i = 0; i < 3 * 360; ++i)
      readings.push_back(energy_at(base_time + i * 10 * second_ms, i, i, "S"));
    store->append(readings, Provenance::live);
    ASSERT_TRUE(store->flush());
  }
  std::vector<fs::path> set_aside() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.path().filename().string().starts_with("history.db.set-aside-") &&
          !entry.path().string().ends_with("-wal") && !entry.path().string().ends_with("-shm"))
        found.push_back(entry.path());
    return found;
  }
  /// That the store works, and has said what it did with the old one.
  void expect_begun_anew(HistoryStore* store, const std::string& why) {
    ASSERT_NE(store, nullptr);
    ASSERT_FALSE(store->problems().empty());
    EXPECT_NE(store->problems()[0].message.find(why), std::string::npos) << store->problems()[0].message;
    EXPECT_NE(store->problems()[0].next.find(".set-aside-20260115T"), std::string::npos);
    const Reading r = energy_at(clock_.now(), 1, 1);
    EXPECT_EQ(store->append({&r, 1}, Provenance::live).taken, 1U);
    EXPECT_TRUE(store->flush());
    EXPECT_EQ(good(store->raw({power, ""}, {clock_.now(), clock_.now() + 1})).size(), 1U);
  }
};

TEST_F(DamageTest, AFlippedBitCostsItsBlockAndNoMore) {
  fill();
  {
    Database db(path_, Database::Mode::read_write);
    Statement read(db,
                   "SELECT id, columns FROM block WHERE (id >> 40 & 7) = 0 ORDER BY start LIMIT 1 OFFSET 1");
    ASSERT_TRUE(read.step());
    std::string columns(read.bytes(1));
    columns[columns.size() / 2] ^= 4;
    Statement(db, "UPDATE block SET columns = ? WHERE id = ?")
        .bind(Statement::blob(columns), read.integer(0))
        .run();
  }
  auto store = open();
  const Series series = good(store->raw({power, ""}, {base_time, base_time + 3 * hour_ms}));
  EXPECT_EQ(series.size(), 720U);
  for (const TimeMs t : series.times) EXPECT_TRUE(t < base_time + hour_ms || t >= base_time + 2 * hour_ms);
  ASSERT_EQ(store->problems().size(), 1U);
  EXPECT_EQ(store->problems()[0].kind, ErrorKind::storage);
  EXPECT_NE(store->problems()[0].message.find("damaged"), std::string::npos);
  // Said once, and the minutes still tell of that hour.
  good(store->raw({power, ""}, {base_time, base_time + 3 * hour_ms}));
  EXPECT_EQ(store->problems().size(), 1U);
  EXPECT_EQ(good(store->buckets({power, ""}, {base_time, base_time + 3 * hour_ms}, FixedBuckets{hour_ms}))
                .rows[1]
                .count,
            360U);
}

TEST_F(DamageTest, AnyFlippedBitOfABlockIsNoticed) {
  fill();
  Database db(path_, Database::Mode::read_write);
  Statement read(
      db,
      "SELECT id, columns, start, \"end\", count FROM block WHERE (id >> 40 & 7) = 0 ORDER BY start LIMIT 1");
  ASSERT_TRUE(read.step());
  const std::int64_t id = read.integer(0);
  const std::string columns(read.bytes(1));
  const std::int64_t count = read.integer(4);
  read.reset();
  auto store = open();
  std::mt19937 random(11);
  Statement write(db, "UPDATE block SET columns = ?, count = ? WHERE id = ?");
  for (int round = 0; round < 100; ++round) {
    std::string spoiled = columns;
    spoiled[random() % spoiled.size()] ^= static_cast<char>(1U << random() % 8);
    write.bind(Statement::blob(spoiled), count, id).run();
    EXPECT_EQ(good(store->raw({power, ""}, {base_time, base_time + 3 * hour_ms})).size(), 720U) << round;
  }
  write.bind(Statement::blob(columns), count + 1, id).run();
  EXPECT_EQ(good(store->raw({power, ""}, {base_time, base_time + 3 * hour_ms})).size(), 720U);
  write.bind(Statement::blob(columns), count, id).run();
  EXPECT_EQ(good(store->raw({power, ""}, {base_time, base_time + 3 * hour_ms})).size(), 1080U);
}

TEST_F(DamageTest, ADamagedBlockIsKeptApartAndGivesWay) {
  fill();
  Database db(path_, Database::Mode::read_write);
  db.exec("UPDATE block SET crc = crc + 1 WHERE id = (SELECT min(id) FROM block WHERE (id >> 40 & 7) = 0)");
  auto store = open();
  // A late arrival for the hour of the damaged block.
  const Reading r = energy_at(base_time + 1, 1, 1);
  store->append({&r, 1}, Provenance::live);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(db.number("SELECT count(*) FROM set_aside"), 1);
  EXPECT_EQ(good(store->raw({power, ""}, {0, clock_.now() + 1})).size(), 721U);
  EXPECT_EQ(store->problems().size(), 1U);
}

TEST_F(DamageTest, ADamagedJournalEntryCostsItselfAndNoMore) {
  {
    auto store = open();
    for (int i = 0; i < 3; ++i) {
      clock_.advance(minute_ms);
      const Reading r = energy_at(clock_.now(), 1, 1);
      store->append({&r, 1}, Provenance::live);
      ASSERT_TRUE(store->flush());
    }
  }
  Database db(path_, Database::Mode::read_write);
  ASSERT_EQ(db.number("SELECT count(*) FROM journal"), 3);
  db.exec("UPDATE journal SET crc = crc + 1 WHERE id = (SELECT min(id) FROM journal)");
  auto store = open();
  EXPECT_EQ(good(store->raw({power, ""}, {0, clock_.now() + 1})).size(), 2U);
  EXPECT_EQ(store->problems().size(), 1U);
  clock_.advance(hour_ms);
  const Reading r = energy_at(clock_.now(), 1, 1);
  store->append({&r, 1}, Provenance::live);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(db.number("SELECT count(*) FROM set_aside"), 1);
  EXPECT_EQ(good(store->raw({power, ""}, {0, clock_.now() + 1})).size(), 3U);
}

TEST_F(DamageTest, ALostTierIsMadeAnewFromTheFinerOne) {
  fill();
  clock_.advance(2 * day_ms);
  const auto spoil = [&](int tier) {
    Database db(path_, Database::Mode::read_write);
    db.exec(("UPDATE block SET crc = crc + 1 WHERE (id >> 40 & 7) = " + std::to_string(tier)).c_str());
  };
  const TimeRange range{base_time, base_time + 4 * hour_ms};
  auto store = open();
  store->append({{energy_at(clock_.now(), 5, 5000)}}, Provenance::live);
  ASSERT_TRUE(store->flush());
  for (const int tier : {1, 3}) {
    SCOPED_TRACE(tier);
    const DurationMs width = tier == 1 ? minute_ms : hour_ms;
    const Buckets before = good(store->buckets({import, ""}, range, FixedBuckets{width}));
    spoil(tier);
    good(store->buckets({import, ""}, range, FixedBuckets{width}));
    ASSERT_TRUE(store->flush());
    expect_same(good(store->buckets({import, ""}, range, FixedBuckets{width})), before);
  }
}

TEST_F(DamageTest, WhatIsNoStoreIsSetAsideWithItsContent) {
  std::mt19937 random(9);
  std::string noise(5000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  fill();
  const std::string whole = content(path_);
  std::string torn = whole;
  for (std::size_t i = 100; i < 4096; ++i) torn[i] = static_cast<char>(random());
  const std::vector<std::pair<std::string, std::string>> cases = {
      {noise, "is no history file"},
      {"short", "is too short"},
      {whole.substr(0, whole.size() / 2), "is cut short"},
      {torn, "is damaged"},
  };
  for (const auto& [bytes, why] : cases) {
    SCOPED_TRACE(why);
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    write_file(path_, bytes);
    auto store = open();
    expect_begun_anew(store.get(), why);
    ASSERT_EQ(set_aside().size(), 1U);
    EXPECT_EQ(content(set_aside()[0]), bytes);
  }
}

TEST_F(DamageTest, ANewerOrForeignDatabaseIsSetAside) {
  for (const auto& [sql, why] : {std::pair{"PRAGMA user_version = 4", "newer version"},
                                 {"PRAGMA application_id = 7", "another program"},
                                 {"DROP TABLE coverage", "is damaged"}}) {
    SCOPED_TRACE(why);
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    fill();
    {
      Database db(path_, Database::Mode::read_write);
      db.exec(sql);
    }
    auto store = open();
    expect_begun_anew(store.get(), why);
    ASSERT_EQ(set_aside().size(), 1U);
    Database old(set_aside()[0], Database::Mode::read_write);
    EXPECT_EQ(old.number("SELECT total(count) FROM block WHERE (id >> 40 & 7) = 0"), 1080);
  }
}

TEST_F(DamageTest, TwoInOneSecondBothKeepTheirContent) {
  for (const char* text : {"first", "second"}) {
    fs::remove(path_);
    write_file(path_, text);
    open();
  }
  ASSERT_EQ(set_aside().size(), 2U);
  EXPECT_NE(content(set_aside()[0]), content(set_aside()[1]));
}

TEST_F(DamageTest, AReaderSetsNothingAside) {
  write_file(path_, "garbage");
  HistoryStore::Options options;
  options.path = path_;
  options.read_only = true;
  const auto store = HistoryStore::open(options, clock_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::storage);
  EXPECT_EQ(content(path_), "garbage");
  EXPECT_TRUE(set_aside().empty());
}

/// Fills pages of the table of blocks with noise, one at a time: whatever SQLite then cannot reach, the rest
/// is taken over into a new file, while the program runs.
TEST_F(DamageTest, APageOfNoiseCostsWhatItHeld) {
  fill();
  std::vector<std::int64_t> pages;
  {
    Database db(path_, Database::Mode::read_write);
    const std::int64_t n = db.number("PRAGMA page_count");
    for (std::int64_t page = 2; page <= n; ++page) pages.push_back(page);
  }
  const std::string whole = content(path_);
  ASSERT_GT(pages.size(), 8U);
  std::mt19937 random(2);
  std::size_t said = 0;
  for (const std::int64_t page : pages) {
    SCOPED_TRACE(testing::Message() << "page " << page);
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    std::string bytes = whole;
    for (std::size_t i = 0; i < 2048; ++i)
      bytes[static_cast<std::size_t>(page - 1) * 2048 + i] = static_cast<char>(random());
    write_file(path_, bytes);
    auto store = open();
    ASSERT_NE(store, nullptr);
    static_cast<void>(store->raw({power, ""}, {base_time, base_time + 3 * hour_ms}));
    static_cast<void>(
        store->buckets({power, ""}, {base_time, base_time + 3 * hour_ms}, FixedBuckets{minute_ms}));
    const Reading r = energy_at(clock_.now(), 1, 1);
    store->append({&r, 1}, Provenance::live);
    EXPECT_TRUE(store->flush());
    const auto after = store->raw({power, ""}, {base_time, clock_.now() + 1});
    ASSERT_TRUE(after);
    EXPECT_EQ((after->size() - 1) % 360, 0U) << after->size();
    EXPECT_EQ(after->values.back(), 1);
    if (after->size() < 1081) {
      EXPECT_FALSE(store->problems().empty());
    }
    said += store->problems().empty() ? 0 : 1;
  }
  EXPECT_GT(said, pages.size() / 3);
}

/// Wherever the middle of a file is spoiled: what the check names as the mend mends it, and costs no more
/// than what stood there.
TEST_F(DamageTest, TheMendThatACheckNamesMends) {
  fill();
  clock_.advance(2 * day_ms);
  ASSERT_TRUE(open()->compact());
  const std::string whole = content(path_);
  std::size_t found = 0;
  for (std::size_t at = 2048; at + 512 < whole.size(); at += 1723) {
    SCOPED_TRACE(testing::Message() << "at " << at);
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    std::string bytes = whole;
    for (std::size_t i = at; i < at + 512; ++i) bytes[i] = static_cast<char>(~bytes[i]);
    write_file(path_, bytes);
    const auto before = check_store(path_);
    const bool damaged = !before || !before->problems.empty();
    found += damaged ? 1 : 0;
    const Error& first = before ? (damaged ? before->problems[0] : Error{}) : before.error();
    EXPECT_EQ(first.next.find("hearthctl store compact") != std::string::npos, damaged) << to_text(first);
    {
      auto store = open();
      ASSERT_NE(store, nullptr);
      ASSERT_TRUE(store->compact());
      EXPECT_EQ(!store->problems().empty(), damaged);
    }
    const CheckReport after = good(check_store(path_));
    EXPECT_TRUE(after.problems.empty());
    EXPECT_GE(after.rows, 360U);
  }
  EXPECT_GT(found, 2U);
}

TEST_F(DamageTest, AFolderThatCannotBeMadeIsAnError) {
  write_file(folder_ / "file", "x");
  HistoryStore::Options options;
  options.path = folder_ / "file" / "history.db";
  const auto store = HistoryStore::open(options, clock_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::storage);
}

}  // namespace
}  // namespace hearth::test
