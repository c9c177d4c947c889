#include "core/config/config.h"
#include "core/config/config_table.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "core/source/mqtt/config.h"
#include "core/source/replica/config.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

struct Bad {
  const char* name;
  const char* text;
  const char* place;
  const char* says;  ///< part of the message
  const char* mend;  ///< part of what to do next
  bool fatal = true;
  friend std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.name; }
};

class BadConfig : public testing::TestWithParam<Bad> {};

TEST_P(BadConfig, IsSaidWithItsPlaceAndItsMend) {
  const Bad& bad = GetParam();
  const LoadedConfig loaded = parse_config(bad.text, "my.toml");
  ASSERT_EQ(loaded.problems.size(), 1U) << bad.text;
  const ConfigProblem& problem = loaded.problems.front();
  EXPECT_EQ(problem.error.kind, ErrorKind::config);
  EXPECT_EQ(problem.error.place, bad.place);
  EXPECT_NE(problem.error.message.find(bad.says), std::string::npos) << problem.error.message;
  EXPECT_NE(problem.error.next.find(bad.mend), std::string::npos) << problem.error.next;
  EXPECT_EQ(problem.fatal, bad.fatal);
  EXPECT_EQ(loaded.usable(), !bad.fatal);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadConfig,
    testing::Values(
        Bad{"NoScheme", "[api]\nbase_url = \"home.example\"\n", "my.toml:2: [api] base_url",
            "must begin with http:// or https://", "base_url = \"https://"},
        Bad{"OtherScheme", "[live]\n\nurl = \"https://home.example\"\n", "my.toml:3: [live] url",
            "must begin with ws:// or wss://", "url = \"wss://"},
        Bad{"NoHost", "[api]\nbase_url = \"https://\"", "my.toml:2: [api] base_url", "must name a host",
            "base_url"},
        Bad{"Port", "[api]\nbase_url = \"http://h:99999\"", "my.toml:2: [api] base_url", "port", "base_url"},
        Bad{"Query", "[api]\nbase_url = \"http://h/?a=1\"", "my.toml:2: [api] base_url", "query", "base_url"},
        Bad{"WrongType", "[history]\nraw_days = \"14\"", "my.toml:2: [history] raw_days",
            "must be a whole number, without quotes", "raw_days = 14"},
        Bad{"Fraction", "[history]\nraw_days = 1.5", "my.toml:2: [history] raw_days",
            "must be a whole number", "14"},
        Bad{"TooFew", "[history]\nraw_days = 0", "my.toml:2: [history] raw_days", "from 1 to 3650", "14"},
        Bad{"TooMany", "[history]\nraw_days = 9223372036854775807", "my.toml:2: [history] raw_days",
            "from 1 to 3650", "14"},
        Bad{"NotANumber", "[tariff]\nfee_per_kwh = nan", "my.toml:2: [tariff] fee_per_kwh",
            "from -100 to 100", "0.65"},
        Bad{"Vat", "[tariff]\nvat_percent = 125", "my.toml:2: [tariff] vat_percent", "from 0 to 100", "25"},
        Bad{"Currency", "[tariff]\ncurrency = \"kr\"", "my.toml:2: [tariff] currency",
            "three capital letters", "SEK"},
        Bad{"Zone", "[home]\ntime_zone = \"Europe/Stokholm\"", "my.toml:2: [home] time_zone",
            "time zone of the IANA", "Europe/Stockholm"},
        Bad{"ZoneOutside", "[home]\ntime_zone = \"../../etc/passwd\"", "my.toml:2: [home] time_zone",
            "time zone", "Europe"},
        Bad{"Theme", "[display]\ntheme = \"blue\"", "my.toml:2: [display] theme", "\"light\" or \"dark\"",
            "dark"},
        Bad{"Flag", "[display]\nkiosk = 1", "my.toml:2: [display] kiosk", "true or false", "false"},
        Bad{"NoDsn", "[replica]\ndsn = \"db1.example\"", "my.toml:2: [replica] dsn",
            "must be a connection string of PostgreSQL", "dsn = \"postgresql://"},
        Bad{"EmptyDsn", "[replica]\ndsn = \"\"", "my.toml:2: [replica] dsn",
            "must be a connection string of PostgreSQL", "dsn = \"postgresql://"},
        Bad{"DsnOfAnotherSystem", "[replica]\ndsn = \"mysql://reader@db/telemetry\"",
            "my.toml:2: [replica] dsn", "must be a connection string", "dsn"},
        Bad{"DsnOfTwoLines", "[replica]\ndsn = \"host=db\\nuser=reader\"", "my.toml:2: [replica] dsn",
            "must be a connection string", "dsn"},
        Bad{"NoPasswordFile", "[replica]\npassword_file = \"\"", "my.toml:2: [replica] password_file",
            "must name a file", "password_file"},
        Bad{"ReplicaPassword", "[replica]\npassword = \"x\"", "my.toml:2: [replica] password",
            "must not stand in the configuration", "hearthctl secret set replica"},
        Bad{"MqttPassword", "[mqtt]\npassword = \"x\"", "my.toml:2: [mqtt] password",
            "must not stand in the configuration", "hearthctl secret set mqtt"},
        Bad{"BrokerWithoutScheme", "[mqtt]\nurl = \"broker.example\"", "my.toml:2: [mqtt] url",
            "must begin with mqtt:// or mqtts://", "url = \"mqtts://"},
        Bad{"BrokerOverHttp", "[mqtt]\nurl = \"http://broker.example\"", "my.toml:2: [mqtt] url",
            "must begin with mqtt:// or mqtts://", "url"},
        Bad{"NoTopic", "[mqtt]\ntopics = [\"a/#/b\"]", "my.toml:2: [mqtt] topics", "topics of MQTT",
            "topics = ["},
        Bad{"SharedTopic", "[mqtt]\ntopics = [\"$share/all/#\"]", "my.toml:2: [mqtt] topics",
            "shared subscription", "topics"},
        Bad{"TopicsAsText", "[mqtt]\ntopics = \"#\"", "my.toml:2: [mqtt] topics",
            "must be a list of texts in quotes", "topics"},
        Bad{"NoUser", "[mqtt]\nuser = \"\"", "my.toml:2: [mqtt] user", "one line of 1 to 255 bytes", "user"},
        Bad{"NoCaFile", "[mqtt]\nca_file = \"\"", "my.toml:2: [mqtt] ca_file", "must name a file", "ca_file"},
        Bad{"PlaceIsNoText", "[mqtt.places]\na = \"x\"\nb = 7\n", "my.toml:3: [mqtt.places] b",
            "must be text in quotes", "\"shellyhtg3-"},
        Bad{"PlaceIsATable", "[mqtt.places.a]\nname = \"x\"\n", "my.toml:1: [mqtt.places] a",
            "must be text in quotes", "\"shellyhtg3-"},
        Bad{"PlaceIsEmpty", "[mqtt.places]\na = \"\"\n", "my.toml:2: [mqtt.places] a", "must be a place",
            "= \"indoor\""},
        Bad{"PlaceOfTwoLines", "[mqtt.places]\na = \"b\\nc\"\n", "my.toml:2: [mqtt.places] a",
            "must be a place", "= \"indoor\""},
        Bad{"DeviceIsEmpty", "[mqtt.places]\n\"\" = \"indoor\"\n", "my.toml:2: [mqtt.places] ",
            "must have the device's name", "\"shellyhtg3-"},
        Bad{"DeviceOfTwoLines", "[mqtt.places]\n\"a\\nb\" = \"indoor\"\n", "my.toml:2: [mqtt.places] a?b",
            "must have the device's name", "\"shellyhtg3-"},
        Bad{"PlacesAreNoTable", "[mqtt]\nplaces = \"indoor\"\n", "my.toml:2: [mqtt.places]",
            "must be a table of its own: [mqtt.places]", "\"shellyhtg3-"},
        Bad{"NoToml", "[api]\nbase_url = https://home.example\n", "my.toml:2", "not valid TOML", "quotes"},
        Bad{"Twice", "[api]\nbase_url = \"http://a\"\nbase_url = \"http://b\"\n", "my.toml:3",
            "not valid TOML", ""},
        Bad{"InvalidUtf8", "[home]\nname = \"\xff\xfe\"\n", "my.toml:2", "not valid TOML", ""},
        Bad{"UnknownKey", "[api]\nbaseurl = \"http://a\"\n", "my.toml:2: [api] baseurl",
            "did you mean [api] base_url?", "ignored", false},
        Bad{"KeyOfAnotherSection", "[home]\ntheme = \"dark\"\n", "my.toml:2: [home] theme",
            "did you mean [display] theme?", "ignored", false},
        Bad{"FarKey", "[api]\nfrobnicate = 1\n", "my.toml:2: [api] frobnicate", "is not known", "ignored",
            false},
        Bad{"UnknownSection", "\n[displai]\ntheme = \"dark\"\n", "my.toml:2: [displai]",
            "did you mean [display]?", "ignored", false},
        Bad{"NoSection", "base_url = \"http://a\"\n", "my.toml:1: base_url", "did you mean [api] base_url?",
            "[api]", false}),
    testing::PrintToStringParamName());

