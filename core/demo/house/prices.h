#pragma once

#include "core/demo/house/scenario.h"
#include "core/telemetry/time.h"

#include <array>
#include <cstdint>
#include <vector>

namespace hearth::demo {

inline constexpr DurationMs price_period_ms = 15 * minute_ms;
inline constexpr const char* price_area = "SE3";
/// Of the scenario `areas`; all others have the first only.
inline constexpr std::array price_areas = {price_area, "SE4"};
constexpr std::size_t area_count(Scenario scenario) noexcept {
  return scenario == Scenario::areas ? price_areas.size() : 1;
}
inline constexpr const char* price_currency = "SEK";

/// The day-ahead price in SEK/kWh of the quarter hour that begins at `start` (UTC). Pure.
double price_at(std::uint64_t seed, Scenario scenario, TimeMs start, std::size_t area = 0);

struct Price {
  TimeMs start = 0;
  double per_kwh = 0;  ///< SEK
};

/// The prices of the local day that holds `time`: 96 quarter hours, 92 or 100 where the clocks change.
std::vector<Price> day_prices(std::uint64_t seed, Scenario scenario, TimeMs time, std::size_t area = 0);

/// When the prices of the local day after the one that holds `time` are made known: 13:00, local time.
TimeMs publishing_time(TimeMs time);

}  // namespace hearth::demo
