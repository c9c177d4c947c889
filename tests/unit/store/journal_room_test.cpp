#include "core/store/check.h"
#include "core/store/database.h"
#include "core/store/journal.h"
#include "core/store/schema.h"
#include "tests/unit/store/store_fixture.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace hearth::test {
namespace {

constexpr std::uint64_t one_frame = 24 + 2048;  // of the log: its head and a page

class JournalRoomTest : public StoreTest {
 protected:
  /// Records a reading a second, with a flush at the end of each minute, which `flushed` sees.
  template <class Flushed>
  void record(HistoryStore& store, int minutes, Flushed flushed) {
    for (int minute = 0; minute < minutes; ++minute) {
      for (int second = 0; second < 60; ++second, ++seconds_) {
        const Reading reading =
            energy_at(base_time + seconds_ * second_ms, 300 + seconds_ * 7919 % 500, 1000 + seconds_ / 10);
        store.append({&reading, 1}, Provenance::live);
      }
      clock_.set(base_time + seconds_ * second_ms - 1);
      ASSERT_TRUE(store.flush());
      flushed(minute);
    }
  }
  void record(HistoryStore& store, int minutes) {
    record(store, minutes, [](int) {});
  }
  [[nodiscard]] std::uint64_t log_bytes() const {
    return std::filesystem::file_size(std::filesystem::path(path_) += "-wal");
  }
  std::int64_t rows() {
    Database db(path_, Database::Mode::read_write);
    return db.number("SELECT count(*) FROM journal");
  }
  std::size_t readings(const HistoryStore& store) {
    return good(store.raw({power, ""}, {base_time, base_time + day_ms})).size();
  }

  int seconds_ = 0;
};

TEST_F(JournalRoomTest, AFlushWritesOnePageOnceAnHourHasShownHowMuchThereIs) {
  auto store = open();
  record(*store, 60);
  record(*store, 1);
  std::uint64_t before = log_bytes();
  const std::int64_t there = rows();
  EXPECT_GT(there, 55);
  record(*store, 50, [&](int minute) {
    EXPECT_EQ(log_bytes() - before, one_frame) << minute;
    before = log_bytes();
    EXPECT_EQ(rows(), there);
  });
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_));
  // Whoever reads the file beside it sees each of them, and so does who opens it again.
  auto reader = open({.path = {}, .read_only = true, .create = false, .writer_name = {}});
  EXPECT_EQ(readings(*reader), static_cast<std::size_t>(seconds_));
  record(*store, 1);
  EXPECT_EQ(readings(*reader), static_cast<std::size_t>(seconds_));
  reader.reset();
  store.reset();
  store = open();
  record(*store, 2);
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_));
}

TEST_F(JournalRoomTest, DoesNotGrowFromHourToHour) {
  auto store = open();
  const auto bytes = [&] {
    Database db(path_, Database::Mode::read_write);
    return db.number("SELECT total(length(rows)) FROM journal");
  };
  record(*store, 61);
  const std::int64_t first = bytes();
  // Long entries now and then do not make all of them long.
  for (int hour = 0; hour < 5; ++hour) {
    store.reset();
    store = open();
    record(*store, 60);
    EXPECT_LE(bytes(), first + first / 4) << hour;
    EXPECT_LE(rows(), 90) << hour;
  }
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_));
}

TEST_F(JournalRoomTest, WhatFindsNoRoomIsStoredAllTheSame) {
  auto store = open();
  record(*store, 70);
  // A minute that brings far more than any before, and more flushes than there is room for.
  std::vector<Reading> many;
  for (int i = 0; i < 3000; ++i)
    many.push_back({{Dataset::heatpump, "pump"},
                    base_time + seconds_ * second_ms + i,
                    "",
                    {{channel("heatpump.supply_temp"), (i * 7919 % 1000) / 100.0}}});
  clock_.set(base_time + seconds_ * second_ms + hour_ms / 4);
  EXPECT_EQ(store->append(many, Provenance::live).taken, many.size());
  ASSERT_TRUE(store->flush());
  for (int i = 0; i < 100; ++i) {
    const Reading one = energy_at(base_time + seconds_ * second_ms + i, 1, no_value);
    store->append({&one, 1}, Provenance::live);
    ASSERT_TRUE(store->flush());
  }
  store.reset();
  store = open();
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_) + 100);
  const SeriesKey supply{channel("heatpump.supply_temp"), "pump"};
  EXPECT_EQ(good(store->raw(supply, {base_time, base_time + day_ms})).size(), many.size());
}

