#pragma once

#include <array>
#include <string_view>

namespace hearth {

/// The languages that the dashboard's sentences are in, by their names in ISO 639: each has a file
/// resources/translations/hearthboard_<language>.ts.
inline constexpr std::array<std::string_view, 3> screen_languages = {"en", "sv", "de"};

}  // namespace hearth
