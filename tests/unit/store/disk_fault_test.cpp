#include "core/store/check.h"
#include "core/store/disk_trouble.h"
#include "core/store/lock_file.h"
#include "tests/support/faulty_disk.h"
#include "tests/unit/store/store_fixture.h"

#include <sys/stat.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

/// The rights of somebody who is not root, while it lives: root may write everywhere.
class Unprivileged {
 public:
  explicit Unprivileged(const fs::path& folder) {
    if (::geteuid() != 0) return;
    if (::chown(folder.c_str(), nobody, nobody) != 0 || ::seteuid(nobody) != 0)
      ADD_FAILURE() << "cannot become nobody";
  }
  ~Unprivileged() {
    if (::getuid() == 0 && ::seteuid(0) != 0) ADD_FAILURE() << "cannot become root again";
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  static constexpr uid_t nobody = 65534;
};

class DiskFaultTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    clock_.set(base_time + hour_ms);
  }
  HistoryStore::Options waiting() {
    HistoryStore::Options options;
    options.wait_for_disk = true;
    options.told = [this] {
      const std::lock_guard guard(told_mutex_);
      ++told_;
      told_changed_.notify_all();
    };
    return options;
  }
  /// Lets the store's own thread look, and waits until it has.
  void look(HistoryStore& store) {
    std::unique_lock guard(told_mutex_);
    const int before = told_;
    store.request_look();
    told_changed_.wait(guard, [&] { return told_ > before; });
  }
  void record(HistoryStore& store, int n = 10) {
    for (int i = 0; i < n; ++i) {
      clock_.advance(second_ms);
      const Reading r = energy_at(clock_.now(), 100, 1000 + ++recorded_);
      EXPECT_EQ(store.append({&r, 1}, Provenance::live).taken, 1U);
    }
  }
  std::size_t readings(HistoryStore& store) {
    return good(store.raw({power, ""}, {0, clock_.now() + day_ms})).size();
  }
  static std::string paused(HistoryStore& store) {
    const StoreState state = store.state();
    return state.paused ? std::string(state.paused->message) : std::string();
  }

  int recorded_ = 0;
  std::mutex told_mutex_;
  std::condition_variable told_changed_;
  int told_ = 0;
};

TEST_F(DiskFaultTest, AFolderThatMayNotBeWrittenIsWaitedFor) {
  record(*open(), 20);
  for (const auto& file : {path_, fs::path(path_) += ".lock"}) fs::permissions(file, fs::perms(0444));
  const Unprivileged somebody(folder_);
  fs::permissions(folder_, fs::perms(0555));
  auto store = open(waiting());
  ASSERT_NE(store, nullptr);
  EXPECT_FALSE(store->is_writer());
  EXPECT_EQ(readings(*store), 20U) << "what is on the disk is read";
  record(*store);
  EXPECT_EQ(readings(*store), 30U) << "what comes in is seen";
  EXPECT_EQ(paused(*store), "The history may not be written: recording pauses.");
  ASSERT_EQ(store->problems().size(), 1U);
  EXPECT_FALSE(store->flush());
  clock_.advance(20 * minute_ms);
  record(*store);
  EXPECT_EQ(readings(*store), 40U) << "nobody else keeps it";
  fs::permissions(folder_, fs::perms(0755));
  look(*store);
  EXPECT_EQ(paused(*store), "The history may not be written: recording pauses.") << "the files may not yet";
}

TEST_F(DiskFaultTest, RecordingBeginsByItselfOnceItCan) {
  const Unprivileged somebody(folder_);
  fs::permissions(folder_, fs::perms(0555));
  auto store = open(waiting());
  ASSERT_NE(store, nullptr);
  record(*store);
  const std::array hours = {EnergyHour{base_time - hour_ms, 500}};
  store->take_energy_hours("", hours);
  store->take_note("currency", "SEK");
  const auto hour_kwh = [](HistoryStore& s) {
    return good(s.buckets({import, ""}, {base_time - hour_ms, base_time}, FixedBuckets{hour_ms})).rows[0].sum;
  };
  EXPECT_EQ(hour_kwh(*store), 500);
  EXPECT_EQ(store->note("currency"), "SEK");
  EXPECT_EQ(paused(*store), "The history may not be written: recording pauses.");
  fs::permissions(folder_, fs::perms(0755));
  look(*store);
  EXPECT_TRUE(store->is_writer());
  EXPECT_EQ(paused(*store), "");
  EXPECT_TRUE(store->problems().empty());
  record(*store);
  ASSERT_TRUE(store->flush());
  store.reset();
  store = open();
  EXPECT_EQ(readings(*store), 20U);
  EXPECT_EQ(hour_kwh(*store), 500);
  EXPECT_EQ(store->note("currency"), "SEK");
}

