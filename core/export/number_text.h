#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace hearth {

/// Decimal text of numbers, written into memory that is large enough; each returns the end of what it wrote.
/// Made for millions of cells: no locale, no allocation, hardly a branch.

inline constexpr std::array<char, 200> two_digits = [] {
  std::array<char, 200> table{};
  for (unsigned i = 0; i < 100; ++i) {
    table[2 * i] = static_cast<char>('0' + i / 10);
    table[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return table;
}();

/// 00 to 99.
inline char* put_two(char* to, unsigned value) noexcept {
  std::memcpy(to, &two_digits[std::size_t{2} * value], 2);
  return to + 2;
}

/// 0000 to 9999.
inline char* put_four(char* to, unsigned value) noexcept {
  return put_two(put_two(to, value / 100), value % 100);
}

/// 0 to 9999 without leading zeros; may write up to four characters.
inline char* put_up_to_four(char* to, unsigned value) noexcept {
  static_assert(std::endian::native == std::endian::little, "the first digit is taken to be the lowest byte");
  std::array<char, 4> digits;
  put_four(digits.data(), value);
  auto word = std::bit_cast<std::uint32_t>(digits);
  // A '0' has no bit set against 0x30; the bit in the last byte keeps one digit of zero itself.
  const unsigned zeros = static_cast<unsigned>(std::countr_zero((word ^ 0x30303030U) | 0x01000000U)) / 8;
  word >>= 8 * zeros;
  std::memcpy(to, &word, 4);
  return to + (4 - zeros);
}

inline char* put_unsigned(char* to, std::uint64_t value) noexcept {
  if (value < 10'000) return put_up_to_four(to, static_cast<unsigned>(value));
  if (value < 100'000'000) {
    const auto small = static_cast<std::uint32_t>(value);
    return put_four(put_up_to_four(to, small / 10'000), small % 10'000);
  }
  to = put_unsigned(to, value / 100'000'000);
  const auto rest = static_cast<std::uint32_t>(value % 100'000'000);
  return put_four(put_four(to, rest / 10'000), rest % 10'000);
}

inline constexpr std::array<std::uint32_t, 10> powers_of_ten = {
    1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// `value` / 10^`decimals` (0 to 9) with exactly these decimals after `point`; zero has no sign.
inline char* put_decimal(char* to, std::int64_t value, int decimals, char point) noexcept {
  auto magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *to++ = '-';
    magnitude = -magnitude;
  }
  if (decimals == 0) return put_unsigned(to, magnitude);
  const std::uint64_t power = powers_of_ten[static_cast<std::size_t>(decimals)];
  // 32-bit division is several times cheaper on many cores.
  const bool small = magnitude <= 0xFFFFFFFFU;
  const std::uint64_t whole =
      small ? static_cast<std::uint32_t>(magnitude) / static_cast<std::uint32_t>(power) : magnitude / power;
  auto rest = static_cast<std::uint32_t>(magnitude - whole * power);
  to = put_unsigned(to, whole);
  *to++ = point;
  for (int i = decimals - 1; i >= 0; --i, rest /= 10) to[i] = static_cast<char>('0' + rest % 10);
  return to + decimals;
}

/// Where `nearest` holds.
inline constexpr double nearest_limit = 2e15;

/// The nearest whole number, halves to even; |`value`| < `nearest_limit`.
inline std::int64_t nearest(double value) noexcept {
  // Added to 1.5 × 2^52, a number's whole part is what the mantissa holds.
  constexpr double shift = 6755399441055744.0;
  return std::bit_cast<std::int64_t>(value + shift) - std::bit_cast<std::int64_t>(shift);
}

}  // namespace hearth
