#include "core/source/homelab_api/decode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace hearth::homelab_api {
namespace {

const TimeMs now = parse_rfc3339("2026-01-15T12:30:00Z").value();
TimeMs at(const char* text) {
  return parse_rfc3339(text).value();
}

/// One element `[{"ts"…}]` of temperature history around `members`.
std::string element(const std::string& members) {
  return R"({"time":"2026-01-15T12:00:00Z","location":"attic")" + members + "}";
}

TEST(HomelabApiEnergyLatest, MapsTheMisleadingNames) {
  const auto answer = decode_energy_latest(
      R"({"ts":"2026-01-15T12:29:59.123456789Z","consumption_total_w":7654321.0,"consumption_total_actual_w":2310,
          "consumption_l1_actual_w":1000,"consumption_l2_actual_w":null,"new_member":{"a":[1,{"b":2}]}})",
      now);
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  ASSERT_EQ(answer->value.size(), 1U);
  const Reading& reading = answer->value.front();
  EXPECT_EQ(reading.time, at("2026-01-15T12:29:59.123Z"));
  EXPECT_EQ(reading.group, (GroupKey{Dataset::energy, ""}));
  EXPECT_EQ(reading.value(channel("energy.import")), 7654321);
  EXPECT_EQ(reading.value(channel("energy.power_total")), 2310);
  EXPECT_EQ(reading.value(channel("energy.power_l1")), 1000);
  EXPECT_FALSE(has_value(reading.value(channel("energy.power_l2"))));
  EXPECT_EQ(reading.samples.size(), 3U);
  EXPECT_EQ(answer->refused.count, 0U);
}

TEST(HomelabApiEnergyLatest, WithoutAnyValueIsNoReadingAndNoRefusal) {
  const auto answer =
      decode_energy_latest(R"({"ts":"2026-01-15T12:29:59Z","consumption_total_w":null})", now);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->value.empty());
  EXPECT_EQ(answer->refused.count, 0U);
}

TEST(HomelabApiEnergyLatest, AChannelNamedTwiceKeepsTheLaterValue) {
  const auto answer = decode_energy_latest(
      R"({"ts":"2026-01-15T12:29:59Z","consumption_total_w":1,"consumption_total_w":2})", now);
  ASSERT_TRUE(answer.has_value());
  ASSERT_EQ(answer->value.size(), 1U);
  EXPECT_EQ(answer->value[0].samples.size(), 1U);
  EXPECT_EQ(answer->value[0].value(channel("energy.import")), 2);
}

struct BadMember {
  const char* text;  ///< follows `"ts":…,`
  const char* place;
};

TEST(HomelabApiEnergyLatest, AWrongValueCostsItselfAndAWrongTimeTheReading) {
  for (const BadMember& bad :
       {BadMember{R"("consumption_total_w":"12")", "consumption_total_w"},
        BadMember{R"("consumption_total_w":true)", "consumption_total_w"},
        BadMember{R"("consumption_total_w":[1])", "consumption_total_w"},
        BadMember{R"("consumption_total_w":{"v":1})", "consumption_total_w"},
        BadMember{R"("consumption_total_w":NaN)", "consumption_total_w"},
        BadMember{R"("consumption_total_w":-Infinity)", "consumption_total_w"},
        BadMember{R"("consumption_total_w":1e400)", "consumption_total_w"},
        BadMember{R"("consumption_total_w":-1e400)", "consumption_total_w"},
        BadMember{R"("consumption_total_w":1e13)", "consumption_total_w"},
        BadMember{R"("consumption_total_w":-1)", "consumption_total_w"},
        BadMember{R"("consumption_total_w":99999999999999999999999999999999)", "consumption_total_w"},
        BadMember{R"("ts":17)", "ts"}, BadMember{R"("ts":null)", "ts"},
        BadMember{R"("ts":"yesterday")", "ts"}}) {
    const auto answer = decode_energy_latest(
        fmt::format(R"({{"ts":"2026-01-15T12:29:59Z",{},"consumption_l1_actual_w":5}})", bad.text), now);
    ASSERT_TRUE(answer.has_value()) << bad.text << to_text(answer.error());
    const bool is_time = std::string_view(bad.place) == "ts";
    ASSERT_EQ(answer->value.size(), is_time ? 0U : 1U) << bad.text;
    if (!is_time) {
      EXPECT_EQ(answer->value[0].samples.size(), 1U) << bad.text;
      EXPECT_EQ(answer->value[0].value(channel("energy.power_l1")), 5) << bad.text;
    }
    ASSERT_EQ(answer->refused.count, 1U) << bad.text;
    EXPECT_EQ(answer->refused.first[0].place, bad.place);
    EXPECT_EQ(answer->refused.first[0].kind, ErrorKind::bad_data);
  }
}