TEST_F(DiskFaultTest, AFolderThatCannotBeMadeIsWaitedFor) {
  path_ = folder_ / "disk" / "hearthboard" / "history.db";
  const Unprivileged somebody(folder_);
  fs::permissions(folder_, fs::perms(0555));
  auto store = open(waiting());
  ASSERT_NE(store, nullptr);
  record(*store);
  EXPECT_EQ(readings(*store), 10U);
  EXPECT_NE(paused(*store), "");
  fs::permissions(folder_, fs::perms(0755));
  look(*store);
  EXPECT_TRUE(store->is_writer());
}

TEST_F(DiskFaultTest, WhoDoesNotWaitIsToldAtOnce) {
  const Unprivileged somebody(folder_);
  fs::permissions(folder_, fs::perms(0555));
  HistoryStore::Options options;
  options.path = path_;
  EXPECT_EQ(HistoryStore::open(options, clock_).error().kind, ErrorKind::storage);
}

TEST_F(DiskFaultTest, EachTroubleHasItsWordsAndLosesNothing) {
  FaultyDisk disk;
  const std::pair<int, std::string> troubles[] = {
      {ENOSPC, "The disk is full: recording pauses."},
      {EDQUOT, "The disk quota is used up: recording pauses."},
      {EROFS, "The disk is read-only: recording pauses."},
      {EIO, "The disk reports an error: recording pauses."},
  };
  auto store = open(waiting());
  LockFile other(fs::path(path_) += ".lock");
  for (const auto& [code, words] : troubles) {
    SCOPED_TRACE(words);
    record(*store);
    disk.fail_writes(code);
    const auto flushed = store->flush();
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().message, words);
    EXPECT_EQ(paused(*store), words);
    EXPECT_EQ(other.noted(), words) << "others can tell";
    EXPECT_FALSE(store->flush());
    EXPECT_EQ(store->problems().size(), 1U);
    disk.fail_writes(0);
    EXPECT_TRUE(store->flush());
    EXPECT_EQ(paused(*store), "");
    EXPECT_EQ(other.noted(), "");
    EXPECT_TRUE(store->problems().empty());
    EXPECT_EQ(other.holder(), store->recorder());
  }
  EXPECT_EQ(readings(*store), 40U);
  store.reset();
  EXPECT_EQ(readings(*open()), 40U);
}

TEST_F(DiskFaultTest, AnImportThatDoesNotFitSaysSo) {
  FaultyDisk disk;
  auto store = open();
  disk.fail_writes(ENOSPC);
  Rows rows({import});
  rows.times = {base_time};
  rows.epochs = {0};
  rows.provenances = {Provenance::imported};
  rows.values = {{1}};
  const auto put = store->put_rows(meter, rows);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().message, "The disk is full.");
  EXPECT_EQ(put.error().next, "Make room, and try again.");
  disk.fail_writes(0);
  EXPECT_TRUE(store->put_rows(meter, rows));
}

TEST_F(DiskFaultTest, ADiskThatHangsKeepsNobodyElse) {
  FaultyDisk disk;
  auto store = open(waiting());
  record(*store);
  disk.hang();
  store->request_flush();
  disk.wait_for_victim();
  // Each of these would hang as well if it waited for the disk.
  record(*store);
  EXPECT_EQ(store->state().stats.unflushed, 20U);
  EXPECT_TRUE(store->is_writer());
  EXPECT_TRUE(store->problems().empty());
  EXPECT_FALSE(store->coverage(meter).empty());
  EXPECT_TRUE(store->add_coverage({meter, Provenance::api_hourly, {base_time, base_time + 1}, 1, true}));
  const std::array hours = {EnergyHour{base_time - hour_ms, 500}};
  store->take_energy_hours("", hours);
  store->take_note("currency", "SEK");
  store->request_look();
  store->request_flush();
  // What is in memory, or was read before, is still read.
  EXPECT_EQ(readings(*store), 20U);
  disk.go_on();
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(readings(*store), 20U);
}

/// The log keeps each writing of a page; the disk is full of it long before the file needs as much.
TEST_F(DiskFaultTest, AFullDiskIsMadeRoomOnBeforeRecordingPauses) {
  FaultyDisk disk;
  auto store = open(waiting());
  for (int i = 0; i < 20; ++i) {
    record(*store, 30);
    clock_.advance(minute_ms);
    ASSERT_TRUE(store->flush());
  }
  const auto log = fs::path(path_) += "-wal";
  disk.most_bytes(fs::file_size(log) + 3000);
  record(*store, 2000);
  EXPECT_TRUE(store->flush());
  EXPECT_EQ(paused(*store), "");
  EXPECT_EQ(readings(*store), 2600U);
}

