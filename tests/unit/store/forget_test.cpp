#include "core/store/forget.h"

#include "core/store/lock_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace hearth {
namespace {

namespace fs = std::filesystem;

class ForgetHistory : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const char* name) const { std::ofstream(folder_ / name) << name; }
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_)) found.insert(entry.path().filename().string());
    return found;
  }
  fs::path folder_ = fs::path(testing::TempDir()) / ("forget-" + std::to_string(::getpid()));
};

TEST_F(ForgetHistory, TakesWhatIsTheHistorysAndNothingElse) {
  for (const char* name :
       {"history", "history-wal", "history-shm", "history-journal", "history.set-aside-20260115T073000Z",
        "history.set-aside-20260115T073000Z-wal", "history.cache", "history.cache-wal", "history.cache-shm",
        "history.cache.lock", "history.csv", "history.cache.txt", "history-notes.txt", "my-history",
        "hearthboard.toml"})
    write(name);
  ASSERT_TRUE(forget_history(folder_ / "history").has_value());
  EXPECT_EQ(names(), (std::set<std::string>{"history.csv", "history.cache.txt", "history-notes.txt",
                                            "my-history", "hearthboard.toml"}));
  EXPECT_TRUE(forget_history(folder_ / "history").has_value());
  EXPECT_TRUE(forget_history(folder_ / "nowhere" / "history").has_value());
}

TEST_F(ForgetHistory, LeavesOneThatSomebodyRecordsInto) {
  write("history");
  LockFile recorder(folder_ / "history.lock");
  ASSERT_TRUE(recorder.try_take("hearthboard (pid 7)"));
  const auto refused = forget_history(folder_ / "history");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::offline);
  EXPECT_NE(refused.error().message.find("hearthboard (pid 7)"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "history"));
}

}  // namespace
}  // namespace hearth
