#pragma once

#include "core/telemetry/channel.h"

#include <string>
#include <string_view>

namespace hearth {

/// A value ready to be shown: the number and its unit are separate, so that they can be set apart.
struct Shown {
  std::string_view unit;
  int decimals = 0;
  double value = 0;  ///< in `unit`
};

/// Which scale a quantity is shown in. Kept by whoever shows a value, so that the unit does not flicker:
/// power goes up to kW at 10 kW and down again at 9 kW.
struct ScaleMemory {
  bool scaled_up = false;
};

/// `value` is in the stored unit of `quantity` (W, Wh, mA, currency/kWh …).
Shown show(Quantity quantity, double value, ScaleMemory& memory);

/// The same without memory, for values that stand alone.
Shown show(Quantity quantity, double value);

/// Number text with a decimal point, for places without a locale (tests, CSV); "--" for `no_value`.
std::string to_text(const Shown& shown);

}  // namespace hearth
