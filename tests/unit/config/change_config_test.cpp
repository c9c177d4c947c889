#include "core/config/change_config.h"

#include "core/source/homelab_api/config.h"
#include "core/source/mqtt/config.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

namespace hearth {
namespace {

namespace fs = std::filesystem;

std::vector<ConfigChange> change(std::string_view key, const std::string& value) {
  auto made = config_change(key, value);
  EXPECT_TRUE(made.has_value()) << to_text(made.error());
  return {*made};
}

struct Edit {
  const char* name;
  const char* before;
  const char* key;
  const char* value;
  const char* after;
  friend std::ostream& operator<<(std::ostream& out, const Edit& edit) { return out << edit.name; }
};
class ChangedConfig : public testing::TestWithParam<Edit> {};

TEST_P(ChangedConfig, HasTheKeyInItsPlaceAndAllElseAsItWas) {
  const Edit& edit = GetParam();
  const auto changed = changed_config_text(edit.before, "my.toml", change(edit.key, edit.value));
  ASSERT_TRUE(changed.has_value()) << to_text(changed.error());
  EXPECT_EQ(*changed, edit.after);
}

INSTANTIATE_TEST_SUITE_P(
    All, ChangedConfig,
    testing::Values(
        Edit{"Value", "[api]\nbase_url = \"http://a\"  # mine\n", "api.base_url", "http://b",
             "[api]\nbase_url = \"http://b\"  # mine\n"},
        Edit{"OddlyWritten", "[ api ]\n  \"base_url\"   =   'http://a' # it's \"mine\"", "api.base_url",
             "http://b", "[ api ]\n  \"base_url\"   =   \"http://b\" # it's \"mine\""},
        Edit{"AfterOtherLetters", "[home] # å, 家\nname = \"Ångström 家\" # ö\n", "home.name", "Hus 1",
             "[home] # å, 家\nname = \"Hus 1\" # ö\n"},
        Edit{"SeveralLines", "[home]\nname = \"\"\"\nOur\nhouse\"\"\" # x\nmeter = \"1\"\n", "home.name", "B",
             "[home]\nname = \"B\" # x\nmeter = \"1\"\n"},
        Edit{"List", "[net]\nallow_plain_http = [ # these\n  \"a\",\n  \"b\",\n]\n\n[api]\n",
             "net.allow_plain_http", "a,b, ::1",
             "[net]\nallow_plain_http = [\"a\", \"b\", \"::1\"]\n\n[api]\n"},
        Edit{"Number", "[tariff]\nvat_percent = 2_5 # %\n", "tariff.vat_percent", "12.5",
             "[tariff]\nvat_percent = 12.5 # %\n"},
        Edit{"Flag", "[display]\nkiosk=false\n", "display.kiosk", "yes", "[display]\nkiosk=true\n"},
        Edit{"Wrong", "[display]\ntheme = 7\n", "display.theme", "dark", "[display]\ntheme = \"dark\"\n"},
        Edit{"BelowItsComment",
             "[api]\n# The address.\n#base_url = \"https://home.example\"\n# Prices.\n"
             "#spotprice_url = \"x\"\n\n[live]\n#url = \"y\"\n",
             "api.base_url", "http://b",
             "[api]\n# The address.\n#base_url = \"https://home.example\"\nbase_url = \"http://b\"\n# "
             "Prices.\n"
             "#spotprice_url = \"x\"\n\n[live]\n#url = \"y\"\n"},
        Edit{"NotBelowAnothersComment", "[api]\n\n[live]\n#base_url = 1\n", "api.base_url", "http://b",
             "[api]\nbase_url = \"http://b\"\n\n[live]\n#base_url = 1\n"},
        Edit{"EndOfItsSection", "[display]\ntheme = \"dark\" # a\n# what follows\n\n[home]\nname = \"x\"\n",
             "display.kiosk", "true",
             "[display]\ntheme = \"dark\" # a\nkiosk = true\n# what follows\n\n[home]\nname = \"x\"\n"},
        Edit{"NewSection", "[api]\nbase_url = \"http://a\"", "display.page", "climate",
             "[api]\nbase_url = \"http://a\"\n\n[display]\npage = \"climate\"\n"},
        Edit{"Empty", "", "display.page", "climate", "[display]\npage = \"climate\"\n"},
        Edit{"OnlyComments", "# nothing\n", "display.page", "climate",
             "# nothing\n\n[display]\npage = \"climate\"\n"},
        Edit{"LineEndsOfWindows", "[api]\r\nbase_url = \"http://a\"\r\n", "api.spotprice_url", "http://p",
             "[api]\r\nbase_url = \"http://a\"\r\nspotprice_url = \"http://p\"\r\n"},
        Edit{"ByteOrderMark", "\xef\xbb\xbf[api]\nbase_url = \"http://a\"\n", "api.base_url", "http://b",
             "\xef\xbb\xbf[api]\nbase_url = \"http://b\"\n"},
        Edit{"Dotted", "api.base_url = \"http://a\"\n", "api.base_url", "http://b",
             "api.base_url = \"http://b\"\n"},
        Edit{"BesideDotted", "api.base_url = \"http://a\"\n# end\n", "api.spotprice_url", "http://p",
             "api.base_url = \"http://a\"\napi.spotprice_url = \"http://p\"\n# end\n"},
        Edit{"Inline", "api = {base_url = \"http://a\"} # mine\n", "api.spotprice_url", "http://p",
             "api = {base_url = \"http://a\", spotprice_url = \"http://p\" } # mine\n"},
        Edit{"EmptyInline", "api = {}\n", "api.base_url", "http://b", "api = { base_url = \"http://b\" }\n"},
        Edit{"OnlyDeeperSections", "[home.rooms]\na = 1\n", "home.name", "H",
             "[home.rooms]\na = 1\n\n[home]\nname = \"H\"\n"},
        Edit{"DeeperSectionAfter", "[home]\nmeter = \"1\"\n\n[home.rooms]\na = 1\n", "home.name", "H",
             "[home]\nmeter = \"1\"\nname = \"H\"\n\n[home.rooms]\na = 1\n"},
        Edit{"LooksLikeItsComment", "[home]\nmeter = \"\"\"\n#name = 1\n\"\"\"\n", "home.name", "H",
             "[home]\nmeter = \"\"\"\n#name = 1\n\"\"\"\nname = \"H\"\n"},
        Edit{"Place", "[mqtt.places]\n\"a\" = \"x\" # mine\n", "mqtt.places.\"a\"", "indoor",
             "[mqtt.places]\n\"a\" = \"indoor\" # mine\n"},
        Edit{"NewPlace", "[mqtt]\nurl = \"mqtt://b\"\n\n[mqtt.places]\na = \"x\"\n\n[home]\n",
             "mqtt.places.shelly-1", "living room",
             "[mqtt]\nurl = \"mqtt://b\"\n\n[mqtt.places]\na = \"x\"\n\"shelly-1\" = \"living room\"\n\n"
             "[home]\n"},
        Edit{"FirstPlace", "[mqtt]\nurl = \"mqtt://b\"\n", "[mqtt.places] \"a.b c\"", "x",
             "[mqtt]\nurl = \"mqtt://b\"\n\n[mqtt.places]\n\"a.b c\" = \"x\"\n"},
        Edit{"PlaceWithDots", "[mqtt.places]\n\"a.b\" = \"x\"\n", "mqtt.places.a.b", "y",
             "[mqtt.places]\n\"a.b\" = \"y\"\n"},
        Edit{"DottedPlace", "[mqtt]\nplaces.a = \"x\"\nuser = \"u\"\n", "mqtt.places.b", "y",
             "[mqtt]\nplaces.a = \"x\"\nplaces.\"b\" = \"y\"\nuser = \"u\"\n"},
        Edit{"DottedPlaceAtTheTop", "mqtt.places.a = \"x\"\n", "mqtt.places.b", "y",
             "mqtt.places.a = \"x\"\nmqtt.places.\"b\" = \"y\"\n"},
        Edit{"InlinePlaces", "[mqtt]\nplaces = { a = \"x\" }\n", "mqtt.places.b", "y",
             "[mqtt]\nplaces = { a = \"x\" , \"b\" = \"y\" }\n"},
        Edit{"KeyBeforePlaces", "[mqtt.places]\na = \"x\"\n", "mqtt.user", "u",
             "[mqtt.places]\na = \"x\"\n\n[mqtt]\nuser = \"u\"\n"},
        Edit{"UnknownThingsStay", "stray = 1\n[nobody]\nx = [1, {y = 2}]\n[api]\n", "api.base_url",
             "http://b", "stray = 1\n[nobody]\nx = [1, {y = 2}]\n[api]\nbase_url = \"http://b\"\n"}),
    testing::PrintToStringParamName());

TEST(ChangedConfigText, SetsSeveralKeysAndReadsBackWhatWasSet) {
  std::string text = sample_config();
  std::vector<ConfigChange> all;
  for (const ConfigKey& key : config_keys()) {
    const LoadedConfig example =
        parse_config(std::string("[") + std::string(key.section) + "]\n" + std::string(key.key) + " = " +
                         std::string(key.example) + "\n",
                     "");
    if (is_name_table(key)) {
      all.push_back(change("mqtt.places.\"shelly\"", "indoor").front());
      continue;
    }
    std::string value = toml_text(example.config, key);
    std::erase_if(value, [](char c) { return c == '"' || c == '[' || c == ']'; });
    all.push_back(change(std::string(key.section) + "." + std::string(key.key), value).front());
  }
  const auto changed = changed_config_text(text, "my.toml", all);
  ASSERT_TRUE(changed.has_value()) << to_text(changed.error());
  const LoadedConfig loaded = parse_config(*changed, "my.toml");
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_EQ(loaded.origins.size(), config_keys().size());
  // Take what was set away, and the sample is left.
  std::istringstream lines(*changed);
  std::string left;
  for (std::string line; std::getline(lines, line);)
    if (line.empty() || line.front() == '#' || line.front() == '[') left += line + '\n';
  EXPECT_EQ(left, text);
  EXPECT_EQ(loaded.config.of<MqttConfig>().places, (NameTable{{"shelly", "indoor"}}));
}

struct Refused {
  const char* name;
  const char* key;
  const char* value;
  const char* says;
  friend std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.name; }
};
class RefusedChange : public testing::TestWithParam<Refused> {};

TEST_P(RefusedChange, IsWrongUsageInASentence) {
  const auto made = config_change(GetParam().key, GetParam().value);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().kind, ErrorKind::usage);
  EXPECT_NE(to_text(made.error()).find(GetParam().says), std::string::npos) << to_text(made.error());
  EXPECT_EQ(to_text(made.error()).find("hush"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedChange,
    testing::Values(Refused{"UnknownKey", "api.baseurl", "http://a", "did you mean [api] base_url?"},
                    Refused{"NoSection", "base_url", "http://a", "did you mean [api] base_url?"},
                    Refused{"FarFromAny", "x.frobnicate", "1", "There is no key \"x.frobnicate\"."},
                    Refused{"Nothing", "", "1", "There is no key"},
                    Refused{"NoNumber", "history.raw_days", "hush", "must be a whole number."},
                    Refused{"TooMany", "history.raw_days", "99999", "from 1 to 3650"},
                    Refused{"NoFlag", "display.kiosk", "hush", "must be true or false."},
                    Refused{"NoAddress", "api.base_url", "hush", "must begin with http:// or https://"},
                    Refused{"WithPassword", "replica.dsn", "postgresql://r:hush@db/t",
                            "must not hold a password"},
                    Refused{"Secret", "identity.token", "hush", "must not stand in the configuration"},
                    Refused{"ReplicaPassword", "replica.password", "hush", "hearthctl secret set replica"},
                    Refused{"MqttPassword", "mqtt.password", "hush", "hearthctl secret set mqtt"},
                    Refused{"BrokerWithPassword", "mqtt.url", "mqtt://u:hush@b", "user name or password"},
                    Refused{"AllPlaces", "mqtt.places", "hush", "mqtt.places.\"shellyhtg3-"},
                    Refused{"NoPlace", "mqtt.places.a", "", "must be a place"},
                    Refused{"NoDevice", "mqtt.places.", "indoor", "One of its names is set at a time"},
                    Refused{"NoDeviceInQuotes", "mqtt.places.\"\"", "indoor", "One of its names"},
                    Refused{"NearPlaces", "mqtt.place", "hush", "did you mean [mqtt.places]?"},
                    Refused{"OtherTable", "mqtt.placesx", "hush", "did you mean [mqtt.places]?"},
                    Refused{"HostWithPort", "net.allow_plain_http", "home:80", "without a port"},
                    Refused{"HostWithScheme", "net.allow_plain_http", "http://home", "without http://"}),
    testing::PrintToStringParamName());

/// A configuration's file in a folder of its own.
class ChangedFile : public testing::Test {
 protected:
  [[nodiscard]] fs::path path(const char* name) const {
    return fs::path(folder_.path().toStdString()) / name;
  }
  static std::string content(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  static mode_t mode(const fs::path& file) {
    struct stat facts = {};
    EXPECT_EQ(::stat(file.c_str(), &facts), 0);
    return facts.st_mode & 0777U;
  }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_.path().toStdString()), {});
  }

