#pragma once

#include "core/telemetry/time.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The bytes of one column of numbers before compression. See README.md for the format.
namespace hearth {

/// Reads from bytes that may be anything: after a read past the end every further one gives 0, and `ok` is
/// false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  std::uint8_t byte();
  std::uint64_t varint();
  std::string_view bytes(std::size_t n);
  /// A length and as many bytes.
  std::string_view text() { return bytes(static_cast<std::size_t>(varint())); }

 private:
  std::uint8_t spoil();
  const char* at_;
  const char* end_;
  bool ok_ = true;
};

/// The number that zigzag coding made of a signed one.
constexpr std::int64_t unzigzag(std::uint64_t v) noexcept {
  return static_cast<std::int64_t>((v >> 1) ^ (~(v & 1) + 1));
}
/// Sums wrap around, so that no bytes can make the arithmetic overflow.
constexpr std::int64_t plus(std::int64_t a, std::int64_t b) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
/// From doubles of a damaged block, which may be anything: what lies outside [0, most] becomes 0.
template <class T>
T whole(double value, T most = static_cast<T>(0xffffffff)) {
  return value >= 0 && value <= static_cast<double>(most) ? static_cast<T>(value) : T{0};
}

void put_varint(std::string& out, std::uint64_t v);
void put_text(std::string& out, std::string_view text);

/// Encodes numbers exactly, NaN (no value) included: as integers of 10^-decimals (0 to 9) where that loses
/// nothing, else as doubles. Whole numbers that lie close together cost least.
class ColumnEncoder {
 public:
  void put(std::string& out, std::span<const double> values, int decimals);

 private:
  std::vector<std::int64_t> integers_;
};
/// Fills `values` with a column of as many; false where the bytes are none.
bool take_column(ByteReader& in, std::span<double> values);

/// Times ascend.
void put_times(std::string& out, std::span<const TimeMs> times);
/// False where the bytes are none, or the times do not ascend.
bool take_times(ByteReader& in, std::span<TimeMs> times);

constexpr double power_of_ten(int decimals) noexcept {
  double p = 1;
  for (int i = 0; i < decimals; ++i) p *= 10;
  return p;
}

}  // namespace hearth
