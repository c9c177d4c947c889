#include "core/config/time_zone.h"

#include <date/tz.h>

#include <cstdlib>
#include <exception>

namespace hearth {

bool is_time_zone(std::string_view name) {
  if (name.empty()) return false;
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::exception&) {
    // The library's way to say "no such zone", and "no time zone data on this machine".
    return name == "UTC";
  }
}

std::string system_time_zone() {
  if (const char* setting = std::getenv("TZ"); setting != nullptr) {
    std::string_view name(setting);
    if (name.starts_with(':')) name.remove_prefix(1);
    if (is_time_zone(name)) return std::string(name);
  }
  try {
    return date::current_zone()->name();
  } catch (const std::exception&) {
    return "UTC";
  }
}

}  // namespace hearth
