#include "core/demo/house/readings.h"

#include "core/demo/house/prices.h"

#include <cmath>

namespace hearth::demo {
namespace {

// The order below is the catalogue's.
static_assert(channels_of(Dataset::energy)[5].id == "energy.import");
static_assert(channels_of(Dataset::energy)[13].id == "energy.power_factor");
static_assert(channels_of(Dataset::heatpump)[7].id == "heatpump.integral");
static_assert(channels_of(Dataset::heatpump)[9].id == "heatpump.compressor");
static_assert(channels_of(Dataset::heatpump)[18].id == "heatpump.runtime_aux_6kw");

/// What the controller's counters showed when the simulation began, in hours.
constexpr std::int64_t compressor_h = 18'342, hotwater_h = 4'107, aux_3kw_h = 211, aux_6kw_h = 37;

double hours(std::int64_t seconds, std::int64_t before) {
  const std::int64_t full = seconds / 3600;
  return static_cast<double>(before + full);
}

template <class Values>
std::vector<Sample> samples_of(Dataset dataset, const Values& values) {
  std::vector<Sample> samples;
  samples.reserve(values.size());
  ChannelIndex channel = index_of(channels_of(dataset).front());
  for (const double value : values) samples.push_back({channel++, value});
  return samples;
}

}  // namespace

EnergyValues energy_values(const House& house) {
  const Meter& m = house.meter();
  const Electrics e = house.electrics();
  const auto d = [](auto value) { return static_cast<double>(value); };
  return {d(m.total),      d(m.power[0]),   d(m.power[1]),   d(m.power[2]),    d(m.exported),
          d(m.said_wh),    d(m.export_wh),  d(e.voltage[0]), d(e.voltage[1]),  d(e.voltage[2]),
          d(e.current[0]), d(e.current[1]), d(e.current[2]), d(e.power_factor)};
}

HeatPumpValues heat_pump_values(const House& house) {
  return heat_pump_values(house, house.heat_pump());
}

HeatPumpValues heat_pump_values(const House& house, const HeatPump& p) {
  const auto on = [](bool value) { return value ? 1.0 : 0.0; };
  // Adding zero turns -0 into 0.
  const auto whole = [](double value) { return std::round(value) + 0.0; };
  return {whole(house.weather().temperature),
          whole(p.supply),
          whole(p.returning),
          whole(p.tank),
          whole(p.brine_out),
          whole(p.brine_in),
          whole(p.indoor),
          whole(p.integral),
          static_cast<double>(p.flow_speed),
          on(p.compressor()),
          on(p.mode == HeatPump::Mode::hotwater),
          on(p.flow_pump),
          on(p.brine_pump),
          on(p.aux_3kw && !p.aux_6kw),
          on(p.aux_6kw),
          hours(p.compressor_s, compressor_h),
          hours(p.hotwater_s, hotwater_h),
          hours(p.aux_3kw_s, aux_3kw_h),
          hours(p.aux_6kw_s, aux_6kw_h)};
}

Reading meter_reading(const House& house) {
  return {{Dataset::energy, {}},
          house.time(),
          house.meter_serial(),
          samples_of(Dataset::energy, energy_values(house))};
}

Reading heat_pump_reading(const House& house) {
  return {{Dataset::heatpump, heat_pump_device},
          house.time(),
          {},
          samples_of(Dataset::heatpump, heat_pump_values(house))};
}

Reading second_heat_pump_reading(const House& house) {
  return {{Dataset::heatpump, second_heat_pump_device},
          house.time(),
          {},
          samples_of(Dataset::heatpump, heat_pump_values(house, house.second_heat_pump()))};
}

Reading climate_reading(const Sensor& sensor) {
  const SensorReport& r = sensor.last();
  Reading reading{{Dataset::climate, sensor.location()}, r.time, {}, {}};
  for (const auto& [channel, value] : {Sample{channel("climate.temperature"), r.temperature},
                                       {channel("climate.humidity"), r.humidity},
                                       {channel("climate.battery"), r.battery},
                                       {channel("climate.battery_voltage"), r.battery_voltage},
                                       {channel("climate.rssi"), r.rssi},
                                       {channel("climate.wind_speed"), r.wind},
                                       {channel("climate.pressure"), r.pressure}})
    if (has_value(value)) reading.samples.push_back({channel, value});
  return reading;
}

Reading price_reading(std::uint64_t seed, Scenario scenario, TimeMs start, std::size_t area) {
  return {{Dataset::price, price_areas[area]},
          start,
          {},
          {{channel("price.spot"), price_at(seed, scenario, start, area)}}};
}

}  // namespace hearth::demo
