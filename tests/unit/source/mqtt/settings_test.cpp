#include "core/source/mqtt/settings.h"

#include "core/source/mqtt/address.h"
#include "core/source/mqtt/config.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

struct AddressRow {
  const char* text;
  const char* host;  ///< empty: none is read
  int port = 0;
  bool tls = false;
  const char* says = "";
};

TEST(MqttAddress, IsAHostAndAPortAndNothingElse) {
  for (const AddressRow& row : {
           AddressRow{"mqtt://broker", "broker", 1883},
           AddressRow{"mqtts://broker.example", "broker.example", 8883, true},
           AddressRow{"mqtt://192.168.1.10:1884", "192.168.1.10", 1884},
           AddressRow{"mqtts://my_broker.local:443/", "my_broker.local", 443, true},
           AddressRow{"mqtt://[fd00::1]", "fd00::1", 1883},
           AddressRow{"mqtts://[::1]:65535", "::1", 65535, true},
           AddressRow{"", "", 0, false, "begin with mqtt:// or mqtts://"},
           AddressRow{"broker:1883", "", 0, false, "begin with mqtt:// or mqtts://"},
           AddressRow{"tcp://broker", "", 0, false, "begin with mqtt:// or mqtts://"},
           AddressRow{"MQTT://broker", "", 0, false, "begin with mqtt:// or mqtts://"},
           AddressRow{"mqtt://", "", 0, false, "name a host"},
           AddressRow{"mqtt:///", "", 0, false, "name a host"},
           AddressRow{"mqtt://:1883", "", 0, false, "name a host"},
           AddressRow{"mqtt://a b", "", 0, false, "name a host"},
           AddressRow{"mqtt://a%20b", "", 0, false, "name a host"},
           AddressRow{"mqtt://bröker", "", 0, false, "name a host"},
           AddressRow{"mqtt://a,b", "", 0, false, "name a host"},
           AddressRow{"mqtt://broker\n", "", 0, false, "name a host"},
           AddressRow{"mqtt://user@broker", "", 0, false, "user name or password"},
           AddressRow{"mqtt://user:pw@broker", "", 0, false, "user name or password"},
           AddressRow{"mqtt://broker/topic", "", 0, false, "path"},
           AddressRow{"mqtt://broker//", "", 0, false, "path"},
           AddressRow{"mqtt://broker?x=1", "", 0, false, "query"},
           AddressRow{"mqtt://broker#x", "", 0, false, "query"},
           AddressRow{"mqtt://broker:", "", 0, false, "port"},
           AddressRow{"mqtt://broker:0", "", 0, false, "port"},
           AddressRow{"mqtt://broker:65536", "", 0, false, "port"},
           AddressRow{"mqtt://broker:-1", "", 0, false, "port"},
           AddressRow{"mqtt://broker:1883x", "", 0, false, "port"},
           AddressRow{"mqtt://broker:99999999999999999999", "", 0, false, "port"},
           AddressRow{"mqtt://fd00::1", "", 0, false, "between [ and ]"},
           AddressRow{"mqtt://[fd00::1", "", 0, false, "between [ and ]"},
           AddressRow{"mqtt://[]", "", 0, false, "between [ and ]"},
           AddressRow{"mqtt://[broker]", "", 0, false, "between [ and ]"},
           AddressRow{"mqtt://[::1]x", "", 0, false, "nothing but a port"},
       }) {
    const auto read = mqtt::read_address(row.text);
    EXPECT_EQ(read.has_value(), *row.host != '\0') << row.text;
    if (!read) {
      EXPECT_EQ(read.error().kind, ErrorKind::config) << row.text;
      EXPECT_NE(read.error().message.find(row.says), std::string::npos)
          << row.text << ": " << read.error().message;
      continue;
    }
    EXPECT_EQ(read->host, row.host) << row.text;
    EXPECT_EQ(read->port, row.port) << row.text;
    EXPECT_EQ(read->tls, row.tls) << row.text;
  }
}

TEST(MqttAddress, IsShownAsItIsRead) {
  for (const char* text : {"mqtt://broker:1883", "mqtts://[fd00::1]:8883"})
    EXPECT_EQ(mqtt::shown_address(*mqtt::read_address(text)), text);
}

