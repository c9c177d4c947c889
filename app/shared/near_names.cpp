#include "app/shared/near_names.h"

#include "core/config/edit_distance.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace hearth {
std::string near_names(std::string_view name, std::span<const std::string_view> names) {
  constexpr std::size_t longest = 60;
  if (name.empty() || name.size() > longest) return {};
  const std::size_t most = std::max<std::size_t>(2, name.size() / 4);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view known : names) {
    const bool part = name.size() >= 3 && known.find(name) != std::string_view::npos;
    const std::size_t d = part ? 1 : edit_distance(name, known);
    if (d <= most) near.emplace_back(d, known);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::erase_if(near,
                [best = near.empty() ? 0 : near.front().first](const auto& n) { return n.first > best; });
  near.resize(std::min<std::size_t>(near.size(), 3));
  std::string text;
  for (std::size_t i = 0; i < near.size(); ++i) {
    if (i > 0) text += i + 1 == near.size() ? " or " : ", ";
    text += near[i].second;
  }
  return text;
}

}  // namespace hearth