TEST(HomelabApiEnergyLatest, RefusesTimesThatCannotBe) {
  for (const char* time : {"1999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
                           "2126-01-15T12:40:01Z", "9999-12-31T23:59:59Z"}) {
    const auto answer =
        decode_energy_latest(fmt::format(R"({{"ts":"{}","consumption_total_w":1}})", time), now);
    ASSERT_TRUE(answer.has_value()) << time;
    EXPECT_TRUE(answer->value.empty()) << time;
    EXPECT_EQ(answer->refused.count, 1U) << time;
  }
  // Who is wrong where a time lies ahead is not said here.
  for (const char* time : {"2026-01-15T12:40:00Z", "2082-01-15T12:40:00Z"}) {
    const auto ahead =
        decode_energy_latest(fmt::format(R"({{"ts":"{}","consumption_total_w":1}})", time), now);
    EXPECT_EQ(ahead.value().value.size(), 1U) << time;
  }
}

TEST(HomelabApiBody, MalformedBodiesAreErrors) {
  const std::string whole = R"([{"time":"2026-01-15T12:00:00Z","location":"attic","temperature_c":1.5}])";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto answer = decode_temperatures(std::string_view(whole).substr(0, length), now);
    ASSERT_FALSE(answer.has_value()) << whole.substr(0, length);
    EXPECT_EQ(answer.error().kind, ErrorKind::bad_data);
    EXPECT_FALSE(answer.error().message.empty());
  }
  for (const char* body :
       {"", " ", "null x", "[] []", "[]]", "{}", "\"text\"", "17", "true", "<html></html>",
        R"({"error":"text"})", "\xff\xfe", "[{\"time\":\"\xc3\x28\"}]", "[1,2", "[}", "{]"}) {
    const auto answer = decode_temperatures(body, now);
    ASSERT_FALSE(answer.has_value()) << body;
    EXPECT_EQ(answer.error().kind, ErrorKind::bad_data) << body;
  }
  for (const char* body : {"", "[]", "17", "{", "null", R"({"ts":"2026-01-15T12:00:00Z")", "OK",
                           R"({"ts" 12})", R"({"ts":"2026-01-15T12:00:00Z"}})"})
    EXPECT_FALSE(decode_energy_latest(body, now).has_value()) << body;
}

TEST(HomelabApiBody, ABrokenElementNeverLosesThoseBeforeItSilently) {
  const std::string good = element(R"(,"temperature_c":1.5)");
  for (const char* broken :
       {R"({"time")", R"({"time" 1})", R"({"time":})", R"({,})", R"({"a":1 "b":2})", "{1:2}"}) {
    const auto answer = decode_temperatures(fmt::format("[{},{},{}]", good, broken, good), now);
    if (answer) {
      EXPECT_GE(answer->refused.count, 1U) << broken;
    } else {
      EXPECT_EQ(answer.error().kind, ErrorKind::bad_data) << broken;
    }
  }
}

TEST(HomelabApiBody, DeepNestingInAnUnknownMemberIsSkipped) {
  std::string nested;
  for (int i = 0; i < 5000; ++i) nested += '[';
  for (int i = 0; i < 5000; ++i) nested += ']';
  const auto answer =
      decode_temperatures("[" + element(R"(,"unknown":)" + nested + R"(,"temperature_c":20)") + "]", now);
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  ASSERT_EQ(answer->value.size(), 1U);
  EXPECT_EQ(answer->value[0].value(channel("climate.temperature")), 20);
}

