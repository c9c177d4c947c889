#include "core/aggregate/zone_data.h"

#include <array>
#include <fstream>
#include <string_view>

namespace hearth {

std::optional<Error> zone_data_problem() {
  std::array<char, 4> begin{};
  std::ifstream file("/usr/share/zoneinfo/UTC", std::ios::binary);
  file.read(begin.data(), begin.size());
  if (std::string_view(begin.data(), begin.size()) == "TZif") return std::nullopt;
  return Error{ErrorKind::config,
               "This machine has no time zone data.",
               "Install the package tzdata of its system.",
               {}};
}

}  // namespace hearth
