#pragma once

#include "core/demo/house/scenario.h"

#include <cstdint>

namespace hearth::demo {

struct Weather {
  double temperature = 0;  ///< °C
  double humidity = 0;     ///< %
  double wind = 0;         ///< m/s
  double pressure = 0;     ///< hPa
  double sun = 0;          ///< what reaches the house, 0 (night) to 1
};

/// The weather of a Swedish house at this moment (seconds since 1970 UTC): season, hour, and noise that lasts
/// days. Pure.
Weather weather_at(std::uint64_t seed, Scenario scenario, std::int64_t time_s);

/// -1 in the coldest of winter (20 January) to 1 in July.
double season_at(std::int64_t time_s);

/// Share of saturated vapour pressure: water in the air at `from` °C and `humidity` %, as relative humidity
/// at `to` °C.
double humidity_at(double humidity, double from, double to);

}  // namespace hearth::demo
