#include "tests/unit/export/export_fixture.h"

#include <algorithm>

namespace hearth {
namespace {

TEST_F(ExportRows, AnEmptyStoreGivesTheHeader) {
  EXPECT_EQ(csv(Dataset::price), "time,area,price.spot [currency/kWh]\r\n");
  EXPECT_EQ(csv(Dataset::climate),
            "time,location,climate.temperature [°C],climate.humidity [%],climate.battery "
            "[%],climate.battery_voltage [V],"
            "climate.rssi [dBm],climate.wind_speed [m/s],climate.pressure [hPa]\r\n");
  EXPECT_EQ(csv(Dataset::price, FixedBuckets{hour_ms}),
            "time,area,price.spot avg [currency/kWh],price.spot min [currency/kWh],price.spot max "
            "[currency/kWh]\r\n");
  EXPECT_TRUE(known_range(*store_, Dataset::energy).empty());
}

TEST_F(ExportRows, HeadersNameEveryChannelOfTheDataset) {
  const std::string raw = csv(Dataset::energy);
  EXPECT_TRUE(raw.starts_with("time,energy.power_total [W],energy.power_l1 [W],")) << raw;
  for (const Channel& c : channels_of(Dataset::energy))
    EXPECT_NE(raw.find(std::string(c.id) + " [" + std::string(c.unit) + "]"), std::string::npos) << c.id;
  const std::string hours = csv(Dataset::energy, FixedBuckets{hour_ms});
  EXPECT_TRUE(hours.starts_with(
      "time,energy.power_total avg [W],energy.power_total min [W],energy.power_total max [W],"));
  EXPECT_NE(hours.find(",energy.import sum [kWh],energy.import last [kWh],"), std::string::npos) << hours;
  const std::string pump = csv(Dataset::heatpump, FixedBuckets{hour_ms});
  EXPECT_TRUE(pump.starts_with("time,device,"));
  EXPECT_NE(pump.find(",heatpump.compressor avg [on/off],heatpump.hotwater avg [on/off],"), std::string::npos)
      << pump;
  EXPECT_NE(pump.find(",heatpump.runtime_compressor sum [h],heatpump.runtime_compressor last [h],"),
            std::string::npos);
}

TEST_F(ExportRows, RawRowsAscendByTimeThenEntityAndQuoteWhatNeedsIt) {
  const std::string room = "Kids' \"room\", upstairs";
  add(Dataset::climate, room, at("2026-01-15T10:00:00.250Z"), {{channel("climate.temperature"), 21.5}});
  add(Dataset::climate, "outdoors", at("2026-01-15T10:00:00.250Z"),
      {{channel("climate.temperature"), -0.001}, {channel("climate.humidity"), 93.25}});
  add(Dataset::climate, "outdoors", at("2026-01-15T09:00:00Z"), {{channel("climate.pressure"), 1013.2}});
  const auto lines = split(csv(Dataset::climate), "\r\n");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[1], "2026-01-15T09:00:00Z,outdoors,,,,,,,1013.2");
  EXPECT_EQ(lines[2], "2026-01-15T10:00:00.250Z,\"Kids' \"\"room\"\", upstairs\",21.50,,,,,,");
  EXPECT_TRUE(lines[3] == "2026-01-15T10:00:00.250Z,outdoors,0.00,93.2,,,,," ||
              lines[3] == "2026-01-15T10:00:00.250Z,outdoors,0.00,93.3,,,,,")
      << lines[3];
}

TEST_F(ExportRows, TheRangeIsHalfOpen) {
  for (const char* time : {"2026-01-15T09:00:00Z", "2026-01-15T10:00:00Z", "2026-01-15T11:00:00Z"})
    add(Dataset::price, "SE3", at(time), {{channel("price.spot"), -0.0125}});
  const auto lines =
      split(csv(Dataset::price, {}, {at("2026-01-15T09:00:00Z"), at("2026-01-15T11:00:00Z")}), "\r\n");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1], "2026-01-15T09:00:00Z,SE3,-0.012500");
  EXPECT_EQ(lines[2], "2026-01-15T10:00:00Z,SE3,-0.012500");
}

