// Signing in and out with hearthctl itself.
#include "core/aggregate/moment.h"
#include "tests/integration/ctl_login_fixture.h"

#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QJsonDocument>

#include <filesystem>

namespace hearth {
namespace {

using namespace test;

using CtlLogin = CtlLoginTest;

TEST_F(CtlLogin, ASignOutLeavesTheHistoryUnlessTheHomeIsForgotten) {
  provide_home();
  sign_in();
  ASSERT_EQ(ctl_ends("sync --hours 1").code, 0);
  ASSERT_TRUE(QFileInfo::exists(QString::fromStdString(runner.path("history.db"))));
  EXPECT_EQ(ctl_ends("logout").code, 0);
  EXPECT_TRUE(QFileInfo::exists(QString::fromStdString(runner.path("history.db"))));
  const Ended forgotten = ctl_ends("logout --forget-home");
  EXPECT_EQ(forgotten.code, 0) << forgotten.err;
  EXPECT_TRUE(has(forgotten.err, "The local history is deleted; the configuration")) << forgotten.err;
  for (const char* file : {"history.db", "history.db-wal", "history.db-shm", "history.db.lock"})
    EXPECT_FALSE(QFileInfo::exists(QString::fromStdString(runner.path(file)))) << file;
  EXPECT_TRUE(QFileInfo::exists(QString::fromStdString(runner.path("hearthboard.toml"))));
}

/// The browser, and whatever it starts, inherits no secret.
TEST_F(CtlLogin, TheBrowserInheritsNoSecret) {
  provide();
  runner.set("DISPLAY", ":9");
  runner.set("HEARTHBOARD_REPLICA_DSN", "host=/nowhere");
  runner.set("PGPASSWORD", "hush-hush");
  runner.set("CREDENTIALS_DIRECTORY", runner.path("tmp"));
  runner.set("KEPT_FOR_THE_DESKTOP", "yes");
  runner.set("PATH", runner.path("tmp") + ":" + qEnvironmentVariable("PATH").toStdString());
  // In place of the desktop's own, which there is none of here.
  runner.write("tmp/xdg-open",
               "#!/bin/sh\nenv > \"$HOME/inherited.new\"; mv \"$HOME/inherited.new\" \"$HOME/inherited\"\n");
  std::filesystem::permissions(runner.path("tmp/xdg-open"), std::filesystem::perms(0700));
  const QFileSystemWatcher wakes({QString::fromStdString(runner.path("."))});
  const auto login = ctl("login --browser");
  ASSERT_TRUE(login->says("in the browser that opens")) << login->err();
  const auto inherited = QString::fromStdString(runner.path("inherited"));
  ASSERT_TRUE(wait_until([&] { return QFileInfo::exists(inherited) || login->ended(); }));
  const std::string environment = runner.read("inherited");
  EXPECT_TRUE(has(environment, "KEPT_FOR_THE_DESKTOP=yes")) << environment;
  for (const char* name : {"PGPASSWORD", "hush-hush", "HEARTHBOARD_REPLICA_DSN", "CREDENTIALS_DIRECTORY"})
    EXPECT_FALSE(has(environment, name)) << name;
  login->end(SIGTERM);
}

TEST_F(CtlLogin, DoctorNamesTheScopesThatTheProviderDoesNotList) {
  demo::IdentityOptions like_dex = quick();
  like_dex.scopes.clear();
  provide(like_dex);
  const Ended ended = ctl_ends("doctor");
  EXPECT_TRUE(has(ended.out, "does not list the scopes read:energy read:heatpump")) << ended.out;
  EXPECT_TRUE(has(ended.out, "; a sign-in on another device leaves them out.")) << ended.out;
  provide();
  EXPECT_FALSE(has(ctl_ends("doctor").out, "does not list the scopes"));
}

TEST_F(CtlLogin, DoctorAsksWithTheSessionAndNamesTheScopeThatItLacks) {
  demo::IdentityOptions options = quick();
  options.scopes.remove(QStringLiteral("read:spotprice"));
  provide_home(options);
  ASSERT_NO_FATAL_FAILURE(sign_in());
  const std::string before = kept();
  // It is renewed as the other programs do it.
  provider->revoke_access_tokens();
  const Ended ended = ctl_ends("doctor");
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  for (const char* line :
       {"\nok       sign-in        Demo Person is signed in at ",
        "\nok       services       Energy: the newest reading is ",
        "\nwarning  services       Prices: this account may not read it (403): the scope read:spotprice is "
        "missing. Mend: Ask who runs the provider to give read:spotprice to this account, then sign in anew: "
        "hearthctl login\n",
        "\nok       live           Connected; the first reading is "})
    EXPECT_TRUE(has(ended.out, line)) << line << '\n' << ended.out;
  EXPECT_NE(kept(), before);
  EXPECT_EQ(provider->counts().refresh_reuses, 0);

  provider->forget_sessions();
  provider->revoke_access_tokens();
  const Ended over = ctl_ends("doctor");
  EXPECT_EQ(over.code, 77) << over.out;
  EXPECT_TRUE(has(over.out, "\nFAILED   ")) << over.out;
}

TEST_F(CtlLogin, ADeviceSignsInAndOut) {
  provide();
  const auto login = ctl("login --device");
  ASSERT_TRUE(login->says("Waiting for you")) << login->err();
  EXPECT_TRUE(has(login->err(), "Open  " + provider->issuer().toStdString() + "/device\n")) << login->err();
  EXPECT_FALSE(has(login->err(), "\x1b")) << "no terminal, no colours";
  ASSERT_TRUE(provider->approve(shown_code(*login))) << login->err();
  const Ended signed_in = login->end();
  EXPECT_EQ(signed_in.code, 0) << signed_in.err;
  EXPECT_EQ(signed_in.out, "");
  const std::string file = kept_file().toStdString();
  ASSERT_FALSE(file.empty());
  EXPECT_TRUE(has(signed_in.err, "hearthctl: Signed in as Demo Person; the file " + file + " keeps it.\n"))
      << signed_in.err;
  EXPECT_EQ(QFileInfo(kept_file()).permissions() & 0x77, 0) << "for nobody but its owner";
  EXPECT_TRUE(QFileInfo(kept_file()).permissions().testFlags(QFile::ReadOwner | QFile::WriteOwner));
  // The search for secrets can find some.
  EXPECT_TRUE(holds_secret(kept()));

  const Ended status = ctl_ends("status");
  EXPECT_EQ(status.code, 0) << status.err;
  EXPECT_TRUE(has(status.out,
                  "signed in      Demo Person\n               at " + provider->issuer().toStdString() + "\n"))
      << status.out;
  EXPECT_TRUE(has(status.out, "               kept in the file " + file + "\n")) << status.out;
  const QJsonValue said = QJsonDocument::fromJson(
      QByteArray::fromStdString(ctl_ends("status --json").out))[QStringLiteral("identity")];
  EXPECT_EQ(said[QStringLiteral("signed_in")], QJsonValue(true));
  EXPECT_EQ(said[QStringLiteral("renews")], QJsonValue(true));
  EXPECT_EQ(said[QStringLiteral("who")].toString().toStdString(), "Demo Person");
  EXPECT_EQ(said[QStringLiteral("keeper")].toString().toStdString(), "the file " + file);
  const auto until = parse_rfc3339(said[QStringLiteral("access_until")].toString().toStdString());
  ASSERT_TRUE(until.has_value());
  EXPECT_LE(*until, clock->now() + hour_ms);
  EXPECT_GT(*until, clock->now() + hour_ms / 2);
  // For a person: the time of the home, to the minute.
  EXPECT_TRUE(
      has(status.out, "access until " + local_time_text(*until, "Europe/Stockholm").substr(0, 16) + ","))
      << status.out;

  const Ended out = ctl_ends("logout");
  EXPECT_EQ(out.code, 0) << out.err;
  EXPECT_EQ(out.err, "hearthctl: Signed out.\n");
  EXPECT_EQ(provider->counts().requests.value(QStringLiteral("/revoke")), 1);
  EXPECT_TRUE(kept_file().isEmpty());
  EXPECT_TRUE(has(ctl_ends("status").out, "signed in      nobody; \"hearthctl login\" signs in\n"));
  EXPECT_TRUE(has(ctl_ends("status --json").out, "\"signed_in\": false"));
  EXPECT_EQ(ctl_ends("logout").code, 0) << "nobody is signed out as well";
}

TEST_F(CtlLogin, WhoIsDeniedHearsSo) {
  provide();
  const auto login = ctl("login --device");
  ASSERT_TRUE(login->says("\nCode  ")) << login->err();
  ASSERT_TRUE(provider->deny(shown_code(*login)));
  const Ended ended = login->end();
  EXPECT_EQ(ended.code, 77);
  EXPECT_TRUE(has(ended.err, "hearthctl: The sign-in was refused.")) << ended.err;
  EXPECT_TRUE(kept_file().isEmpty());
}

TEST_F(CtlLogin, ASecondSignInThatIsRefusedIsNoSuccess) {
  provide();
  ASSERT_NO_FATAL_FAILURE(sign_in());
  const auto login = ctl("login --device");
  ASSERT_TRUE(login->says("\nCode  ")) << login->err();
  ASSERT_TRUE(provider->deny(shown_code(*login)));
  const Ended ended = login->end();
  EXPECT_EQ(ended.code, 77);
  EXPECT_TRUE(has(ended.err, "hearthctl: The sign-in was refused.")) << ended.err;
  EXPECT_TRUE(has(ended.err, "Still signed in as Demo Person.")) << ended.err;
  EXPECT_FALSE(has(ended.err, "hearthctl: Signed in as")) << ended.err;
}

TEST_F(CtlLogin, AnExpiredCodeIsFollowedByANewOne) {
  demo::IdentityOptions options = quick();
  options.device_lifetime = 2 * second_ms;
  provide(options);
  const auto login = ctl("login --device");
  ASSERT_TRUE(login->says("\nCode  ")) << login->err();
  const QString first = shown_code(*login);
  ASSERT_TRUE(login->says("hearthctl: That code has expired. Here is a new one:\n")) << login->err();
  QString second;
  // It may take more than one where this machine is slow.
  for (int codes = 2; !provider->approve(second = shown_code(*login)); ++codes)
    ASSERT_TRUE(login->says("\nCode  ", codes)) << login->err();
  EXPECT_NE(first, second);
  EXPECT_EQ(login->end().code, 0) << login->err();
}

TEST_F(CtlLogin, AProviderThatIsDownIsWaitedFor) {
  provide();
  provider->set_down(true);
  const auto login = ctl("login --device");
  ASSERT_TRUE(login->says("refuses the connection. Trying again.\n")) << login->err();
  provider->set_down(false);
  ASSERT_TRUE(login->says("\nCode  ")) << login->err();
  // And again while the person is at it.
  const QString code = shown_code(*login);
  provider->set_down(true);
  ASSERT_TRUE(login->says("Trying again.\n", 2)) << login->err();
  provider->set_down(false);
  ASSERT_TRUE(provider->approve(code));
  EXPECT_EQ(login->end().code, 0) << login->err();
}

TEST_F(CtlLogin, ABrowserNeedsTheProviderAtOnce) {
  provide();
  provider->set_down(true);
  const Ended ended = ctl_ends("login --browser");
  EXPECT_EQ(ended.code, 77) << ended.err;
  EXPECT_TRUE(has(ended.err, "refuses the connection.")) << ended.err;
}

TEST_F(CtlLogin, WhatCannotBeIsSaidAtOnce) {
  provide();
  const Ended both = ctl_ends("login --device --browser");
  EXPECT_EQ(both.code, 64);
  EXPECT_TRUE(has(both.err, "either --device or --browser")) << both.err;
  demo::IdentityOptions without = quick();
  without.device_grant = false;
  provide(without);
  const Ended no_grant = ctl_ends("login --device");
  EXPECT_EQ(no_grant.code, 77) << no_grant.err;
  EXPECT_TRUE(has(no_grant.err, "does not let one sign in on another device. Sign in with the browser"))
      << no_grant.err;
  runner.write("hearthboard.toml", "[api]\nbase_url = \"http://127.0.0.1:1\"\n");
  for (const char* command : {"login", "logout"}) {
    const Ended ended = ctl_ends(command);
    EXPECT_EQ(ended.code, 78) << command;
    EXPECT_TRUE(has(ended.err, "Set [identity] issuer in " + runner.path("hearthboard.toml") + "."))
        << ended.err;
  }
  EXPECT_TRUE(has(ctl_ends("status").out, "signed in      not set up\n"));
}

TEST_F(CtlLogin, CtrlCLeavesNothing) {
  provide();
  for (const char* line : {"login --device", "login --browser"}) {
    const auto login = ctl(line);
    ASSERT_TRUE(login->says("Open ")) << login->err();
    const Ended ended = login->end(SIGINT);
    EXPECT_EQ(ended.code, 128 + SIGINT) << ended.err;
    EXPECT_TRUE(kept_file().isEmpty()) << line;
  }
  EXPECT_TRUE(has(ctl_ends("status").out, "signed in      nobody"));
}

TEST_F(CtlLogin, ABrowserSignsIn) {
  provide();
  const auto login = ctl("login --browser");
  ASSERT_TRUE(login->says("Open this address in a browser on this machine:\n\nhttp://127.0.0.1"))
      << login->err();
  ASSERT_TRUE(login->says("\n\n", 2)) << login->err();
  EXPECT_EQ(browse(shown(login->err(), "machine:\n\n")), 200);
  const Ended ended = login->end();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(has(ended.err, "hearthctl: Signed in as Demo Person; the file ")) << ended.err;
  EXPECT_TRUE(holds_secret(kept()));
}

TEST_F(CtlLogin, WhoSaysNoInTheBrowserHearsSo) {
  provide();
  provider->set_consent(false);
  const auto login = ctl("login --browser");
  ASSERT_TRUE(login->says("\n\n", 2)) << login->err();
  browse(shown(login->err(), "machine:\n\n"));
  const Ended ended = login->end();
  EXPECT_EQ(ended.code, 77) << ended.err;
  EXPECT_TRUE(has(ended.err, "hearthctl: The sign-in was refused.")) << ended.err;
  EXPECT_TRUE(kept_file().isEmpty());
}

TEST_F(CtlLogin, SigningOutWithoutTheProviderIsSaid) {
  provide();
  ASSERT_NO_FATAL_FAILURE(sign_in());
  provider->set_down(true);
  const Ended ended = ctl_ends("logout");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(has(ended.err,
                  "hearthctl: Signed out here, but the provider could not be told. End the session "
                  "at the provider, too.\n"))
      << ended.err;
  EXPECT_TRUE(kept_file().isEmpty());
}

}  // namespace
}  // namespace hearth
