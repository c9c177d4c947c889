// The replica's password: where hearthctl puts it, and which one is used.
#include "tests/integration/ctl_replica_fixture.h"

#include <QDir>
#include <QFileInfo>

#include <csignal>

namespace hearth {
namespace {

using namespace test;
using testing::HasSubstr;

struct CtlReplica : CtlReplicaTest {
  /// The file that keeps it; empty where nothing is kept.
  [[nodiscard]] QString kept_file() const {
    const QDir folder(QString::fromStdString(runner.path(".local/state/hearthboard")));
    const QStringList names = folder.entryList({QStringLiteral("replica-*.secret")}, QDir::Files);
    EXPECT_LE(names.size(), 1);
    return names.isEmpty() ? QString() : folder.filePath(names.constFirst());
  }
  /// What the doctor says of where the password comes from, and whether it gets in.
  void expect_doctor(int code, const std::string& password_line) {
    const Ended ended = ctl("doctor");
    EXPECT_EQ(ended.code, code) << ended.out << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("replica        " + password_line));
  }
};

TEST_F(CtlReplica, APasswordIsKeptUntilItIsForgotten) {
  const PostgresServer server;
  configure(plain_dsn(Role::reader, server.port()));
  const Ended kept = ctl("replica password", password_of(Role::reader) + "\n");
  EXPECT_EQ(kept.code, 0) << kept.err;
  EXPECT_EQ(kept.out, "");
  ASSERT_FALSE(kept_file().isEmpty());
  const std::string keeper = "the file " + kept_file().toStdString();
  EXPECT_EQ(kept.err, "hearthctl: The password is kept: " + keeper +
                          " has it.\nhearthctl: \"hearthctl doctor\" tries it.\n");
  EXPECT_EQ(QFileInfo(kept_file()).permissions() & 0x77, 0) << "for nobody but its owner";
  expect_doctor(0, "The password is that of " + keeper + ".\n");
  // The same server in other words.
  configure("user=hearth_reader dbname=telemetry port=" + std::to_string(server.port()) + " host=127.0.0.1");
  expect_doctor(0, "The password is that of " + keeper + ".\n");

  const Ended forgotten = ctl("replica forget");
  EXPECT_EQ(forgotten.code, 0);
  EXPECT_EQ(forgotten.err, "hearthctl: The password is forgotten: " + keeper + " has none any more.\n");
  EXPECT_TRUE(kept_file().isEmpty());
  expect_doctor(77, "No password is known");
  EXPECT_EQ(ctl("replica forget").code, 0) << "nothing is forgotten as well";
}

TEST_F(CtlReplica, WhatTheOwnerHasPutSomewhereGoesFirst) {
  const PostgresServer server({.tables = Tables::none});
  const std::string right = password_of(Role::reader);
  configure(plain_dsn(Role::reader, server.port()));
  ASSERT_EQ(ctl("replica password", std::string(wrong)).code, 0);
  const std::string kept = "The password is that of the file " + kept_file().toStdString();
  expect_doctor(77, kept);

  configure(plain_dsn(Role::reader, server.port()), "password_file = \"secret\"\n");
  runner.write("secret", right + "\n");
  expect_doctor(0, "The password is that of the file " + runner.path("secret") + ".\n");

  runner.write("secret", std::string(wrong));
  runner.set("CREDENTIALS_DIRECTORY", runner.path(""));
  runner.write("hearthboard.replica_password", right + "\n");
  expect_doctor(0, "The password is that of the credential hearthboard.replica_password.\n");

  runner.write("hearthboard.replica_password", std::string(wrong));
  runner.write(".pgpass", "127.0.0.1:*:telemetry:hearth_reader:" + right + "\n");
  QFile(QString::fromStdString(runner.path(".pgpass"))).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
  expect_doctor(0, "The password is that of the password file (~/.pgpass).\n");
  const Ended again = ctl("replica password", std::string(wrong));
  EXPECT_THAT(again.err, HasSubstr("hearthctl: But the password file (~/.pgpass) goes first.\n"));

  runner.set("PGPASSWORD", right);
  runner.write(".pgpass", "127.0.0.1:*:telemetry:hearth_reader:" + std::string(wrong) + "\n");
  expect_doctor(0, "The password is that of PGPASSWORD or the service file.\n");
}

TEST_F(CtlReplica, APasswordFileThatIsNoneIsSaid) {
  configure(plain_dsn(Role::reader, free_port()), "password_file = \"secret\"\n");
  expect_doctor(69, "[replica] password_file: The file " + runner.path("secret") + " does not exist.");
  runner.write("secret", std::string(wrong) + "\nand more\n");
  expect_doctor(69, "[replica] password_file: The file " + runner.path("secret") + " holds no password.");
}

TEST_F(CtlReplica, WhatIsNoPasswordIsRefused) {
  configure(plain_dsn(Role::reader, free_port()));
  for (const std::string& input : {std::string(), std::string("\n")}) {
    const Ended ended = ctl("replica password", input);
    EXPECT_EQ(ended.code, 64) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("No password was given; nothing has changed."));
  }
  for (const std::string& input : {std::string(wrong) + "\t\n", std::string(1001, 'x') + "\n"})
    EXPECT_EQ(ctl("replica password", input).code, 65);
  EXPECT_EQ(ctl("replica password", std::string(5000, 'x')).code, 64);
  EXPECT_EQ(ctl("replica").code, 64);
  EXPECT_EQ(ctl("replica frobnicate").code, 64);
  EXPECT_TRUE(kept_file().isEmpty());
  runner.write("hearthboard.toml", "");
  const Ended none = ctl("replica password", "x\n");
  EXPECT_EQ(none.code, 78);
  EXPECT_THAT(none.err, HasSubstr("No read replica is configured. Type: hearthctl config set replica.dsn"));
}

TEST_F(CtlReplica, ATerminalDoesNotShowWhatIsTyped) {
  configure(plain_dsn(Role::reader, free_port()));
  const QStringList on_terminal = {
      QStringLiteral("-qec"),
      QStringLiteral("exec '%1/hearthctl' replica password").arg(QStringLiteral(HEARTHBOARD_BIN_DIR)),
      QStringLiteral("/dev/null")};
  const auto ask = runner.launch("/usr/bin/script", on_terminal, RunningProgram::Input::open);
  ASSERT_TRUE(ask->prints("Password for host=127.0.0.1 port=")) << ask->out();
  ask->type(QByteArray(wrong.data(), wrong.size()) + "\n");
  EXPECT_EQ(ask->end().code, 0) << ask->out();
  EXPECT_THAT(ask->out(), HasSubstr("hearthctl: The password is kept: the file "));
  QFile kept(kept_file());
  ASSERT_TRUE(kept.open(QIODevice::ReadOnly));
  EXPECT_EQ(kept.readAll().toStdString(), wrong);

  // Whoever thinks better of it leaves nothing changed; the keys for that come over the terminal.
  kept.remove();
  const auto left = runner.launch("/usr/bin/script", on_terminal, RunningProgram::Input::open);
  ASSERT_TRUE(left->prints("Password for ")) << left->out();
  left->type("half\x03");
  EXPECT_EQ(left->end().code, 128 + SIGINT) << left->out();
  EXPECT_TRUE(kept_file().isEmpty());
}

}  // namespace
}  // namespace hearth