TEST(HomelabApiTemperatures, OneBadElementLeavesTheOthers) {
  const auto answer = decode_temperatures(
      "[" + element(R"(,"temperature_c":21.5,"humidity":40,"battery_percent":99,"wifi_rssi":-60,
                        "battery_voltage":2.9,"temperature_f":70.7,"device_id":"x","mac_address":null)") +
          R"(,{"time":"2026-01-15T12:01:00Z","location":"cellar","temperature_c":1e400},7,null,[],
              {"location":"cellar","temperature_c":3},
              {"time":"2026-01-15T12:02:00Z","location":"cellar","temperature_c":12}])",
      now);
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  ASSERT_EQ(answer->value.size(), 2U);
  EXPECT_EQ(answer->value[0].group, (GroupKey{Dataset::climate, "attic"}));
  EXPECT_EQ(answer->value[0].samples.size(), 5U);
  EXPECT_EQ(answer->value[1].group.entity, "cellar");
  ASSERT_EQ(answer->refused.count, 5U);
  EXPECT_EQ(answer->refused.first[0].place, "[1].temperature_c");
  EXPECT_EQ(answer->refused.first[1].place, "[2]");
  EXPECT_EQ(answer->refused.first[4].place, "[5].time");
}

TEST(HomelabApiTemperatures, ReasonsAreBoundedCountsAreNot) {
  std::string body = "[";
  for (int i = 0; i < 999; ++i) body += "1,";
  const auto answer = decode_temperatures(body + "2]", now);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->refused.count, 1000U);
  EXPECT_EQ(answer->refused.first.size(), Refusals::kept);
}

TEST(HomelabApiTemperatures, SortsAndKeepsTheLaterOfTwins) {
  const auto answer = decode_temperatures(
      R"([{"time":"2026-01-15T12:02:00Z","location":"a","temperature_c":3},
          {"time":"2026-01-15T12:01:00Z","location":"a","temperature_c":1},
          {"time":"2026-01-15T12:02:00Z","location":"b","temperature_c":4},
          {"time":"2026-01-15T12:01:00.000Z","location":"a","temperature_c":2}])",
      now);
  ASSERT_TRUE(answer.has_value());
  ASSERT_EQ(answer->value.size(), 3U);
  EXPECT_EQ(answer->value[0].value(channel("climate.temperature")), 2);
  EXPECT_EQ(answer->value[1].value(channel("climate.temperature")), 3);
  EXPECT_EQ(answer->value[2].value(channel("climate.temperature")), 4);
}

TEST(HomelabApiTemperatures, TheAskedLocationNamesTheUnnamed) {
  const auto answer =
      decode_temperatures(R"([{"time":"2026-01-15T12:00:00Z","temperature_c":3}])", now, "hall");
  ASSERT_TRUE(answer.has_value());
  ASSERT_EQ(answer->value.size(), 1U);
  EXPECT_EQ(answer->value[0].group.entity, "hall");
}

TEST(HomelabApiTemperatures, AnUnknownLocationIsNull) {
  const auto answer = decode_temperature_latest("null", now, "nowhere");
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->value.empty());
  EXPECT_EQ(answer->refused.count, 0U);
}

TEST(HomelabApiTemperatures, AnEmptyHistoryIsEmpty) {
  const auto answer = decode_temperatures("[]", now);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->value.empty());
}

TEST(HomelabApiHeatpump, StatesAreBooleansOrZeroAndOne) {
  const auto answer = decode_heatpump_latest(
      R"({"ts":"2026-01-15T13:29:59+01:00","device_id":"pump","compressor_on":true,"hotwater_production":false,
          "flowlinepump_on":1,"brinepump_on":0,"outdoor_temp":-12,"integral":-280,"integral_trend":"falling"})",
      now);
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  ASSERT_EQ(answer->value.size(), 1U);
  const Reading& reading = answer->value[0];
  EXPECT_EQ(reading.group, (GroupKey{Dataset::heatpump, "pump"}));
  EXPECT_EQ(reading.time, at("2026-01-15T12:29:59Z"));
  EXPECT_EQ(reading.value(channel("heatpump.compressor")), 1);
  EXPECT_EQ(reading.value(channel("heatpump.hotwater")), 0);
  EXPECT_EQ(reading.value(channel("heatpump.flow_pump")), 1);
  EXPECT_EQ(reading.value(channel("heatpump.brine_pump")), 0);
  EXPECT_EQ(reading.value(channel("heatpump.integral")), -280);
  for (const char* bad : {"2", "0.5", "-1", R"("on")", "1e400", "[]"}) {
    const auto refused = decode_heatpump_latest(
        fmt::format(R"({{"ts":"2026-01-15T12:29:59Z","compressor_on":{}}})", bad), now);
    ASSERT_TRUE(refused.has_value()) << bad;
    EXPECT_EQ(refused->refused.count, 1U) << bad;
  }
}

