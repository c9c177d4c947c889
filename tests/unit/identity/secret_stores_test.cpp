#include "core/identity/choose_secret_store.h"
#include "core/identity/file_secret_store.h"
#include "core/identity/session_lock.h"
#include "core/net/log.h"
#include "tests/support/loopback.h"

#include <QTemporaryDir>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace hearth {
namespace {

namespace fs = std::filesystem;
using test::finish;

mode_t mode_of(const fs::path& path) {
  struct stat status = {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

class FileSecretStores : public testing::Test {
  QTemporaryDir temporary_;

 protected:
  [[nodiscard]] fs::path folder() const { return temporary_.path().toStdString(); }
  [[nodiscard]] fs::path file() const { return folder() / "a" / "b" / "session"; }
  static ErrorKind refusal(FileSecretStore& keeper) {
    const auto read = finish(keeper.read());
    EXPECT_FALSE(read.has_value());
    return read ? ErrorKind::internal : read.error().kind;
  }

  FileSecretStore keeper{file()};
};

TEST_F(FileSecretStores, GiveBackWhatWasWrittenUntilItIsWiped) {
  EXPECT_EQ(finish(keeper.read()), std::nullopt);
  EXPECT_TRUE(finish(keeper.wipe()).has_value());
  ASSERT_TRUE(finish(keeper.write("one")).has_value());
  EXPECT_EQ(finish(keeper.read()), "one");
  ASSERT_TRUE(finish(keeper.write("two\n\xff")).has_value());
  EXPECT_EQ(finish(FileSecretStore(file()).read()), "two\n\xff");
  ASSERT_TRUE(finish(keeper.wipe()).has_value());
  EXPECT_EQ(finish(keeper.read()), std::nullopt);
  EXPECT_FALSE(fs::exists(file()));
  EXPECT_EQ(keeper.name().toStdString(), "the file " + file().string());
}

TEST_F(FileSecretStores, MakeWhatOnlyTheirUserCanSeeWhateverTheUmask) {
  const mode_t before = ::umask(0);
  const auto written = finish(keeper.write("secret"));
  ::umask(before);
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(mode_of(file()), 0600U);
  EXPECT_EQ(mode_of(folder() / "a" / "b"), 0700U);
  EXPECT_EQ(mode_of(folder() / "a"), 0700U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder() / "a" / "b"), {}), 1);
}

TEST_F(FileSecretStores, RefuseAFileThatOthersMayUse) {
  ASSERT_TRUE(finish(keeper.write("secret")).has_value());
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U}) {
    ASSERT_EQ(::chmod(file().c_str(), mode), 0);
    const auto read = finish(keeper.read());
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().kind, ErrorKind::not_permitted);
    EXPECT_EQ(read.error().next, "Type: chmod 600 '" + file().string() + "'");
  }
  // Written anew it is private again.
  ASSERT_TRUE(finish(keeper.write("other")).has_value());
  EXPECT_EQ(finish(keeper.read()), "other");
}

TEST_F(FileSecretStores, RefuseAFolderThatOthersCanWriteInto) {
  ASSERT_TRUE(finish(keeper.write("secret")).has_value());
  for (const mode_t mode : {0770U, 0707U, 01777U, 0722U}) {
    ASSERT_EQ(::chmod(file().parent_path().c_str(), mode), 0);
    const auto read = finish(keeper.read());
    ASSERT_FALSE(read.has_value()) << mode;
    EXPECT_EQ(read.error().kind, ErrorKind::not_permitted);
    EXPECT_EQ(read.error().next, "Type: chmod go-w '" + file().parent_path().string() + "'");
    EXPECT_FALSE(finish(keeper.write("other")).has_value());
    SessionLock lock(file().parent_path() / "session.lock");
    EXPECT_EQ(finish(lock.take()).error().kind, ErrorKind::not_permitted);
  }
  ASSERT_EQ(::chmod(file().parent_path().c_str(), 0755), 0);
  EXPECT_EQ(finish(keeper.read()), "secret");
}

TEST_F(FileSecretStores, TheirLockFollowsNoLink) {
  fs::create_symlink(folder() / "elsewhere", folder() / "session.lock");
  SessionLock lock(folder() / "session.lock");
  EXPECT_FALSE(finish(lock.take()).has_value());
  EXPECT_FALSE(fs::exists(folder() / "elsewhere"));
}

TEST_F(FileSecretStores, RefuseAFileOfAnotherUser) {
  // Every user has files of root about; root makes one of somebody else's.
  fs::path foreign = "/etc/passwd";
  if (::geteuid() == 0) {
    ASSERT_TRUE(finish(keeper.write("secret")).has_value());
    ASSERT_EQ(::chown(file().c_str(), 65534, 65534), 0);
    foreign = file();
  }
  FileSecretStore other(foreign);
  const auto read = finish(other.read());
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, ErrorKind::not_permitted);
  EXPECT_THAT(read.error().message, testing::HasSubstr("another user"));
}