 private:
  QTemporaryDir folder_;
};

TEST_F(ChangedFile, ANewOneIsTheSampleWithWhatWasChosenForItsOwnerAlone) {
  const fs::path file = path("new/folder/hearthboard.toml");
  std::vector<ConfigChange> changes = change("api.base_url", "http://127.0.0.1:8080");
  changes.push_back(change("home.name", "A \"quoted\" \\ house").front());
  ASSERT_TRUE(change_config(file, changes).has_value());
  EXPECT_EQ(mode(file), 0600U);
  const LoadedConfig loaded = parse_config(content(file), file.string());
  EXPECT_TRUE(loaded.problems.empty());
  EXPECT_EQ(loaded.config.of<HomelabApiConfig>().base_url, "http://127.0.0.1:8080");
  EXPECT_EQ(loaded.config.home_name, "A \"quoted\" \\ house");
  EXPECT_EQ(loaded.origins.size(), 2U) << "what follows by itself is not fixed";
}

TEST_F(ChangedFile, KeepsItsRightsAndLeavesNothingBeside) {
  const fs::path file = path("my.toml");
  std::ofstream(file) << "# mine\n";
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_write);
  ASSERT_TRUE(change_config(file, change("display.theme", "light")).has_value());
  EXPECT_EQ(mode(file), 0620U);
  EXPECT_EQ(content(file), "# mine\n\n[display]\ntheme = \"light\"\n");
  EXPECT_EQ(files(), 1);
}