TEST(ParseConfig, KeepsWhatIsGood) {
  const LoadedConfig loaded = parse_config(
      "[api]\nbase_url = \"https://home.example/\"\n[display]\ntheme = \"blue\"\npage = "
      "\"climate\"\n[tariff]\n"
      "fee_per_kwh = 1\nvat_percent = 25.0\n",
      "my.toml");
  EXPECT_FALSE(loaded.usable());
  EXPECT_EQ(loaded.config.of<HomelabApiConfig>().base_url, "https://home.example");
  EXPECT_EQ(loaded.config.of<EnergyWsConfig>().url, "wss://home.example/ws/energy");
  EXPECT_EQ(loaded.config.theme, "dark");
  EXPECT_EQ(loaded.config.start_page, "climate");
  EXPECT_EQ(loaded.config.tariff.fee_per_kwh, 1);
  EXPECT_EQ(loaded.config.tariff.vat_percent, 25);
}

TEST(ParseConfig, SaysProblemsInTheOrderOfTheFile) {
  const LoadedConfig loaded =
      parse_config("[tariff]\nvat_percent = -1\n[api]\nzzzzzz = 1\nbase_url = \"x\"\n", "my.toml");
  ASSERT_EQ(loaded.problems.size(), 3U);
  EXPECT_TRUE(loaded.problems[0].error.place.starts_with("my.toml:2:"));
  EXPECT_TRUE(loaded.problems[1].error.place.starts_with("my.toml:4:"));
  EXPECT_TRUE(loaded.problems[2].error.place.starts_with("my.toml:5:"));
}

