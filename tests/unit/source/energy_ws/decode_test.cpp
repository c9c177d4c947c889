#include "core/source/energy_ws/decode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hearth::energy_ws {
namespace {

const TimeMs now = parse_rfc3339("2026-01-15T12:30:00Z").value();
TimeMs at(const char* text) {
  return parse_rfc3339(text).value();
}

std::string frame(const std::string& fields, const std::string& ts = R"("2026-01-15T12:29:59.88864083Z")") {
  return fmt::format(
      R"({{"type":"data","stream":"energy","timestamp":"2026-01-15T12:30:00Z","data":{{"ts":{},
          "tags":{{"device_serial":"S1","meter_type":"X"}},"fields":{{{}}},
          "activeActualConsumption":{{"total":1}},"active_power_total":7}}}})",
      ts, fields);
}

TEST(EnergyWsFrame, NestedFormIsDrawnByWhenItWasTaken) {
  const auto message = decode_frame(
      frame(R"("active_power_total":2310,"active_energy_total":7654321,"voltage_l1":230.4,"current_l1":null,
               "wifi_rssi":-60)"),
      now);
  ASSERT_TRUE(message.has_value()) << to_text(message.error());
  EXPECT_EQ(message->kind, "data");
  ASSERT_TRUE(message->reading.has_value());
  const Reading& reading = *message->reading;
  EXPECT_EQ(reading.time, at("2026-01-15T12:29:59.888Z"));
  EXPECT_EQ(reading.epoch, "S1");
  EXPECT_EQ(reading.group, (GroupKey{Dataset::energy, ""}));
  EXPECT_EQ(reading.value(channel("energy.power_total")), 2310);
  EXPECT_EQ(reading.value(channel("energy.import")), 7654321);
  EXPECT_EQ(reading.value(channel("energy.voltage_l1")), 230.4);
  EXPECT_EQ(reading.samples.size(), 3U);
}

TEST(EnergyWsFrame, FlatFormsAreReadings) {
  const auto inside = decode_frame(
      R"({"type":"data","stream":"energy","timestamp":"2026-01-15T12:29:58Z",
          "data":{"ts":"2026-01-15T12:29:57Z","consumption_total_w":5000,"consumption_total_actual_w":300}})",
      now);
  ASSERT_TRUE(inside.has_value() && inside->reading.has_value());
  EXPECT_EQ(inside->reading->time, at("2026-01-15T12:29:57Z"));
  EXPECT_EQ(inside->reading->value(channel("energy.import")), 5000);
  EXPECT_EQ(inside->reading->value(channel("energy.power_total")), 300);

  const auto top = decode_frame(
      R"({"timestamp":"2026-01-15T12:29:58Z","power_w":1500,"voltage":231,"current":6.5,"energy_kwh":12.5})",
      now);
  ASSERT_TRUE(top.has_value() && top->reading.has_value());
  EXPECT_EQ(top->reading->time, at("2026-01-15T12:29:58Z"));
  EXPECT_EQ(top->reading->value(channel("energy.power_total")), 1500);
  EXPECT_EQ(top->reading->value(channel("energy.import")), 12500);
  EXPECT_EQ(top->reading->value(channel("energy.voltage_l1")), 231);
  EXPECT_EQ(top->reading->value(channel("energy.current_l1")), 6500);
}

TEST(EnergyWsFrame, OtherKindsCarryNoReading) {
  for (const char* text :
       {R"({"type":"subscribed","streams":["energy"]})", R"({"type":"unsubscribed"})",
        R"({"type":"pong","timestamp":"2026-01-15T12:29:58Z"})", R"({"type":"news","power_w":5})",
        R"({"type":"data","stream":"water","data":{"ts":"2026-01-15T12:29:58Z","power_w":5}})",
        R"({"type":"data","stream":"energy","data":null})", "{}"}) {
    const auto message = decode_frame(text, now);
    ASSERT_TRUE(message.has_value()) << text << to_text(message.error());
    EXPECT_FALSE(message->reading.has_value()) << text;
  }
}