TEST(MqttTopics, AreFiltersThatTakeNothingFromOthers) {
  for (const std::string& topic : mqtt::default_topics()) EXPECT_EQ(mqtt::topic_problem(topic), "") << topic;
  for (const std::string good : {"#", "+", "a/b", "a/+/c", "a/#", "/a", "hem/värme"})
    EXPECT_EQ(mqtt::topic_problem(good), "") << good;
  for (const std::string& bad :
       {std::string(), std::string("a#"), std::string("#/a"), std::string("a+/b"), std::string("a/b+"),
        std::string("\xff"), std::string("a\0b", 3), std::string("$share/group/#"), std::string(1001, 'a')})
    EXPECT_NE(mqtt::topic_problem(bad), "") << bad;
}

Config broker_at(const char* url) {
  Config config;
  config.of<MqttConfig>().url = url;
  return config;
}

TEST(MqttSettings, AreThoseOfTheConfiguration) {
  Config config = broker_at("mqtts://broker.example");
  config.of<MqttConfig>().user = "reader";
  config.of<MqttConfig>().ca_file = "/ca.pem";
  config.of<MqttConfig>().certificate_file = "/c.pem";
  config.of<MqttConfig>().key_file = "/k.pem";
  config.of<MqttConfig>().topics = {"a/b"};
  const auto settings = mqtt_settings(config, "hush");
  ASSERT_TRUE(settings.has_value()) << to_text(settings.error());
  EXPECT_EQ(settings->host, "broker.example");
  EXPECT_EQ(settings->port, 8883);
  EXPECT_TRUE(settings->tls);
  EXPECT_EQ(settings->user, "reader");
  EXPECT_EQ(settings->password, "hush");
  EXPECT_EQ(settings->ca_file, "/ca.pem");
  EXPECT_EQ(settings->certificate_file, "/c.pem");
  EXPECT_EQ(settings->key_file, "/k.pem");
  EXPECT_EQ(settings->topics, std::vector<std::string>{"a/b"});
}

TEST(MqttSettings, ReadTheDefaultTopicsWhereNoneAreChosen) {
  EXPECT_EQ(mqtt_settings(broker_at("mqtt://broker"), {})->topics, mqtt::default_topics());
}

struct PlainRow {
  const char* url;
  const char* user;
  const char* password;
  HostList allowed;
  bool refused;
};

TEST(MqttSettings, NoPasswordCrossesANetworkInTheClear) {
  for (const PlainRow& row : {
           PlainRow{"mqtt://broker", "", "", {}, false},
           PlainRow{"mqtt://broker", "reader", "", {}, false},
           PlainRow{"mqtt://broker", "reader", "hush", {}, true},
           PlainRow{"mqtt://broker", "reader", "hush", {"other"}, true},
           PlainRow{"mqtt://broker", "reader", "hush", {"Broker"}, false},
           PlainRow{"mqtt://[fd00::1]:1", "reader", "hush", {"fd00::1"}, false},
           PlainRow{"mqtt://127.0.0.1", "reader", "hush", {}, false},
           PlainRow{"mqtt://localhost", "reader", "hush", {}, false},
           PlainRow{"mqtts://broker", "reader", "hush", {}, false},
           // Without a user none is sent.
           PlainRow{"mqtt://broker", "", "hush", {}, false},
       }) {
    Config config = broker_at(row.url);
    config.of<MqttConfig>().user = row.user;
    config.allow_plain_http = row.allowed;
    const auto settings = mqtt_settings(config, row.password);
    EXPECT_EQ(!settings.has_value(), row.refused) << row.url << ' ' << row.user;
    if (!settings) {
      EXPECT_EQ(settings.error().kind, ErrorKind::config);
      EXPECT_EQ(to_text(settings.error()).find("hush"), std::string::npos);
      EXPECT_NE(settings.error().next.find("allow_plain_http"), std::string::npos);
    } else if (*row.user == '\0') {
      EXPECT_EQ(settings->password, "");
    }
  }
}

TEST(MqttSettings, WantABrokerAndBothHalvesOfACertificate) {
  EXPECT_EQ(mqtt_settings({}, {}).error().kind, ErrorKind::config);
  Config config = broker_at("mqtts://broker");
  config.of<MqttConfig>().key_file = "/k.pem";
  EXPECT_EQ(mqtt_settings(config, {}).error().place, "[mqtt] key_file");
}

}  // namespace
}  // namespace hearth
