#include "core/source/mqtt/decode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace hearth::mqtt {
namespace {

const TimeMs now = parse_rfc3339("2026-01-15T12:30:00Z").value();
const Places places = {{"shellyhtg3-84fce63ad204", "bathroom"}, {"AA11BB22CC33", "attic"}};

constexpr const char* saveeye = R"({"saveeyeDeviceSerialNumber":"SE-1","meterType":"x","wifiRssi":-61,
  "timestamp":"15/01/2026 12:29","activeActualConsumption":{"total":1077,"L1":400,"L2":300,"L3":377},
  "activeActualProduction":{"total":0},"activeTotalConsumption":{"total":13429870},
  "activeTotalProduction":{"total":0},"rmsVoltage":{"L1":230,"L2":231,"L3":229.5},
  "rmsCurrent":{"L1":1740,"L2":1300,"L3":1640},"powerFactor":{"total":97}})";
constexpr const char* thermiq =
    R"({"Client_Name":"ThermIQ_room2","app_info":"x","d0":-3,"d5":38,"d6":33,"d7":51,
  "d8":-1,"d9":2,"d25":-120,"d30":65,"d104":12345,"d106":12,"d108":3456,"d114":4,"INDR_T":21.4,"d16":6,"d13":2,
  "d50":21})";
constexpr const char* shelly =
    R"({"src":"shellyhtg3-84fce63ad204","dst":"x/events","method":"NotifyFullStatus",
  "params":{"ts":1768480195.21,"ble":{},"cloud":{"connected":false},
    "devicepower:0":{"id":0,"battery":{"V":5.36,"percent":69},"external":{"present":false}},
    "humidity:0":{"id":0,"rh":44.1},"temperature:0":{"id":0,"tC":21.7,"tF":71.1},
    "sys":{"mac":"84FCE63AD204","uptime":1},"wifi":{"rssi":-58,"status":"got ip"}}})";
constexpr const char* outdoor =
    R"({"temperature_c":-3.4,"humidity_pct":88,"wind_speed_ms":2.1,"pressure_hpa":1011})";

using Values = std::map<std::string_view, double>;

Values values_of(const Payload& payload) {
  Values values;
  if (payload.reading)
    for (const Sample& sample : payload.reading->samples) values[info(sample.channel).id] = sample.value;
  return values;
}

Payload decoded(const std::string& text) {
  auto payload = decode(text, places, now);
  EXPECT_TRUE(payload.has_value()) << to_text(payload.error());
  return payload.value_or(Payload());
}

TEST(MqttDecode, ASaveEyeIsTheMeter) {
  const Payload payload = decoded(saveeye);
  ASSERT_TRUE(payload.reading);
  EXPECT_EQ(payload.reading->group, (GroupKey{Dataset::energy, ""}));
  EXPECT_EQ(payload.reading->epoch, "SE-1");
  EXPECT_EQ(payload.reading->time, 0) << "its own time comes in any form";
  EXPECT_EQ(payload.refused.count, 0U);
  EXPECT_EQ(values_of(payload), (Values{{"energy.power_total", 1077},
                                        {"energy.power_l1", 400},
                                        {"energy.power_l2", 300},
                                        {"energy.power_l3", 377},
                                        {"energy.export_power", 0},
                                        {"energy.import", 13429870},
                                        {"energy.export", 0},
                                        {"energy.voltage_l1", 230},
                                        {"energy.voltage_l2", 231},
                                        {"energy.voltage_l3", 229.5},
                                        {"energy.current_l1", 1740},
                                        {"energy.current_l2", 1300},
                                        {"energy.current_l3", 1640},
                                        {"energy.power_factor", 97}}));
}

TEST(MqttDecode, AThermIqTellsStatesAsBits) {
  const Payload payload = decoded(thermiq);
  ASSERT_TRUE(payload.reading);
  EXPECT_EQ(payload.reading->group, (GroupKey{Dataset::heatpump, "ThermIQ_room2"}));
  EXPECT_EQ(payload.reading->epoch, "");
  EXPECT_EQ(payload.reading->time, 0);
  const Values values = values_of(payload);
  EXPECT_EQ(values.size(), 19U);
  for (const auto& [id, value] : Values{{"heatpump.outdoor_temp", -3},
                                        {"heatpump.brine_out_temp", -1},
                                        {"heatpump.brine_in_temp", 2},
                                        {"heatpump.indoor_temp", 21.4},
                                        {"heatpump.integral", -120},
                                        {"heatpump.brine_pump", 0},
                                        {"heatpump.compressor", 1},
                                        {"heatpump.flow_pump", 1},
                                        {"heatpump.hotwater", 0},
                                        {"heatpump.aux_3kw", 0},
                                        {"heatpump.aux_6kw", 1},
                                        {"heatpump.runtime_aux_6kw", 4}})
    EXPECT_EQ(values.at(id), value) << id;
}

