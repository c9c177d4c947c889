#pragma once

#include <cstdint>
#include <string_view>

namespace hearth {

/// CRC-32C (Castagnoli) of `bytes`, continuing from `crc`.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t crc = 0) noexcept;
/// The same on any processor.
std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t crc = 0) noexcept;

}  // namespace hearth
