#pragma once

#include <cstdint>

namespace hearth::demo {

/// A ground-source heat pump of about 8 kW and the house it heats, stepped every five seconds.
class HeatPump {
 public:
  static constexpr int step_s = 5;

  struct Inputs {
    double outdoor = 0;      ///< °C
    double gains_kw = 0;     ///< people, sun, appliances
    double hotwater_kw = 0;  ///< heat drawn from the tank
    double ground = 4;       ///< °C of the brine when it has rested
    bool powered = true;     ///< false: no electricity, everything stands still
  };
  void step(const Inputs& in);

  enum class Mode : std::uint8_t { idle, heating, hotwater };

  Mode mode = Mode::idle;
  bool flow_pump = true;
  bool brine_pump = false;
  bool aux_3kw = false;  ///< 3 kW of electric heat
  bool aux_6kw = false;  ///< 6 kW, then without the other 3
  double supply = 33;    ///< °C
  double returning = 30;
  double tank = 48;
  double brine_in = 4;   ///< from the ground
  double brine_out = 4;  ///< to the ground
  double indoor = 20.8;
  double integral = -20;  ///< °C·min: the shortfall of heat
  int flow_speed = 50;    ///< %

  double compressor_w = 0;  ///< electricity of the compressor
  double pumps_w = 0;       ///< electricity of the two pumps
  double heat_w = 0;        ///< what the compressor gives

  // Since the beginning.
  std::int64_t compressor_s = 0;  ///< running times
  std::int64_t hotwater_s = 0;
  std::int64_t aux_3kw_s = 0;
  std::int64_t aux_6kw_s = 0;
  std::int64_t starts = 0;
  std::int64_t hotwater_runs = 0;
  double heat_ws = 0;         ///< heat of the compressor
  double electricity_ws = 0;  ///< and what it took

  [[nodiscard]] bool compressor() const noexcept { return mode != Mode::idle; }
  [[nodiscard]] double aux_w() const noexcept { return aux_6kw ? 6000 : aux_3kw ? 3000 : 0; }

 private:
  void choose_mode(bool season);
  void choose_aux();
  void run_compressor(const Inputs& in);
  void move_heat(const Inputs& in);

  double water_ = 31;       ///< °C, mean of the heating system's water
  double outdoor_day_ = 0;  ///< °C, slow mean
  bool begun_ = false;
  bool season_ = true;      ///< the house is heated
  double power_share_ = 0;  ///< how far the compressor has come up after a start
  int rested_s_ = 3600;
};

}  // namespace hearth::demo