TEST(EnergyWsFrame, TheServicesErrorIsKeptBounded) {
  const auto message = decode_frame(R"({"type":"error","message":"too\nmany","code":"E1"})", now);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->error, "too many");
  const auto longer =
      decode_frame(fmt::format(R"({{"type":"error","message":"{}"}})", std::string(5000, 'x')), now);
  EXPECT_EQ(longer.value().error.size(), 200U);
}

TEST(EnergyWsFrame, HalfAFrameIsRefused) {
  const std::string whole = frame(R"("active_power_total":2310)");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(decode_frame(std::string_view(whole).substr(0, length), now).has_value()) << length;
  EXPECT_TRUE(decode_frame(whole, now).has_value());
  EXPECT_FALSE(decode_frame(whole + whole, now).has_value());
}

/// A frame with good `fields` and `ts` around which the meter's own members stand, before and after.
std::string among(const std::string& before, const std::string& after = {}) {
  return fmt::format(
      R"({{"type":"data","stream":"energy","timestamp":"2026-01-15T12:30:00Z","data":{{{}"fields":{{
          "active_power_total":640,"active_energy_total":13423700}},"ts":"2026-01-15T12:29:59Z"{}}}}})",
      before, after);
}

TEST(EnergyWsFrame, BesideFieldsTheMetersOwnMembersAreIgnored) {
  std::vector<std::string> members;
  for (const char* key : {"timestamp", "voltage", "current", "power_w", "energy_kwh", "power_factor",
                          "active_power_total", "consumption_total_w", "activeActualConsumption"})
    for (const char* value :
         {"null", "true", "7", "-1", "1e400", R"("123.4")", R"("1970-01-01T00:00:12Z")",
          R"("2026-11-26T16:00:00")", R"("2099-01-01T00:00:00Z")", R"({"L1":231})", R"([1,{"a":[]}])"})
      members.push_back(fmt::format(R"("{}":{})", key, value));
  members.emplace_back(R"("voltage":{"L1":231},"voltage":"x","voltage":1)");
  members.emplace_back(R"("timestamp":null,"timestamp":17)");
  for (const std::string& member : members)
    for (const std::string& text :
         {among(member + ","), among("", "," + member), among(member + ",", "," + member)}) {
      const auto message = decode_frame(text, now);
      ASSERT_TRUE(message.has_value()) << text << to_text(message.error());
      EXPECT_EQ(message->refused.count, 0U) << text;
      ASSERT_TRUE(message->reading.has_value()) << text;
      EXPECT_EQ(message->reading->time, at("2026-01-15T12:29:59Z")) << text;
      EXPECT_EQ(message->reading->samples.size(), 2U) << text;
      EXPECT_EQ(message->reading->value(channel("energy.power_total")), 640) << text;
      EXPECT_EQ(message->reading->value(channel("energy.import")), 13423700) << text;
    }
}

TEST(EnergyWsFrame, TheFramesOwnTimeIsOnlyLookedAtWhereThereIsNoOther) {
  const auto with = [](const char* sent, const char* ts) {
    return decode_frame(
        fmt::format(R"({{"timestamp":{},"data":{{{}"fields":{{"voltage_l1":230}}}}}})", sent, ts), now);
  };
  const char* const ts = R"("ts":"2026-01-15T12:29:57Z",)";
  for (const char* sent : {"null", "17", R"("later")", R"("1970-01-01T00:00:12Z")"}) {
    const auto taken = with(sent, ts);
    ASSERT_TRUE(taken.has_value() && taken->reading.has_value()) << sent;
    EXPECT_EQ(taken->reading->time, at("2026-01-15T12:29:57Z")) << sent;
    const auto neither = with(sent, "");
    ASSERT_FALSE(neither.has_value()) << sent;
    EXPECT_EQ(neither.error().place, "timestamp") << sent;
  }
  const auto only_sent = with(R"("2026-01-15T12:29:58Z")", R"("timestamp":"2026-01-15T12:00:00Z",)");
  ASSERT_TRUE(only_sent.has_value() && only_sent->reading.has_value());
  EXPECT_EQ(only_sent->reading->time, at("2026-01-15T12:29:58Z"));
}

