#pragma once

#include "core/demo/house/house.h"
#include "core/telemetry/reading.h"

namespace hearth::demo {

inline constexpr const char* heat_pump_device = "thermiq_heatpump";
inline constexpr const char* second_heat_pump_device = "workshop_heatpump";

/// What Hearthboard would record of the house at this moment, in the catalogue's channels and units. The
/// meter's and the heat pump's values are whole numbers, as on the wire.
Reading meter_reading(const House& house);
Reading heat_pump_reading(const House& house);
/// Of the house that has one.
Reading second_heat_pump_reading(const House& house);
Reading climate_reading(const Sensor& sensor);
Reading price_reading(std::uint64_t seed, Scenario scenario, TimeMs start, std::size_t area = 0);

/// The same numbers without names, in the order of `channels_of(…)`.
using EnergyValues = std::array<double, channels_of(Dataset::energy).size()>;
using HeatPumpValues = std::array<double, channels_of(Dataset::heatpump).size()>;
EnergyValues energy_values(const House& house);
HeatPumpValues heat_pump_values(const House& house);
HeatPumpValues heat_pump_values(const House& house, const HeatPump& pump);

}  // namespace hearth::demo
