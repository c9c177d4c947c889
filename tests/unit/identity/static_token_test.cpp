#include "core/identity/static_token.h"

#include "tests/support/loopback.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace hearth {
namespace {

using test::finish;

struct IdentityTokenFile : testing::Test {
  void write(const QByteArray& content) {
    QFile file(QString::fromStdString(path));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(content);
  }
  ManualClock clock{0};
  QTemporaryDir folder;
  std::string path = folder.filePath(QStringLiteral("token")).toStdString();
};

void expect_sign_in(const Expected<AccessToken>& token, const std::string& named) {
  ASSERT_FALSE(token.has_value());
  EXPECT_EQ(token.error().kind, ErrorKind::sign_in);
  EXPECT_NE(to_text(token.error()).find(named), std::string::npos) << to_text(token.error());
  EXPECT_EQ(to_text(token.error()).find("first-token"), std::string::npos);
}

constexpr TokenRefusal unauthorized = TokenRefusal::unauthorized;

std::string given(StaticToken& source) {
  return finish(source.token()).value_or(AccessToken{"none"}).value;
}

TEST(IdentityStaticToken, GivesTheTextTrimmedAndAgainAfterARefusal) {
  const ManualClock clock{0};
  const auto source = StaticToken::from_text(" first-token\n", clock);
  EXPECT_EQ(given(*source), "first-token");
  source->refused({"another-token"}, unauthorized);
  EXPECT_EQ(source->status().state, SignInState::signed_in);
  source->refused({"first-token"}, unauthorized);
  EXPECT_EQ(source->status().state, SignInState::needed);
  EXPECT_TRUE(source->status().may_mend);
  EXPECT_TRUE(source->status().next.contains(QStringLiteral("HEARTHBOARD_ACCESS_TOKEN")));
  // A service that was started before its provider may take it in a while.
  EXPECT_EQ(given(*source), "first-token");
  EXPECT_EQ(source->status().state, SignInState::needed);
  source->taken({"first-token"});
  EXPECT_EQ(source->status().state, SignInState::signed_in);
}

TEST(IdentityStaticToken, WhatOneServiceRefusesAnotherMayTake) {
  struct Row {
    TokenRefusal how;
    DurationMs after_it_was_taken;
    SignInState then;
  };
  for (const Row& row : {Row{unauthorized, 10 * second_ms, SignInState::signed_in},
                         Row{unauthorized, 2 * minute_ms, SignInState::needed},
                         Row{TokenRefusal::live, 2 * minute_ms, SignInState::signed_in},
                         Row{TokenRefusal::forbidden, 2 * minute_ms, SignInState::signed_in}}) {
    ManualClock clock{0};
    const auto source = StaticToken::from_text("first-token", clock);
    source->taken({"first-token"});
    clock.advance(row.after_it_was_taken);
    source->refused({"first-token"}, row.how);
    EXPECT_EQ(source->status().state, row.then) << row.after_it_was_taken;
    EXPECT_EQ(given(*source), "first-token");
  }
}

TEST(IdentityStaticToken, NoTextIsSignIn) {
  const ManualClock clock{0};
  for (const char* text : {"", "  \n", "two words", "line\nbreak", "\xc3\xa5"}) {
    const auto source = StaticToken::from_text(text, clock);
    expect_sign_in(finish(source->token()), "no access token");
    EXPECT_FALSE(source->status().may_mend);
  }
}

TEST_F(IdentityTokenFile, IsReadAgainAfterEachKindOfRefusal) {
  for (const TokenRefusal how : {unauthorized, TokenRefusal::live, TokenRefusal::forbidden}) {
    write("\n first-token \r\n");
    const auto source = StaticToken::from_file(path, clock);
    EXPECT_EQ(given(*source), "first-token");
    write("second-token");
    source->refused({"first-token"}, how);
    EXPECT_EQ(given(*source), "second-token");
    source->refused({"first-token"}, how);  // a late answer to an old request
    EXPECT_EQ(given(*source), "second-token");
    EXPECT_EQ(source->status().state, SignInState::signed_in);
  }
}

TEST_F(IdentityTokenFile, TheSameContentAgainIsDoubtedUntilItChanges) {
  write("first-token");
  const auto source = StaticToken::from_file(path, clock);
  EXPECT_EQ(given(*source), "first-token");
  source->refused({"first-token"}, unauthorized);
  EXPECT_EQ(source->status().state, SignInState::needed);
  EXPECT_TRUE(source->status().detail.contains(QString::fromStdString(path)));
  int changes = 0;
  QObject::connect(source.get(), &TokenSource::token_changed, source.get(), [&] { ++changes; });
  write("second-token");
  EXPECT_TRUE(test::run_until([&] { return changes > 0; }));
  EXPECT_EQ(source->status().state, SignInState::signed_in);
  EXPECT_EQ(given(*source), "second-token");
}

/// Whoever renews a token may write the file, put another in its place, or take it away for a moment.
TEST_F(IdentityTokenFile, IsReadAsSoonAsItChanges) {
  const auto source = StaticToken::from_file(path, clock);
  EXPECT_FALSE(finish(source->token()).has_value());
  EXPECT_TRUE(source->status().may_mend);
  int changes = 0;
  QObject::connect(source.get(), &TokenSource::token_changed, source.get(), [&] { ++changes; });
  const auto becomes = [&](const std::string& token) {
    return test::run_until([&] { return changes > 0 && given(*source) == token; });
  };
  write("first-token");
  EXPECT_TRUE(becomes("first-token"));
  write("second-token");
  EXPECT_TRUE(becomes("second-token"));
  const std::string kept = path;
  path = folder.filePath(QStringLiteral("token.new")).toStdString();
  write("third-token");
  std::filesystem::rename(path, kept);
  EXPECT_TRUE(becomes("third-token"));
  std::filesystem::remove(kept);
  test::settle();
  EXPECT_EQ(given(*source), "third-token");
  path = kept;
  write("fourth-token");
  EXPECT_TRUE(becomes("fourth-token"));
}

TEST_F(IdentityTokenFile, MissingEmptyOrNonsenseIsSignInNamingTheFile) {
  const auto source = StaticToken::from_file(path, clock);
  expect_sign_in(finish(source->token()), path);
  for (const QByteArray& content :
       {QByteArray(), QByteArray(" \n\t"), QByteArray("a b"), QByteArray("a\0b", 3),
        QByteArray("x: y\r\nEvil: header"), QByteArray(70000, 'x')}) {
    write(content);
    expect_sign_in(finish(source->token()), path);
  }
  write("first-token");
  EXPECT_TRUE(finish(source->token()).has_value());
}

TEST_F(IdentityTokenFile, SaysOnceThatOthersCanReadIt) {
  write("first-token");
  QFile::setPermissions(QString::fromStdString(path), QFileDevice::ReadOwner | QFileDevice::ReadGroup);
  const auto source = StaticToken::from_file(path, clock);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(finish(source->token()).has_value());
  source->refused({"first-token"}, unauthorized);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find(path), std::string::npos) << said;
  EXPECT_EQ(said.find(path), said.rfind(path)) << said;
  EXPECT_EQ(said.find("first-token"), std::string::npos) << said;
}

