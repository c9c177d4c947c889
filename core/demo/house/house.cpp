#include "core/demo/house/house.h"

#include "core/demo/house/random.h"
#include "core/demo/house/stockholm.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace hearth::demo {
namespace {

namespace house_stream {
enum : std::uint64_t { flicker = 500, grid, serial, first_reading, clouds = 540 };
}

constexpr std::int64_t half_day_s = day_seconds / 2;

/// What panels of 8 kW give at this moment: most at one o'clock in the afternoon, and less under clouds.
double solar_watts(std::uint64_t seed, std::int64_t time_s) {
  const TimeMs local = time_s * second_ms + local_offset(time_s * second_ms);
  const double hour = static_cast<double>(local - floor_to(local, day_ms)) / hour_ms;
  const double height = std::cos((hour - 13) / 5.5 * 1.5708);
  if (std::fabs(hour - 13) >= 5.5 || height <= 0) return 0;
  const double clear =
      0.85 + 0.15 * smooth_noise(seed, house_stream::clouds, static_cast<double>(time_s), 900);
  return 8000 * height * clear;
}

/// To the nearest whole number; `value` is not negative.
std::int32_t whole(double value) {
  return static_cast<std::int32_t>(value + 0.5);
}

}  // namespace

TimeMs anchor_for(TimeMs now, int days) {
  using namespace std::chrono;
  const TimeMs latest = now - std::max(92, days + 1) * day_ms;
  const year_month_day date{sys_days{std::chrono::days{floor_to(latest, day_ms) / day_ms}}};
  const unsigned quarter = (static_cast<unsigned>(date.month()) - 1) / 3;
  const sys_days first{date.year() / month{quarter * 3 + 1} / day{1}};
  return first.time_since_epoch().count() * day_ms;
}

