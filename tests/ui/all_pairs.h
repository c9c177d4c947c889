#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace hearth::test {

/// One choice of each factor, as indices.
using Combination = std::vector<std::size_t>;

/// Few combinations in which every two choices of two factors that can stand together do (all-pairs testing).
/// `levels`: how many choices each factor has; `allowed`: whether a whole combination can be. The same for
/// the same input.
std::vector<Combination> all_pairs(const std::vector<std::size_t>& levels,
                                   const std::function<bool(const Combination&)>& allowed);

}  // namespace hearth::test
