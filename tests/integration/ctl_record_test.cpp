#include "core/demo/home_server.h"
#include "core/telemetry/clock.h"
#include "tests/integration/program_run.h"
#include "tests/support/wait.h"

#include <QProcess>

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace hearth {
namespace {

/// A home whose services are there before the programs are, and go when they like.
class Services {
 public:
  // Also a minute after midnight there is a past.
  Services() : home_({.start = floor_to(clock_->now(), day_ms) - day_ms}, *clock_) {
    EXPECT_TRUE(home_.listen().has_value());
  }
  void end() { home_.set_refusing(true); }
  [[nodiscard]] std::string token() const { return home_.token().toStdString(); }
  /// The lines that name them, and a history.
  [[nodiscard]] std::string configuration(const std::string& history) const {
    return "[api]\nbase_url = \"" + home_.api_url().toString().toStdString() + "\"\n[live]\nurl = \"" +
           home_.live_url().toString().toStdString() +
           "\"\n[identity]\ntoken_file = \"token\"\n[history]\npath = \"" + history + "\"\n";
  }
  /// Waits until one that listens has so many readings more.
  bool are_heard(int times) {
    return test::wait_until(
        [&, before = home_.live_heard()] { return home_.live_heard() >= before + times; });
  }

 private:
  std::unique_ptr<Clock> clock_ = make_system_clock();
  demo::HomeServer home_;
};

TEST(CtlRecord, WhatWasRecordedIsThereWithoutTheNetwork) {
  Services services;
  ProgramRunner runner;
  runner.unset("HEARTHBOARD_CLOCK");
  runner.write("hearthboard.toml", services.configuration("history.db"));
  runner.write("token", services.token() + "\n");

  const auto ctl = [&](const char* line) { return runner.launch("hearthctl", words(line)); };
  const Ended watched = ctl("watch --count 3")->end();
  EXPECT_EQ(watched.code, 0) << watched.err;
  const auto recorder = ctl("record");
  ASSERT_TRUE(recorder->says("Recording into")) << recorder->err();
  const Ended second = ctl("record")->end();
  EXPECT_EQ(second.code, 69);
  EXPECT_TRUE(has(second.err, "hearthctl record (pid ")) << second.err;
  ASSERT_TRUE(services.are_heard(3)) << recorder->err();
  const Ended recorded = recorder->end(SIGTERM);
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  services.end();

  const Ended raw = ctl("export --dataset energy")->end();
  EXPECT_EQ(raw.code, 0) << raw.err;
  EXPECT_GT(std::count(raw.out.begin(), raw.out.end(), '\n'), 3) << raw.out;
  const Ended rooms = ctl("export --dataset climate")->end();
  EXPECT_NE(rooms.out.find(",bathroom,"), std::string::npos) << rooms.out.substr(0, 600);
  const Ended gone = ctl("sync --hours 2")->end();
  EXPECT_EQ(gone.code, 69) << gone.err;
  EXPECT_NE(gone.err.find("refuses the connection"), std::string::npos) << gone.err;
}

/// The unit starts the recorder when it likes, and the token may come later.
TEST(CtlRecord, ARefusedTokenIsWaitedOut) {
  Services services;
  ProgramRunner runner;
  runner.unset("HEARTHBOARD_CLOCK");
  runner.write("hearthboard.toml", services.configuration("history.db"));
  runner.write("token", "an-old-one\n");
  const auto recorder = runner.launch("hearthctl", words("record"));
  ASSERT_TRUE(recorder->says("was refused. Put a valid one into the file. It is tried again meanwhile."))
      << recorder->err();
  runner.write("token", services.token() + "\n");
  EXPECT_TRUE(recorder->says("The access token is taken. Going on.")) << recorder->err();
  EXPECT_EQ(recorder->end(SIGTERM).code, 0) << recorder->err();
  // Whoever asked for one thing wants to know why it does not come.
  runner.write("token", "an-old-one\n");
  EXPECT_EQ(runner.launch("hearthctl", words("watch --count 1"))->end().code, 77);
}

/// A home whose history's folder cannot be made, in which ten seconds pass in a sixth of one.
class CtlRecordWithoutDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    runner_.set("HEARTHBOARD_CLOCK", format_rfc3339(make_system_clock()->now()) + ",x60");
    runner_.write("hearthboard.toml", services_.configuration("disk/history.db"));
    runner_.write("token", services_.token() + "\n");
    runner_.write("disk", "in the way");
  }
  Services services_;
  ProgramRunner runner_;
};

TEST_F(CtlRecordWithoutDisk, SaysThatItPausesAndWhatIsLostAtTheEnd) {
  const auto recorder = runner_.launch("hearthctl", words("record"));
  ASSERT_TRUE(recorder->says("The folder of the history is not there: recording pauses."));
  ASSERT_TRUE(services_.are_heard(1)) << recorder->err();
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
