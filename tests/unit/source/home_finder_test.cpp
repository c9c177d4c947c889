// What a first start makes of what is typed for where the home is.
#include "core/source/home_finder.h"

#include "core/config/config_table.h"
#include "core/source/homelab_api/config.h"
#include "core/source/mqtt/config.h"
#include "core/source/registry.h"
#include "core/source/replica/config.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

std::string_view key_of(const HomeFinder* finder) {
  return finder == nullptr ? std::string_view() : finder->key;
}

TEST(HomeFinders, EachSchemeHasOne) {
  struct Row {
    const char* address;
    const char* key;  ///< empty: nobody knows of it
  };
  for (const auto& [address, key] :
       {Row{"https://home.example", "api.base_url"}, Row{"http://home.example", "api.base_url"},
        Row{"mqtts://broker.example", "mqtt.url"}, Row{"mqtt://broker.example:1884", "mqtt.url"},
        Row{"MQTT://broker.example", "mqtt.url"}, Row{"ws://home.example", ""}, Row{"mqttx://broker", ""},
        Row{"postgresql://db", ""}, Row{"home.example", ""}, Row{"", ""}})
    EXPECT_EQ(key_of(home_finder(QUrl(QLatin1String(address)))), key) << address;
}

TEST(HomeFinders, AConnectionStringIsTakenAsItStands) {
  for (const char* text :
       {"postgresql://reader@db1,db2/telemetry", "postgres://db", "host=db1 user=reader", "service=home"})
    EXPECT_EQ(key_of(taker_of(QLatin1String(text))), "replica.dsn") << text;
  for (const char* text : {"", "home.example", "https://home.example/?a=b", "mqtt://broker"})
    EXPECT_EQ(taker_of(QLatin1String(text)), nullptr) << text;
}

TEST(HomeFinders, EachSetsTheKeyThatSaysWhereItsSystemIs) {
  for (const SourceRow& row : source_registry())
    if (row.finder != nullptr) {
      EXPECT_EQ(row.finder->key, dotted_name(row.config.keys.front())) << row.name;
      EXPECT_TRUE(row.finder->find != nullptr || row.finder->takes != nullptr) << row.name;
    }
}

TEST(HomeFinders, TheHomeThatIsSetIsToldAsItWasTyped) {
  Config config;
  EXPECT_EQ(address_to_type(config), QString());
  config.of<ReplicaConfig>().dsn = "service=home";
  EXPECT_EQ(address_to_type(config), QStringLiteral("service=home"));
  config.of<HomelabApiConfig>().base_url = "https://home.example";
  EXPECT_EQ(address_to_type(config), QStringLiteral("https://home.example"))
      << "the services tell of a sign-in, which the database does not";
}

struct Typed {
  const char* typed;
  const char* address;
};
TEST(TidyHomeAddress, TakesWhatIsNoPartOfOneAway) {
  for (const auto& [typed, address] :
       {Typed{" https://home.example/ ", "https://home.example"},
        Typed{"home.example", "https://home.example"},
        Typed{"192.168.1.10:8080/gate//", "https://192.168.1.10:8080/gate"},
        Typed{"http://home.example/?a=b#/climate", "http://home.example"},
        Typed{"HTTPS://Home.Example", "https://home.example"}, Typed{"http://[::1]:80", "http://[::1]:80"},
        Typed{" mqtts://Broker.example/", "mqtts://broker.example"},
        Typed{"mqtt://192.168.1.10:1884", "mqtt://192.168.1.10:1884"}, Typed{"mqtt://me:pass@broker", ""},
        Typed{"", ""}, Typed{"   ", ""}, Typed{"https://", ""}, Typed{"ftp://home.example", ""},
        Typed{"https://anna:pass@home.example", ""}, Typed{"my home", ""}, Typed{"home.example:x", ""}})
    EXPECT_EQ(tidy_home_address(QString::fromUtf8(typed)).toString().toStdString(), address) << typed;
}

}  // namespace
}  // namespace hearth
