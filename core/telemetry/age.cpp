#include "core/telemetry/age.h"

#include <fmt/format.h>

#include <algorithm>

namespace hearth {

std::string age_text(DurationMs age) {
  if (age < -minute_ms) return "age unknown";
  if (age < 2 * minute_ms) return fmt::format("{} s", std::max<DurationMs>(0, age / second_ms));
  if (age < 2 * hour_ms) return fmt::format("{} min", age / minute_ms);
  if (age < 2 * day_ms) return fmt::format("{} h", age / hour_ms);
  return fmt::format("{} days", age / day_ms);
}

}  // namespace hearth
