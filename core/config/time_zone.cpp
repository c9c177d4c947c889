#include "core/config/time_zone.h"

#include "core/aggregate/time_zone.h"

#include <date/tz.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <system_error>

namespace hearth {

bool is_time_zone(std::string_view name) {
  // UTC needs no time zone data on this machine.
  return name == "UTC" || zone_named(std::string(name)) != nullptr;
}

std::string system_time_zone() {
  if (const char* setting = std::getenv("TZ"); setting != nullptr) {
    std::string_view name(setting);
    if (name.starts_with(':')) name.remove_prefix(1);
    if (is_time_zone(name)) return std::string(name);
  }
  // Nearly everywhere a link says it; the library knows the other places, and reads all zones first.
  std::error_code error;
  const std::string linked = std::filesystem::canonical("/etc/localtime", error).string();
  constexpr std::string_view folder = "/zoneinfo/";
  if (const auto at = linked.find(folder); !error && at != std::string::npos)
    if (const std::string name = linked.substr(at + folder.size()); is_time_zone(name)) return name;
  try {
    return date::current_zone()->name();
  } catch (const std::exception&) {
    return "UTC";
  }
}

}  // namespace hearth