TEST(MqttDecode, AShellyIsWhereItIsConfiguredToBe) {
  const Payload payload = decoded(shelly);
  ASSERT_TRUE(payload.reading);
  EXPECT_EQ(payload.reading->group, (GroupKey{Dataset::climate, "bathroom"}));
  EXPECT_EQ(payload.reading->time, 1768480195210);
  EXPECT_EQ(values_of(payload), (Values{{"climate.temperature", 21.7},
                                        {"climate.humidity", 44.1},
                                        {"climate.battery", 69},
                                        {"climate.battery_voltage", 5.36},
                                        {"climate.rssi", -58}}));
}

TEST(MqttDecode, TheOutdoorTopicIsAPlace) {
  const Payload payload = decoded(outdoor);
  ASSERT_TRUE(payload.reading);
  EXPECT_EQ(payload.reading->group, (GroupKey{Dataset::climate, "outdoor"}));
  EXPECT_EQ(values_of(payload), (Values{{"climate.temperature", -3.4},
                                        {"climate.humidity", 88},
                                        {"climate.wind_speed", 2.1},
                                        {"climate.pressure", 1011}}));
}

std::string a_shelly(const std::string& src, const std::string& params) {
  return fmt::format(R"({{"src":{},"method":"NotifyFullStatus","params":{{{}}}}})", src, params);
}

TEST(MqttDecode, APlaceIsFoundByNameOrAddress) {
  const char* warm = R"("temperature:0":{"tC":20})";
  for (const auto& [text, place] : {
           std::pair(a_shelly(R"("shellyhtg3-x")", warm), "shellyhtg3-x"),
           {a_shelly(R"("shellyhtg3-x")", std::string(R"("sys":{"mac":"AA11BB22CC33"},)") + warm), "attic"},
           {a_shelly("null", std::string(R"("sys":{"mac":"0011"},)") + warm), "0011"},
           {a_shelly("7", warm), ""},
       }) {
    const Payload payload = decoded(text);
    ASSERT_TRUE(payload.reading) << text;
    EXPECT_EQ(payload.reading->group.entity, place) << text;
  }
}

TEST(MqttDecode, ATimeThatCannotBeIsNone) {
  for (const char* ts : {"null", "0", "1.5", "-5", "1e30", "\"2026\"", "{}"})
    EXPECT_EQ(
        decoded(a_shelly("\"s\"", fmt::format(R"("ts":{},"temperature:0":{{"tC":20}})", ts))).reading->time,
        0)
        << ts;
}

TEST(MqttDecode, AValueThatCannotBeCostsItselfAlone) {
  struct Case {
    const char* text;
    std::size_t left;
    const char* place;
  };
  for (const Case& c : {
           Case{R"({"d0":"cold","d5":38})", 1, "d0"},
           Case{R"({"d0":400,"d5":38})", 1, "d0"},
           Case{R"({"d16":-1,"d5":38})", 1, "d16"},
           Case{R"({"d16":2.5,"d5":38})", 1, "d16"},
           Case{R"({"d16":"on","d13":1})", 2, "d16"},
           Case{R"({"activeTotalConsumption":{"total":-1},"rmsVoltage":{"L1":230}})", 1,
                "activeTotalConsumption.total"},
           Case{R"({"temperature_c":1e400,"humidity_pct":50})", 1, "temperature_c"},
           Case{R"({"temperature_c":true,"humidity_pct":50})", 1, "temperature_c"},
       }) {
    const Payload payload = decoded(c.text);
    EXPECT_EQ(values_of(payload).size(), c.left) << c.text;
    ASSERT_EQ(payload.refused.count, 1U) << c.text;
    EXPECT_EQ(payload.refused.first[0].place, c.place);
  }
}

TEST(MqttDecode, WhatIsOfAnotherKindSaysNothing) {
  for (const char* text : {
           "{}",
           R"({"POWER":"ON","Wifi":{"RSSI":1}})",
           R"({"d50":21})",
           R"({"d16":null,"d0":null})",
           R"({"src":"s","method":"NotifyStatus","params":{"temperature:0":{"tC":20}}})",
           R"({"src":"s","method":"NotifyEvent","params":{"events":[{"event":"x"}]}})",
           R"({"activeActualConsumption":7})",
           R"({"params":{"wifi":[1]}})",
           R"({"a":{"a":{"a":{"a":{"a":{"a":1}}}}}})",
       }) {
    const Payload payload = decoded(text);
    EXPECT_FALSE(payload.reading) << text;
    EXPECT_EQ(payload.refused.count, 0U) << text;
  }
}

TEST(MqttDecode, WhatIsNoObjectIsRefused) {
  for (const char* text :
       {"", "null", "ON", "21.5", "[1]", R"({"d0":)", R"({"d0":1)", "{\"d0\":1}x", "\xff\xfe"}) {
    const auto payload = decode(text, places, now);
    ASSERT_FALSE(payload.has_value()) << text;
    EXPECT_EQ(payload.error().kind, ErrorKind::bad_data) << text;
  }
}

/// What of a message was cut off, was no reading: half of one is never taken for a whole.
TEST(MqttDecode, HalfAMessageIsNone) {
  for (const std::string whole : {saveeye, thermiq, shelly, outdoor})
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_FALSE(decode(std::string_view(whole).substr(0, size), places, now).has_value()) << size;
}

}  // namespace
}  // namespace hearth::mqtt