TEST_F(IdentityTokenFile, WhatEverybodyCanReadOrWriteIsNotUsed) {
  using std::filesystem::perms;
  for (const perms open : {perms::others_read, perms::others_write, perms::group_read | perms::others_read}) {
    write("first-token");
    std::filesystem::permissions(path, perms::owner_read | perms::owner_write | open);
    const auto source = StaticToken::from_file(path, clock);
    expect_sign_in(finish(source->token()), "chmod 600");
    EXPECT_NE(to_text(finish(source->token()).error()).find(path), std::string::npos);
  }
}

TEST_F(IdentityTokenFile, WhatSystemdHandsOverIsTakenAsItIs) {
  write("first-token");
  std::filesystem::permissions(path, std::filesystem::perms(0444));
  ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", folder.path().toLocal8Bit().constData(), 1), 0);
  const auto taken = finish(StaticToken::from_file(path, clock)->token());
  ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/other.service", 1);
  const auto refused = finish(StaticToken::from_file(path, clock)->token());
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_TRUE(taken.has_value());
  EXPECT_FALSE(refused.has_value());
}

TEST_F(IdentityTokenFile, PipesAndDevicesAreRefusedAtOnce) {
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  expect_sign_in(finish(StaticToken::from_file(path, clock)->token()), "no plain file");
  expect_sign_in(finish(StaticToken::from_file("/dev/zero", clock)->token()), "no plain file");
}

TEST_F(IdentityTokenFile, AFolderIsNoToken) {
  const auto source = StaticToken::from_file(folder.path().toStdString(), clock);
  expect_sign_in(finish(source->token()), folder.path().toStdString());
}

}  // namespace
}  // namespace hearth