TEST_F(FileSecretStores, RefuseWhatIsNoPlainFile) {
  ASSERT_TRUE(finish(FileSecretStore(folder() / "real").write("secret")).has_value());
  fs::create_directories(file().parent_path());
  fs::create_symlink(folder() / "real", file());
  EXPECT_EQ(refusal(keeper), ErrorKind::not_permitted);
  EXPECT_EQ(finish(keeper.write("x")).error().kind, ErrorKind::storage);
  ASSERT_TRUE(finish(keeper.wipe()).has_value());
  EXPECT_TRUE(fs::exists(folder() / "real"));
  ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
  EXPECT_EQ(refusal(keeper), ErrorKind::not_permitted);
  EXPECT_EQ(finish(keeper.write("x")).error().kind, ErrorKind::storage);
  fs::remove(file());
  fs::create_directory(file());
  EXPECT_EQ(refusal(keeper), ErrorKind::not_permitted);
  EXPECT_EQ(finish(keeper.write("x")).error().kind, ErrorKind::storage);
  EXPECT_EQ(finish(keeper.wipe()).error().kind, ErrorKind::storage);
}

TEST_F(FileSecretStores, KeepAtMost64KiB) {
  const std::string most(64 * 1024, 'x');
  ASSERT_TRUE(finish(keeper.write(most)).has_value());
  EXPECT_EQ(finish(keeper.read()), most);
  EXPECT_EQ(finish(keeper.write(most + 'x')).error().kind, ErrorKind::storage);
  EXPECT_EQ(finish(keeper.read()), most);
  std::ofstream(file(), std::ios::app) << 'x';
  EXPECT_EQ(refusal(keeper), ErrorKind::storage);
}

TEST_F(FileSecretStores, SayWhatHindersThem) {
  std::ofstream(folder() / "a") << "a file where a folder should be";
  EXPECT_EQ(finish(keeper.read()), std::nullopt);
  const auto written = finish(keeper.write("secret"));
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::storage);
  EXPECT_EQ(written.error().message.find("secret"), std::string::npos);
  // There is no writing in /proc, for root neither.
  FileSecretStore nowhere("/proc/session");
  EXPECT_EQ(finish(nowhere.write("secret")).error().kind, ErrorKind::storage);
}

TEST_F(FileSecretStores, AreChosenWhereTheyAreAskedFor) {
  const ChosenSecretStore chosen = finish(choose_secret_store("file", file(), "key"));
  ASSERT_TRUE(chosen.store != nullptr);
  EXPECT_EQ(chosen.store->name(), keeper.name());
  const ChosenSecretStore none = finish(choose_secret_store("cloud", file(), "key"));
  EXPECT_TRUE(none.store == nullptr);
  ASSERT_TRUE(none.error.has_value());
  EXPECT_EQ(none.error->kind, ErrorKind::config);
}

class Credentials : public testing::Test {
 protected:
  Credentials() { qputenv("CREDENTIALS_DIRECTORY", folder_.path().toUtf8()); }
  ~Credentials() override { qunsetenv("CREDENTIALS_DIRECTORY"); }
  void hand(const std::string& text) const {
    std::ofstream(folder_.filePath(QStringLiteral("hearthboard.refresh_token")).toStdString()) << text;
  }
  QTemporaryDir folder_;
};

TEST_F(Credentials, GiveARefreshToken) {
  EXPECT_EQ(bootstrap_refresh_token(), std::nullopt);
  for (const char* end : {"", "\n", "\r\n"}) {
    hand(std::string("handed.in-Token/1+2=") + end);
    EXPECT_EQ(bootstrap_refresh_token(), "handed.in-Token/1+2=");
  }
  EXPECT_EQ(redact("a handed.in-Token/1+2= b"), "a [redacted] b");
  hand(std::string(16 * 1024, 'x'));
  EXPECT_EQ(bootstrap_refresh_token(), std::string(16 * 1024, 'x'));
  qunsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_EQ(bootstrap_refresh_token(), std::nullopt);
}

TEST_F(Credentials, AreRefusedWhereTheyAreNoToken) {
  for (const std::string& text :
       {std::string("\n"), std::string("two\nlines"), std::string("a b"), std::string("\xc3\xa5"),
        std::string(16 * 1024 + 1, 'x'), std::string("a\0b", 3)}) {
    hand(text);
    const auto read = bootstrap_refresh_token();
    ASSERT_FALSE(read.has_value()) << text.size();
    EXPECT_EQ(read.error().kind, ErrorKind::config);
    EXPECT_THAT(read.error().message, testing::HasSubstr("hearthboard.refresh_token"));
  }
  hand("");
  EXPECT_FALSE(bootstrap_refresh_token().has_value());
}

}  // namespace
}  // namespace hearth
