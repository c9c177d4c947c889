#pragma once

#include "core/demo/house/readings.h"

#include <deque>
#include <vector>

namespace hearth::demo {

/// One UTC hour as the service's view has it: only readings within the hour count.
struct EnergyView {
  TimeMs start = 0;
  std::int64_t first_wh = 0;
  std::int64_t last_wh = 0;
  std::array<std::int64_t, 4> power_sum{};  ///< W: total, then the phases
  std::int64_t count = 0;
};

/// What the meter really counted in one UTC hour; what everything else is measured against.
struct EnergyTruth {
  TimeMs start = 0;
  std::int64_t wh = 0;  ///< as the meters' displays moved
  std::int64_t ws = 0;  ///< exactly
};

/// One UTC day of the heat pump.
struct HeatPumpDay {
  TimeMs start = 0;
  HeatPumpValues first{};
  HeatPumpValues last{};
  HeatPumpValues sum{};
  std::int64_t count = 0;
};

/// A house, and what the services that watch it remember. Bounded: a year of hours and days, a month of
/// sensors.
class SimulatedHome {
 public:
  explicit SimulatedHome(const HouseOptions& options);

  /// Lets time pass up to `time`; `each(home)` is called after every second.
  template <class Each>
  void advance_to(TimeMs time, Each&& each) {
    while (house_.time() + second_ms <= time) {
      house_.step();
      remember();
      each(static_cast<const SimulatedHome&>(*this));
    }
  }
  void advance_to(TimeMs time) {
    advance_to(time, [](const SimulatedHome&) {});
  }

  [[nodiscard]] const House& house() const noexcept { return house_; }
  [[nodiscard]] TimeMs begin() const noexcept { return house_.options().start; }

  /// The newest meter reading; it stays while there is no meter.
  [[nodiscard]] const Meter& meter() const noexcept { return meter_; }
  [[nodiscard]] TimeMs meter_time() const noexcept { return meter_time_; }
  [[nodiscard]] const HeatPumpValues& heat_pump() const noexcept { return heat_pump_; }
  [[nodiscard]] TimeMs heat_pump_time() const noexcept { return heat_pump_time_; }
  [[nodiscard]] const HeatPumpValues& second_heat_pump() const noexcept { return second_heat_pump_; }
  /// How the integral moved in the last ten minutes, °C·min.
  [[nodiscard]] double integral_change() const noexcept;

  [[nodiscard]] const std::deque<EnergyView>& hours() const noexcept { return hours_; }
  [[nodiscard]] const std::deque<EnergyTruth>& truth() const noexcept { return truth_; }
  [[nodiscard]] const std::deque<HeatPumpDay>& heat_pump_days() const noexcept { return days_; }
  /// Reports of the sensor of this number, ascending.
  [[nodiscard]] const std::deque<SensorReport>& reports(std::size_t sensor) const { return reports_[sensor]; }

 private:
  void remember();
  void remember_energy();
  void remember_heat_pump();

  House house_;
  TimeMs remembers_from_;
  Meter meter_;
  TimeMs meter_time_ = 0;
  HeatPumpValues heat_pump_{};
  HeatPumpValues second_heat_pump_{};
  TimeMs heat_pump_time_ = 0;
  std::array<double, 10> integrals_{};
  std::deque<EnergyView> hours_;
  std::deque<EnergyTruth> truth_;
  std::deque<HeatPumpDay> days_;
  std::vector<std::deque<SensorReport>> reports_;
};

}  // namespace hearth::demo
