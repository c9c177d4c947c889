#pragma once

#include "core/telemetry/time.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace hearth {

enum class Dataset : std::uint8_t { energy, heatpump, climate, price };
inline constexpr std::array all_datasets = {Dataset::energy, Dataset::heatpump, Dataset::climate,
                                            Dataset::price};

/// "energy", "heatpump", "climate", "price".
std::string_view dataset_name(Dataset dataset) noexcept;
std::optional<Dataset> find_dataset(std::string_view name) noexcept;
/// What an entity of this dataset is called in exports: "device", "location", "area"; empty for the meter.
std::string_view entity_name(Dataset dataset) noexcept;

enum class Kind : std::uint8_t {
  gauge,    ///< a momentary value
  counter,  ///< a reading that only grows, but for resets and meter swaps
  state,    ///< 0 or 1
};

/// How a value is written for people; the numbers are in `units.h`.
enum class Quantity : std::uint8_t {
  power,
  energy,
  voltage,
  current,
  percent,
  temperature,
  degree_minutes,
  state,
  hours,
  battery_voltage,
  signal,
  wind_speed,
  pressure,
  price,
};

/// Both ends belong to it.
struct ValueRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  [[nodiscard]] constexpr bool contains(double v) const noexcept { return v >= low && v <= high; }
};

/// One row of the catalogue: everything that store, aggregation, charts, export and the demo home need to
/// know.
struct Channel {
  std::string_view id;    ///< public: the column of exports, the name in configuration
  std::string_view wire;  ///< the name in database, stream and `fields`
  std::string_view rest;  ///< the name in REST answers where it differs from `wire`, else empty
  Dataset dataset;
  Kind kind;
  Quantity quantity;
  std::string_view unit;  ///< the unit of the stored value, as it stands in export headers
  int stored_decimals;    ///< decimals kept in the store; what is finer is rounded
  DurationMs expected;    ///< the usual interval between two readings
  DurationMs stale;       ///< the age at which a value is no longer now; 0: at the end of its period
  ValueRange plausible;   ///< what is beyond is no reading but a fault of the sensor or of the way here
};

/// A position in `catalogue()`. Files hold ids, never positions.
using ChannelIndex = std::uint8_t;

