#pragma once

#include <string>
#include <string_view>

namespace hearth {

/// Does the system's time zone data know this IANA name?
bool is_time_zone(std::string_view name);

/// The zone that `TZ` names, else that of the system, else UTC.
std::string system_time_zone();

}  // namespace hearth
