#include "core/demo/house/simulated_home.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace hearth::demo {
namespace {

constexpr TimeMs new_year_2025 = 1735689600000;
constexpr TimeMs july_2025 = 1751328000000;

HouseOptions options_at(TimeMs start, std::uint64_t seed = 1, Scenario scenario = Scenario::normal) {
  HouseOptions options;
  options.seed = seed;
  options.scenario = scenario;
  options.start = start;
  options.now = start + 365 * day_ms;
  return options;
}

/// A number that any change of what the house says in these seconds changes.
std::uint64_t fingerprint(const HouseOptions& options, int seconds) {
  House house(options);
  std::uint64_t sum = 14695981039346656037U;
  const auto add = [&sum](double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    sum = (sum ^ bits) * 1099511628211U;
  };
  for (int i = 0; i < seconds; ++i) {
    house.step();
    for (const double value : energy_values(house)) add(value);
    if (house.heat_pump_reports())
      for (const double value : heat_pump_values(house)) add(value);
    if (house.reporting_sensor() >= 0)
      for (const Sample& s :
           climate_reading(house.sensors()[static_cast<std::size_t>(house.reporting_sensor())]).samples)
        add(s.value);
  }
  return sum;
}

TEST(House, IsTheSameFromTheSameSeedAndAnotherFromAnother) {
  const auto first = fingerprint(options_at(new_year_2025, 7), 90'000);
  EXPECT_EQ(first, fingerprint(options_at(new_year_2025, 7), 90'000));
  EXPECT_NE(first, fingerprint(options_at(new_year_2025, 8), 90'000));
  EXPECT_NE(first, fingerprint(options_at(new_year_2025, 7, Scenario::winter_peak), 90'000));
}

TEST(House, PhasesAddUpAndTheMeterCountsWhatIsUsed) {
  House house(options_at(new_year_2025));
  const std::int64_t first = house.meter().import_wh;
  std::int64_t used_ws = 0;
  for (int hour = 0; hour < 72; ++hour) {
    const std::int64_t wh_before = house.meter().import_wh;
    const std::int64_t ws_before = used_ws;
    for (int i = 0; i < 3600; ++i) {
      house.step();
      const Meter& m = house.meter();
      ASSERT_EQ(m.total, m.power[0] + m.power[1] + m.power[2]);
      ASSERT_GT(m.total, 0);
      used_ws += m.total;
    }
    const auto counted = static_cast<double>(house.meter().import_wh - wh_before);
    EXPECT_NEAR(counted, static_cast<double>(used_ws - ws_before) / 3600, 1);
  }
  EXPECT_EQ(house.meter().import_wh - first, used_ws / 3600);
}

TEST(House, CurrentFollowsFromPowerAndVoltage) {
  House house(options_at(new_year_2025));
  for (int i = 0; i < 86'400; ++i) {
    house.step();
    if (i % 97 != 0) continue;
    const Electrics e = house.electrics();
    EXPECT_GE(e.power_factor, 85);
    EXPECT_LE(e.power_factor, 100);
    for (std::size_t p = 0; p < 3; ++p) {
      EXPECT_GE(e.voltage[p], 215);
      EXPECT_LE(e.voltage[p], 240);
      const double watts = e.voltage[p] * (e.current[p] / 1000.0) * (e.power_factor / 100.0);
      EXPECT_NEAR(watts, house.meter().power[p], 1);
    }
  }
}

/// Whatever the weather, each day at 0 °C outdoors.
TEST(HeatPump, StartsSixToThirtyTimesADayAtFreezingPoint) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    HouseOptions options = options_at(new_year_2025, seed);
    options.outdoor = 0;
    House house(options);
    for (int i = 0; i < 86'400; ++i) house.step();
    for (int day = 1; day < 8; ++day) {
      const HeatPump before = house.heat_pump();
      for (int i = 0; i < 86'400; ++i) house.step();
      const HeatPump& after = house.heat_pump();
      const std::int64_t starts = after.starts - before.starts;
      EXPECT_GE(starts, 6) << "seed " << seed << " day " << day;
      EXPECT_LE(starts, 30) << "seed " << seed << " day " << day;
      EXPECT_GE(after.hotwater_runs - before.hotwater_runs, 2);
      EXPECT_LE(after.hotwater_runs - before.hotwater_runs, 9);
      EXPECT_EQ(after.aux_3kw_s + after.aux_6kw_s, before.aux_3kw_s + before.aux_6kw_s);
    }
  }
}

TEST(HeatPump, GivesTwoAndAHalfToFiveTimesWhatItTakes) {
  for (const double outdoor : {-20.0, -10.0, 0.0, 10.0, 18.0}) {
    HouseOptions options = options_at(new_year_2025);
    options.outdoor = outdoor;
    House house(options);
    for (int i = 0; i < 4 * 86'400; ++i) house.step();
    const HeatPump& pump = house.heat_pump();
    ASSERT_GT(pump.electricity_ws, 0) << outdoor;
    const double efficiency = pump.heat_ws / pump.electricity_ws;
    EXPECT_GE(efficiency, 2.5) << outdoor;
    EXPECT_LE(efficiency, 5) << outdoor;
  }
}

TEST(HeatPump, NeedsTheAuxiliaryHeaterInDeepColdOnly) {
  const auto aux_s = [](double outdoor) {
    HouseOptions options = options_at(new_year_2025);
    options.outdoor = outdoor;
    House house(options);
    for (int i = 0; i < 5 * 86'400; ++i) house.step();
    EXPECT_GT(house.heat_pump().indoor, 18.5) << outdoor;
    return house.heat_pump().aux_3kw_s + house.heat_pump().aux_6kw_s;
  };
  EXPECT_GT(aux_s(-22), 3600);
  EXPECT_EQ(aux_s(-8), 0);
  EXPECT_EQ(aux_s(5), 0);
}

TEST(HeatPump, ItsElectricityIsPartOfTheMetersPower) {
  HouseOptions options = options_at(new_year_2025);
  options.outdoor = -22;
  House house(options);
  for (int i = 0; i < 3 * 86'400; ++i) {
    house.step();
    ASSERT_GE(house.meter().total, 0.97 * (house.heat_pump().compressor_w + house.heat_pump().aux_w()) - 40);
  }
}

TEST(Scenarios, BarebonesHasOneSensorAndNoHeatPump) {
  House house(options_at(new_year_2025, 1, Scenario::barebones));
  EXPECT_EQ(house.sensors().size(), 1U);
  for (int i = 0; i < 7200; ++i) {
    house.step();
    ASSERT_FALSE(house.heat_pump_reports());
  }
  EXPECT_EQ(house.heat_pump().electricity_ws, 0);
}

TEST(Scenarios, StaleSilencesTheBedroomThreeHoursBefore) {
  HouseOptions options = options_at(new_year_2025, 1, Scenario::stale);
  options.now = new_year_2025 + 2 * day_ms;
  SimulatedHome home(options);
  home.advance_to(options.now);
  for (std::size_t i = 0; i < home.house().sensors().size(); ++i) {
    const DurationMs age = options.now - home.house().sensors()[i].last().time;
    if (home.house().sensors()[i].location() == "bedroom") {
      EXPECT_GE(age, 3 * hour_ms);
      EXPECT_LE(age, 4 * hour_ms);
    } else {
      EXPECT_LE(age, hour_ms);
    }
  }
}

TEST(Anchor, IsTheNewestQuarterThatIsLongEnoughAgo) {
  const auto time = [](const char* text) { return *parse_rfc3339(text); };
  EXPECT_EQ(anchor_for(time("2026-01-15T07:00:00Z")), time("2025-10-01T00:00:00Z"));
  EXPECT_EQ(anchor_for(time("2026-01-15T09:00:00Z")), anchor_for(time("2026-01-15T07:00:00Z")));
  EXPECT_EQ(anchor_for(time("2025-12-31T23:00:00Z")), time("2025-07-01T00:00:00Z"));
  EXPECT_EQ(anchor_for(time("2026-01-15T07:00:00Z"), 365), time("2025-01-01T00:00:00Z"));
  for (TimeMs now = time("2024-01-01T00:00:00Z"); now < time("2026-01-01T00:00:00Z");
       now += 5 * day_ms + 7 * hour_ms) {
    EXPECT_GE(now - anchor_for(now), 92 * day_ms);
    EXPECT_LE(now - anchor_for(now), 185 * day_ms);
  }
}

/// A year at one reading a second: everything stays within what such a house can be.
TEST(Year, StaysWithinBounds) {
  SimulatedHome home(options_at(new_year_2025));
  double coldest = 99;
  double warmest = -99;
  int most_power = 0;
  home.advance_to(new_year_2025 + 365 * day_ms, [&](const SimulatedHome& h) {
    most_power = std::max(most_power, h.house().meter().total);
    if (h.house().time_s() % 600 != 0) return;
    const HeatPump& p = h.house().heat_pump();
    coldest = std::min(coldest, h.house().weather().temperature);
    warmest = std::max(warmest, h.house().weather().temperature);
    ASSERT_GT(p.tank, 25);
    ASSERT_LT(p.supply, 62);
    ASSERT_GT(p.brine_out, -8);
    ASSERT_LT(p.brine_in, 9);
    ASSERT_GE(p.integral, -900);
    for (const Sensor& s : h.house().sensors()) {
      if (s.last().time == 0 || s.location() == "outdoor") continue;
      ASSERT_GE(s.last().temperature, 18) << s.location() << ' ' << format_rfc3339(s.last().time);
      ASSERT_LE(s.last().temperature, 24) << s.location() << ' ' << format_rfc3339(s.last().time);
      ASSERT_GE(s.last().humidity, 10);
      ASSERT_LE(s.last().humidity, 97);
      ASSERT_LE(h.house().time() - s.last().time, hour_ms);
    }
  });
  EXPECT_LT(coldest, -8);
  EXPECT_GT(coldest, -28);
  EXPECT_GT(warmest, 20);
  EXPECT_LT(warmest, 33);
  EXPECT_GT(most_power, 9'000);
  EXPECT_LT(most_power, 25'000);
  const std::int64_t wh = home.meter().import_wh - House(options_at(new_year_2025)).meter().import_wh;
  EXPECT_GT(wh, 9'000'000);
  EXPECT_LT(wh, 25'000'000);
  std::int64_t truth = 0;
  for (const EnergyTruth& hour : home.truth()) truth += hour.wh;
  EXPECT_EQ(truth, wh);
  EXPECT_EQ(home.truth().size(), 365U * 24);
}

TEST(Sensors, ReportOnChangeButNeverTwiceAMinute) {
  SimulatedHome home(options_at(july_2025));
  home.advance_to(july_2025 + 10 * day_ms);
  for (std::size_t i = 0; i < home.house().sensors().size(); ++i) {
    const auto& reports = home.reports(i);
    EXPECT_GT(reports.size(), 10U * 24);
    EXPECT_LT(reports.size(), 10U * 24 * 20);
    for (std::size_t n = 1; n < reports.size(); ++n) {
      EXPECT_GE(reports[n].time - reports[n - 1].time, minute_ms);
      EXPECT_LE(reports[n].time - reports[n - 1].time, hour_ms);
    }
  }
}

TEST(MeterSwap, CountsNothingAcrossTheSeams) {
  HouseOptions options = options_at(new_year_2025, 1, Scenario::meter_swap);
  options.now = new_year_2025 + 2 * day_ms + 30 * minute_ms;
  SimulatedHome home(options);
  std::vector<std::string> serials;
  std::vector<std::int64_t> jumps;
  std::int64_t dark_s = 0;
  std::int64_t used_ws = 0;
  std::int64_t last = home.meter().import_wh;
  home.advance_to(options.now, [&](const SimulatedHome& h) {
    const Meter& m = h.house().meter();
    used_ws += m.total;
    if (!m.present) {
      ++dark_s;
      return;
    }
    if (serials.empty() || serials.back() != h.house().meter_serial()) {
      if (!serials.empty()) jumps.push_back(m.import_wh - last);
      serials.push_back(h.house().meter_serial());
    }
    last = m.import_wh;
  });
  ASSERT_EQ(serials.size(), 3U);
  EXPECT_GT(jumps[0], 1'000'000) << "the first new meter begins higher";
  EXPECT_LT(jumps[1], -1'000'000) << "the second lower";
  EXPECT_EQ(dark_s, 2 * 600);
  std::int64_t wh = 0;
  for (const EnergyTruth& hour : home.truth()) {
    wh += hour.wh;
    // One meter's rounding a swap, and the second in which it goes on.
    EXPECT_NEAR(static_cast<double>(hour.wh), static_cast<double>(hour.ws) / 3600, 2);
    EXPECT_LT(hour.wh, 20'000);
  }
  EXPECT_NEAR(static_cast<double>(wh), static_cast<double>(used_ws) / 3600, 6);
}

}  // namespace
}  // namespace hearth::demo
