#include "tests/integration/program_run.h"

#include <gtest/gtest.h>

#include <filesystem>

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
                    Misuse{"UnknownConfigCommand", "config frobnicate", "check, show, set, path or sample"},
                    Misuse{"SetNothing", "config set display.theme", "config set KEY VALUE"},
                    Misuse{"SetUnknownKey", "config set api.baseurl x", "did you mean [api] base_url?"},
                    Misuse{"SetWrongValue", "config set display.theme blue",
                           "display.theme: must be \"light\" or \"dark\"."},
                    Misuse{"SetSecret", "config set identity.token x", "must not stand in the configuration"},
                    Misuse{"ShowUnknownKey", "config show display.thene", "did you mean [display] theme?"},
                    Misuse{"CheckTwo", "config check a b", "check takes one file"},
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

TEST(CtlConfig, WarnsOfWhatKeepsATokenBack) {
  ProgramRunner runner;
  runner.write("hearthboard.toml",
               "[api]\nbase_url = \"http://192.168.1.10:8080\"\n[identity]\ntoken_file = \"token\"\n");
  runner.write("token", "secret-word\n");
  std::filesystem::permissions(runner.path("token"), std::filesystem::perms(0644));
  const std::string state = runner.path(".local/state/hearthboard");
  std::filesystem::create_directories(state);
  std::filesystem::permissions(state, std::filesystem::perms(0777));
  const Ended ended = runner.run("hearthctl", words("config check"));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(has(ended.out, "can be used")) << ended.out;
  EXPECT_TRUE(has(ended.err, "allow_plain_http = [\"192.168.1.10\"]")) << ended.err;
  EXPECT_TRUE(has(ended.err, "chmod 600 '" + runner.path("token") + "'")) << ended.err;
  EXPECT_TRUE(has(ended.err, "chmod go-w '" + state + "'")) << ended.err;
  EXPECT_FALSE(has(ended.err, "secret-word"));
  const Ended examined = runner.run("hearthctl", words("doctor"));
  EXPECT_TRUE(has(examined.out, "chmod 600")) << examined.out;
  EXPECT_TRUE(has(examined.out, "allow_plain_http")) << examined.out;
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
                  "No home is set yet: neither [api] base_url, [replica] dsn nor [mqtt] url.\n"));
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

TEST(CtlConfig, SetWritesOneKeyAndShowSaysWhereEachComesFrom) {
  ProgramRunner runner;
  runner.write("hearthboard.toml", "# mine\n[api]\nbase_url = \"http://old\" # here\n");
  const std::string file = runner.path("hearthboard.toml");
  const Ended set = runner.run("hearthctl", words("config set api.base_url https://home.example"));
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_EQ(set.out, "api.base_url = \"https://home.example\" stands in " + file + ".\n");
  EXPECT_EQ(runner.read("hearthboard.toml"), "# mine\n[api]\nbase_url = \"https://home.example\" # here\n");

  runner.set("HEARTHBOARD_DISPLAY_THEME", "light");
  runner.set("HEARTHBOARD_ACCESS_TOKEN", "very-secret");
  const Ended overridden = runner.run("hearthctl", words("config set display.theme dark"));
  EXPECT_EQ(overridden.code, 0);
  EXPECT_TRUE(has(overridden.err, "HEARTHBOARD_DISPLAY_THEME is set and goes before it")) << overridden.err;

  const Ended shown = runner.run("hearthctl", words("config show"));
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_TRUE(has(shown.out, "\napi.spotprice_url is not set\n")) << shown.out;
  EXPECT_TRUE(has(shown.out, "api.base_url = \"https://home.example\"  # " + file + ":3\n")) << shown.out;
  EXPECT_TRUE(has(shown.out, "live.url = \"wss://home.example/ws/energy\"  # follows from api.base_url\n"));
  EXPECT_TRUE(has(shown.out, "display.theme = \"light\"  # HEARTHBOARD_DISPLAY_THEME\n"));
  EXPECT_TRUE(has(shown.out, "display.kiosk = false  # default\n"));
  EXPECT_TRUE(has(shown.out, "An access token is given in HEARTHBOARD_ACCESS_TOKEN.\n"));
  EXPECT_FALSE(has(shown.out + shown.err, "very-secret"));
  EXPECT_EQ(runner.run("hearthctl", words("config show history.raw_days")).out,
            "history.raw_days = 14  # default\n");
  EXPECT_EQ(runner.run("hearthctl", words("config show api.base_url --json")).out,
            "[\n    {\n        \"from\": \"" + file +
                ":3\",\n        \"key\": \"api.base_url\",\n        \"value\": \"https://home.example\"\n    "
                "}\n]\n");
}

TEST(CtlConfig, SetBeginsAFileAndMendsOne) {
  const ProgramRunner runner;
  EXPECT_EQ(runner.run("hearthctl", words("config set api.base_url http://127.0.0.1:1")).code, 0);
  EXPECT_EQ(runner.run("hearthctl", words("config check")).code, 0);
  runner.write("hearthboard.toml", "[display]\ntheme = 7\npage = 8\n");
  const Ended first = runner.run("hearthctl", words("config set display.theme dark"));
  EXPECT_EQ(first.code, 0);
  EXPECT_TRUE(has(first.err, "hearthboard.toml:3: [display] page: must be text in quotes.")) << first.err;
  EXPECT_EQ(runner.run("hearthctl", words("config show display.page")).code, 78);
  EXPECT_EQ(runner.run("hearthctl", words("config set display.page home")).err, "");
  EXPECT_EQ(runner.read("hearthboard.toml"), "[display]\ntheme = \"dark\"\npage = \"home\"\n");

  runner.write("hearthboard.toml", "[display]\ntheme = dark\n");
  const Ended broken = runner.run("hearthctl", words("config set display.page home"));
  EXPECT_EQ(broken.code, 78);
  EXPECT_TRUE(has(broken.err, "hearthboard.toml:2: This is not valid TOML")) << broken.err;
  EXPECT_EQ(runner.read("hearthboard.toml"), "[display]\ntheme = dark\n");
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