TEST_F(ExportRows, HoursHoldEnergyInKilowattHours) {
  add_meter(at("2026-01-15T06:00:00Z"), at("2026-01-15T08:00:00Z"), minute_ms, 10);
  const auto rows = table(
      csv(Dataset::energy, FixedBuckets{hour_ms}, {at("2026-01-15T06:00:00Z"), at("2026-01-15T08:00:00Z")}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("time"), "2026-01-15T06:00:00Z");
  EXPECT_EQ(rows[0].at("energy.import sum [kWh]"), "0.600");
  EXPECT_EQ(rows[0].at("energy.import last [kWh]"), "1.590");
  EXPECT_EQ(rows[0].at("energy.power_total avg [W]"), "600");
  EXPECT_EQ(rows[0].at("energy.power_total max [W]"), "600");
  EXPECT_EQ(rows[0].at("energy.export sum [kWh]"), "");
  EXPECT_EQ(rows[1].at("energy.import last [kWh]"), "2.190");
}

TEST_F(ExportRows, AnIntervalThatTouchesTheRangeIsWhole) {
  add_meter(at("2026-01-15T06:00:00Z"), at("2026-01-15T08:00:00Z"), minute_ms, 10);
  const auto rows = table(
      csv(Dataset::energy, FixedBuckets{hour_ms}, {at("2026-01-15T06:40:00Z"), at("2026-01-15T06:50:00Z")}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("energy.import sum [kWh]"), "0.600");
}

TEST_F(ExportRows, AGapIsAGap) {
  for (const char* time : {"2026-01-14T06:20:00Z", "2026-01-14T06:20:30Z", "2026-01-15T03:30:00Z"})
    add(Dataset::heatpump, "pump", at(time), {{channel("heatpump.supply_temp"), 31.5}});
  const auto rows = table(csv(Dataset::heatpump, FixedBuckets{hour_ms}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("time"), "2026-01-14T06:00:00Z");
  EXPECT_EQ(rows[1].at("time"), "2026-01-15T03:00:00Z");
  EXPECT_EQ(rows[1].at("heatpump.supply_temp min [°C]"), "31.50");
  EXPECT_EQ(rows[1].at("heatpump.return_temp avg [°C]"), "");
}

TEST_F(ExportRows, StatesAreShares) {
  const TimeMs start = at("2026-01-15T06:00:00Z");
  for (TimeMs t = start; t < start + hour_ms; t += 30 * second_ms)
    add(Dataset::heatpump, "pump", t,
        {{channel("heatpump.compressor"), t < start + hour_ms / 4 ? 1.0 : 0.0}});
  const auto rows = table(csv(Dataset::heatpump, FixedBuckets{hour_ms}, {start, start + hour_ms}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("device"), "pump");
  EXPECT_EQ(rows[0].at("heatpump.compressor avg [on/off]"), "0.250");
  EXPECT_EQ(rows[0].at("heatpump.hotwater avg [on/off]"), "");
}

TEST_F(ExportRows, NothingIsLostOrDoubledAtAWindowsSeam) {
  const TimeMs from = at("2026-01-08T00:00:00Z");
  const TimeMs to = at("2026-01-13T00:00:00Z");
  add_meter(from, to, minute_ms, 10);
  ASSERT_TRUE(store_->flush().has_value());
  const auto raw = split(csv(Dataset::energy), "\r\n");
  EXPECT_EQ(raw.size() - 1, static_cast<std::size_t>((to - from) / minute_ms) + 1);
  const auto rows = table(csv(Dataset::energy, FixedBuckets{5 * minute_ms}, {from, to}));
  ASSERT_EQ(rows.size(), static_cast<std::size_t>((to - from) / (5 * minute_ms)));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].at("time"), format_rfc3339(from + static_cast<TimeMs>(i) * 5 * minute_ms));
    ASSERT_EQ(rows[i].at("energy.import sum [kWh]"), "0.050") << rows[i].at("time");
  }
}

TEST_F(ExportRows, ComesInPiecesAndEndsWithTheSink) {
  add_meter(at("2026-01-14T00:00:00Z"), at("2026-01-15T00:00:00Z"), 5 * second_ms, 1);
  std::size_t pieces = 0;
  std::size_t largest = 0;
  std::vector<TimeMs> progress;
  const auto rows = export_history(
      *store_, {Dataset::energy, {everything_from, everything_to}, {}},
      [&](std::string_view piece) {
        ++pieces;
        largest = std::max(largest, piece.size());
        return Expected<void>();
      },
      [&](TimeMs done) { progress.push_back(done); });
  EXPECT_EQ(rows, 17281U);
  EXPECT_GT(pieces, 2U);
  EXPECT_LT(largest, 300'000U);
  EXPECT_TRUE(std::is_sorted(progress.begin(), progress.end()));
  EXPECT_GT(progress.size(), 3U);

  std::size_t taken = 0;
  const auto ended = export_history(
      *store_, {Dataset::energy, {everything_from, everything_to}, {}},
      [&](std::string_view) { return ++taken == 2 ? fail(ErrorKind::storage, "full") : Expected<void>(); });
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().message, "full");
  EXPECT_EQ(taken, 2U);
}

TEST_F(ExportRows, HoursThatOnlyAServiceToldAreRows) {
  const std::vector<EnergyHour> hours = {{at("2026-01-10T06:00:00Z"), 1234, 1234, 400, 400, 434}};
  ASSERT_TRUE(store_->put_energy_hours("", hours).has_value());
  ASSERT_TRUE(store_
                  ->add_coverage({{Dataset::energy, ""},
                                  Provenance::api_hourly,
                                  {at("2026-01-10T06:00:00Z"), at("2026-01-10T07:00:00Z")},
                                  clock_.now(),
                                  true})
                  .has_value());
  const auto rows = table(csv(Dataset::energy, FixedBuckets{hour_ms}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("time"), "2026-01-10T06:00:00Z");
  EXPECT_EQ(rows[0].at("energy.import sum [kWh]"), "1.234");
}

TEST_F(ExportRows, AnUnknownTimeZoneIsAnError) {
  add_meter(at("2026-01-14T00:00:00Z"), at("2026-01-14T01:00:00Z"), minute_ms, 1);
  const auto rows = export_history(
      *store_,
      {Dataset::energy, {everything_from, everything_to}, CalendarBuckets{CalendarUnit::day, "Mars/Olympus"}},
      [](std::string_view) { return Expected<void>(); });
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().kind, ErrorKind::config);
}

class ExportDays : public ExportRows {
 protected:
  ExportDays() : ExportRows("2026-03-31T12:00:00Z") {}
};

TEST_F(ExportDays, AreTheHomesOwnAlsoWhenTheClockChanges) {
  // Stockholm loses an hour on 29 March: the day is 23 hours long.
  add_meter(at("2026-03-27T23:00:00Z"), at("2026-03-30T22:00:00Z"), hour_ms, 100);
  const auto rows = table(csv(Dataset::energy, CalendarBuckets{CalendarUnit::day, "Europe/Stockholm"},
                              {at("2026-03-28T00:00:00+01:00"), at("2026-03-31T00:00:00+02:00")}));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].at("time"), "2026-03-27T23:00:00Z");
  EXPECT_EQ(rows[0].at("energy.import sum [kWh]"), "2.400");
  EXPECT_EQ(rows[1].at("time"), "2026-03-28T23:00:00Z");
  EXPECT_EQ(rows[1].at("energy.import sum [kWh]"), "2.300");
  EXPECT_EQ(rows[2].at("time"), "2026-03-29T22:00:00Z");
  EXPECT_EQ(rows[2].at("energy.import sum [kWh]"), "2.400");
}

}  // namespace
}  // namespace hearth
