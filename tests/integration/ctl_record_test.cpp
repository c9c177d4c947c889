#include "app/shared/demo_home.h"
#include "core/telemetry/clock.h"
#include "tests/integration/program_run.h"

#include <QProcess>

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace hearth {
namespace {

/// `hearthsim` as a service that is there before the programs are, and goes when it likes.
class Services {
 public:
  Services() {
    process_.start(QStringLiteral(HEARTHBOARD_BIN_DIR "/hearthsim"), {QStringLiteral("--with-parent")});
    QByteArray line;
    while (!line.contains('\n') && process_.waitForReadyRead(120'000))
      line += process_.readAllStandardOutput();
    facts_ = parse_demo_home_line(line);
  }
  void end() {
    process_.terminate();
    process_.waitForFinished();
  }
  [[nodiscard]] const std::optional<DemoHomeFacts>& facts() const { return facts_; }

 private:
  QProcess process_;
  std::optional<DemoHomeFacts> facts_;
};

TEST(CtlRecord, WhatWasRecordedIsThereWithoutTheNetwork) {
  Services services;
  ASSERT_TRUE(services.facts().has_value());
  ProgramRunner runner;
  runner.unset("HEARTHBOARD_CLOCK");
  runner.write("hearthboard.toml",
               "[api]\nbase_url = \"" + services.facts()->api.toStdString() + "\"\n[live]\nurl = \"" +
                   services.facts()->live.toStdString() +
                   "\"\n[identity]\ntoken_file = \"token\"\n[history]\npath = \"history.db\"\n");
  runner.write("token", services.facts()->token.toStdString() + "\n");

  const Ended watched = runner.run("hearthctl", words("watch --count 3"));
  EXPECT_EQ(watched.code, 0) << watched.err;
  const Ended recorded = runner.run_until(
      "hearthctl", words("record"), [](const QByteArray& err) { return err.contains("Recording into"); },
      [&](qint64) {
        // A second recorder is refused, and the first one has its readings by the time the second has said so
        // and another watch has seen some come.
        const Ended second = runner.run("hearthctl", words("record"));
        EXPECT_EQ(second.code, 69);
        EXPECT_NE(second.err.find("hearthctl record (pid "), std::string::npos) << second.err;
        EXPECT_EQ(runner.run("hearthctl", words("watch --seconds 3")).code, 0);
      });
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  services.end();

  const Ended raw = runner.run("hearthctl", words("export --dataset energy"));
  EXPECT_EQ(raw.code, 0) << raw.err;
  EXPECT_GT(std::count(raw.out.begin(), raw.out.end(), '\n'), 2) << raw.out;
  const Ended rooms = runner.run("hearthctl", words("export --dataset climate"));
  EXPECT_NE(rooms.out.find(",bathroom,"), std::string::npos) << rooms.out.substr(0, 600);
  const Ended gone = runner.run("hearthctl", words("sync --hours 2"));
  EXPECT_EQ(gone.code, 69) << gone.err;
  EXPECT_NE(gone.err.find("refuses the connection"), std::string::npos) << gone.err;
}

/// The unit starts the recorder when it likes, and the token may come later.
TEST(CtlRecord, ARefusedTokenIsWaitedOut) {
  Services services;
  ASSERT_TRUE(services.facts().has_value());
  ProgramRunner runner;
  runner.unset("HEARTHBOARD_CLOCK");
  runner.write("hearthboard.toml",
               "[api]\nbase_url = \"" + services.facts()->api.toStdString() + "\"\n[live]\nurl = \"" +
                   services.facts()->live.toStdString() +
                   "\"\n[identity]\ntoken_file = \"token\"\n[history]\npath = \"history.db\"\n");
  runner.write("token", "an-old-one\n");
  const auto recorder = runner.launch("hearthctl", words("record"));
  ASSERT_TRUE(recorder->says("was refused. Put a valid one into the file. It is tried again meanwhile."))
      << recorder->err();
  runner.write("token", services.facts()->token.toStdString() + "\n");
  EXPECT_TRUE(recorder->says("The access token is taken. Going on.")) << recorder->err();
  EXPECT_EQ(recorder->end(SIGTERM).code, 0) << recorder->err();
  // Whoever asked for one thing wants to know why it does not come.
  runner.write("token", "an-old-one\n");
  EXPECT_EQ(runner.run("hearthctl", words("watch --count 1")).code, 77);
}

/// A home whose history's folder cannot be made, in which ten seconds pass in a sixth of one.
class CtlRecordWithoutDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(services_.facts().has_value());
    runner_.set("HEARTHBOARD_CLOCK", format_rfc3339(make_system_clock()->now()) + ",x60");
    runner_.write("hearthboard.toml", "[api]\nbase_url = \"" + services_.facts()->api.toStdString() +
                                          "\"\n[live]\nurl = \"" + services_.facts()->live.toStdString() +
                                          "\"\n[identity]\ntoken_file = \"token\"\n[history]\npath = "
                                          "\"disk/history.db\"\n");
    runner_.write("token", services_.facts()->token.toStdString() + "\n");
    runner_.write("disk", "in the way");
  }
  Services services_;
  ProgramRunner runner_;
};

TEST_F(CtlRecordWithoutDisk, SaysThatItPausesAndWhatIsLostAtTheEnd) {
  const auto recorder = runner_.launch("hearthctl", words("record"));
  ASSERT_TRUE(recorder->says("The folder of the history is not there: recording pauses."));
  // Others have heard some readings meanwhile, so that it has as well.
  EXPECT_EQ(runner_.run("hearthctl", words("watch --count 5")).code, 0);
  const Ended ended = recorder->end(SIGTERM);
  EXPECT_EQ(ended.code, 74) << ended.err;
  EXPECT_TRUE(has(ended.err, "readings could not be written.")) << ended.err;
}

TEST_F(CtlRecordWithoutDisk, BeginsByItselfOnceThereIsOne) {
  const auto recorder = runner_.launch("hearthctl", words("record"));
  ASSERT_TRUE(recorder->says("recording pauses"));
  std::filesystem::remove(runner_.path("disk"));
  ASSERT_TRUE(recorder->says("Recording goes on"));
  EXPECT_TRUE(has(recorder->err(), "Recording into"));
  const Ended ended = recorder->end(SIGTERM);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(std::filesystem::exists(runner_.path("disk/history.db")));
}

TEST_F(CtlRecordWithoutDisk, SaysThatTheHistoryWasDeletedAndGoesOn) {
  std::filesystem::remove(runner_.path("disk"));
  const auto recorder = runner_.launch("hearthctl", words("record"));
  ASSERT_TRUE(recorder->says("Recording into"));
  std::filesystem::remove_all(runner_.path("disk"));
  ASSERT_TRUE(recorder->says("The history file was deleted while it was in use."));
  EXPECT_EQ(recorder->end(SIGTERM).code, 0);
  EXPECT_TRUE(std::filesystem::exists(runner_.path("disk/history.db")));
}

/// A sentence in place of an abort in a library.
TEST(CtlRecord, TooFewDescriptorsAreSaid) {
  for (const char* program : {"hearthctl", "hearthsim"}) {
    QProcess shell;
    shell.start(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"), QStringLiteral("ulimit -n 20; exec " HEARTHBOARD_BIN_DIR "/%1 --version")
                                   .arg(QLatin1String(program))});
    ASSERT_TRUE(shell.waitForFinished(60'000));
    EXPECT_EQ(shell.exitStatus(), QProcess::NormalExit);
    EXPECT_EQ(shell.exitCode(), 78);
    EXPECT_EQ(shell.readAllStandardError().toStdString(),
              std::string(program) +
                  ": This program may open 20 files at a time, and needs 64. Allow it more: "
                  "LimitNOFILE= of its unit, \"ulimit -n\" in a shell.\n");
  }
}

}  // namespace
}  // namespace hearth
