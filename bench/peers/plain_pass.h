#pragma once

#include <span>

namespace hearth::bench {

/// The sum of a column: the least that anything which looks at every value can do. Vectorised for what the
/// processor has, and in lanes, so that it waits for memory and not for its own additions.
double plain_pass(std::span<const double> column) noexcept;

}  // namespace hearth::bench
