#include "tests/integration/program_run.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

TEST(CtlUsage, HelpAndVersionAreGoodAnswers) {
  const ProgramRunner runner;
  const Ended help = runner.run("hearthctl", {QStringLiteral("--help")});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(runner.run("hearthctl", {QStringLiteral("--version")}).out,
            "hearthctl " HEARTHBOARD_VERSION "\n");
  for (const char* command : {"sync", "export", "watch", "record", "status", "config"}) {
    EXPECT_TRUE(has(help.out, command)) << command;
    const Ended own = runner.run("hearthctl", {QString::fromLatin1(command), QStringLiteral("--help")});
    EXPECT_EQ(own.code, 0) << command;
    EXPECT_TRUE(has(own.out, std::string("Usage: hearthctl ") + command)) << own.out;
    EXPECT_EQ(own.err, "");
  }
}

struct Misuse {
  const char* name;
  const char* arguments;
  const char* says;
  friend std::ostream& operator<<(std::ostream& out, const Misuse& misuse) { return out << misuse.name; }
};
class CtlMisuse : public testing::TestWithParam<Misuse> {};

TEST_P(CtlMisuse, IsASentenceAndExitCode64) {
  const ProgramRunner runner;
  const Ended ended = runner.run("hearthctl", words(GetParam().arguments));
  EXPECT_EQ(ended.code, 64) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(has(ended.err, GetParam().says)) << ended.err;
}

INSTANTIATE_TEST_SUITE_P(
    All, CtlMisuse,
    testing::Values(Misuse{"Nothing", "", "Usage: hearthctl <command>"},
                    Misuse{"MistypedCommand", "statsu", "Perhaps status is meant"},
                    Misuse{"TwoHomes", "status --demo --config x.toml", "name two homes"},
                    Misuse{"LogoutOfADemo", "logout --demo", "nobody signed in"},
                    Misuse{"UnknownCommand", "frobnicate", "no command \"frobnicate\""},
                    Misuse{"UnknownOption", "export --fast", "export takes no option --fast"},
                    Misuse{"ValueForAFlag", "status --json=1", "--json takes no value"},
                    Misuse{"NoDataset", "export", "--dataset: It must be energy"},
                    Misuse{"NoValue", "export --dataset", "--dataset needs energy|heatpump"},
                    Misuse{"UnknownDataset", "export --dataset water", "--dataset"},
                    Misuse{"UnknownInterval", "export --dataset energy --every 2h",
                           "--every: It must be raw"},
                    Misuse{"NoTime", "export --dataset energy --from tomorrowish",
                           "--from: \"tomorrowish\" is no time that is understood. These are: 2026-11-20"},
                    Misuse{"EndBeforeStart",
                           "export --dataset energy --from 2026-01-15T00:00:00Z --to 2026-01-14T00:00:00Z",
                           "--to: The end"},
                    Misuse{"Twice", "export --dataset energy --dataset price", "stands there twice"},
                    Misuse{"OneWordTooMany", "export energy", "one word too many"},
                    Misuse{"UnknownConfigCommand", "config frobnicate", "check, path or sample"},
                    Misuse{"UnknownScenario", "status --demo=holiday", "holiday"}),
    testing::PrintToStringParamName());

TEST(CtlConfig, AGoodOneIsGood) {
  const ProgramRunner runner;
  runner.write("hearthboard.toml", "[api]\nbase_url = \"https://home.example\"\n");
  const Ended ended = runner.run("hearthctl", words("config check"));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, runner.path("hearthboard.toml") + " is good.\n");
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(runner.run("hearthctl", words("config path")).out, runner.path("hearthboard.toml") + "\n");
}

TEST(CtlConfig, AReplicaAloneIsGood) {
  const ProgramRunner runner;
  runner.write("hearthboard.toml", "[replica]\ndsn = \"postgresql://hearth_reader@db1,db2/telemetry\"\n");
  const Ended ended = runner.run("hearthctl", words("config check"));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, runner.path("hearthboard.toml") + " is good.\n");
  EXPECT_EQ(ended.err, "");
  runner.write("hearthboard.toml", "");
  EXPECT_TRUE(has(runner.run("hearthctl", words("config check")).out,
                  "No home is set yet: neither [api] base_url nor [replica] dsn.\n"));
}

TEST(CtlConfig, MistakesAreNamedByFileLineAndKey) {
  const ProgramRunner runner;
  runner.write("bad.toml", "[api]\nbase_url = \"home.example\"\n\n[display]\nthene = \"dark\"\n");
  const Ended ended = runner.run("hearthctl", words("config check bad.toml"));
  EXPECT_EQ(ended.code, 78);
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(has(ended.err, "bad.toml:2: [api] base_url: must begin with http:// or https://."))
      << ended.err;
  EXPECT_TRUE(
      has(ended.err, "warning: bad.toml:5: [display] thene: is not known; did you mean [display] theme?"))
      << ended.err;
}

TEST(CtlConfig, ASecretInTheFileIsRefusedAndNotRepeated) {
  const ProgramRunner runner;
  runner.write("hearthboard.toml", "[identity]\ntoken = \"very-secret\"\n");
  for (const char* command : {"config check", "status", "export --dataset energy"}) {
    const Ended ended = runner.run("hearthctl", words(command));
    EXPECT_EQ(ended.code, 78) << command;
    EXPECT_TRUE(has(ended.err, ":2: [identity] token")) << ended.err;
    EXPECT_FALSE(has(ended.out + ended.err, "very-secret")) << ended.err;
  }
}

TEST(CtlConfig, APasswordForTheReplicaIsRefusedAndNotRepeated) {
  ProgramRunner runner;
  runner.set("HEARTHBOARD_REPLICA_DSN", "postgresql://reader:very-secret@db/telemetry");
  const Ended ended = runner.run("hearthctl", words("config check"));
  EXPECT_EQ(ended.code, 78);
  EXPECT_TRUE(has(ended.err, "HEARTHBOARD_REPLICA_DSN: must not hold a password")) << ended.err;
  EXPECT_FALSE(has(ended.out + ended.err, "very-secret")) << ended.err;
}

TEST(CtlConfig, TheSampleIsGoodAndTheInstalledOne) {
  const ProgramRunner runner;
  const Ended sample = runner.run("hearthctl", words("config sample"));
  runner.write("sample.toml", sample.out);
  EXPECT_EQ(runner.run("hearthctl", words("config check sample.toml")).code, 0);
}

TEST(CtlConfig, NoneAtAllSaysWhatToDo) {
  const ProgramRunner runner;
  EXPECT_EQ(runner.run("hearthctl", words("config check")).code, 78);
  for (const char* command : {"sync", "watch", "record"}) {
    const Ended ended = runner.run("hearthctl", words(command));
    EXPECT_EQ(ended.code, 78) << command;
    EXPECT_TRUE(has(ended.err, runner.path("hearthboard.toml"))) << ended.err;
    EXPECT_TRUE(has(ended.err, "hearthctl config sample")) << ended.err;
  }
  const Ended named = runner.run("hearthctl", words("status --config none.toml"));
  EXPECT_EQ(named.code, 78);
  EXPECT_TRUE(has(named.err, "none.toml does not exist")) << named.err;
}

TEST(CtlConfig, AWrongClockIsRefused) {
  ProgramRunner runner;
  runner.set("HEARTHBOARD_CLOCK", "tomorrow");
  const Ended ended = runner.run("hearthctl", words("status"));
  EXPECT_EQ(ended.code, 78);
  EXPECT_TRUE(has(ended.err, "HEARTHBOARD_CLOCK")) << ended.err;
}

}  // namespace
}  // namespace hearth