TEST_F(JournalRoomTest, RoomIsASoundEntryThatSaysNothing) {
  auto store = open();
  record(*store, 62);
  store.reset();
  {
    Database db(path_, Database::Mode::read_write);
    Statement entries(db, "SELECT id, crc, rows FROM journal ORDER BY id");
    int empty = 0;
    while (entries.step()) {
      EXPECT_EQ(journal_checksum(entries.integer(0), entries.bytes(2)), entries.integer(1));
      const auto groups = groups_from_journal(entries.bytes(2));
      ASSERT_TRUE(groups);
      empty += groups->empty() ? 1 : 0;
    }
    EXPECT_GT(empty, 50);
  }
  store = open();
  EXPECT_TRUE(store->problems().empty());
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_));
}

TEST_F(JournalRoomTest, ADamagedRoomIsToldAndNotFilled) {
  auto store = open();
  record(*store, 62);
  store.reset();
  {
    Database db(path_, Database::Mode::read_write);
    db.exec("UPDATE journal SET crc = crc + 1 WHERE id = (SELECT max(id) FROM journal)");
  }
  store = open();
  record(*store, 3);
  EXPECT_EQ(store->problems().size(), 1U);
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_));
}

/// An entry that is listed, and that SQLite does not find by its number: the last of three has
/// lost a bit of it.
TEST_F(JournalRoomTest, AnEntryThatIsNotFoundByItsNumberCostsItselfAlone) {
  const auto one_reading = [](TimeMs time) {
    Rows rows = Rows::of(Dataset::energy);
    rows.times = {time};
    rows.epochs = {0};
    rows.provenances = {Provenance::live};
    for (auto& column : rows.values) column = {1};
    return RowsByGroup{{meter, std::move(rows)}};
  };
  {
    Database db(path_, Database::Mode::create);
    make_tables(db);
    for (const std::int64_t id : {4, 5, 6}) add_to_journal(db, id, one_reading(base_time + id * second_ms));
  }
  std::string bytes;
  {
    std::ifstream in(path_, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  // A row begins with its length, its number, and a head: its own length, and of what kind three columns are.
  std::size_t number = std::string::npos;
  for (std::size_t at = 1; at + 2 < bytes.size(); ++at)
    if (bytes[at] == 6 && (bytes[at + 1] == 4 || bytes[at + 1] == 5) && bytes[at + 2] == 0) number = at;
  ASSERT_NE(number, std::string::npos);
  bytes[number] = 2;
  std::ofstream(path_, std::ios::binary) << bytes;

  Database db(path_, Database::Mode::read_write);
  std::vector<std::int64_t> damaged;
  Journal journal;
  const auto note = [&](std::int64_t entry) { damaged.push_back(entry); };
  EXPECT_EQ(rows_in(journal.read(db, note)), 2U);
  EXPECT_EQ(damaged, std::vector<std::int64_t>{2});
  // It is told once.
  EXPECT_EQ(rows_in(journal.read(db, note)), 2U);
  EXPECT_EQ(damaged.size(), 1U);
}

/// Above the rows of the journal stands what says which of them are where. With a number there too high,
/// SQLite lists them all, and looks for some of them in the wrong place.
TEST_F(JournalRoomTest, WhatStandsUnderAWrongNumberIsReadAndRecordedAllTheSame) {
  {
    auto store = open();
    record(*store, 65);
  }
  std::int64_t root = 0;
  {
    Database db(path_, Database::Mode::read_write);
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    root = db.number("SELECT rootpage FROM sqlite_schema WHERE name = 'journal'");
  }
  std::string bytes;
  {
    std::ifstream in(path_, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  // An interior page of a table (SQLite's file format, 1.6): the kind, and from byte 12 on where its cells
  // are, each a page's number of four bytes and the highest row on it.
  const std::size_t page = static_cast<std::size_t>(root - 1) * 2048;
  ASSERT_EQ(bytes[page], 5);
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
  };
  for (const std::size_t cell : {0U, 5U}) {
    const std::size_t at = page + (byte(page + 12 + 2 * cell) << 8) + byte(page + 13 + 2 * cell) + 4;
    bytes[at + 1] = static_cast<char>(bytes[at + 1] | 0x40);
  }
  std::ofstream(path_, std::ios::binary) << bytes;
  const auto report = check_store(path_);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->problems.empty());

  auto store = open();
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_));
  record(*store, 70,
         [&](int minute) { EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_)) << minute; });
  store = nullptr;
  store = open();
  EXPECT_EQ(readings(*store), static_cast<std::size_t>(seconds_));
}

}  // namespace
}  // namespace hearth::test
