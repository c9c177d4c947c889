#include "core/config/config.h"
#include "core/config/config_table.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "core/source/mqtt/config.h"
#include "core/source/replica/config.h"

#include <QByteArray>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace hearth {
namespace {

namespace fs = std::filesystem;

/// A home folder of its own, and an environment without anything of the machine's.
class ConfigFile : public testing::Test {
 protected:
  ConfigFile() {
    for (const ConfigKey& key : config_keys()) set(environment_name(key).c_str(), nullptr);
    for (const char* name :
         {"HEARTHBOARD_CONFIG", "HEARTHBOARD_ACCESS_TOKEN", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
      set(name, nullptr);
    set("HOME", folder().c_str());
    set("TZ", "Europe/Stockholm");
  }
  ~ConfigFile() override {
    for (const auto& [name, value] : before_) {
      if (value.isNull())
        qunsetenv(name.c_str());
      else
        qputenv(name.c_str(), value);
    }
  }

  void set(const char* name, const char* value) {
    before_.try_emplace(name, qEnvironmentVariableIsSet(name) ? qgetenv(name) : QByteArray());
    if (value == nullptr)
      qunsetenv(name);
    else
      qputenv(name, value);
  }
  [[nodiscard]] fs::path folder() const { return temporary_.path().toStdString(); }
  fs::path write(const std::string& text) const { return write("my.toml", text); }
  fs::path write(const char* name, const std::string& text) const {
    const fs::path file = folder() / name;
    std::ofstream(file) << text;
    return file;
  }

 private:
  QTemporaryDir temporary_;
  std::map<std::string, QByteArray> before_;
};

std::string content(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST_F(ConfigFile, IsLookedForInOrder) {
  EXPECT_EQ(config_search_path(), (std::vector<fs::path>{folder() / ".config/hearthboard/hearthboard.toml",
                                                         "/etc/hearthboard/hearthboard.toml"}));
  set("XDG_CONFIG_HOME", "/xdg");
  EXPECT_EQ(user_config_file(), "/xdg/hearthboard/hearthboard.toml");
  set("XDG_CONFIG_HOME", "relative");
  EXPECT_EQ(user_config_file(), folder() / ".config/hearthboard/hearthboard.toml");
  set("HEARTHBOARD_CONFIG", "/named.toml");
  EXPECT_EQ(config_search_path(), std::vector<fs::path>{"/named.toml"});
  set("XDG_DATA_HOME", "/data");
  EXPECT_EQ(default_history_path(), "/data/hearthboard/history.db");
}

TEST_F(ConfigFile, NoneAtAllIsNotSetUpYet) {
  set("HEARTHBOARD_CONFIG", (folder() / "none.toml").c_str());
  const LoadedConfig loaded = load_config();
  EXPECT_TRUE(loaded.usable());
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_TRUE(loaded.file.empty());
  EXPECT_TRUE(loaded.config.of<HomelabApiConfig>().base_url.empty());
  EXPECT_EQ(loaded.config.time_zone, "Europe/Stockholm");
  EXPECT_EQ(loaded.config.history_path, folder() / ".local/share/hearthboard/history.db");
}

TEST_F(ConfigFile, OneThatIsNamedMustBeThere) {
  const LoadedConfig loaded = load_config(folder() / "none.toml");
  ASSERT_EQ(loaded.problems.size(), 1U);
  EXPECT_TRUE(loaded.problems[0].fatal);
  EXPECT_NE(loaded.problems[0].error.message.find("none.toml does not exist"), std::string::npos);
  EXPECT_FALSE(load_config(folder()).usable());
}

TEST_F(ConfigFile, AnEmptyOneIsGood) {
  EXPECT_TRUE(load_config(write("")).problems.empty());
}

TEST_F(ConfigFile, AHugeOneIsRefused) {
  EXPECT_FALSE(load_config(write(std::string((1 << 20) + 1, '#'))).usable());
}

TEST_F(ConfigFile, TheEnvironmentGoesFirst) {
  const fs::path file =
      write("[api]\nbase_url = \"http://file\"\n[history]\nraw_days = 3\n[display]\ntheme = \"light\"\n");
  set("HEARTHBOARD_API_BASE_URL", "https://environment");
  set("HEARTHBOARD_HISTORY_RAW_DAYS", "7");
  set("HEARTHBOARD_TARIFF_FEE_PER_KWH", "0.5");
  set("HEARTHBOARD_DISPLAY_KIOSK", "true");
  set("HEARTHBOARD_IDENTITY_TOKEN_FILE", "/run/token");
  set("HEARTHBOARD_HOME_TIME_ZONE", "America/New_York");
  set("HEARTHBOARD_REPLICA_DSN", "service=home");
  set("HEARTHBOARD_ACCESS_TOKEN", "abc.def");
  set("HEARTHBOARD_MQTT_TOPICS", "a/b,+/c");
  set("HEARTHBOARD_MQTT_PLACES", "shelly-1 = indoor, A8032A=a cellar");
  const LoadedConfig loaded = load_config(file);
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_EQ(loaded.file, file);
  EXPECT_EQ(loaded.config.of<HomelabApiConfig>().base_url, "https://environment");
  EXPECT_EQ(loaded.config.of<EnergyWsConfig>().url, "wss://environment/ws/energy");
  EXPECT_EQ(loaded.config.raw_days, 7);
  EXPECT_EQ(loaded.config.theme, "light");
  EXPECT_EQ(loaded.config.tariff.fee_per_kwh, 0.5);
  EXPECT_TRUE(loaded.config.kiosk);
  EXPECT_EQ(loaded.config.token_file, "/run/token");
  EXPECT_EQ(loaded.config.of<ReplicaConfig>().dsn, "service=home");
  EXPECT_EQ(loaded.config.time_zone, "America/New_York");
  EXPECT_EQ(loaded.config.access_token, "abc.def");
  EXPECT_EQ(loaded.config.of<MqttConfig>().topics, (std::vector<std::string>{"a/b", "+/c"}));
  EXPECT_EQ(loaded.config.of<MqttConfig>().places,
            (NameTable{{"shelly-1", "indoor"}, {"A8032A", "a cellar"}}));
  EXPECT_EQ(loaded.origins.at("[mqtt.places] shelly-1"), "HEARTHBOARD_MQTT_PLACES");
}

TEST_F(ConfigFile, WhatIsWrongInTheEnvironmentIsSaidByItsName) {
  set("HEARTHBOARD_CONFIG", write("[display]\ntheme = \"light\"\n").c_str());
  set("HEARTHBOARD_DISPLAY_THEME", "blue");
  set("HEARTHBOARD_HISTORY_RAW_DAYS", "7 days");
  set("HEARTHBOARD_REPLICA_DSN", "postgresql://reader:secretwords@db/telemetry");
  set("HEARTHBOARD_ACCESS_TOKEN", "two secretwords");
  set("HEARTHBOARD_MQTT_URL", "mqtts://u:secretwords@broker");
  set("HEARTHBOARD_MQTT_PLACES", "secretwords");
  const LoadedConfig loaded = load_config();
  ASSERT_EQ(loaded.problems.size(), 6U);
  EXPECT_EQ(loaded.problems[0].error.place, "HEARTHBOARD_REPLICA_DSN");
  EXPECT_EQ(loaded.problems[1].error.place, "HEARTHBOARD_MQTT_URL");
  EXPECT_EQ(loaded.problems[2].error.place, "HEARTHBOARD_MQTT_PLACES");
  EXPECT_EQ(loaded.problems[3].error.place, "HEARTHBOARD_HISTORY_RAW_DAYS");
  EXPECT_EQ(loaded.problems[4].error.place, "HEARTHBOARD_DISPLAY_THEME");
  EXPECT_EQ(loaded.problems[5].error.place, "HEARTHBOARD_ACCESS_TOKEN");
  for (const ConfigProblem& p : loaded.problems)
    EXPECT_EQ(to_text(p.error).find("secretwords"), std::string::npos);
  EXPECT_TRUE(loaded.config.of<ReplicaConfig>().dsn.empty());
  EXPECT_EQ(loaded.config.theme, "light");
  EXPECT_TRUE(loaded.config.access_token.empty());
}

TEST_F(ConfigFile, ATildeIsTheHomeFolder) {
  EXPECT_EQ(load_config(write("[identity]\ntoken_file = \"~/token\"\n")).config.token_file,
            folder() / "token");
}

TEST_F(ConfigFile, TheSampleNamesEveryKeyAndIsGood) {
  const std::string sample = sample_config();
  EXPECT_TRUE(parse_config(sample, "sample").problems.empty());
  std::string all_set = sample;
  for (const ConfigKey& key : config_keys()) {
    const std::string name = is_name_table(key) ? std::string() : std::string(key.key) + " = ";
    const std::string line = "\n#" + name + std::string(key.example) + "\n";
    const auto at = all_set.find(line);
    ASSERT_NE(at, std::string::npos) << line;
    all_set.erase(at + 1, 1);
  }
  const LoadedConfig loaded = parse_config(all_set, "sample");
  for (const ConfigProblem& p : loaded.problems) ADD_FAILURE() << to_text(p.error);
  EXPECT_EQ(loaded.config.tariff.fee_per_kwh, 0.65);
  EXPECT_EQ(loaded.config.of<MqttConfig>().places.size(), 1U);
}

TEST_F(ConfigFile, TheInstalledSampleIsTheSample) {
  const fs::path installed = fs::path(HEARTHBOARD_SOURCE_DIR) / "resources/hearthboard.toml";
  EXPECT_EQ(content(installed), sample_config()) << "write it anew with: hearthctl config sample";
}

TEST_F(ConfigFile, LayersAreTakenKeyByKey) {
  const fs::path of_all = write("of_all.toml",
                                "[api]\nbase_url = \"https://system\"\nspotprice_url = \"https://prices\"\n"
                                "[identity]\ntoken_file = \"token\"\n[display]\ntheme = \"light\"\n"
                                "[history]\nraw_days = 7\n");
  const fs::path own = write("[api]\nbase_url = \"https://own\"\n\n[history]\nraw_days = 9\n");
  set("HEARTHBOARD_HISTORY_RAW_DAYS", "3");
  const LoadedConfig loaded = load_config_layers({own, of_all});
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_EQ(loaded.file, own);
  EXPECT_EQ(loaded.files, (std::vector<fs::path>{own, of_all}));
  EXPECT_EQ(loaded.config.of<HomelabApiConfig>().base_url, "https://own");
  EXPECT_EQ(loaded.config.of<EnergyWsConfig>().url, "wss://own/ws/energy")
      << "what follows, follows the value that counts";
  EXPECT_EQ(loaded.config.of<HomelabApiConfig>().spotprice_url, "https://prices");
  EXPECT_EQ(loaded.config.token_file, folder() / "token") << "counts from the folder of its own file";
  EXPECT_EQ(loaded.config.theme, "light");
  EXPECT_EQ(loaded.config.raw_days, 3);
  EXPECT_EQ(loaded.origins,
            (decltype(loaded.origins){{"[api] base_url", own.string() + ":2"},
                                      {"[api] spotprice_url", of_all.string() + ":3"},
                                      {"[identity] token_file", of_all.string() + ":5"},
                                      {"[display] theme", of_all.string() + ":7"},
                                      {"[history] raw_days", "HEARTHBOARD_HISTORY_RAW_DAYS"}}));
}

TEST_F(ConfigFile, NamesOfATableAreTakenOneByOne) {
  const fs::path of_all = write("of_all.toml", "[mqtt.places]\na = \"hall\"\nb = \"attic\"\nc = 7\n");
  const fs::path own = write("[mqtt.places]\nb = \"bedroom\"\nc = \"cellar\"\n");
  const LoadedConfig loaded = load_config_layers({own, of_all});
  EXPECT_TRUE(loaded.usable()) << "the nearer file has a good place of c";
  EXPECT_EQ(loaded.problems.size(), 1U);
  EXPECT_EQ(loaded.config.of<MqttConfig>().places,
            (NameTable{{"a", "hall"}, {"b", "bedroom"}, {"c", "cellar"}}));
  EXPECT_EQ(loaded.origins, (decltype(loaded.origins){{"[mqtt.places] a", of_all.string() + ":2"},
                                                      {"[mqtt.places] b", own.string() + ":2"},
                                                      {"[mqtt.places] c", own.string() + ":3"}}));
}

TEST_F(ConfigFile, ACertificateOfOurOwnNeedsItsKey) {
  for (const char* key : {"certificate_file", "key_file"}) {
    const LoadedConfig loaded = load_config(write(std::string("[mqtt]\n") + key + " = \"x.pem\"\n"));
    ASSERT_EQ(loaded.problems.size(), 1U) << key;
    EXPECT_FALSE(loaded.usable());
    EXPECT_EQ(loaded.problems[0].error.place, std::string("[mqtt] ") + key);
  }
  EXPECT_TRUE(
      load_config(write("[mqtt]\ncertificate_file = \"x.crt\"\nkey_file = \"x.key\"\n")).problems.empty());
}

TEST_F(ConfigFile, AWrongValueThatANearerFileReplacesHarmsNobody) {
  const fs::path of_all = write("of_all.toml", "[display]\ntheme = \"blue\"\npage = \"cellar\"\n");
  const LoadedConfig loaded = load_config_layers({write("[display]\ntheme = \"light\"\n"), of_all});
  ASSERT_EQ(loaded.problems.size(), 2U);
  EXPECT_FALSE(loaded.problems[0].fatal);
  EXPECT_EQ(loaded.problems[0].error.place, of_all.string() + ":2: [display] theme");
  EXPECT_TRUE(loaded.problems[1].fatal) << "nobody replaces this one";
  EXPECT_EQ(loaded.config.theme, "light");
  // The other way round the nearer one counts, and is wrong.
  EXPECT_FALSE(load_config_layers({of_all, write("[display]\ntheme = \"light\"\n")}).usable());
}

}  // namespace
}  // namespace hearth