TEST(ParseConfig, LiveAddressFollowsTheBaseAddressUnlessSet) {
  EXPECT_EQ(
      parse_config("[api]\nbase_url = \"http://127.0.0.1:8080/gate/\"", "").config.of<EnergyWsConfig>().url,
      "ws://127.0.0.1:8080/gate/ws/energy");
  EXPECT_EQ(parse_config("[api]\nbase_url = \"http://[::1]:80\"\n[live]\nurl = \"wss://other/x\"", "")
                .config.of<EnergyWsConfig>()
                .url,
            "wss://other/x");
  EXPECT_EQ(parse_config("", "").config.of<EnergyWsConfig>().url, "");
}

TEST(ParseConfig, PathsCountFromTheFile) {
  const Config config =
      parse_config("[identity]\ntoken_file = \"token\"\n[history]\npath = \"/var/lib/h.db\"\n",
                   "/etc/hearthboard/hearthboard.toml")
          .config;
  EXPECT_EQ(config.token_file, "/etc/hearthboard/token");
  EXPECT_EQ(config.history_path, "/var/lib/h.db");
}

TEST(ParseConfig, RefusesSecretsWithoutRepeatingThem) {
  const std::string secret = "eyJhbGciOiJSUzI1NiJ9.c2VjcmV0.c2ln";
  for (const std::string& text :
       {"[identity]\ntoken = \"" + secret + "\"\n",
        "[identity]\naccess_token = \"" + secret + "\"\n",
        "[api]\nToken = \"" + secret + "\"\n",
        "access_token = \"" + secret + "\"\n",
        "[identity]\npassword = \"" + secret + "\"\n",
        "[identity]\ntoken = " + secret + "\n",
        secret + "\n",
        "[api]\nbase_url = \"https://user:" + secret + "@h\"\n",
        "[api]\nbase_url = \"https://h/?token=" + secret + "\"\n",
        "[identity]\n" + secret + " = 1\n" + secret + " = 2\n",
        "[identity]\ntoken_file = \"x\"\naccess_token = \"" + secret + "\n",
        "[replica]\ndsn = \"postgresql://reader:" + secret + "@db/telemetry\"\n",
        "[replica]\ndsn = \"postgresql://reader@db/telemetry?password=" + secret + "\"\n",
        "[replica]\ndsn = \"host=db user=reader password='" + secret + "'\"\n",
        "[replica]\ndsn = \"host=db user=reader sslpassword=" + secret + "\"\n",
        "[replica]\ndsn = \"host=db passwort=" + secret + "\"\n",
        "[replica]\ndsn = \"" + secret + "\"\n",
        "[replica]\nmy_password = \"" + secret + "\"\n",
        "[mqtt]\npassword = \"" + secret + "\"\n",
        "[mqtt]\nurl = \"mqtts://user:" + secret + "@broker\"\n"}) {
    const LoadedConfig loaded = parse_config(text, "my.toml");
    EXPECT_FALSE(loaded.usable()) << text;
    ASSERT_FALSE(loaded.problems.empty()) << text;
    for (const ConfigProblem& p : loaded.problems)
      EXPECT_EQ(to_text(p.error).find(secret), std::string::npos) << to_text(p.error);
    EXPECT_TRUE(loaded.config.access_token.empty());
    EXPECT_TRUE(loaded.config.of<ReplicaConfig>().dsn.empty());
  }
}