TEST_F(DiskFaultTest, ADeletedFileIsMadeAnewWithWhatIsInMemory) {
  for (const bool folder_too : {false, true}) {
    SCOPED_TRACE(folder_too);
    path_ = folder_ / (folder_too ? "a" : "b") / "history.db";
    recorded_ = 0;
    auto store = open(waiting());
    record(*store);
    ASSERT_TRUE(store->flush());
    record(*store);
    if (folder_too) {
      fs::remove_all(path_.parent_path());
    } else {
      fs::remove(path_);
    }
    look(*store);
    EXPECT_TRUE(store->is_writer());
    ASSERT_EQ(store->problems().size(), 1U);
    EXPECT_EQ(store->problems()[0].message, "The history file was deleted while it was in use.");
    EXPECT_EQ(readings(*store), 20U) << "the last hour was in memory";
    record(*store);
    ASSERT_TRUE(store->flush());
    LockFile second(fs::path(path_) += ".lock");
    EXPECT_FALSE(second.try_take("second")) << "the new file is written under the lock";
    store.reset();
    EXPECT_EQ(readings(*open()), 30U);
    EXPECT_TRUE(good(check_store(path_)).problems.empty());
  }
}

TEST_F(DiskFaultTest, AnotherFileInItsPlaceIsOpened) {
  auto store = open(waiting());
  record(*store);
  ASSERT_TRUE(store->flush());
  {
    HistoryStore::Options options;
    options.path = folder_ / "other.db";
    auto other = open(options);
    const Reading r = energy_at(base_time, 7, 7);
    other->append({&r, 1}, Provenance::live);
  }
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(fs::path(path_) += suffix);
  fs::rename(folder_ / "other.db", path_);
  look(*store);
  EXPECT_EQ(store->problems().back().message,
            "Another history file stands in the place of the one that was in use.");
  record(*store);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(readings(*store), 21U);
  store.reset();
  EXPECT_EQ(readings(*open()), 21U);
}

TEST_F(DiskFaultTest, ALockThatWasDeletedIsTakenAnew) {
  auto store = open(waiting());
  record(*store);
  fs::remove(fs::path(path_) += ".lock");
  look(*store);
  EXPECT_TRUE(store->is_writer());
  EXPECT_FALSE(LockFile(fs::path(path_) += ".lock").try_take("second"));
  record(*store);
  ASSERT_TRUE(store->flush());
  EXPECT_EQ(readings(*store), 20U);
}

/// Another disk's folder, behind a name that can be taken away.
TEST_F(DiskFaultTest, ADiskThatHasGoneIsWaitedFor) {
  std::string pattern = "/dev/shm/hearth-store-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const fs::path disk = pattern;
  struct stat here = {};
  struct stat there = {};
  ASSERT_EQ(::stat(folder_.c_str(), &here) + ::stat(disk.c_str(), &there), 0);
  ASSERT_NE(here.st_dev, there.st_dev);
  const fs::path mount = folder_ / "mount";
  fs::create_symlink(disk, mount);
  path_ = mount / "history.db";
  auto store = open(waiting());
  record(*store);
  ASSERT_TRUE(store->flush());
  fs::remove(mount);
  fs::create_directory(mount);
  look(*store);
  EXPECT_EQ(paused(*store), "The disk with the history has gone: recording pauses.");
  EXPECT_TRUE(fs::is_empty(mount)) << "nothing is laid where the disk belongs";
  record(*store);
  EXPECT_EQ(readings(*store), 20U);
  EXPECT_FALSE(store->flush());
  fs::remove(mount);
  fs::create_symlink(disk, mount);
  look(*store);
  EXPECT_EQ(paused(*store), "");
  ASSERT_TRUE(store->flush());
  store.reset();
  EXPECT_EQ(readings(*open()), 20U);
  fs::remove_all(disk);
}

TEST_F(DiskFaultTest, AReaderSeesAFileThatWasPutInPlace) {
  {
    auto first = open();
    record(*first);
  }
  LockFile somebody(fs::path(path_) += ".lock");
  ASSERT_TRUE(somebody.try_take("somebody"));
  auto reader = open(waiting());
  EXPECT_EQ(readings(*reader), 10U);
  fs::remove(path_);
  look(*reader);
  EXPECT_EQ(readings(*reader), 0U);
}

}  // namespace
}  // namespace hearth::test
