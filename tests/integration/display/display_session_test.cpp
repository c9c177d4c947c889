// The display beside the programs without one, all with one session.
#include "tests/integration/ctl_login_fixture.h"

#include <QFileInfo>
#include <QFileSystemWatcher>

namespace hearth {
namespace {

using namespace test;

struct DisplaySession : CtlLoginTest {
  DisplaySession() {
    runner.set("QT_QPA_PLATFORM", "offscreen");
    runner.set("QT_QUICK_BACKEND", "software");
  }
};

TEST_F(DisplaySession, ASignInElsewhereLetsItIn) {
  provide_home();
  const auto display =
      runner.launch("hearthboard", {QStringLiteral("--screenshot"), QStringLiteral("home.png"),
                                    QStringLiteral("--timeout"), QStringLiteral("110")});
  // It has asked how one could sign in, and so stands where somebody must.
  ASSERT_TRUE(wait_until([&] {
    return provider->counts().requests.value(QStringLiteral("/.well-known/openid-configuration")) > 0 ||
           display->ended();
  }));
  ASSERT_NO_FATAL_FAILURE(sign_in());
  const Ended ended = display->end();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_GT(QFileInfo(QString::fromStdString(runner.path("home.png"))).size(), 20'000);
}

TEST_F(DisplaySession, AReplicaAloneIsAHome) {
  provide();
  runner.write("hearthboard.toml",
               "[replica]\ndsn = \"postgresql://reader@127.0.0.1:1/telemetry\"\n[history]\npath = "
               "\"history.db\"\n");
  const QFileSystemWatcher watcher({QString::fromStdString(runner.path(""))});
  const auto display = runner.launch("hearthboard", {});
  // The first start's page records nothing.
  const QString recorded = QString::fromStdString(runner.path("history.db"));
  wait_until([&] { return QFileInfo::exists(recorded) || display->ended(); });
  EXPECT_TRUE(QFileInfo::exists(recorded)) << display->err();
}

TEST_F(DisplaySession, ADisplayAndARecorderRenewTheirSessionOnce) {
  demo::IdentityOptions options = quick();
  options.token_lifetime = 5 * second_ms;
  provide_home(options);
  ASSERT_NO_FATAL_FAILURE(sign_in());
  std::vector<TimeMs> renewals;
  note_renewals(renewals);
  const auto record = ctl("record");
  ASSERT_TRUE(record->says("Recording into ")) << record->err();
  const auto display = runner.launch("hearthboard", {});
  ASSERT_TRUE(wait_until([&] { return home->live_clients() == 2; })) << record->err() << display->err();
  const std::size_t before = renewals.size();
  ASSERT_TRUE(wait_until([&] { return renewals.size() >= before + 2; })) << record->err() << display->err();
  EXPECT_FALSE(holds_secret(seen_from_outside(*record) + seen_from_outside(*display)));
  EXPECT_EQ(display->end(SIGTERM).code, 0) << display->err();
  EXPECT_EQ(record->end(SIGTERM).code, 0) << record->err();
  expect_no_renewal_too_many(renewals);
}

}  // namespace
}  // namespace hearth
