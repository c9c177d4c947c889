#include "core/demo/home_server.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "core/source/mqtt/config.h"
#include "tests/integration/engine_fixture.h"
#include "tests/mqtt/broker.h"

#include <QTemporaryDir>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::Broker;
using test::connected;
using test::wait_until;

constexpr TimeMs winter_evening = 1768498800000;  // 2026-01-15T17:40:00Z
const QString mqtt = QStringLiteral("MQTT");
const SeriesKey power{channel("energy.power_total"), {}};
const SeriesKey kitchen{channel("climate.temperature"), "kitchen"};
const SeriesKey outdoor{channel("climate.temperature"), "outdoor"};
const SeriesKey supply{channel("heatpump.supply_temp"), "pump"};

std::string meter_says(double watts, const std::string& serial = "SE-1") {
  return fmt::format(R"({{"saveeyeDeviceSerialNumber":"{}","activeActualConsumption":{{"total":{}}}}})",
                     serial, watts);
}
const std::string pump_says = R"({"Client_Name":"pump","d5":38,"d6":33,"d16":6})";
const std::string kitchen_says =
    R"({"src":"shelly-1","method":"NotifyFullStatus","params":{"temperature:0":{"id":0,"tC":21.7}}})";

/// An engine and a real broker, from an empty folder.
class EngineMqtt : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_.isValid());
    config_.history_path = folder_.filePath(QStringLiteral("history.db")).toStdString();
    config_.time_zone = "Europe/Stockholm";
    config_.of<MqttConfig>().url = fmt::format("mqtt://127.0.0.1:{}", broker_.port());
    config_.of<MqttConfig>().places = {{"shelly-1", "kitchen"}};
    config_.secret_keeper = "file";
    config_.state_folder = folder_.filePath(QStringLiteral("state")).toStdString();
  }

  std::unique_ptr<Engine> engine() { return Engine::start({.config = config_}, *clock_); }

  static bool knows(Engine& engine, const SeriesKey& key) { return engine.live().values().contains(key); }
  static std::size_t stored(Engine& engine, const SeriesKey& key) {
    const auto answer = test::ask(engine, {{winter_evening - hour_ms, winter_evening + hour_ms}, {key}, {}});
    return answer && !answer->series.empty() ? answer->series.front().size() : 0;
  }

  QTemporaryDir folder_;
  Broker broker_;
  std::unique_ptr<Clock> clock_ = make_scaled_clock(winter_evening, 1);
  Config config_;
};

TEST_F(EngineMqtt, ABrokerAloneIsAHome) {
  const auto running = engine();
  ASSERT_TRUE(wait_until([&] { return connected(*running, mqtt); }));
  test::publish(broker_, "saveeye/telemetry", meter_says(1077));
  test::publish(broker_, "thermiq_heatpump/data", pump_says);
  test::publish(broker_, "shelly-1/events/rpc", kitchen_says);
  EXPECT_TRUE(wait_until(
      [&] { return knows(*running, power) && knows(*running, supply) && knows(*running, kitchen); }));
  EXPECT_DOUBLE_EQ(running->live().values().at(power).value, 1077);
  EXPECT_EQ(stored(*running, power), 1U);
  EXPECT_EQ(stored(*running, kitchen), 1U);
  const Connection connection = test::connection_of(*running, mqtt);
  EXPECT_EQ(connection.data.at(Dataset::heatpump).permission, Permission::granted);
  EXPECT_GE(connection.data.at(Dataset::climate).newest, winter_evening);
  EXPECT_EQ(running->status().status().refused_readings, 0U);
}

/// Nobody knows how old it is: it is shown as that, gives way to whatever comes, and is not stored.
TEST_F(EngineMqtt, WhatTheBrokerKeptIsShownAsOldAndNotStored) {
  test::publish(broker_, "homelab/temperature/outdoor", R"({"temperature_c":-3.4})", true);
  const auto running = engine();
  ASSERT_TRUE(wait_until([&] { return knows(*running, outdoor); }));
  EXPECT_FALSE(running->live().values().at(outdoor).age_known);
  EXPECT_EQ(stored(*running, outdoor), 0U);
  test::publish(broker_, "homelab/temperature/outdoor", R"({"temperature_c":-2.5})");
  EXPECT_TRUE(wait_until([&] { return running->live().values().at(outdoor).age_known; }));
  EXPECT_DOUBLE_EQ(running->live().values().at(outdoor).value, -2.5);
  EXPECT_EQ(stored(*running, outdoor), 1U);
}

