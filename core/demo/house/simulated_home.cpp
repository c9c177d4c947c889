#include "core/demo/house/simulated_home.h"

namespace hearth::demo {
namespace {

constexpr std::size_t hours_kept = 366 * 24;
constexpr std::size_t days_kept = 366;
constexpr std::size_t reports_kept = 31 * 24 * 12;

/// The entry of the period that begins at `start`, made where a new one begins.
template <class Entry>
Entry& entry_at(std::deque<Entry>& entries, TimeMs start, std::size_t kept) {
  if (entries.empty() || entries.back().start != start) {
    entries.emplace_back();
    entries.back().start = start;
    if (entries.size() > kept) entries.pop_front();
  }
  return entries.back();
}

}  // namespace

SimulatedHome::SimulatedHome(const HouseOptions& options)
    : house_(options),
      remembers_from_(options.scenario == Scenario::first_day ? floor_to(options.now, hour_ms)
                                                              : options.start),
      meter_(house_.meter()),
      meter_time_(house_.time()),
      reports_(house_.sensors().size()) {
  remember();
}

void SimulatedHome::remember() {
  if (house_.time() < remembers_from_) {
    meter_ = house_.meter();
    return;
  }
  if (house_.meter().present) remember_energy();
  if (house_.heat_pump_reports()) remember_heat_pump();
  const int sensor = house_.reporting_sensor();
  if (sensor >= 0) {
    const auto n = static_cast<std::size_t>(sensor);
    reports_[n].push_back(house_.sensors()[n].last());
    if (reports_[n].size() > reports_kept) reports_[n].pop_front();
  }
}

void SimulatedHome::remember_energy() {
  const Meter& m = house_.meter();
  const TimeMs time = house_.time();
  // What was counted until now belongs to the hour that the last second was in.
  if (time > begin()) {
    EnergyTruth& truth = entry_at(truth_, floor_to(time - second_ms, hour_ms), hours_kept);
    const bool same_meter = m.number == meter_.number;
    // The first reading of a new meter is where it begins to count.
    if (same_meter) {
      truth.wh += m.import_wh - meter_.import_wh;
      truth.ws += m.total;
    }
  }
  EnergyView& hour = entry_at(hours_, floor_to(time, hour_ms), hours_kept);
  if (hour.count++ == 0) hour.first_wh = m.import_wh;
  hour.last_wh = m.import_wh;
  hour.power_sum[0] += m.total;
  for (std::size_t i = 0; i < 3; ++i) hour.power_sum[i + 1] += m.power[i];
  meter_ = m;
  meter_time_ = time;
}

void SimulatedHome::remember_heat_pump() {
  heat_pump_ = heat_pump_values(house_, house_.heat_pump());
  if (house_.has_second_heat_pump()) second_heat_pump_ = heat_pump_values(house_, house_.second_heat_pump());
  heat_pump_time_ = house_.time();
  if (heat_pump_time_ % minute_ms == 0)
    integrals_[static_cast<std::size_t>(heat_pump_time_ / minute_ms % 10)] = house_.heat_pump().integral;
  HeatPumpDay& day = entry_at(days_, floor_to(heat_pump_time_, day_ms), days_kept);
  if (day.count++ == 0) day.first = heat_pump_;
  day.last = heat_pump_;
  for (std::size_t i = 0; i < day.sum.size(); ++i) day.sum[i] += heat_pump_[i];
}

double SimulatedHome::integral_change() const noexcept {
  const auto oldest = static_cast<std::size_t>((heat_pump_time_ / minute_ms + 1) % 10);
  return house_.heat_pump().integral - integrals_[oldest];
}

}  // namespace hearth::demo
