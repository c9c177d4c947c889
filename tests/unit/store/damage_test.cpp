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
    ASSERT_EQ(store->problems().size(), 1U);
    EXPECT_NE(store->problems()[0].message.find(why), std::string::npos) << store->problems()[0].message;
    EXPECT_NE(store->problems()[0].next.find(".set-aside-20260115T"), std::string::npos);
    const Reading r = energy_at(clock_.now(), 1, 1);
    EXPECT_EQ(store->append({&r, 1}, Provenance::live).taken, 1U);
    EXPECT_TRUE(store->flush());
    EXPECT_EQ(good(store->raw({power, ""}, {0, clock_.now() + 1})).size(), 1U);
  }
};

TEST_F(DamageTest, AFlippedBitCostsItsBlockAndNoMore) {
  fill();
  {
    Database db(path_, Database::Mode::read_write);
    Statement read(db, "SELECT id, columns FROM block WHERE tier = 0 ORDER BY start LIMIT 1 OFFSET 1");
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
      db, "SELECT id, columns, start, \"end\", count FROM block WHERE tier = 0 ORDER BY start LIMIT 1");
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

TEST_F(DamageTest, ADamagedBlockIsNotCompactedAway) {
  auto store = open();
  for (int i = 0; i < 3; ++i) {
    clock_.advance(minute_ms);
    const Reading r = energy_at(clock_.now(), 1, 1);
    store->append({&r, 1}, Provenance::live);
    ASSERT_TRUE(store->flush());
  }
  Database db(path_, Database::Mode::read_write);
  db.exec("UPDATE block SET crc = crc + 1 WHERE id = (SELECT min(id) FROM block WHERE tier = 0)");
  clock_.advance(hour_ms);
  const Reading r = energy_at(clock_.now(), 1, 1);
  store->append({&r, 1}, Provenance::live);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(db.number("SELECT count(*) FROM block WHERE tier = 0"), 4);
  EXPECT_EQ(good(store->raw({power, ""}, {0, clock_.now() + 1})).size(), 3U);
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
  for (const auto& [sql, why] : {std::pair{"PRAGMA user_version = 2", "newer version"},
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
    EXPECT_EQ(old.number("SELECT total(count) FROM block WHERE tier = 0"), 1080);
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

TEST_F(DamageTest, DamageBelowTheFirstLookIsToldToReadersAndSetAsideByTheWriter) {
  fill();
  std::int64_t page = 0;
  {
    Database db(path_, Database::Mode::read_write);
    page = db.number("SELECT rootpage FROM sqlite_schema WHERE name = 'block_place'");
  }
  std::string bytes = content(path_);
  std::mt19937 random(2);
  for (std::size_t i = 0; i < 4096; ++i)
    bytes[static_cast<std::size_t>(page - 1) * 4096 + i] = static_cast<char>(random());
  write_file(path_, bytes);
  HistoryStore::Options options;
  options.read_only = true;
  auto reader = open(options);
  ASSERT_NE(reader, nullptr);
  const auto answer = reader->raw({power, ""}, {base_time, base_time + 3 * hour_ms});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::storage);
  EXPECT_FALSE(reader->problems().empty());
  reader.reset();
  auto writer = open();
  expect_begun_anew(writer.get(), "is damaged");
  ASSERT_EQ(set_aside().size(), 1U);
  EXPECT_EQ(content(set_aside()[0]), bytes);
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
