#include "tests/ui/all_pairs.h"

#include <set>
#include <tuple>

namespace hearth::test {
namespace {

using Pair =
    std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>;  // factor, choice, factor, choice

std::vector<Pair> pairs_of(const Combination& all) {
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < all.size(); ++a)
    for (std::size_t b = a + 1; b < all.size(); ++b) pairs.emplace_back(a, all[a], b, all[b]);
  return pairs;
}

std::vector<Combination> every(const std::vector<std::size_t>& levels,
                               const std::function<bool(const Combination&)>& allowed) {
  std::vector<Combination> found;
  Combination at(levels.size(), 0);
  for (;;) {
    if (allowed(at)) found.push_back(at);
    std::size_t i = 0;
    while (i < levels.size() && ++at[i] == levels[i]) at[i++] = 0;
    if (i == levels.size()) return found;
  }
}

}  // namespace

std::vector<Combination> all_pairs(const std::vector<std::size_t>& levels,
                                   const std::function<bool(const Combination&)>& allowed) {
  const std::vector<Combination> candidates = every(levels, allowed);
  std::set<Pair> open;
  for (const Combination& c : candidates)
    for (const Pair& pair : pairs_of(c)) open.insert(pair);
  std::vector<Combination> chosen;
  while (!open.empty()) {
    const Combination* best = nullptr;
    std::size_t most = 0;
    for (const Combination& c : candidates) {
      std::size_t news = 0;
      for (const Pair& pair : pairs_of(c)) news += open.count(pair);
      if (news > most) {
        most = news;
        best = &c;
      }
    }
    for (const Pair& pair : pairs_of(*best)) open.erase(pair);
    chosen.push_back(*best);
  }
  return chosen;
}

}  // namespace hearth::test
