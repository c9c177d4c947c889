// Machines that lack something the programs need: each says so in a sentence, and ends with a code.
#include "tests/integration/program_run.h"

#include <QTcpServer>

#include <gmock/gmock.h>

namespace hearth {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Program {
  const char* name;
  const char* line;
};

/// What each program does first of all.
const std::vector<Program>& programs() {
  static const std::vector<Program> all = {{"hearthctl", "config check"},
                                           {"hearthctl", "status"},
                                           {"hearthctl", "sync"},
                                           {"hearthctl", "watch --count 1"},
                                           {"hearthctl", "record"},
                                           {"hearthctl", "export --dataset energy"},
                                           {"hearthctl", "doctor"},
                                           {"hearthctl", "doctor --demo"},
                                           {"hearthctl", "watch --demo --count 1"},
#if defined(HEARTHBOARD_HAS_UI)
                                           {"hearthboard", ""},
                                           {"hearthboard", "--demo"},
#endif
                                           {"hearthsim", ""}};
  return all;
}

class Machine : public testing::Test {
 protected:
  Machine() {
    runner.unset("DBUS_SESSION_BUS_ADDRESS");
    runner.set("QT_QPA_PLATFORM", "offscreen");
    runner.write("hearthboard.toml",
                 "[api]\nbase_url = \"http://127.0.0.1:1\"\n[home]\ntime_zone = \"Europe/Stockholm\"\n");
  }
  ProgramRunner runner;
};

TEST_F(Machine, WithoutTimeZoneDataIsToldThePackage) {
  runner.set("LD_PRELOAD", HEARTHBOARD_NO_ZONE_DATA);
  runner.set("ASAN_OPTIONS", "verify_asan_link_order=0");
  for (const Program& program : programs()) {
    const Ended ended = runner.run(program.name, words(program.line));
    EXPECT_EQ(ended.code, 78) << program.name << ' ' << program.line << ended.out << ended.err;
    EXPECT_THAT(ended.out + ended.err, HasSubstr("This machine has no time zone data."))
        << program.name << ' ' << program.line;
    EXPECT_THAT(ended.out + ended.err, HasSubstr("Install the package tzdata of its system."))
        << program.name << ' ' << program.line;
    EXPECT_THAT(ended.out + ended.err, Not(HasSubstr("such as Europe/Stockholm")))
        << program.name << ' ' << program.line;
  }
  EXPECT_THAT(runner.run("hearthctl", words("doctor")).out,
              HasSubstr("FAILED   configuration  This machine has no time zone data. Mend: Install the "
                        "package tzdata of its system.\n"));
  // It is written, and that nobody could look it up is said.
  const Ended set = runner.run("hearthctl", words("config set home.time_zone Europe/Oslo"));
  EXPECT_THAT(set.err, HasSubstr("This machine has no time zone data."));
}

TEST_F(Machine, AZoneThatIsNoneIsStillToldAsThat) {
  runner.write("hearthboard.toml", "[home]\ntime_zone = \"Europe/Stokholm\"\n");
  const Ended ended = runner.run("hearthctl", words("config check"));
  EXPECT_EQ(ended.code, 78);
  EXPECT_THAT(ended.err, HasSubstr("must be a time zone of the IANA list, such as Europe/Stockholm"));
}

/// Under a limit of the shell's: "-n" is both, "-Sn" the one that a program may raise.
Ended under_limit(const ProgramRunner& runner, const char* limit, const Program& program) {
  const QString script =
      QStringLiteral("ulimit %1 && exec " HEARTHBOARD_BIN_DIR "/%2 %3")
          .arg(QLatin1String(limit), QLatin1String(program.name), QLatin1String(program.line));
  return runner.run("/bin/sh", {QStringLiteral("-c"), script});
}

TEST_F(Machine, ThatLetsTooFewFilesOpenIsToldTheLimit) {
  for (const int most : {16, 63})
    for (const Program& program : programs()) {
      const std::string limit = "-n " + std::to_string(most);
      const Ended ended = under_limit(runner, limit.c_str(), program);
      EXPECT_EQ(ended.code, 78) << limit << ' ' << program.name << ' ' << program.line << ended.err;
      EXPECT_THAT(ended.err, HasSubstr("This program may open " + std::to_string(most) +
                                       " files at a time, and needs 64. Allow it more: "))
          << program.name << ' ' << program.line;
    }
}

TEST_F(Machine, ALimitThatCanBeRaisedIsRaised) {
  const Ended few = under_limit(runner, "-Sn 16", {"hearthctl", "doctor"});
  EXPECT_THAT(few.out, HasSubstr(" is known here; 1024 files and connections may be open at a time.\n"));
  // The least that they take is enough, for a home's servers beside it too.
  const Ended least = under_limit(runner, "-n 64", {"hearthctl", "doctor --demo"});
  EXPECT_EQ(least.code, 0) << least.out << least.err;
}

}  // namespace
}  // namespace hearth
