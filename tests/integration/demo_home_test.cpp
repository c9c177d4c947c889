#include "app/shared/demo_home.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFileInfo>

#include <gtest/gtest.h>

namespace hearth {
namespace {

/// The demo home's programs are beside `hearthctl`, and so are this one's.
class DemoHomes : public testing::Test {
 protected:
  DemoHomes() : clock_(parse_rfc3339("2026-01-15T07:00:00Z").value()) {}

  /// Starts it and waits for what becomes of it.
  void start(DemoHome& home, const char* scenario) {
    QEventLoop loop;
    QObject::connect(&home, &DemoHome::ready, &loop, [&](const DemoHomeFacts& facts) {
      facts_ = facts;
      loop.quit();
    });
    QObject::connect(&home, &DemoHome::failed, &loop, [&](const Error& error) {
      error_ = error;
      loop.quit();
    });
    qputenv("HEARTHBOARD_DEMO_DAYS", "1");
    home.start(QString::fromLatin1(scenario));
    loop.exec();
  }

  ManualClock clock_;
  std::optional<DemoHomeFacts> facts_;
  std::optional<Error> error_;
};

TEST_F(DemoHomes, StartWithAHistoryAndLeaveNothing) {
  auto home = std::make_unique<DemoHome>(clock_);
  start(*home, "barebones");
  ASSERT_TRUE(facts_.has_value()) << (error_ ? to_text(*error_) : "");
  EXPECT_TRUE(facts_->api.startsWith(QLatin1String("http://127.0.0.1:")));
  EXPECT_TRUE(facts_->live.startsWith(QLatin1String("ws://127.0.0.1:")));
  EXPECT_EQ(facts_->issuer, facts_->api);
  EXPECT_EQ(facts_->client_id, QStringLiteral("hearthboard"));
  EXPECT_TRUE(QFileInfo::exists(facts_->store));
  const Config config = demo_config(*facts_);
  EXPECT_EQ(config.history_path, facts_->store.toStdString());
  EXPECT_TRUE(config.access_token.empty());
  EXPECT_EQ(config.issuer, facts_->issuer.toStdString());
  EXPECT_EQ(config.state_folder.parent_path(), config.history_path.parent_path());
  home.reset();
  EXPECT_FALSE(QFileInfo::exists(QFileInfo(facts_->store).path()));
}

TEST_F(DemoHomes, SayWhatIsNotAScenario) {
  DemoHome home(clock_);
  start(home, "holiday");
  ASSERT_TRUE(error_.has_value());
  EXPECT_EQ(error_->kind, ErrorKind::usage);
  EXPECT_NE(error_->message.find("holiday"), std::string::npos) << error_->message;
}

TEST(DemoHomeLine, IsReadWithoutTrust) {
  const auto facts = parse_demo_home_line(
      R"({"api":"http://h:1","live":"ws://h:1/x","token":"t","issuer":"http://h:1","client_id":"c","more":1})");
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->live, QStringLiteral("ws://h:1/x"));
  EXPECT_EQ(facts->issuer, QStringLiteral("http://h:1"));
  for (const char* line :
       {"", "{", "[]", "null", R"({"api":"http://h","live":"ws://h"})",
        R"({"api":"http://h","live":"ws://h","token":""})", R"({"api":1,"live":2,"token":3})",
        R"({"api":"file:///","live":"ws://h","token":"t","issuer":"http://h","client_id":"c"})",
        R"({"api":"http://h","live":"ws://h","token":"t","issuer":"","client_id":"c"})",
        R"({"api":"http://h","live":"ws://h","token":"t","issuer":"http://h"})", "\xff\xfe"})
    EXPECT_FALSE(parse_demo_home_line(line).has_value()) << line;
}

}  // namespace
}  // namespace hearth
