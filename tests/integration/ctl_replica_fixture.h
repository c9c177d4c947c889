#pragma once

#include "tests/integration/program_run.h"
#include "tests/postgres/server.h"
#include "tests/support/wait.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gmock/gmock.h>

#include <string>

namespace hearth::test {

/// hearthctl with a read replica, on the morning of 15 January 2026, without a desktop. At the end of each
/// test, nothing that it has said holds a password.
class CtlReplicaTest : public testing::Test {
 protected:
  CtlReplicaTest() { runner.unset("DBUS_SESSION_BUS_ADDRESS"); }

  void TearDown() override {
    for (const Role role : {Role::reader, Role::writer, Role::stranger})
      EXPECT_FALSE(has(said + runner.said(), password_of(role))) << said << runner.said();
    EXPECT_FALSE(has(said + runner.said(), wrong)) << said << runner.said();
  }

  /// A connection string without a password.
  static std::string plain_dsn(Role role, int port) {
    return "postgresql://" + user_of(role) + "@127.0.0.1:" + std::to_string(port) + "/telemetry";
  }
  void configure(const std::string& dsn, const std::string& more = {}) const {
    runner.write("hearthboard.toml",
                 "[replica]\ndsn = \"" + dsn + "\"\n" + more + "[identity]\nkeeper = \"file\"\n");
  }
  /// A configuration that names a role, and its password in the environment.
  void configure(const PostgresServer& server, Role role) {
    configure(plain_dsn(role, server.port()));
    runner.set("PGPASSWORD", password_of(role));
  }
  Ended ctl(const char* line, const std::string& input = {}) {
    Ended ended = runner.run("hearthctl", words(line), QByteArray::fromStdString(input));
    said += ended.out + ended.err;
    return ended;
  }
  /// What the doctor says as JSON; `code` is what it must end with.
  QJsonObject examined(int code) {
    const Ended ended = ctl("doctor --json");
    EXPECT_EQ(ended.code, code) << ended.out << ended.err;
    const QJsonObject report = QJsonDocument::fromJson(QByteArray::fromStdString(ended.out)).object();
    EXPECT_EQ(report[QStringLiteral("exit_code")].toInt(-1), code) << ended.out;
    return report;
  }

  static constexpr std::string_view wrong = "wrong-5f0c77a1";
  ProgramRunner runner;
  std::string said;
};

}  // namespace hearth::test
