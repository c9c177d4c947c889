// A broker's password, places and health: what hearthctl says of them and keeps.
#include "tests/integration/program_run.h"
#include "tests/mqtt/broker.h"
#include "tests/postgres/process.h"
#include "tests/support/wait.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gmock/gmock.h>

#include <csignal>

namespace hearth {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

constexpr const char* right = "right-93d1c0aa";
constexpr const char* wrong = "wrong-77b0e215";

/// hearthctl with a broker and nothing else, without a desktop. At the end of each test, nothing that it has
/// said holds a password.
class CtlMqtt : public testing::Test {
 protected:
  CtlMqtt() { runner.unset("DBUS_SESSION_BUS_ADDRESS"); }
  void TearDown() override {
    for (const char* secret : {right, wrong}) EXPECT_THAT(said + runner.said(), Not(HasSubstr(secret)));
  }

  void configure(const std::string& url, const std::string& more = "user = \"me\"\n") const {
    runner.write("hearthboard.toml",
                 "[mqtt]\nurl = \"" + url + "\"\n" + more + "[identity]\nkeeper = \"file\"\n");
  }
  static std::string url_of(const Broker& broker) {
    return "mqtt://127.0.0.1:" + std::to_string(broker.port());
  }
  Ended ctl(const QStringList& line, const std::string& input = {}) {
    Ended ended = runner.run("hearthctl", line, QByteArray::fromStdString(input));
    said += ended.out + ended.err;
    return ended;
  }
  Ended ctl(const char* line, const std::string& input = {}) { return ctl(words(line), input); }
  /// The file that keeps the password; empty where nothing is kept.
  [[nodiscard]] QString kept_file() const {
    const QDir folder(QString::fromStdString(runner.path(".local/state/hearthboard")));
    const QStringList names = folder.entryList({QStringLiteral("mqtt-*.secret")}, QDir::Files);
    EXPECT_LE(names.size(), 1);
    return names.isEmpty() ? QString() : folder.filePath(names.constFirst());
  }

  ProgramRunner runner;
  std::string said;
};

TEST_F(CtlMqtt, APasswordIsKeptUntilItIsRemoved) {
  configure("mqtts://broker.example");
  const Ended kept = ctl("secret set mqtt", std::string(right) + "\n");
  EXPECT_EQ(kept.code, 0) << kept.err;
  EXPECT_EQ(kept.out, "");
  ASSERT_FALSE(kept_file().isEmpty());
  EXPECT_EQ(QFileInfo(kept_file()).permissions() & 0x77, 0) << "for nobody but its owner";
  const std::string keeper = "the file " + kept_file().toStdString();
  EXPECT_EQ(kept.err, "hearthctl: The password is kept: " + keeper +
                          " has it.\nhearthctl: \"hearthctl doctor\" tries it.\n");
  const std::string mine = "mqtt     for me@broker.example: that of " + keeper + "\n";
  EXPECT_EQ(ctl("secret list").out, "replica  No read replica is configured.\n" + mine);
  const QJsonArray listed =
      QJsonDocument::fromJson(QByteArray::fromStdString(ctl("secret list --json").out)).array();
  ASSERT_EQ(listed.size(), 2);
  EXPECT_EQ(listed[1][QStringLiteral("name")].toString(), QStringLiteral("mqtt"));
  EXPECT_EQ(listed[1][QStringLiteral("whose")].toString(), QStringLiteral("me@broker.example"));
  EXPECT_EQ(listed[1][QStringLiteral("from")].toString().toStdString(), keeper);
  EXPECT_TRUE(listed[1][QStringLiteral("problem")].isNull());
  EXPECT_TRUE(listed[0][QStringLiteral("from")].isNull());
  // The same user at the same host.
  configure("mqtt://broker.example:1884", "user = \"me\"\n[net]\nallow_plain_http = [\"broker.example\"]\n");
  EXPECT_THAT(ctl("secret list").out, HasSubstr(mine));
  configure("mqtts://broker.example", "user = \"somebody else\"\n");
  EXPECT_THAT(ctl("secret list").out,
              HasSubstr("mqtt     for somebody else@broker.example: none is known\n"));

  configure("mqtts://broker.example");
  EXPECT_EQ(ctl("secret remove mqtt").err,
            "hearthctl: The password is forgotten: " + keeper + " has none any more.\n");
  EXPECT_TRUE(kept_file().isEmpty());
  EXPECT_EQ(ctl("secret remove mqtt").code, 0) << "nothing is forgotten as well";
}

TEST_F(CtlMqtt, WhatTheOwnerHasPutSomewhereGoesFirst) {
  configure("mqtts://broker.example");
  ASSERT_EQ(ctl("secret set mqtt", wrong).code, 0);
  configure("mqtts://broker.example", "user = \"me\"\npassword_file = \"secret\"\n");
  runner.write("secret", std::string(right) + "\n");
  EXPECT_THAT(ctl("secret list").out, HasSubstr(": that of the file " + runner.path("secret") + "\n"));
  runner.set("CREDENTIALS_DIRECTORY", runner.path(""));
  runner.write("hearthboard.mqtt_password", std::string(right) + "\n");
  EXPECT_THAT(ctl("secret list").out, HasSubstr(": that of the credential hearthboard.mqtt_password\n"));
  EXPECT_THAT(ctl("secret set mqtt", wrong).err,
              HasSubstr("hearthctl: But the credential hearthboard.mqtt_password goes first.\n"));
  runner.unset("CREDENTIALS_DIRECTORY");
  runner.write("secret", std::string(wrong) + "\nand more\n");
  const Ended broken = ctl("secret list");
  EXPECT_EQ(broken.code, 0);
  EXPECT_THAT(broken.out, HasSubstr("mqtt     [mqtt] password_file: The file " + runner.path("secret") +
                                    " holds no password."));
}

struct Misuse {
  const char* name;
  const char* config;
  const char* line;
  const char* input;
  int code;
  const char* says;
  friend std::ostream& operator<<(std::ostream& out, const Misuse& misuse) { return out << misuse.name; }
};
class CtlSecretMisuse : public CtlMqtt, public testing::WithParamInterface<Misuse> {};

TEST_P(CtlSecretMisuse, IsSaidAndKeepsNothing) {
  const Misuse& misuse = GetParam();
  runner.write("hearthboard.toml", misuse.config);
  const Ended ended = ctl(misuse.line, misuse.input);
  EXPECT_EQ(ended.code, misuse.code) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr(misuse.says));
  EXPECT_TRUE(kept_file().isEmpty());
}

