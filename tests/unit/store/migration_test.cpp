// Stores of every older version are brought up to date, and answer as they did.

#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/store_file.h"
#include "core/store/store_writer.h"
#include "tests/unit/store/store_fixture.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

namespace hearth::test {
namespace {

std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(HEARTHBOARD_TEST_DATA) / name;
}

/// One line of the answers that the older version gave: see the head of the file.
struct Expected1 {
  SeriesKey key;
  DurationMs width = 0;
  Bucket bucket;
};

double number(const std::string& text) {
  return text == "nan" ? no_value : std::strtod(text.c_str(), nullptr);
}

std::vector<Expected1> answers(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::vector<Expected1> found;
  while (std::getline(in, line)) {
    std::vector<std::string> cells;
    std::istringstream cut(line);
    for (std::string cell; std::getline(cut, cell, ',');) cells.push_back(cell);
    Expected1 e;
    e.key = {find_channel(cells.at(0)).value(), cells.at(1)};
    e.width = std::stoll(cells.at(2));
    e.bucket = {std::stoll(cells.at(3)),
                std::stoll(cells.at(3)) + e.width,
                static_cast<std::uint32_t>(std::stoul(cells.at(4))),
                number(cells.at(5)),
                number(cells.at(6)),
                number(cells.at(7)),
                number(cells.at(8)),
                number(cells.at(9)),
                number(cells.at(10)),
                std::stoll(cells.at(11)),
                std::stoll(cells.at(12)),
                static_cast<std::uint32_t>(std::stoul(cells.at(13))),
                cells.at(14) == "1"};
    found.push_back(e);
  }
  return found;
}

class MigrationTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    std::filesystem::copy_file(data_file("store-v1.db"), path_);
    clock_.set(base_time + 11 * hour_ms + 25 * minute_ms);
  }
  void expect_the_same_answers(HistoryStore& store) {
    const std::vector<Expected1> expected = answers(data_file("store-v1.csv"));
    ASSERT_GT(expected.size(), 200U);
    for (const Expected1& e : expected) {
      SCOPED_TRACE(testing::Message() << e.width << " ms");
      expect_same(good(store.buckets(e.key, {e.bucket.start, e.bucket.end}, FixedBuckets{e.width})),
                  {e.key, {e.bucket}});
    }
  }
};

TEST_F(MigrationTest, AStoreOfVersion1AnswersAsItDid) {
  {
    auto store = open();
    ASSERT_NE(store, nullptr);
    EXPECT_TRUE(store->problems().empty());
    expect_the_same_answers(*store);
    EXPECT_EQ(store->note("currency"), "SEK");
    EXPECT_EQ(store->coverage(meter).size(), 3U);
    EXPECT_EQ(good(store->latest()).size(), 11U);
  }
  Database db(path_, Database::Mode::read_write);
  EXPECT_EQ(db.number("PRAGMA user_version"), schema_version);
  EXPECT_EQ(db.number("SELECT count(*) FROM sqlite_schema WHERE name = 'block_1'"), 0);
  auto again = open();
  expect_the_same_answers(*again);
}

/// A store of version 2, in which dips, leaps and steps back count: of three stretches, the first is only
/// quarters, the second minutes, the third readings.
class JudgingTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    std::filesystem::copy_file(data_file("store-v2.db"), path_);
    clock_.set(*parse_rfc3339("2026-03-15T06:00:00Z"));
  }
  double sum_of_day(HistoryStore& store, const char* day) {
    const TimeMs from = *parse_rfc3339(std::string(day) + "T00:00:00Z");
    const Buckets rows = good(store.buckets({import, ""}, {from, from + day_ms}, FixedBuckets{day_ms}));
    doubtful_ = doubtful_ && rows.rows.front().doubtful;
    return rows.rows.front().sum;
  }
  void expect_right(HistoryStore& store) {
    std::ifstream in(data_file("store-v2.csv"));
    std::string line;
    std::getline(in, line);
    std::size_t days = 0;
    while (std::getline(in, line)) {
      std::istringstream cells(line);
      std::string day;
      std::string counted;
      std::getline(cells, day, ',');
      std::getline(cells, counted);
      SCOPED_TRACE(day);
      EXPECT_NEAR(sum_of_day(store, day.c_str()), std::stod(counted), 100);
      ++days;
    }
    EXPECT_EQ(days, 5U);
    EXPECT_TRUE(doubtful_) << "a day of which it does not say that something was left out";
  }
  bool doubtful_ = true;
};

TEST_F(JudgingTest, WhatVersion2StoredIsJudgedAnewOnce) {
  {
    auto store = open();
    ASSERT_NE(store, nullptr);
    ASSERT_TRUE(store->compact());
    expect_right(*store);
  }
  Database db(path_, Database::Mode::read_write);
  EXPECT_EQ(db.number("PRAGMA user_version"), 3);
  EXPECT_EQ(db.number("SELECT count(*) FROM meta WHERE key LIKE 'judging.%'"), 0);
}

TEST_F(JudgingTest, GoesOnAfterARestart) {
  int stretches = 0;
  for (bool more = true; more; ++stretches) {
    StoreWriter writer(open_writer(path_), [](std::int64_t) {}, usual_max_power_w);
    more = writer.judge_some(clock_.now());
  }
  EXPECT_GT(stretches, 3);
  auto store = open();
  expect_right(*store);
}

TEST_F(MigrationTest, WhatFollowsIsRecordedIntoIt) {
  auto store = open();
  const SeriesKey key{import, ""};
  const TimeRange range{base_time - 4 * day_ms, base_time + 8 * hour_ms};
  const Buckets before = good(store->buckets(key, range, FixedBuckets{hour_ms}));
  clock_.advance(2 * day_ms);
  const Reading r = energy_at(clock_.now(), 321, 5'100'000, "B2");
  EXPECT_EQ(store->append({&r, 1}, Provenance::live).taken, 1U);
  ASSERT_TRUE(store->flush());
  // The days before are quarters by now.
  Database db(path_, Database::Mode::read_write);
  EXPECT_GT(db.number("SELECT count(*) FROM block WHERE (id >> 40 & 7) = 3"), 0);
  expect_same(good(store->buckets(key, range, FixedBuckets{hour_ms})), before);
}

TEST_F(MigrationTest, ADamagedOldBlockIsKeptApart) {
  {
    Database db(path_, Database::Mode::read_write);
    db.exec("UPDATE block SET crc = crc + 1 WHERE id = (SELECT min(id) FROM block WHERE tier = 0)");
  }
  auto store = open();
  ASSERT_NE(store, nullptr);
  Database db(path_, Database::Mode::read_write);
  EXPECT_EQ(db.number("SELECT count(*) FROM set_aside"), 1);
  EXPECT_GT(good(store->raw({power, ""}, {0, clock_.now()})).size(), 900U);
}

TEST_F(MigrationTest, AReaderLeavesItAsItIs) {
  HistoryStore::Options options;
  options.path = path_;
  options.read_only = true;
  const auto store = HistoryStore::open(options, clock_);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("older version"), std::string::npos);
  Database db(path_, Database::Mode::read_write);
  EXPECT_EQ(db.number("PRAGMA user_version"), 1);
}

}  // namespace
}  // namespace hearth::test