/// A device that publishes at two places is one device.
TEST_F(EngineMqtt, WhatComesOnTwoTopicsIsTakenOnce) {
  const auto running = engine();
  ASSERT_TRUE(wait_until([&] { return connected(*running, mqtt); }));
  for (const double watts : {500, 501, 502}) {
    test::publish(broker_, "saveeye/telemetry", meter_says(watts));
    ASSERT_TRUE(wait_until(
        [&] { return knows(*running, power) && running->live().values().at(power).value == watts; }));
    test::publish(broker_, "homelab/energy/realtime", meter_says(watts + 400));
  }
  EXPECT_EQ(stored(*running, power), 3U);
}

/// As after a pause of the network. No message says when its reading was taken: the order alone tells.
TEST_F(EngineMqtt, WhatComesInOneMillisecondIsTakenInItsOrder) {
  clock_ = std::make_unique<ManualClock>(winter_evening);
  const auto running = engine();
  ASSERT_TRUE(wait_until([&] { return connected(*running, mqtt); }));
  for (const double watts : {500, 501, 502}) test::publish(broker_, "saveeye/telemetry", meter_says(watts));
  EXPECT_TRUE(
      wait_until([&] { return knows(*running, power) && running->live().values().at(power).value == 502; }));
  EXPECT_EQ(stored(*running, power), 3U);
}

/// The services' names and times are the home's own; the broker steps in when they are gone, and back.
TEST_F(EngineMqtt, StandsByForTheServicesAndTakesOver) {
  clock_ = make_scaled_clock(winter_evening, 20);
  auto services = std::make_unique<demo::HomeServer>(demo::HomeServerOptions{}, *clock_);
  ASSERT_TRUE(services->listen().has_value());
  config_.of<HomelabApiConfig>().base_url = services->api_url().toString().toStdString();
  config_.of<EnergyWsConfig>().url = services->live_url().toString().toStdString();
  config_.access_token = services->token().toStdString();
  const std::string serial = services->home().house().meter_serial();
  const auto running = engine();
  ASSERT_TRUE(wait_until([&] {
    return connected(*running, mqtt) && connected(*running, QStringLiteral("Live")) && knows(*running, power);
  }));
  const auto says = [&](double watts) {
    test::publish(broker_, "saveeye/telemetry", meter_says(watts, serial));
    return running->live().values().at(power).value == watts;
  };
  // What the broker says meanwhile is heard, and not taken.
  const auto newest = [&] { return test::connection_of(*running, mqtt).data.at(Dataset::energy).newest; };
  EXPECT_TRUE(wait_until([&] { return !says(123456) && newest() != 0; }));
  services.reset();
  EXPECT_TRUE(wait_until([&] { return says(777); }));
}

TEST_F(EngineMqtt, TellsWhyABrokerCannotBeReachedAndComesBack) {
  broker_.stop();
  const auto running = engine();
  const auto is = [&](ConnectionState state) {
    return wait_until([&] { return test::connection_of(*running, mqtt).state == state; });
  };
  EXPECT_TRUE(is(ConnectionState::failed));
  EXPECT_NE(test::connection_of(*running, mqtt).detail.toStdString().find("Nothing listens at"),
            std::string::npos);
  broker_.start();
  EXPECT_TRUE(is(ConnectionState::connected));
}

TEST_F(EngineMqtt, RefusesGarbageAndGoesOn) {
  const auto running = engine();
  ASSERT_TRUE(wait_until([&] { return connected(*running, mqtt); }));
  for (const char* payload : {"{", "[]", "null", "{\"Client_Name\":\"pump\",\"d5\":1e400}", "\xff\xfe"})
    test::publish(broker_, "thermiq_heatpump/data", payload);
  test::publish(broker_, "thermiq_heatpump/data", pump_says, false, 1000);
  EXPECT_TRUE(wait_until([&] { return knows(*running, supply); }));
  EXPECT_GE(running->status().status().refused_readings, 4U);
}

}  // namespace
}  // namespace hearth