namespace detail {

inline constexpr DurationMs s = second_ms, m = minute_ms, h = hour_ms;
using enum Dataset;
using enum Kind;
using Q = Quantity;

/// A meter or a running time has never counted less than nothing.
inline constexpr ValueRange counted{.low = 0}, on_off{0, 1};
/// Wider than any weather, and than what a heating system's water may have.
inline constexpr ValueRange degrees{-60, 100};
inline constexpr ValueRange relative_humidity{0, 100};

// clang-format off
inline constexpr std::array table = std::to_array<Channel>({
    // id, wire, rest, dataset, kind, quantity, unit, decimals, expected, stale, plausible
    {"energy.power_total", "active_power_total", "consumption_total_actual_w", energy, gauge, Q::power, "W", 0, s, 15 * s, {}},
    {"energy.power_l1", "active_power_l1", "consumption_l1_actual_w", energy, gauge, Q::power, "W", 0, s, 15 * s, {}},
    {"energy.power_l2", "active_power_l2", "consumption_l2_actual_w", energy, gauge, Q::power, "W", 0, s, 15 * s, {}},
    {"energy.power_l3", "active_power_l3", "consumption_l3_actual_w", energy, gauge, Q::power, "W", 0, s, 15 * s, {}},
    {"energy.export_power", "active_production_total", "", energy, gauge, Q::power, "W", 0, s, 15 * s, {}},
    {"energy.import", "active_energy_total", "consumption_total_w", energy, counter, Q::energy, "Wh", 0, s, 60 * s, counted},
    {"energy.export", "active_energy_production", "", energy, counter, Q::energy, "Wh", 0, s, 60 * s, counted},
    {"energy.voltage_l1", "voltage_l1", "", energy, gauge, Q::voltage, "V", 1, s, 15 * s, {}},
    {"energy.voltage_l2", "voltage_l2", "", energy, gauge, Q::voltage, "V", 1, s, 15 * s, {}},
    {"energy.voltage_l3", "voltage_l3", "", energy, gauge, Q::voltage, "V", 1, s, 15 * s, {}},
    {"energy.current_l1", "current_l1", "", energy, gauge, Q::current, "mA", 0, s, 15 * s, {}},
    {"energy.current_l2", "current_l2", "", energy, gauge, Q::current, "mA", 0, s, 15 * s, {}},
    {"energy.current_l3", "current_l3", "", energy, gauge, Q::current, "mA", 0, s, 15 * s, {}},
    {"energy.power_factor", "power_factor", "", energy, gauge, Q::percent, "%", 0, s, 15 * s, {}},

    {"heatpump.outdoor_temp", "outdoor_temp", "", heatpump, gauge, Q::temperature, "°C", 2, 30 * s, 5 * m, degrees},
    {"heatpump.supply_temp", "supplyline_temp", "", heatpump, gauge, Q::temperature, "°C", 2, 30 * s, 5 * m, degrees},
    {"heatpump.return_temp", "returnline_temp", "", heatpump, gauge, Q::temperature, "°C", 2, 30 * s, 5 * m, degrees},
    {"heatpump.hotwater_temp", "hotwater_temp", "", heatpump, gauge, Q::temperature, "°C", 2, 30 * s, 5 * m, degrees},
    {"heatpump.brine_out_temp", "brine_out_temp", "", heatpump, gauge, Q::temperature, "°C", 2, 30 * s, 5 * m, degrees},
    {"heatpump.brine_in_temp", "brine_in_temp", "", heatpump, gauge, Q::temperature, "°C", 2, 30 * s, 5 * m, degrees},
    {"heatpump.indoor_temp", "indoor_temp", "", heatpump, gauge, Q::temperature, "°C", 2, 30 * s, 5 * m, degrees},
    {"heatpump.integral", "integral", "", heatpump, gauge, Q::degree_minutes, "°C·min", 0, 30 * s, 5 * m, {}},
    {"heatpump.flow_pump_speed", "flowlinepump_speed", "", heatpump, gauge, Q::percent, "%", 0, 30 * s, 5 * m, {}},
    {"heatpump.compressor", "compressor_on", "", heatpump, state, Q::state, "on/off", 0, 30 * s, 5 * m, on_off},
    {"heatpump.hotwater", "hotwater_production", "", heatpump, state, Q::state, "on/off", 0, 30 * s, 5 * m, on_off},
    {"heatpump.flow_pump", "flowlinepump_on", "", heatpump, state, Q::state, "on/off", 0, 30 * s, 5 * m, on_off},
    {"heatpump.brine_pump", "brinepump_on", "", heatpump, state, Q::state, "on/off", 0, 30 * s, 5 * m, on_off},
    {"heatpump.aux_3kw", "aux_heater_3kw_on", "", heatpump, state, Q::state, "on/off", 0, 30 * s, 5 * m, on_off},
    {"heatpump.aux_6kw", "aux_heater_6kw_on", "", heatpump, state, Q::state, "on/off", 0, 30 * s, 5 * m, on_off},
    {"heatpump.runtime_compressor", "runtime_compressor", "", heatpump, counter, Q::hours, "h", 0, 30 * s, h, counted},
    {"heatpump.runtime_hotwater", "runtime_hotwater", "", heatpump, counter, Q::hours, "h", 0, 30 * s, h, counted},
    {"heatpump.runtime_aux_3kw", "runtime_3kw", "", heatpump, counter, Q::hours, "h", 0, 30 * s, h, counted},
    {"heatpump.runtime_aux_6kw", "runtime_6kw", "", heatpump, counter, Q::hours, "h", 0, 30 * s, h, counted},

    {"climate.temperature", "temperature_c", "", climate, gauge, Q::temperature, "°C", 2, 5 * m, 3 * h, degrees},
    {"climate.humidity", "humidity", "", climate, gauge, Q::percent, "%", 1, 5 * m, 3 * h, relative_humidity},
    {"climate.battery", "battery_percent", "", climate, gauge, Q::percent, "%", 0, 2 * h, 12 * h, {}},
    {"climate.battery_voltage", "battery_voltage", "", climate, gauge, Q::battery_voltage, "V", 3, 2 * h, 12 * h, {}},
    {"climate.rssi", "wifi_rssi", "", climate, gauge, Q::signal, "dBm", 0, 2 * h, 12 * h, {}},
    {"climate.wind_speed", "wind_speed_ms", "", climate, gauge, Q::wind_speed, "m/s", 1, 5 * m, 3 * h, {}},
    {"climate.pressure", "pressure_hpa", "", climate, gauge, Q::pressure, "hPa", 1, 5 * m, 3 * h, {}},

    {"price.spot", "price_per_kwh", "", price, gauge, Q::price, "currency/kWh", 6, 15 * m, 0, {}},
});
// clang-format on

}  // namespace detail

/// Every channel there is, grouped by dataset, in the order of exports.
constexpr std::span<const Channel> catalogue() noexcept {
  return detail::table;
}
inline constexpr std::size_t channel_count = detail::table.size();

constexpr std::optional<ChannelIndex> find_channel(std::string_view id) noexcept {
  for (std::size_t i = 0; i < channel_count; ++i)
    if (detail::table[i].id == id) return static_cast<ChannelIndex>(i);
  return std::nullopt;
}

/// The channel of this id, at compile time: `channel("energy.import")`. An unknown id does not compile.
consteval ChannelIndex channel(std::string_view id) {
  return find_channel(id).value();
}

constexpr const Channel& info(ChannelIndex index) noexcept {
  return detail::table[index];
}

/// What a home can take from its grid: three phases of 63 A at 230 V are 43.5 kW. More in a period is a meter
/// that was swapped, or a fault.
inline constexpr double most_power_w = 45'000;
constexpr double most_energy_wh(DurationMs width) noexcept {
  return most_power_w * static_cast<double>(width) / static_cast<double>(hour_ms);
}

/// The channels of one dataset; they stand together in the catalogue.
constexpr std::span<const Channel> channels_of(Dataset dataset) noexcept {
  std::size_t first = 0;
  while (first < channel_count && detail::table[first].dataset != dataset) ++first;
  std::size_t last = first;
  while (last < channel_count && detail::table[last].dataset == dataset) ++last;
  return catalogue().subspan(first, last - first);
}

constexpr ChannelIndex index_of(const Channel& c) noexcept {
  return static_cast<ChannelIndex>(&c - detail::table.data());
}

/// The channel of `dataset` that a stream, database or REST answer calls `name`.
std::optional<ChannelIndex> find_wire(Dataset dataset, std::string_view name) noexcept;

}  // namespace hearth
