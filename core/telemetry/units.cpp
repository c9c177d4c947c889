#include "core/telemetry/units.h"

#include "core/telemetry/reading.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace hearth {
namespace {

struct Rule {
  std::string_view unit;
  double factor;  ///< shown = stored × factor
  int decimals;
  // A second scale, taken from `up` on and left below `down` (in the stored unit); none where `up` is 0.
  std::string_view big_unit = {};
  double big_factor = 0;
  int big_decimals = 0;
  double up = 0;
  double down = 0;
};

constexpr Rule rule_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::power:
      return {"W", 1, 0, "kW", 1e-3, 1, 10'000, 9'000};
    case Quantity::energy:
      return {"kWh", 1e-3, 1};
    case Quantity::voltage:
      return {"V", 1, 0};
    case Quantity::current:
      return {"A", 1e-3, 1};
    case Quantity::percent:
      return {"%", 1, 0};
    case Quantity::temperature:
      return {"°C", 1, 1};
    case Quantity::degree_minutes:
      return {"°C·min", 1, 0};
    case Quantity::state:
      return {"", 1, 0};
    case Quantity::hours:
      return {"h", 1, 0};
    case Quantity::battery_voltage:
      return {"V", 1, 2};
    case Quantity::signal:
      return {"dBm", 1, 0};
    case Quantity::wind_speed:
      return {"m/s", 1, 1};
    case Quantity::pressure:
      return {"hPa", 1, 0};
    case Quantity::price:
      return {"/kWh", 1, 2};
  }
  return {};
}

}  // namespace

Shown show(Quantity quantity, double value, ScaleMemory& memory) {
  const Rule rule = rule_of(quantity);
  if (rule.up > 0 && has_value(value)) {
    const double size = std::fabs(value);
    if (size >= rule.up) memory.scaled_up = true;
    if (size < rule.down) memory.scaled_up = false;
  }
  if (memory.scaled_up && rule.up > 0) return {rule.big_unit, rule.big_decimals, value * rule.big_factor};
  return {rule.unit, rule.decimals, value * rule.factor};
}

Shown show(Quantity quantity, double value) {
  ScaleMemory memory;
  return show(quantity, value, memory);
}

std::string to_text(const Shown& shown) {
  if (!has_value(shown.value)) return "--";
  const std::string text = fmt::format("{:.{}f}", shown.value, shown.decimals);
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return zero && text.front() == '-' ? text.substr(1) : text;
}

}  // namespace hearth
