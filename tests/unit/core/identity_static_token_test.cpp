#include "core/identity/static_token.h"
#include "tests/support/loopback.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

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
  QTemporaryDir folder;
  std::string path = folder.filePath(QStringLiteral("token")).toStdString();
};

void expect_sign_in(const Expected<AccessToken>& token, const std::string& named) {
  ASSERT_FALSE(token.has_value());
  EXPECT_EQ(token.error().kind, ErrorKind::sign_in);
  EXPECT_NE(to_text(token.error()).find(named), std::string::npos) << to_text(token.error());
  EXPECT_EQ(to_text(token.error()).find("first-token"), std::string::npos);
}

TEST(IdentityStaticToken, GivesTheTextTrimmedUntilItIsRefused) {
  const auto source = StaticToken::from_text(" first-token\n");
  EXPECT_EQ(finish(source->token()).value().value, "first-token");
  source->refused({"another-token"});
  EXPECT_TRUE(finish(source->token()).has_value());
  source->refused({"first-token"});
  expect_sign_in(finish(source->token()), "HEARTHBOARD_ACCESS_TOKEN");
}

TEST(IdentityStaticToken, NoTextIsSignIn) {
  for (const char* text : {"", "  \n", "two words", "line\nbreak", "\xc3\xa5"}) {
    const auto source = StaticToken::from_text(text);
    expect_sign_in(finish(source->token()), "no access token");
  }
}

TEST_F(IdentityTokenFile, IsReadAgainAfterARefusal) {
  write("\n first-token \r\n");
  const auto source = StaticToken::from_file(path);
  EXPECT_EQ(finish(source->token()).value().value, "first-token");
  write("second-token");
  EXPECT_EQ(finish(source->token()).value().value, "first-token");
  source->refused({"first-token"});
  EXPECT_EQ(finish(source->token()).value().value, "second-token");
  source->refused({"first-token"});  // a late answer to an old request
  EXPECT_EQ(finish(source->token()).value().value, "second-token");
}

TEST_F(IdentityTokenFile, TheSameContentAgainIsSignInUntilItChanges) {
  write("first-token");
  const auto source = StaticToken::from_file(path);
  ASSERT_TRUE(finish(source->token()).has_value());
  source->refused({"first-token"});
  expect_sign_in(finish(source->token()), path);
  expect_sign_in(finish(source->token()), path);
  write("second-token");
  EXPECT_EQ(finish(source->token()).value().value, "second-token");
}

TEST_F(IdentityTokenFile, MissingEmptyOrNonsenseIsSignInNamingTheFile) {
  const auto source = StaticToken::from_file(path);
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
  const auto source = StaticToken::from_file(path);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(finish(source->token()).has_value());
  source->refused({"first-token"});
  EXPECT_FALSE(finish(source->token()).has_value());
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find(path), std::string::npos) << said;
  EXPECT_EQ(said.find(path), said.rfind(path)) << said;
  EXPECT_EQ(said.find("first-token"), std::string::npos) << said;
}

TEST_F(IdentityTokenFile, AFolderIsNoToken) {
  const auto source = StaticToken::from_file(folder.path().toStdString());
  expect_sign_in(finish(source->token()), folder.path().toStdString());
}

}  // namespace
}  // namespace hearth
