#pragma once

#include "core/demo/house/scenario.h"
#include "core/demo/house/weather.h"
#include "core/telemetry/reading.h"

#include <cstdint>
#include <vector>

namespace hearth::demo {

/// What a battery sensor said when it last woke up. `no_value` for what it does not measure.
struct SensorReport {
  TimeMs time = 0;
  double temperature = no_value;  ///< °C, one decimal
  double humidity = no_value;     ///< %, one decimal
  double battery = no_value;      ///< %
  double battery_voltage = no_value;
  double rssi = no_value;      ///< dBm
  double wind = no_value;      ///< m/s, outdoors only
  double pressure = no_value;  ///< hPa, outdoors only
};

/// What the rooms are like; made by the house.
struct Indoors {
  double temperature = 20.8;  ///< °C, mean of the house
  double steam = 0;           ///< 0 to 1: somebody has showered
  double cooking_heat = 0;    ///< °C that cooking adds to the kitchen
};

/// A sensor that sleeps and reports on change, at most once a minute, at least once an hour.
class Sensor {
 public:
  Sensor(std::uint64_t seed, int number, std::string location);

  /// To be asked once a minute; true where the sensor reports.
  bool look(std::int64_t time_s, const Indoors& indoors, const Weather& weather);

  [[nodiscard]] const std::string& location() const noexcept { return location_; }
  [[nodiscard]] const std::string& device() const noexcept { return device_; }
  [[nodiscard]] const std::string& mac() const noexcept { return mac_; }
  [[nodiscard]] const SensorReport& last() const noexcept { return last_; }
  /// From this time (ms) on it is silent.
  void die_at(TimeMs time) { dies_at_ = time; }

 private:
  [[nodiscard]] double temperature(double t, const Indoors& indoors, const Weather& weather) const;
  [[nodiscard]] double humidity(double t, double temperature, const Indoors& indoors,
                                const Weather& weather) const;

  std::uint64_t seed_;
  int number_;
  std::string location_;
  std::string device_;
  std::string mac_;
  SensorReport last_;
  TimeMs dies_at_ = INT64_MAX;
};

/// The five rooms and outdoors; `barebones` has but one, `sixty-sensors` sixty, `long-names` the six under
/// other names.
std::vector<Sensor> make_sensors(std::uint64_t seed, Scenario scenario);

}  // namespace hearth::demo
