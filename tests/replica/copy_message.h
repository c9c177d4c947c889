#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::replica {

/// A message as `COPY … (FORMAT binary)` sends it: what stands before the first row, or nothing, and a row.
class CopyMessage {
 public:
  static CopyMessage first(std::uint32_t flags = 0, std::string_view extension = {}) {
    CopyMessage message;
    message.raw(std::string_view("PGCOPY\n\377\r\n\0", 11));
    return message.number(flags).number(static_cast<std::uint32_t>(extension.size())).raw(extension);
  }
  CopyMessage& columns(std::uint16_t count) { return number(count); }
  CopyMessage& trailer() { return number(std::uint16_t{0xffff}); }
  CopyMessage& null() { return number(~std::uint32_t{0}); }
  template <class Number>
  CopyMessage& field(Number value) {
    return number(std::uint32_t{sizeof value}).number(value);
  }
  CopyMessage& float8(double value) { return field(std::bit_cast<std::uint64_t>(value)); }
  /// A timestamptz of milliseconds since 1970.
  CopyMessage& moment(std::int64_t ms) {
    return field(static_cast<std::uint64_t>(ms * 1000 - 946'684'800'000'000));
  }
  CopyMessage& text(std::string_view value) {
    return number(static_cast<std::uint32_t>(value.size())).raw(value);
  }
  CopyMessage& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::span<const std::byte> span() const { return std::as_bytes(std::span(bytes_)); }

 private:
  template <class Number>
  CopyMessage& number(Number value) {
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
      bytes_ += static_cast<char>(static_cast<std::uint64_t>(value) >> static_cast<unsigned>(shift));
    return *this;
  }
  std::string bytes_;
};

}  // namespace hearth::replica