TEST(HomelabApiEnergyHistory, TurnsKilowattHoursIntoWattHours) {
  const auto answer = decode_energy_history(
      R"([{"hour_start":"2026-01-15T11:00:00Z","hour_end":"2026-01-15T12:00:00Z","total_energy_kwh":1.234,
           "avg_power_l1_kw":0.4,"avg_power_l2_kw":null,"avg_power_total_kw":1.234,"measurement_count":3600},
          {"hour_start":"2026-01-15T10:00:00Z","total_energy_kwh":0,"measurement_count":1e300}])",
      now);
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  ASSERT_EQ(answer->value.size(), 2U);
  EXPECT_EQ(answer->value[0].start, at("2026-01-15T10:00:00Z"));
  EXPECT_EQ(answer->value[0].energy_wh, 0);
  EXPECT_NEAR(answer->value[1].energy_wh, 1234, 1e-9);
  EXPECT_NEAR(answer->value[1].power_l1_w, 400, 1e-9);
  EXPECT_FALSE(has_value(answer->value[1].power_l2_w));
}

TEST(HomelabApiEnergyHistory, RefusesHoursThatAreNone) {
  const auto answer = decode_energy_history(
      R"([{"hour_start":"2026-01-15T11:30:00Z","total_energy_kwh":1},
          {"hour_start":"2026-01-15T10:00:00Z","total_energy_kwh":-1},
          {"hour_start":"2027-01-15T10:00:00Z","total_energy_kwh":1},
          {"total_energy_kwh":1},
          {"hour_start":"2026-01-15T09:00:00Z","total_energy_kwh":null}])",
      now);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->value.empty());
  EXPECT_EQ(answer->refused.count, 4U);
}

/// One row of energy history, and what of it is no datum.
struct Row {
  const char* members;
  bool taken;
  std::size_t refused;
};

TEST(HomelabApiEnergyHistory, WhatAHomeCannotUseIsNoDatum) {
  for (const Row& row : {
           Row{R"("total_energy_kwh":0)", true, 0},
           Row{R"("total_energy_kwh":45)", true, 0},
           Row{R"("total_energy_kwh":45.001)", false, 1},
           Row{R"("total_energy_kwh":46607)", false, 1},
           Row{R"("total_energy_kwh":-46607,"measurement_count":3600)", false, 1},
           Row{R"("total_energy_kwh":-0.001)", false, 1},
           Row{R"("total_energy_kwh":"1")", false, 1},
           Row{R"("total_energy_kwh":-1,"avg_power_total_kw":1)", false, 1},
           Row{R"("total_energy_kwh":-1,"avg_power_total_kw":1e9)", false, 1},
           // A power costs itself.
           Row{R"("total_energy_kwh":1,"avg_power_total_kw":45.1)", true, 1},
           Row{R"("total_energy_kwh":1,"avg_power_l1_kw":-45.1,"avg_power_l2_kw":"x")", true, 2},
           Row{R"("total_energy_kwh":1,"avg_power_total_kw":-3)", true, 0},
           Row{R"("total_energy_kwh":0,"measurement_count":0)", false, 0},
           Row{R"("measurement_count":0,"total_energy_kwh":0.0,"avg_power_total_kw":0)", false, 0},
           Row{R"("measurement_count":0,"total_energy_kwh":-1)", false, 0},
           Row{R"("measurement_count":0,"avg_power_total_kw":1e9)", false, 0},
           Row{R"("measurement_count":1,"total_energy_kwh":0)", true, 0},
           Row{R"("measurement_count":null,"total_energy_kwh":0)", true, 0},
       }) {
    const auto answer = decode_energy_history(
        fmt::format(R"([{{"hour_start":"2026-01-15T10:00:00Z",{}}}])", row.members), now);
    ASSERT_TRUE(answer.has_value()) << row.members << to_text(answer.error());
    ASSERT_EQ(answer->value.size(), row.taken ? 1U : 0U) << row.members;
    EXPECT_EQ(answer->refused.count, row.refused) << row.members;
    if (row.taken) {
      EXPECT_GE(answer->value[0].energy_wh, 0) << row.members;
      EXPECT_FALSE(has_value(answer->value[0].power_l1_w)) << row.members;
    }
  }
}

