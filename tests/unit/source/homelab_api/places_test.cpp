#include "core/source/homelab_api/decode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hearth::homelab_api {
namespace {

const TimeMs now = parse_rfc3339("2026-01-15T12:30:00Z").value();

/// One element `[{"ts"…}]` of temperature history around `members`.
std::string element(const std::string& members) {
  return R"({"time":"2026-01-15T12:00:00Z","location":"attic")" + members + "}";
}

/// What a sensor says, and what is taken of it.
struct Said {
  const char* channel;
  const char* wire;
  double value;
  bool taken;
};

TEST(HomelabApiPlausible, AValueThatCannotBeCostsItself) {
  for (const Said& said : {
           Said{"climate.temperature", "temperature_c", -60, true},
           Said{"climate.temperature", "temperature_c", -60.01, false},
           Said{"climate.temperature", "temperature_c", 100, true},
           Said{"climate.temperature", "temperature_c", 100.01, false},
           Said{"climate.temperature", "temperature_c", -127, false},
           Said{"climate.temperature", "temperature_c", 1e13, false},
           Said{"climate.humidity", "humidity", 0, true},
           Said{"climate.humidity", "humidity", -0.1, false},
           Said{"climate.humidity", "humidity", 100, true},
           Said{"climate.humidity", "humidity", 100.1, false},
           // Nothing is said of these.
           Said{"climate.rssi", "wifi_rssi", -200, true},
           Said{"climate.pressure", "pressure_hpa", 5000, true},
       }) {
    const auto answer = decode_temperatures(
        "[" + element(fmt::format(R"(,"{}":{},"battery_percent":50)", said.wire, said.value)) + "]", now);
    ASSERT_TRUE(answer.has_value()) << said.wire << said.value;
    ASSERT_EQ(answer->value.size(), 1U) << said.wire << said.value;
    const Reading& reading = answer->value[0];
    EXPECT_EQ(reading.value(channel("climate.battery")), 50) << said.wire << said.value;
    EXPECT_EQ(has_value(reading.value(*find_channel(said.channel))), said.taken) << said.wire << said.value;
    ASSERT_EQ(answer->refused.count, said.taken ? 0U : 1U) << said.wire << said.value;
    if (!said.taken) {
      EXPECT_EQ(answer->refused.first[0].place, fmt::format("[0].{}", said.wire));
    }
  }
}

TEST(HomelabApiPlausible, TheHeatPumpsValuesHaveTheirRangesToo) {
  std::vector<const char*> temperatures;
  for (const Channel& c : channels_of(Dataset::heatpump)) {
    const bool temperature = c.quantity == Quantity::temperature;
    if (!temperature && c.kind != Kind::counter) continue;
    const auto answer =
        decode_heatpump_latest(fmt::format(R"({{"ts":"2026-01-15T12:29:59Z","{}":{},"integral":-280}})",
                                           c.wire, temperature ? "-61" : "-1"),
                               now);
    ASSERT_TRUE(answer.has_value()) << c.id;
    ASSERT_EQ(answer->refused.count, 1U) << c.id;
    EXPECT_EQ(answer->refused.first[0].place, c.wire);
    ASSERT_EQ(answer->value.size(), 1U) << c.id;
    EXPECT_EQ(answer->value[0].samples.size(), 1U) << c.id;
    EXPECT_EQ(answer->value[0].value(channel("heatpump.integral")), -280) << c.id;
    if (temperature) temperatures.push_back(c.id.data());
  }
  EXPECT_EQ(temperatures.size(), 7U);
}

TEST(HomelabApiPlausible, ASentenceSaysWhatCannotBe) {
  const auto answer = decode_temperatures("[" + element(R"(,"temperature_c":-127)") + "]", now);
  ASSERT_EQ(answer.value().refused.count, 1U);
  EXPECT_TRUE(answer->value.empty());
  EXPECT_EQ(to_text(answer->refused.first[0]), "[0].temperature_c: -127 °C cannot be.");
}

/// One reading of a place that is called `name`, which is JSON.
Expected<Decoded<Readings>> place(const std::string& name) {
  return decode_temperatures(
      fmt::format(R"([{{"time":"2026-01-15T12:00:00Z","location":{},"temperature_c":3}}])", name), now);
}

std::string times(std::size_t count, const char* text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

struct Name {
  std::string said, kept;
};

TEST(HomelabApiPlaces, NamesAreKeptWholeWithoutWhatCannotBeSeen) {
  for (const Name& name : {
           Name{"", ""},
           Name{"attic", "attic"},
           Name{std::string(64, 'a'), std::string(64, 'a')},
           Name{std::string(65, 'b'), std::string(65, 'b')},
           Name{times(11, "居間"), times(11, "居間")},
           Name{std::string(200, 'c'), std::string(200, 'c')},
           Name{std::string(4096, 'd'), std::string(4096, 'd')},
           Name{times(1365, "居"), times(1365, "居")},
           Name{R"(a\u0000b\nc\u001f\u007f)", "abc"},
           Name{"a\u0085b\u009fc\u0080", "abc"},
           Name{R"(\u202Eatti\u202Cc\u2066\u2067\u2068\u2069\u200E\u200F\u202A\u202B\u202D)", "attic"},
           Name{"\u202e", ""},
           // Their neighbours.
           Name{"a\u00a0\u200d\u2010\u2027\u202f\u2065\u206a~ ",
                "a\u00a0\u200d\u2010\u2027\u202f\u2065\u206a~ "},
       }) {
    const auto answer = place('"' + name.said + '"');
    ASSERT_TRUE(answer.has_value()) << name.said << to_text(answer.error());
    EXPECT_EQ(answer->refused.count, 0U) << name.said;
    ASSERT_EQ(answer->value.size(), 1U) << name.said;
    EXPECT_EQ(answer->value[0].group, (GroupKey{Dataset::climate, name.kept}));
  }
}

TEST(HomelabApiPlaces, RefusesNamesThatAreNone) {
  for (const std::string& name :
       {std::string("7"), std::string("null"), std::string("[]"), std::string(R"("\ud800")"),
        std::string(R"("\x")"), '"' + std::string(4097, 'x') + '"', '"' + times(1366, "居") + '"'}) {
    const auto answer = place(name);
    ASSERT_TRUE(answer.has_value()) << name << to_text(answer.error());
    EXPECT_TRUE(answer->value.empty()) << name;
    ASSERT_EQ(answer->refused.count, 1U) << name;
    EXPECT_EQ(answer->refused.first[0].place, "[0].location");
  }
}

TEST(HomelabApiPlaces, AHeatPumpsNameIsKeptWholeToo) {
  const std::string name = times(1365, "居");
  const auto answer = decode_heatpump_latest(
      fmt::format(R"({{"ts":"2026-01-15T12:29:59Z","device_id":"{}","outdoor_temp":1}})", name), now);
  ASSERT_EQ(answer.value().value.size(), 1U);
  EXPECT_EQ(answer->value[0].group.entity, name);
}

TEST(HomelabApiPlaces, AreAtMost256InAnAnswer) {
  std::string body = "[";
  for (int i = 0; i < 300; ++i)
    body += fmt::format(R"({{"time":"2026-01-15T12:00:00Z","location":"p{}","temperature_c":3}},)", i);
  // Of a place that is one of them.
  body += R"({"time":"2026-01-15T12:01:00Z","location":"p0","temperature_c":4}])";
  const auto answer = decode_temperatures(body, now);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->value.size(), 257U);
  EXPECT_EQ(answer->value.back().group.entity, "p0");
  ASSERT_EQ(answer->refused.count, 44U);
  EXPECT_EQ(to_text(answer->refused.first[0]), "[256].location: There are more than 256 places.");
}

}  // namespace
}  // namespace hearth::homelab_api