TEST_F(ChangedFile, OfALinkIsWhatItLeadsTo) {
  fs::create_directory(path("dotfiles"));
  std::ofstream(path("dotfiles/real.toml")) << "";
  fs::create_symlink("dotfiles/real.toml", path("my.toml"));
  ASSERT_TRUE(change_config(path("my.toml"), change("display.theme", "light")).has_value());
  EXPECT_TRUE(fs::is_symlink(path("my.toml")));
  EXPECT_EQ(content(path("dotfiles/real.toml")), "[display]\ntheme = \"light\"\n");
}

TEST_F(ChangedFile, OneThatCannotBeReadIsNotTouched) {
  const fs::path file = path("my.toml");
  const std::string broken = "[api]\nbase_url = https://home.example\n";
  std::ofstream(file) << broken;
  const auto changed = change_config(file, change("display.theme", "light"));
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().kind, ErrorKind::config);
  EXPECT_EQ(changed.error().place, file.string() + ":2");
  EXPECT_EQ(content(file), broken);
  fs::create_symlink("nowhere.toml", path("dangling.toml"));
  EXPECT_EQ(change_config(path("dangling.toml"), change("display.theme", "light")).error().kind,
            ErrorKind::config);
  EXPECT_EQ(change_config(path("my.toml/x.toml"), change("display.theme", "light")).error().kind,
            ErrorKind::cannot_create);
  EXPECT_EQ(change_config(path(""), change("display.theme", "light")).error().kind, ErrorKind::config);
}

TEST_F(ChangedFile, ASectionThatIsNoneIsLeftToItsOwner) {
  std::ofstream(path("my.toml")) << "display = 3\n";
  const auto changed = change_config(path("my.toml"), change("display.theme", "light"));
  ASSERT_FALSE(changed.has_value());
  EXPECT_NE(changed.error().next.find("below [display]"), std::string::npos);
  EXPECT_EQ(content(path("my.toml")), "display = 3\n");
}

}  // namespace
}  // namespace hearth
