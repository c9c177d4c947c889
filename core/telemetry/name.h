#pragma once

#include <string>
#include <string_view>

namespace hearth {

/// Bytes of a device's or location's name. Nobody writes a longer one, and there are many of them in memory.
inline constexpr std::size_t longest_name = 4096;

/// The name without its control characters (C0, DEL, C1) and without the marks that turn the direction of
/// what is written around it (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069): neither can be seen, and
/// either can make one sensor look like another. `name` is UTF-8.
std::string clean_name(std::string_view name);

}  // namespace hearth
