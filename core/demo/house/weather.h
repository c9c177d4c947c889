#pragma once

#include "core/demo/house/scenario.h"

#include <cstdint>

namespace hearth::demo {

struct Weather {
  double temperature = 0;  ///< °C
  double humidity = 0;     ///< %
  double wind = 0;         ///< m/s
  double pressure = 0;     ///< hPa
  double vapour = 0;       ///< hPa of water in the air
  double sun = 0;          ///< what reaches the house, 0 (night) to 1
};

/// The weather of a Swedish house at this moment (seconds since 1970 UTC): season, hour, and noise that lasts
/// days. Pure.
Weather weather_at(std::uint64_t seed, Scenario scenario, std::int64_t time_s);

/// -1 in the coldest of winter (20 January) to 1 in July.
double season_at(std::int64_t time_s);

/// What the air can hold of water at this temperature (°C), in hPa.
double saturation(double celsius);

}  // namespace hearth::demo
