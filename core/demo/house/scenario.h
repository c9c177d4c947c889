#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hearth::demo {

enum class Scenario : std::uint8_t {
  normal,
  stale,           ///< the bedroom's sensor died three hours before the servers started
  offline,         ///< the servers refuse everything ten seconds after they are ready
  winter_peak,     ///< deep cold, auxiliary heat, high prices
  negative_price,  ///< prices below zero at night and around noon
  barebones,       ///< no heat pump, one sensor
  meter_swap,      ///< two new meters in the last hours: one begins at a higher reading, one at a lower
  first_day,       ///< the services remember nothing before this hour
  solar,           ///< panels on the roof: power flows out around noon
  sixty_sensors,
  long_names,  ///< sensors in places whose names are long, or of another script
  two_pumps,   ///< two heat pumps
  glitches,    ///< a meter that shows 0 now and then, or a little less than before, and was swapped
  areas,       ///< prices of two areas
};

struct ScenarioName {
  Scenario scenario;
  std::string_view name;
};

inline constexpr std::array scenario_names = std::to_array<ScenarioName>({
    {Scenario::normal, "normal"},
    {Scenario::stale, "stale"},
    {Scenario::offline, "offline"},
    {Scenario::winter_peak, "winter-peak"},
    {Scenario::negative_price, "negative-price"},
    {Scenario::barebones, "barebones"},
    {Scenario::meter_swap, "meter-swap"},
    {Scenario::first_day, "first-day"},
    {Scenario::solar, "solar"},
    {Scenario::sixty_sensors, "sixty-sensors"},
    {Scenario::long_names, "long-names"},
    {Scenario::two_pumps, "two-pumps"},
    {Scenario::glitches, "glitches"},
    {Scenario::areas, "areas"},
});

constexpr std::optional<Scenario> find_scenario(std::string_view name) noexcept {
  for (const ScenarioName& entry : scenario_names)
    if (entry.name == name) return entry.scenario;
  return std::nullopt;
}

}  // namespace hearth::demo
