#include "core/files/atomic_file.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace hearth {
namespace {

namespace fs = std::filesystem;

class AtomicFiles : public testing::Test {
 protected:
  [[nodiscard]] fs::path folder() const { return temporary_.path().toStdString(); }
  [[nodiscard]] long entries() const { return std::distance(fs::directory_iterator(folder()), {}); }
  static std::string content(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

 private:
  QTemporaryDir temporary_;
};

TEST_F(AtomicFiles, AppearWhole) {
  const fs::path path = folder() / "out";
  auto file = AtomicFile::create(path, {});
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->write("one ").has_value());
  EXPECT_FALSE(fs::exists(path));
  ASSERT_TRUE(file->write("two").has_value());
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_EQ(content(path), "one two");
  EXPECT_EQ(entries(), 1);
}

TEST_F(AtomicFiles, LeaveNothingWhenNotCommitted) {
  {
    auto file = AtomicFile::create(folder() / "out", {});
    ASSERT_TRUE(file.has_value());
    ASSERT_TRUE(file->write("half").has_value());
    EXPECT_EQ(entries(), 1);
  }
  EXPECT_EQ(entries(), 0);
}

TEST_F(AtomicFiles, KeepWhatIsThereUnlessToldToReplaceIt) {
  const fs::path path = folder() / "out";
  std::ofstream(path) << "old";
  const auto refused = AtomicFile::create(path, {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::cannot_create);
  auto file = AtomicFile::create(path, {.replace = true});
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->write("new").has_value());
  EXPECT_EQ(content(path), "old");
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_EQ(content(path), "new");
}

TEST_F(AtomicFiles, NeverReplaceWhatCameMeanwhile) {
  const fs::path path = folder() / "out";
  auto file = AtomicFile::create(path, {});
  ASSERT_TRUE(file.has_value());
  std::ofstream(path) << "somebody else's";
  const auto committed = file->commit();
  ASSERT_FALSE(committed.has_value());
  EXPECT_EQ(committed.error().kind, ErrorKind::cannot_create);
  EXPECT_EQ(content(path), "somebody else's");
}

TEST_F(AtomicFiles, FollowALinkToWhatItNames) {
  std::ofstream(folder() / "real") << "old";
  fs::create_symlink("real", folder() / "link");
  auto file = AtomicFile::create(folder() / "link", {.replace = true});
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->write("new").has_value());
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_TRUE(fs::is_symlink(folder() / "link"));
  EXPECT_EQ(content(folder() / "real"), "new");
}

TEST_F(AtomicFiles, CannotBeMadeWhereThereIsNoFolder) {
  for (const fs::path& path : {folder() / "none" / "out", folder()}) {
    const auto file = AtomicFile::create(path, {.replace = true});
    ASSERT_FALSE(file.has_value());
    EXPECT_EQ(file.error().kind, ErrorKind::cannot_create);
  }
}

}  // namespace
}  // namespace hearth
