#include "core/store/lock_file.h"

#include "tests/unit/store/store_fixture.h"

#include <cerrno>
#include <filesystem>

namespace hearth::test {
namespace {

class LockFileTest : public StoreTest {};

TEST_F(LockFileTest, OneHoldsItAndOthersSeeWho) {
  LockFile first(folder_ / "x.lock");
  LockFile second(folder_ / "x.lock");
  EXPECT_FALSE(second.holder());
  ASSERT_TRUE(first.try_take("first (pid 1)"));
  EXPECT_TRUE(first.try_take("first (pid 1)"));
  EXPECT_FALSE(second.try_take("second (pid 2)"));
  EXPECT_EQ(second.holder(), "first (pid 1)");
  EXPECT_EQ(first.holder(), "first (pid 1)");
  first.release();
  EXPECT_FALSE(second.holder());
  EXPECT_TRUE(second.try_take("second (pid 2)"));
  EXPECT_EQ(first.holder(), "second (pid 2)");
}

TEST_F(LockFileTest, EndsWithItsHolder) {
  LockFile other(folder_ / "x.lock");
  {
    LockFile gone(folder_ / "x.lock");
    ASSERT_TRUE(gone.try_take("a longer text than the next one"));
  }
  EXPECT_TRUE(other.try_take("b"));
  EXPECT_EQ(LockFile(folder_ / "x.lock").holder(), "b");
}

TEST_F(LockFileTest, FollowsNoLink) {
  std::filesystem::create_symlink(folder_ / "elsewhere", folder_ / "x.lock");
  LockFile lock(folder_ / "x.lock");
  EXPECT_FALSE(lock.try_take("a"));
  EXPECT_EQ(lock.error(), ELOOP);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere"));
}

TEST_F(LockFileTest, CannotBeTakenWhereNoFileCanBe) {
  LockFile lock(folder_ / "no such folder" / "x.lock");
  EXPECT_FALSE(lock.try_take("a"));
  EXPECT_FALSE(lock.holder());
}

}  // namespace
}  // namespace hearth::test