constexpr const char* set_up = "[mqtt]\nurl = \"mqtts://b\"\nuser = \"me\"\n[identity]\nkeeper = \"file\"\n";
INSTANTIATE_TEST_SUITE_P(
    All, CtlSecretMisuse,
    testing::Values(
        Misuse{"Nothing", set_up, "secret", "x\n", 64, "set, list or remove"},
        Misuse{"NoName", set_up, "secret set", "x\n", 64, "set needs a name: replica or mqtt."},
        Misuse{"NoNameToRemove", set_up, "secret remove", "", 64, "remove needs a name: replica or mqtt."},
        Misuse{"AnotherName", set_up, "secret set kafka", "x\n", 64,
               "There is no such secret: it must be replica or mqtt."},
        Misuse{"AnotherVerb", set_up, "secret show mqtt", "", 64, "set, list or remove"},
        Misuse{"ListOfOne", set_up, "secret list mqtt", "", 64, "list takes no name."},
        Misuse{"JsonOfSet", set_up, "secret set mqtt --json", "x\n", 64, "set takes no --json."},
        Misuse{"Empty", set_up, "secret set mqtt", "\n", 64, "No password was given; nothing has changed."},
        Misuse{"NoPassword", set_up, "secret set mqtt", "a\tb\n", 65, "This is no password."},
        Misuse{"NoBroker", "", "secret set mqtt", "x\n", 78,
               "No MQTT broker is configured. Type: hearthctl config set mqtt.url"},
        Misuse{"NoUser", "[mqtt]\nurl = \"mqtts://b\"\n", "secret set mqtt", "x\n", 78,
               "Type: hearthctl config set mqtt.user"}),
    testing::PrintToStringParamName());

TEST_F(CtlMqtt, PlacesAreSetAndShownOneByOne) {
  configure("mqtts://broker.example");
  const Ended set =
      ctl({QStringLiteral("config"), QStringLiteral("set"),
           QStringLiteral("mqtt.places.\"shellyhtg3-8cbfea96f5c4\""), QStringLiteral("indoor")});
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_EQ(set.out, "mqtt.places.\"shellyhtg3-8cbfea96f5c4\" = \"indoor\" stands in " +
                         runner.path("hearthboard.toml") + ".\n");
  EXPECT_EQ(ctl("config set mqtt.places.A8032A attic").code, 0);
  const std::string all = ctl("config show").out;
  EXPECT_THAT(all, HasSubstr("mqtt.places.\"A8032A\" = \"attic\"  # " + runner.path("hearthboard.toml") +
                             ":9\n"
                             "mqtt.places.\"shellyhtg3-8cbfea96f5c4\" = \"indoor\"  # "));
  EXPECT_EQ(ctl("config show mqtt.places.A8032A").out,
            "mqtt.places.\"A8032A\" = \"attic\"  # " + runner.path("hearthboard.toml") + ":9\n");
  EXPECT_EQ(ctl("config show mqtt.places.other").out, "mqtt.places.\"other\" is not set\n");
  const QJsonArray shown =
      QJsonDocument::fromJson(QByteArray::fromStdString(ctl("config show mqtt.places --json").out)).array();
  ASSERT_EQ(shown.size(), 2);
  EXPECT_EQ(shown[0][QStringLiteral("key")].toString(), QStringLiteral("mqtt.places.\"A8032A\""));
  EXPECT_EQ(shown[0][QStringLiteral("value")].toString(), QStringLiteral("attic"));
}

