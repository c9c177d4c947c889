#include "core/source/energy_ws/decode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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

TEST(EnergyWsFrame, RefusesWrongValuesWithTheirPlace) {
  for (const char* bad : {"\"12\"", "true", "NaN", "1e400", "-1e400", "1e13", "[]", "{}"}) {
    const auto message =
        decode_frame(frame(fmt::format(R"("active_power_total":{},"voltage_l1":1)", bad)), now);
    ASSERT_FALSE(message.has_value()) << bad;
    EXPECT_EQ(message.error().kind, ErrorKind::bad_data);
    EXPECT_EQ(message.error().place, "data.fields.active_power_total") << bad;
  }
  for (const char* ts : {"null", "17", "\"x\"", R"("1999-12-31T23:59:59Z")", R"("2026-01-15T12:40:01Z")"}) {
    const auto message = decode_frame(frame(R"("active_power_total":1)", ts), now);
    ASSERT_FALSE(message.has_value()) << ts;
    EXPECT_EQ(message.error().place, "data.ts");
  }
}

TEST(EnergyWsFrame, RefusesWhatIsNoFrame) {
  for (const char* text : {"", "null", "[]", "17", "ping", "\xff", R"({"data":{"fields":{"voltage_l1":1}}})",
                           R"({"type":7})", R"({"type":"data","data":{"fields":[]}})"})
    EXPECT_FALSE(decode_frame(text, now).has_value()) << text;
}

}  // namespace
}  // namespace hearth::energy_ws