TEST(ParseConfig, AReplicaAloneIsAHome) {
  EXPECT_FALSE(parse_config("", "").config.is_set_up());
  EXPECT_TRUE(parse_config("[api]\nbase_url = \"http://h\"", "").config.is_set_up());
  for (const std::string dsn :
       {"postgresql://hearth_reader@db1,db2/telemetry", "postgres://db:5433/telemetry?sslmode=verify-full",
        "host=db1,db2 port=5432,5433 dbname=telemetry user=hearth_reader", "service=home",
        "host='/var/run/postgresql' dbname=telemetry"}) {
    const LoadedConfig loaded =
        parse_config("[replica]\ndsn = \"" + dsn + "\"\npassword_file = \"secret/replica\"\n",
                     "/etc/hearthboard/hearthboard.toml");
    EXPECT_TRUE(loaded.problems.empty()) << dsn;
    EXPECT_EQ(loaded.config.of<ReplicaConfig>().dsn, dsn);
    EXPECT_EQ(loaded.config.of<ReplicaConfig>().password_file, "/etc/hearthboard/secret/replica");
    EXPECT_TRUE(loaded.config.is_set_up());
  }
}

TEST(ParseConfig, APasswordInADsnIsToldWhereItBelongs) {
  const LoadedConfig loaded =
      parse_config("[replica]\ndsn = \"postgresql://reader:geheim@db/telemetry\"", "my.toml");
  ASSERT_EQ(loaded.problems.size(), 1U);
  const std::string said = to_text(loaded.problems.front().error);
  for (const char* part : {"my.toml:2: [replica] dsn: must not hold a password", "~/.pgpass",
                           "hearthctl secret set replica", "password_file"})
    EXPECT_NE(said.find(part), std::string::npos) << said;
}

TEST(ParseConfig, ABrokerAloneIsAHome) {
  const LoadedConfig loaded = parse_config(
      "[mqtt]\nurl = \"mqtts://broker.example/\"\nuser = \"hearthboard\"\npassword_file = \"secret/mqtt\"\n"
      "ca_file = \"ca.pem\"\ncertificate_file = \"/c.pem\"\nkey_file = \"k.pem\"\n"
      "topics = [\"a/b\", \"+/c\", \"with blank, and comma/#\"]\n"
      "[mqtt.places]\n\"shellyhtg3-8cbfea96f5c4\" = \"indoor\"\nA8032A = \"Badrum å\"\n\"a.b\" = \"c\"\n",
      "/etc/hearthboard/hearthboard.toml");
  for (const ConfigProblem& p : loaded.problems) ADD_FAILURE() << to_text(p.error);
  const Config& config = loaded.config;
  EXPECT_TRUE(config.is_set_up());
  EXPECT_EQ(config.of<MqttConfig>().url, "mqtts://broker.example");
  EXPECT_EQ(config.of<MqttConfig>().user, "hearthboard");
  EXPECT_EQ(config.of<MqttConfig>().password_file, "/etc/hearthboard/secret/mqtt");
  EXPECT_EQ(config.of<MqttConfig>().ca_file, "/etc/hearthboard/ca.pem");
  EXPECT_EQ(config.of<MqttConfig>().certificate_file, "/c.pem");
  EXPECT_EQ(config.of<MqttConfig>().key_file, "/etc/hearthboard/k.pem");
  EXPECT_EQ(config.of<MqttConfig>().topics,
            (std::vector<std::string>{"a/b", "+/c", "with blank, and comma/#"}));
  EXPECT_EQ(config.of<MqttConfig>().places,
            (NameTable{{"shellyhtg3-8cbfea96f5c4", "indoor"}, {"A8032A", "Badrum å"}, {"a.b", "c"}}));
  EXPECT_EQ(loaded.origins.at("[mqtt.places] a.b"), "/etc/hearthboard/hearthboard.toml:12");
  EXPECT_TRUE(
      parse_config("[mqtt]\nplaces = {a = \"b\"}\n", "").config.of<MqttConfig>().places.contains("a"));
}

TEST(ParseConfig, ATokenFileIsNoSecret) {
  EXPECT_TRUE(parse_config("[identity]\ntoken_file = \"/run/token\"\n", "my.toml").problems.empty());
}

TEST(ConfigTable, EnvironmentNamesAreUnique) {
  std::vector<std::string> names;
  for (const ConfigKey& key : config_keys()) names.push_back(environment_name(key));
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_EQ(environment_name(config_keys().front()), "HEARTHBOARD_API_BASE_URL");
}

}  // namespace
}  // namespace hearth
