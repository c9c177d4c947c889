#pragma once

#include "core/demo/house/heat_pump.h"
#include "core/demo/house/household.h"
#include "core/demo/house/scenario.h"
#include "core/demo/house/sensors.h"

#include <array>
#include <optional>

namespace hearth::demo {

struct HouseOptions {
  std::uint64_t seed = 1;
  Scenario scenario = Scenario::normal;
  TimeMs start = 0;  ///< where the simulation begins, a whole UTC day; see `anchor_for`
  TimeMs now = 0;    ///< when the servers start: what a scenario does "three hours ago" is counted from here
  std::optional<double> outdoor;  ///< °C, instead of the weather; for tests
};

/// Where a house that is to have `days` of history at `now` begins: the newest first day of a quarter (UTC)
/// that is at least that long, and at least 92 days, before. Two processes with the same clock so live in the
/// same house.
TimeMs anchor_for(TimeMs now, int days = 90);

/// What the meter shows. Power and counters are whole numbers, as on the wire.
struct Meter {
  bool present = true;                  ///< false between two meters: no electricity, no readings
  int number = 0;                       ///< of the meters the house has had
  std::array<std::int32_t, 3> power{};  ///< W on each phase, over the second that ends now
  std::int32_t total = 0;               ///< W, exactly the sum of the phases
  std::int64_t import_wh = 0;           ///< what the meter shows, rounded down
  std::int32_t import_rest_ws = 0;      ///< what it has counted beyond that, in W·s (below 3600)
  std::int64_t said_wh = 0;             ///< `import_wh` as the meter says it, which may be wrong
  std::int32_t exported = 0;            ///< W that flow out of the house; then `total` is 0
  std::int64_t export_wh = 0;
  std::int32_t export_rest_ws = 0;
};

/// What follows from power and the grid: whole volts, milliamperes and percent.
struct Electrics {
  std::array<std::int32_t, 3> voltage{};
  std::array<std::int32_t, 3> current{};
  std::int32_t power_factor = 0;
};

/// A house, second by second. Deterministic from its options; not thread-safe.
class House {
 public:
  explicit House(const HouseOptions& options);

  /// One second passes.
  void step();

  [[nodiscard]] TimeMs time() const noexcept { return now_s_ * second_ms; }
  [[nodiscard]] std::int64_t time_s() const noexcept { return now_s_; }
  [[nodiscard]] const HouseOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Meter& meter() const noexcept { return meter_; }
  [[nodiscard]] Electrics electrics() const;
  /// The serial number of the meter that is now in place.
  [[nodiscard]] std::string meter_serial() const;

  [[nodiscard]] bool has_heat_pump() const noexcept { return options_.scenario != Scenario::barebones; }
  [[nodiscard]] const HeatPump& heat_pump() const noexcept { return heat_pump_; }
  [[nodiscard]] bool has_second_heat_pump() const noexcept {
    return options_.scenario == Scenario::two_pumps;
  }
  [[nodiscard]] const HeatPump& second_heat_pump() const noexcept { return second_heat_pump_; }
  /// The heat pump says how it is, every five seconds.
  [[nodiscard]] bool heat_pump_reports() const noexcept {
    return five_ == 0 && has_heat_pump() && meter_.present;
  }
  [[nodiscard]] const Weather& weather() const noexcept { return weather_; }
  [[nodiscard]] const std::vector<Sensor>& sensors() const noexcept { return sensors_; }
  /// The sensor that has reported in this second, or -1.
  [[nodiscard]] int reporting_sensor() const noexcept { return reporting_; }

 private:
  struct Swap {
    TimeMs off = 0;
    TimeMs on = 0;
    std::int64_t first_reading = 0;  ///< Wh
  };

  void five_seconds();
  void minute();
  void begin_plan();
  void change_meters();
  void feed_in();
  void say_meter();
  [[nodiscard]] std::int32_t load(Load which) const noexcept {
    return load_[static_cast<std::size_t>(which)];
  }

  HouseOptions options_;
  std::int64_t now_s_;
  int five_ = 0;  // seconds since the heat pump was last stepped
  std::array<std::int32_t, load_count> load_{};
  std::array<std::int32_t, 3> base_{};  // load and heat pump, W
  DayPlan plan_;
  std::size_t next_switching_ = 0;
  std::int64_t plan_start_s_ = 0;
  std::int64_t switch_at_s_ = 0;  // when the next load switches, or the plan ends

  Meter meter_;
  std::vector<Swap> swaps_;
  std::int64_t meter_change_s_ = INT64_MAX;

  std::int32_t solar_w_ = 0;

  HeatPump heat_pump_;
  HeatPump second_heat_pump_;
  Weather weather_;
  double ground_ = 4;
  std::array<double, 3> grid_{};  // V, before what the house draws
  Indoors indoors_;
  std::vector<Sensor> sensors_;
  int reporting_ = -1;
};

}  // namespace hearth::demo
