#pragma once

#include <span>

namespace hearth {

/// The ids of core's sentences and names that a screen can show, in the order of their files. Written by
/// `./dev translations`; lupdate reads them there.
std::span<const char* const> core_ids() noexcept;

}  // namespace hearth
