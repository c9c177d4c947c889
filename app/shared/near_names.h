#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hearth {

/// Those of `names` that are nearest to what somebody wrote: "a, b or c", three at most; empty where none is
/// near.
std::string near_names(std::string_view name, std::span<const std::string_view> names);

}  // namespace hearth
