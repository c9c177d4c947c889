// What the house takes from the rows of the registry, for every system alike.
#include "core/source/registry.h"

#include "core/identity/secret_places.h"
#include "core/source/mqtt/config.h"
#include "core/source/replica/config.h"
#include "core/source/source_secret.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <utility>

namespace hearth {
namespace {

TEST(SourceRegistry, ASystemHasItsSectionAlone) {
  std::set<std::string_view> sections;
  for (const SourceConfig* source : source_configs()) {
    ASSERT_FALSE(source->keys.empty());
    const std::string_view section = source->keys.front().section;
    EXPECT_TRUE(sections.insert(section).second) << section;
    for (const ConfigKey& key : source->keys) EXPECT_EQ(key.section, section);
  }
  EXPECT_EQ(sections.size(), source_registry().size());
}

TEST(SourceRegistry, ASystemIsThereWhereItsFirstKeyHasAValue) {
  for (const SourceRow& row : source_registry()) {
    Config config;
    EXPECT_FALSE(row.config.is_set_up(config)) << row.name;
    row.config.keys.front().field.put(config, std::string("somewhere"));
    EXPECT_EQ(row.config.address(config), "somewhere") << row.name;
    for (const SourceRow& other : source_registry())
      EXPECT_EQ(other.config.is_set_up(config), &other == &row) << row.name << ", " << other.name;
    EXPECT_EQ(config.is_set_up(), !row.config.called.empty()) << row.name;
  }
}

TEST(SourceRegistry, TheKeysOfEachStandTogetherInTheSample) {
  std::vector<std::string_view> sections;
  for (const ConfigKey& key : config_keys())
    if (sections.empty() || sections.back() != key.section) sections.push_back(key.section);
  EXPECT_EQ(sections, (std::vector<std::string_view>{"api", "live", "identity", "net", "replica", "mqtt",
                                                     "history", "home", "tariff", "display"}));
  EXPECT_EQ(home_keys("or"), "[api] base_url, [replica] dsn or [mqtt] url");
}

TEST(SourceRegistry, ASecretIsOneOfItsSection) {
  EXPECT_EQ(source_secrets().size(), 2U);
  for (const SourceConfig* source : source_configs()) {
    const SourceSecret* const secret = source->secret;
    if (secret == nullptr) continue;
    EXPECT_EQ(secret->name, source->keys.front().section);
    EXPECT_EQ(find_source_secret(secret->name), secret);
    EXPECT_EQ(secret_belongs(secret->name), secret->belongs);
    const auto key =
        std::ranges::find(source->keys, secret->file_key, [](const ConfigKey& k) { return shown_name(k); });
    ASSERT_NE(key, source->keys.end()) << secret->file_key;
    Config config;
    key->field.put(config, std::string("/run/secret"));
    EXPECT_EQ(secret->file(config), "/run/secret") << secret->name;
  }
  EXPECT_EQ(find_source_secret("api"), nullptr);
  EXPECT_EQ(secret_belongs("api"), secret_belongs("")) << "where nothing is known of a password: the sign-in";
}

TEST(SourceRegistry, EachPasswordFileIsLookedAt) {
  const QTemporaryDir folder;
  const auto file = std::filesystem::path(folder.path().toStdString()) / "password";
  std::ofstream(file) << "hush\n";
  std::filesystem::permissions(file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  for (const SourceSecret* secret : source_secrets()) {
    Config config;
    const ConfigKey* const key = find_config_key(secret->name, "password_file");
    ASSERT_NE(key, nullptr);
    ASSERT_EQ(assign(config, *key, file.string(), {}), "");
    const auto problems = secret_place_problems(config);
    ASSERT_EQ(problems.size(), 1U) << secret->name;
    EXPECT_NE(std::string(problems.front().message).find(file.string()), std::string::npos);
  }
}

TEST(SourceSettings, AreCopiedWithTheirConfiguration) {
  Config config;
  config.of<MqttConfig>().url = "mqtt://a";
  config.of<MqttConfig>().places = {{"a", "hall"}};
  Config other = config;
  other.of<MqttConfig>().url = "mqtt://b";
  EXPECT_EQ(config.of<MqttConfig>().url, "mqtt://a");
  EXPECT_EQ(other.of<MqttConfig>().places, (NameTable{{"a", "hall"}}));
  EXPECT_EQ(std::as_const(other).of<ReplicaConfig>().dsn, "") << "as it is where nothing is set";
}

}  // namespace
}  // namespace hearth
