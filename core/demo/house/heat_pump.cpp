#include "core/demo/house/heat_pump.h"

#include <algorithm>
#include <cmath>

namespace hearth::demo {
namespace {

constexpr double dt = HeatPump::step_s;
constexpr double dt_h = dt / 3600;
constexpr double dt_min = dt / 60;

constexpr double wanted_indoor = 20.8;
constexpr double loss_kw_per_k = 0.20;     // walls and ventilation
constexpr double house_kwh_per_k = 10;     // warms in days, not hours
constexpr double emitter_kw_per_k = 0.30;  // radiators and floors
constexpr double water_kwh_per_k = 0.8;    // water in them, and what it wets
constexpr double flow_kw_per_k = 1.13;     // 0.27 l/s of water
constexpr double brine_kw_per_k = 1.75;
constexpr double tank_kwh_per_k = 0.21;  // 180 l
constexpr double tank_loss_kw_per_k = 0.002;
constexpr double tank_low = 46, tank_full = 51;  // °C
constexpr double nominal_kw = 8;

constexpr double start_integral = -60;
constexpr double aux_3kw_integral = -400;
constexpr double aux_6kw_integral = -600;
constexpr double aux_outdoor = -9;  // warmer than this the compressor must do alone

/// What the house loses when it is as warm as it should be, less what people and things give.
double demand_kw(double outdoor) {
  return loss_kw_per_k * (wanted_indoor - outdoor) - 0.5;
}

void approach(double& value, double target, double seconds) {
  value += (target - value) * (dt / (seconds + dt));
}

}  // namespace

void HeatPump::choose_mode(bool season) {
  const bool was_on = compressor();
  if (mode == Mode::hotwater && tank >= tank_full) mode = season && integral < 0 ? Mode::heating : Mode::idle;
  if (mode == Mode::heating && tank < tank_low - 1) {
    mode = Mode::hotwater;
    ++hotwater_runs;
  }
  if (mode == Mode::heating && (!season || integral >= 0)) mode = Mode::idle;
  if (mode == Mode::idle && rested_s_ >= 300) {
    if (tank < tank_low) {
      mode = Mode::hotwater;
      ++hotwater_runs;
    } else if (season && integral <= start_integral) {
      mode = Mode::heating;
    }
  }
  if (compressor() && !was_on) ++starts;
  rested_s_ = compressor() ? 0 : rested_s_ + step_s;
}

void HeatPump::choose_aux() {
  const bool deep_cold = outdoor_day_ < aux_outdoor;
  if (deep_cold && integral < aux_3kw_integral) aux_3kw = true;
  if (!deep_cold || integral > aux_3kw_integral / 2) aux_3kw = false;
  if (aux_3kw && integral < aux_6kw_integral) aux_6kw = true;
  if (!aux_3kw || integral > (aux_3kw_integral + aux_6kw_integral) / 2) aux_6kw = false;
}

void HeatPump::run_compressor(const Inputs& in) {
  approach(power_share_, compressor() ? 1 : 0, compressor() ? 25 : 0);
  const double condensing = supply + 3;
  const double evaporating = brine_out - 3;
  const double cop =
      std::clamp(0.5 * (condensing + 273) / std::max(10.0, condensing - evaporating), 2.5, 5.0);
  const double heat_kw =
      compressor() ? nominal_kw * power_share_ * (1 + 0.025 * (brine_in - 2)) * (1 - 0.003 * (supply - 35))
                   : 0;
  heat_w = 1000 * heat_kw;
  compressor_w = heat_w / cop;
  heat_ws += heat_w * dt;
  electricity_ws += compressor_w * dt;

  approach(brine_in, in.ground - (compressor() ? 2.2 : 0), 700);
  approach(brine_out, brine_in - (heat_kw - compressor_w / 1000) / brine_kw_per_k, 40);
}

void HeatPump::move_heat(const Inputs& in) {
  const double heat_kw = heat_w / 1000;
  const double to_system = (mode == Mode::heating ? heat_kw : 0) + aux_w() / 1000;
  const double to_tank = mode == Mode::hotwater ? heat_kw : 0;
  const double emitted = (flow_pump ? 1 : 0.2) * emitter_kw_per_k * (water_ - indoor);

  water_ += (to_system - emitted) * dt_h / water_kwh_per_k;
  tank += (to_tank - in.hotwater_kw - tank_loss_kw_per_k * (tank - indoor)) * dt_h / tank_kwh_per_k;
  tank = std::max(tank, 12.0);
  // Windows are opened when it is warm inside and cooler outside; then blinds keep the sun out too.
  const bool airing = indoor > 22 && in.outdoor < indoor;
  const double gains = indoor > 22 ? std::min(in.gains_kw, 0.25) : in.gains_kw;
  const double loss = (airing ? 5 : 1) * loss_kw_per_k * (indoor - in.outdoor);
  indoor += (emitted + gains - loss) * dt_h / house_kwh_per_k;

  double supply_to = water_ + to_system / (2 * flow_kw_per_k);
  double return_to = supply_to - std::max(to_system, 0.6 * emitted) / flow_kw_per_k;
  if (mode == Mode::hotwater) {
    supply_to = tank + 7;
    return_to = tank + 1;
  }
  approach(supply, supply_to, 60);
  approach(returning, return_to, 90);
}

void HeatPump::step(const Inputs& in) {
  if (!begun_) {
    outdoor_day_ = in.outdoor;
    brine_in = brine_out = in.ground;
    water_ = wanted_indoor + std::max(0.0, demand_kw(in.outdoor) / emitter_kw_per_k);
    supply = returning = water_;
    begun_ = true;
  }
  approach(outdoor_day_, in.outdoor, 20 * 3600);
  season_ = outdoor_day_ < (season_ ? 17.5 : 16.5);

  if (in.powered) {
    choose_mode(season_);
    choose_aux();
  } else {
    mode = Mode::idle;
    aux_3kw = aux_6kw = false;
    rested_s_ += step_s;
  }
  run_compressor(in);
  move_heat(in);

  const double wanted_supply =
      wanted_indoor + std::max(0.5, demand_kw(in.outdoor) / emitter_kw_per_k +
                                        std::clamp(4 * (wanted_indoor - indoor), -4.0, 4.0));
  const double felt = mode == Mode::hotwater ? water_ : supply;
  integral = season_ ? std::clamp(integral + (felt - wanted_supply) * dt_min, -900.0, 5.0) : 0;

  flow_pump = in.powered && (season_ || compressor());
  brine_pump = compressor();
  flow_speed = !flow_pump ? 0 : mode == Mode::heating ? 80 : mode == Mode::hotwater ? 65 : 45;
  pumps_w = (brine_pump ? 85 : 0) + 0.5 * flow_speed;

  compressor_s += compressor() ? step_s : 0;
  hotwater_s += mode == Mode::hotwater ? step_s : 0;
  aux_3kw_s += aux_3kw && !aux_6kw ? step_s : 0;
  aux_6kw_s += aux_6kw ? step_s : 0;
}

}  // namespace hearth::demo
