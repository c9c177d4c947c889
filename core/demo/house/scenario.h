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
});

constexpr std::optional<Scenario> find_scenario(std::string_view name) noexcept {
  for (const ScenarioName& entry : scenario_names)
    if (entry.name == name) return entry.scenario;
  return std::nullopt;
}

}  // namespace hearth::demo
