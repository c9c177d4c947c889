#include "core/store/maintenance.h"

#include "core/store/check.h"
#include "tests/unit/store/store_fixture.h"

#include <algorithm>
#include <fstream>
#include <utility>
#include <vector>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

class Maintenance : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    clock_.set(base_time + day_ms);
    backup_ = folder_ / "backup.db";
  }
  void fill(HistoryStore& store, int from, int to) {
    std::vector<Reading> readings;
    for (int i = from; i < to; ++i) readings.push_back(energy_at(base_time + i * second_ms, i % 900, i));
    ASSERT_EQ(store.append(readings, Provenance::live).taken, readings.size());
    ASSERT_TRUE(store.flush().has_value());
  }
  static std::size_t readings_of(HistoryStore& store) {
    return good(store.raw({power, ""}, {0, base_time + day_ms})).size();
  }
  std::size_t readings_in(const fs::path& file) {
    auto store = open({.path = file, .read_only = true, .writer_name = {}});
    return store ? readings_of(*store) : 0;
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_))
      found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }

  fs::path backup_;
};

TEST_F(Maintenance, ABackupIsWholeWhileTheStoreIsWritten) {
  auto store = open();
  fill(*store, 0, 20'000);
  bool wrote_meanwhile = false;
  const auto made = backup_store(path_, backup_, false, [&](std::uint64_t done, std::uint64_t all) {
    EXPECT_LE(done, all);
    if (!std::exchange(wrote_meanwhile, true)) fill(*store, 20'000, 30'000);
    return true;
  });
  ASSERT_TRUE(made.has_value()) << to_text(made.error());
  EXPECT_TRUE(wrote_meanwhile);
  EXPECT_EQ(readings_of(*store), 30'000U);
  EXPECT_EQ(fs::status(backup_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  for (const std::string& name : names())
    EXPECT_TRUE(name.starts_with("history.db") || name == "backup.db") << name;
  const CheckReport report = good(check_store(backup_));
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.rows, 20'000U);
  EXPECT_EQ(readings_in(backup_), 20'000U);
}

TEST_F(Maintenance, ABackupOverwritesNothingUnlessTold) {
  fill(*open(), 0, 100);
  std::ofstream(backup_) << "mine";
  const auto refused = backup_store(path_, backup_, false);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(fs::file_size(backup_), 4U);
  ASSERT_TRUE(backup_store(path_, backup_, true).has_value());
  EXPECT_EQ(readings_in(backup_), 100U);
}

TEST_F(Maintenance, ABackupOfNothingOrOfSomethingElseIsRefused) {
  EXPECT_EQ(backup_store(path_, backup_, false).error().kind, ErrorKind::not_found);
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_EQ(backup_store(path_, backup_, false).error().kind, ErrorKind::storage);
  EXPECT_FALSE(fs::exists(backup_));
}

TEST_F(Maintenance, ACancelledBackupLeavesNothing) {
  fill(*open(), 0, 100);
  const auto before = names();
  const auto ended = backup_store(path_, backup_, false, [](std::uint64_t, std::uint64_t) { return false; });
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(names(), before);
}

TEST_F(Maintenance, RestoringSetsThePresentStoreAside) {
  fill(*open(), 0, 100);
  ASSERT_TRUE(backup_store(path_, backup_, false).has_value());
  fill(*open(), 100, 250);
  const auto aside = good(restore_store(backup_, path_, clock_));
  ASSERT_TRUE(aside.has_value());
  EXPECT_EQ(readings_in(path_), 100U);
  EXPECT_EQ(readings_in(*aside), 250U);
  EXPECT_EQ(readings_in(backup_), 100U) << "the backup stays";
  auto store = open();
  EXPECT_TRUE(store->is_writer());
  fill(*store, 100, 120);
  EXPECT_EQ(readings_of(*store), 120U);
}

TEST_F(Maintenance, RestoresWhereThereIsNoStore) {
  fill(*open(), 0, 100);
  ASSERT_TRUE(backup_store(path_, backup_, false).has_value());
  const fs::path elsewhere = folder_ / "new" / "history.db";
  EXPECT_EQ(good(restore_store(backup_, elsewhere, clock_)), std::nullopt);
  EXPECT_EQ(readings_in(elsewhere), 100U);
}

TEST_F(Maintenance, NothingIsRestoredWhileAnotherRecords) {
  auto store = open();
  fill(*store, 0, 100);
  ASSERT_TRUE(backup_store(path_, backup_, false).has_value());
  const auto refused = restore_store(backup_, path_, clock_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::offline);
  EXPECT_NE(refused.error().message.find("test (pid"), std::string::npos) << refused.error().message;
  EXPECT_EQ(readings_of(*store), 100U);
}

TEST_F(Maintenance, ASpoiledBackupChangesNothing) {
  fill(*open(), 0, 5000);
  ASSERT_TRUE(backup_store(path_, backup_, false).has_value());
  const auto refused = [&] {
    const auto restored = restore_store(backup_, path_, clock_);
    EXPECT_EQ(readings_in(path_), 5000U);
    for (const std::string& name : names())
      EXPECT_TRUE(name.starts_with("history.db") || name.starts_with("backup.db"));
    return restored ? ErrorKind::internal : restored.error().kind;
  };
  fs::resize_file(backup_, fs::file_size(backup_) / 2);
  EXPECT_EQ(refused(), ErrorKind::bad_data);
  fs::resize_file(backup_, 0);
  EXPECT_EQ(refused(), ErrorKind::bad_data);
  std::ofstream(backup_) << std::string(5000, 'x');
  EXPECT_EQ(refused(), ErrorKind::bad_data);
  fs::remove(backup_);
  EXPECT_EQ(refused(), ErrorKind::not_found);
}

TEST_F(Maintenance, AHistoryInUseIsNoBackup) {
  const fs::path live = folder_ / "live.db";
  auto other = open({.path = live, .writer_name = {}});
  fill(*other, 0, 100);
  ASSERT_GT(fs::file_size(fs::path(live) += "-wal"), 0U);
  const auto refused = restore_store(live, path_, clock_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_data);
  EXPECT_FALSE(fs::exists(path_));
}

}  // namespace
}  // namespace hearth::test