TEST(EnergyWsFrame, InTheFlatFormAnythingWrongRefusesTheFrame) {
  for (const char* member : {R"("voltage":{"L1":231})", R"("energy_kwh":"123.4")", R"("energy_kwh":-1)",
                             R"("consumption_total_w":[])", R"("timestamp":17)", R"("ts":17)"}) {
    const auto message = decode_frame(
        fmt::format(R"({{"timestamp":"2026-01-15T12:29:58Z","data":{{{},"power_w":5}}}})", member), now);
    ASSERT_FALSE(message.has_value()) << member;
    EXPECT_TRUE(message.error().place.starts_with("data.")) << message.error().place;
  }
}

struct WrongField {
  const char* value;
  const char* says;
};

TEST(EnergyWsFrame, AWrongFieldCostsItself) {
  for (const WrongField& bad :
       {WrongField{"\"12\"", "Not a number."}, WrongField{"true", "Not a number."},
        WrongField{"NaN", "Not a number."}, WrongField{"1e400", "can be"}, WrongField{"-1e400", "can be"},
        WrongField{"1e13", "too large"}, WrongField{"[]", "Not a number."}, WrongField{"{}", "Not a number."},
        WrongField{"-1", "-1 Wh cannot be."}}) {
    const auto message =
        decode_frame(frame(fmt::format(R"("active_energy_total":{},"voltage_l1":1)", bad.value)), now);
    ASSERT_TRUE(message.has_value()) << bad.value << to_text(message.error());
    ASSERT_EQ(message->refused.count, 1U) << bad.value;
    EXPECT_EQ(message->refused.first[0].kind, ErrorKind::bad_data);
    EXPECT_EQ(message->refused.first[0].place, "data.fields.active_energy_total") << bad.value;
    EXPECT_NE(message->refused.first[0].message.find(bad.says), std::string::npos)
        << message->refused.first[0].message;
    ASSERT_TRUE(message->reading.has_value()) << bad.value;
    ASSERT_EQ(message->reading->samples.size(), 1U) << bad.value;
    EXPECT_EQ(message->reading->value(channel("energy.voltage_l1")), 1) << bad.value;
  }
  const auto none_left = decode_frame(frame(R"("active_energy_total":-1)"), now);
  ASSERT_TRUE(none_left.has_value());
  EXPECT_FALSE(none_left->reading.has_value());
  EXPECT_EQ(none_left->refused.count, 1U);
}

TEST(EnergyWsFrame, AWrongSerialCostsItself) {
  const auto message = decode_frame(among(R"("tags":{"device_serial":17,"meter_type":[]},)"), now);
  ASSERT_TRUE(message.has_value() && message->reading.has_value());
  EXPECT_EQ(message->reading->epoch, "");
  ASSERT_EQ(message->refused.count, 1U);
  EXPECT_EQ(message->refused.first[0].place, "data.tags.device_serial");
  for (const char* tags : {"null", "[]", "7", R"("S1")"})
    EXPECT_EQ(decode_frame(among(fmt::format(R"("tags":{},)", tags)), now).value().refused.count, 0U) << tags;
}

TEST(EnergyWsFrame, RefusesABadTimeWithItsPlace) {
  for (const char* ts : {"null", "17", "\"x\"", R"("1999-12-31T23:59:59Z")", R"("2126-01-15T12:40:01Z")"}) {
    const auto message = decode_frame(frame(R"("active_power_total":1)", ts), now);
    ASSERT_FALSE(message.has_value()) << ts;
    EXPECT_EQ(message.error().place, "data.ts");
  }
}

TEST(EnergyWsFrame, RefusesWhatIsNoFrame) {
  for (const char* text :
       {"", "null", "[]", "17", "ping", "\xff", R"({"data":{"fields":{"voltage_l1":1}}})", R"({"type":7})",
        R"({"type":"data","data":{"fields":[]}})", R"({"data":{"ts":"2026-01-15T12:29:57Z","fields":null}})"})
    EXPECT_FALSE(decode_frame(text, now).has_value()) << text;
}

}  // namespace
}  // namespace hearth::energy_ws