struct Total {
  const char* kwh;
  const char* as_of;
  bool taken;
};

TEST(HomelabApiHourlyTotal, IsNoMoreThanAHomeCanUse) {
  for (const Total& total : {
           Total{"0.001", "12:20:00Z", true},
           Total{"15", "12:20:00Z", true},
           Total{"15.001", "12:20:00Z", false},
           Total{"-0.001", "12:20:00Z", false},
           // Within the first minute a meter's step may stand for more.
           Total{"0.75", "12:00:00Z", true},
           Total{"0.751", "12:00:01Z", false},
           Total{"46607", "12:29:00Z", false},
       }) {
    const auto answer = decode_hourly_total(
        fmt::format(
            R"({{"total_kwh":{},"hour_start":"2026-01-15T12:00:00Z","current_time":"2026-01-15T{}"}})",
            total.kwh, total.as_of),
        now);
    ASSERT_TRUE(answer.has_value()) << total.kwh;
    EXPECT_EQ(answer->value.has_value(), total.taken) << total.kwh;
    ASSERT_EQ(answer->refused.count, total.taken ? 0U : 1U) << total.kwh;
    if (!total.taken) {
      EXPECT_EQ(answer->refused.first[0].place, "total_kwh");
    }
  }
}

TEST(HomelabApiHourlyTotal, IsEnergySinceTheHour) {
  const auto answer = decode_hourly_total(
      R"({"total_kwh":0.75,"hour_start":"2026-01-15T12:00:00Z","current_time":"2026-01-15T12:29:58.5Z"})",
      now);
  ASSERT_TRUE(answer.has_value());
  ASSERT_TRUE(answer->value.has_value());
  EXPECT_NEAR(answer->value->energy_wh, 750, 1e-9);
  EXPECT_EQ(answer->value->hour_start, at("2026-01-15T12:00:00Z"));
  for (const char* bad :
       {R"({"total_kwh":null,"hour_start":"2026-01-15T12:00:00Z","current_time":"2026-01-15T12:29:58Z"})",
        R"({"total_kwh":-1,"hour_start":"2026-01-15T12:00:00Z","current_time":"2026-01-15T12:29:58Z"})",
        R"({"total_kwh":1,"hour_start":"2026-01-15T10:00:00Z","current_time":"2026-01-15T12:29:58Z"})",
        R"({"total_kwh":1,"current_time":"2026-01-15T12:29:58Z"})", "{}"}) {
    const auto refused = decode_hourly_total(bad, now);
    ASSERT_TRUE(refused.has_value()) << bad;
    EXPECT_FALSE(refused->value.has_value());
    EXPECT_EQ(refused->refused.count, 1U) << bad;
  }
}

TEST(HomelabApiHourlyTotal, OfNothingIsNotKnown) {
  // The service says 0.0 also where it has no reading in the hour.
  const auto answer = decode_hourly_total(
      R"({"total_kwh":0.0,"hour_start":"2026-01-15T12:00:00Z","current_time":"2026-01-15T12:29:58Z"})", now);
  ASSERT_TRUE(answer.has_value());
  EXPECT_FALSE(answer->value.has_value());
  EXPECT_EQ(answer->refused.count, 0U);
}

}  // namespace
}  // namespace hearth::homelab_api
