#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace hearth {

/// The pages of the dashboard as a configuration and a command line name them, in the order of their
/// shortcuts. `ui/pages/page_table.cpp` has a row for each.
inline constexpr std::array<std::string_view, 5> page_names = {"home", "energy", "heatpump", "climate",
                                                               "services"};

/// The number of the page of this name; nothing where there is none. "status" is another name of "services".
constexpr std::optional<std::size_t> find_page_name(std::string_view name) {
  const auto* const found = std::ranges::find(page_names, name == "status" ? "services" : name);
  return found == page_names.end() ? std::nullopt
                                   : std::optional(static_cast<std::size_t>(found - page_names.begin()));
}

}  // namespace hearth
