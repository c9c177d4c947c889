#pragma once

#include <cstddef>
#include <string_view>

namespace hearth {

/// How many letters must be put in, left out or changed to make one word of the other (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace hearth