TEST_F(CtlMqtt, TheDoctorSaysWhatKeepsUsOut) {
  const Broker broker({.accounts = {{"me", right}}});
  configure(url_of(broker));
  const Ended without = ctl("doctor");
  EXPECT_EQ(without.code, 77) << without.out;
  EXPECT_THAT(without.out,
              HasSubstr("\nnote     mqtt           No password is known; a user may be let in without."));
  ASSERT_EQ(ctl("secret set mqtt", wrong).code, 0);
  const Ended refused = ctl("doctor");
  EXPECT_EQ(refused.code, 77) << refused.out;
  EXPECT_THAT(refused.out, HasSubstr("\nok       mqtt           The password is that of the file " +
                                     kept_file().toStdString() + ".\n"));
  EXPECT_THAT(refused.out, HasSubstr("\nFAILED   mqtt           127.0.0.1:" + std::to_string(broker.port()) +
                                     " does not let me in. Mend: Set [mqtt] user, and its password with "
                                     "\"hearthctl secret set mqtt\""));
  configure("mqtt://127.0.0.1:" + std::to_string(free_port()), {});
  const Ended gone = ctl("doctor");
  EXPECT_EQ(gone.code, 69) << gone.out;
  EXPECT_THAT(gone.out, HasSubstr("\nFAILED   mqtt           Nothing listens at 127.0.0.1:"));
  EXPECT_THAT(gone.out, Not(HasSubstr("assword")));

  // Nobody is reached, and nothing is sent.
  configure("mqtt://192.0.2.1", "user = \"me\"\npassword_file = \"secret\"\n");
  runner.write("secret", std::string(right) + "\n");
  std::filesystem::permissions(runner.path("secret"), std::filesystem::perms(0600));
  const Ended plain = ctl("doctor");
  EXPECT_EQ(plain.code, 78) << plain.out;
  EXPECT_THAT(plain.out,
              HasSubstr("\nFAILED   mqtt           The password is not sent to 192.0.2.1 over plain mqtt"));
  EXPECT_THAT(ctl("config check").err,
              HasSubstr("warning: The password is not sent to 192.0.2.1 over plain mqtt"));
}

TEST_F(CtlMqtt, TheDoctorListensToTheBroker) {
  const Broker broker({.accounts = {{"me", right}, {"devices", "secret"}}});
  configure(url_of(broker));
  ASSERT_EQ(ctl("secret set mqtt", right).code, 0);
  const auto doctor = runner.launch("hearthctl", words("doctor --json"));
  ASSERT_TRUE(wait_for([&] { return has(broker.log(), "Sending SUBACK to hearthboard-"); }));
  publish(broker, "homelab/temperature/outdoor", R"({"temperature_c":-3.4})", false, 1, "devices");
  const Ended ended = doctor->end();
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  QStringList about_mqtt;
  for (const QJsonValue check :
       QJsonDocument::fromJson(QByteArray::fromStdString(ended.out))[QStringLiteral("checks")].toArray())
    if (check[QStringLiteral("about")].toString() == QStringLiteral("mqtt"))
      about_mqtt.append(check[QStringLiteral("verdict")].toString() + QStringLiteral(": ") +
                        check[QStringLiteral("what")].toString());
  EXPECT_EQ(about_mqtt.join(u'\n').toStdString(),
            "good: The password is that of the file " + kept_file().toStdString() + ".\ngood: Connected to " +
                url_of(broker) +
                " as me.\ngood: 1 reading of climate came, the first on homelab/temperature/outdoor.");
}

TEST_F(CtlMqtt, TheDoctorEndsAtOnceWhenItIsToldTo) {
  const Broker broker;
  configure(url_of(broker), {});
  const auto doctor = runner.launch("hearthctl", words("doctor"));
  ASSERT_TRUE(wait_for([&] { return has(broker.log(), "Sending SUBACK to hearthboard-"); }));
  EXPECT_EQ(doctor->end(SIGTERM).code, 128 + SIGTERM);
}

}  // namespace
}  // namespace hearth
