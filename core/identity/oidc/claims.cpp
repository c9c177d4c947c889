#include "core/identity/oidc/claims.h"

#include <algorithm>
#include <array>

namespace hearth::oidc {

bool is_visible_ascii(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string shown_name(const Object& claims) {
  constexpr std::size_t longest_shown = 200;
  constexpr std::array<std::string_view, 3> members = {"name", "preferred_username", "email"};
  for (const std::string_view member : members) {
    std::string name = claims.shown_text(member, longest_shown);
    if (name.find_first_not_of(' ') != std::string::npos) return name;
  }
  return {};
}

}  // namespace hearth::oidc