House::House(const HouseOptions& options)
    : options_(options),
      now_s_(options.start / second_ms),
      sensors_(make_sensors(options.seed, options.scenario)) {
  meter_.import_wh =
      18'000'000 + static_cast<std::int64_t>(9e6 * unit(hash(options_.seed, house_stream::first_reading, 0)));
  // Whole hours, so that a start a few seconds later finds the same past.
  const TimeMs hour = floor_to(options_.now, hour_ms);
  if (options_.scenario == Scenario::meter_swap) {
    const TimeMs first = hour - 6 * hour_ms + 17 * minute_ms;
    const TimeMs second = hour - 3 * hour_ms + 41 * minute_ms;
    swaps_ = {{first, first + 10 * minute_ms, 61'234'567}, {second, second + 10 * minute_ms, 1'203}};
    meter_change_s_ = swaps_.front().off / second_ms;
  }
  if (options_.scenario == Scenario::glitches) {
    const TimeMs off = hour - 3 * hour_ms + 41 * minute_ms;
    swaps_ = {{off, off + 10 * minute_ms, 1'203}};
    meter_change_s_ = off / second_ms;
  }
  if (options_.scenario == Scenario::solar) meter_.export_wh = 7'345'678;
  if (options_.scenario == Scenario::stale && sensors_.size() > 2)
    sensors_[2].die_at(floor_to(options_.now, minute_ms) - 3 * hour_ms);
  plan_start_s_ = floor_to(now_s_ - half_day_s, day_seconds) + half_day_s;
  begin_plan();
  minute();
  five_seconds();
  say_meter();
}

void House::begin_plan() {
  plan_ = plan_day(options_.seed, (plan_start_s_ - half_day_s) / day_seconds);
  load_.fill(0);
  next_switching_ = 0;
  switch_at_s_ = plan_start_s_;
}

std::string House::meter_serial() const {
  const std::uint64_t number = hash(options_.seed, house_stream::serial, meter_.number) % 100'000'000;
  return fmt::format("73400{:02}{:08}", 11 + meter_.number, number);
}

void House::change_meters() {
  const auto& swap = swaps_[static_cast<std::size_t>(meter_.number)];
  if (meter_.present) {
    meter_.present = false;
    meter_change_s_ = swap.on / second_ms;
    return;
  }
  meter_.present = true;
  meter_.import_wh = swap.first_reading;
  meter_.import_rest_ws = 0;
  ++meter_.number;
  const auto next = static_cast<std::size_t>(meter_.number);
  meter_change_s_ = next < swaps_.size() ? swaps_[next].off / second_ms : INT64_MAX;
}

/// Panels serve the house first; what is left flows out.
void House::feed_in() {
  std::int32_t left = solar_w_;
  for (std::int32_t& phase : meter_.power) {
    const std::int32_t used = std::min(phase, left);
    phase -= used;
    left -= used;
    meter_.total -= used;
  }
  meter_.exported = left;
  meter_.export_rest_ws += left;
  meter_.export_wh += meter_.export_rest_ws / 3600;
  meter_.export_rest_ws %= 3600;
}

void House::say_meter() {
  meter_.said_wh = meter_.import_wh;
  if (options_.scenario != Scenario::glitches) return;
  if (now_s_ % 600 == 330) meter_.said_wh = 0;
  if (now_s_ % 420 >= 130 && now_s_ % 420 < 133) meter_.said_wh -= 3;
}

void House::minute() {
  if (options_.scenario == Scenario::solar) solar_w_ = whole(solar_watts(options_.seed, now_s_));
  weather_ = weather_at(options_.seed, options_.scenario, now_s_);
  if (options_.outdoor) weather_.temperature = *options_.outdoor;
  const auto t = static_cast<double>(now_s_);
  for (std::size_t i = 0; i < 3; ++i)
    grid_[i] = 232 + 2.2 * smooth_noise(options_.seed, house_stream::grid + 10 + i, t, 1300);
  // The ground is warmest late in autumn.
  ground_ = 4.5 + 1.5 * season_at(now_s_ - 75 * day_seconds);
  const double minute_share = 60.0 / 1500;
  indoors_.steam += (load(Load::hotwater) > 10000 ? 0.12 : -0.5 * minute_share) * (1 - 0.3 * indoors_.steam);
  indoors_.steam = std::clamp(indoors_.steam, 0.0, 1.0);
  indoors_.cooking_heat +=
      (std::min(0.9, load(Load::cooking) / 2000.0) - indoors_.cooking_heat) * minute_share;
}

void House::five_seconds() {
  if (now_s_ % 60 == 0) minute();
  HeatPump::Inputs in;
  in.outdoor = weather_.temperature;
  in.gains_kw = 0.45 + 0.6 * weather_.sun + 0.0003 * load(Load::cooking);
  in.hotwater_kw = load(Load::hotwater) / 1000.0;
  in.ground = ground_;
  in.powered = meter_.present;
  std::array<std::int32_t, 3> pump{};
  if (has_heat_pump()) {
    heat_pump_.step(in);
    const auto each =
        static_cast<std::int32_t>(std::lround((heat_pump_.compressor_w + heat_pump_.aux_w()) / 3));
    pump = {each + static_cast<std::int32_t>(std::lround(heat_pump_.pumps_w)), each, each};
    if (has_second_heat_pump()) {
      // That of the workshop, which is colder and has no taps.
      in.gains_kw = 0;
      in.hotwater_kw = 0.1;
      in.ground -= 1;
      second_heat_pump_.step(in);
      pump[2] += static_cast<std::int32_t>(std::lround(second_heat_pump_.compressor_w));
    }
    indoors_.temperature = heat_pump_.indoor;
  } else {
    // District heating holds the house where it should be.
    indoors_.temperature = 20.9 + 0.4 * weather_.sun;
  }
  base_ = {load(Load::l1) + pump[0], load(Load::l2) + pump[1], load(Load::l3) + pump[2]};

  // Each sensor looks around once a minute, at its own second.
  // More than twelve take turns.
  const auto turns = static_cast<std::int64_t>((sensors_.size() + 11) / 12);
  const auto slot = static_cast<std::size_t>(now_s_ / 5 % 12 + 12 * (now_s_ / 60 % turns));
  reporting_ = -1;
  if (slot < sensors_.size() && sensors_[slot].look(now_s_, indoors_, weather_))
    reporting_ = static_cast<int>(slot);
}

void House::step() {
  ++now_s_;
  reporting_ = -1;
  while (now_s_ >= switch_at_s_) {
    if (next_switching_ < plan_.switchings.size()) {
      const Switching& s = plan_.switchings[next_switching_];
      const std::int64_t at = plan_start_s_ + s.second;
      if (at <= now_s_) {
        load_[static_cast<std::size_t>(s.load)] += s.watts;
        if (s.load <= Load::l3) base_[static_cast<std::size_t>(s.load)] += s.watts;
        ++next_switching_;
      } else {
        switch_at_s_ = at;
      }
    } else if (now_s_ >= plan_start_s_ + day_seconds) {
      for (std::size_t i = 0; i < 3; ++i) base_[i] -= load_[i];
      plan_start_s_ += day_seconds;
      begin_plan();
    } else {
      switch_at_s_ = plan_start_s_ + day_seconds;
    }
  }
  const int meter_before = meter_.number;
  if (now_s_ >= meter_change_s_) change_meters();
  if (++five_ == HeatPump::step_s) {
    five_ = 0;
    five_seconds();
  }
  if (!meter_.present) {
    meter_.power = {};
    meter_.total = meter_.exported = 0;
    return;
  }

  std::uint64_t bits = hash(options_.seed, house_stream::flicker, now_s_);
  meter_.total = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto steady = static_cast<std::int32_t>(bits & 15U) - 7;
    const auto with_load = static_cast<std::int32_t>(bits >> 4U & 63U) - 32;
    bits >>= 10U;
    meter_.power[i] = std::max(0, base_[i] + steady + base_[i] * with_load / 4096);
    meter_.total += meter_.power[i];
  }
  if (options_.scenario == Scenario::solar) feed_in();
  // A new meter's first reading is what it came with.
  if (meter_.number == meter_before) {
    meter_.import_rest_ws += meter_.total;
    while (meter_.import_rest_ws >= 3600) {
      meter_.import_rest_ws -= 3600;
      ++meter_.import_wh;
    }
  }
  say_meter();
}

Electrics House::electrics() const {
  Electrics e;
  const double share = meter_.total / (meter_.total + 250.0);
  e.power_factor = whole(88 + 11 * share);
  std::uint64_t bits = hash(options_.seed, house_stream::grid, now_s_);
  for (std::size_t i = 0; i < 3; ++i) {
    const double volts =
        grid_[i] - 0.0008 * meter_.power[i] - 0.0001 * meter_.total + static_cast<double>(bits & 7U) / 10;
    bits >>= 3U;
    e.voltage[i] = whole(volts);
    e.current[i] = whole(100'000.0 * meter_.power[i] / (e.voltage[i] * e.power_factor));
  }
  return e;
}

}  // namespace hearth::demo
