#include "core/source/replica/copy_reader.h"

#include "core/telemetry/reading.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace hearth::replica {
namespace {

constexpr std::string_view signature("PGCOPY\n\377\r\n\0", 11);
constexpr double largest = 1e12;
/// From 1970 to PostgreSQL's 2000-01-01, in microseconds.
constexpr std::int64_t epoch_us = 946'684'800'000'000;

std::unexpected<Error> broken(const char* why) {
  return fail(ErrorKind::bad_data, why, "Where this lasts, something between changes what is sent.");
}

/// Big endian, as all numbers of the protocol.
template <class Number>
Number read(const std::byte* at) noexcept {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i)
    number = static_cast<Number>(static_cast<Number>(number << 8) | std::to_integer<Number>(at[i]));
  return number;
}

/// Walks over a message without ever leaving it.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> rest) : rest_(rest) {}
  template <class Number>
  std::optional<Number> take() {
    const auto* at = bytes(sizeof(Number));
    if (at == nullptr) return std::nullopt;
    return read<Number>(at);
  }
  const std::byte* bytes(std::size_t count) {
    if (rest_.size() < count) return nullptr;
    const std::byte* at = rest_.data();
    rest_ = rest_.subspan(count);
    return at;
  }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

 private:
  std::span<const std::byte> rest_;
};

bool skip_header(Cursor& cursor) {
  const std::byte* start = cursor.bytes(signature.size());
  if (start == nullptr || std::memcmp(start, signature.data(), signature.size()) != 0) return false;
  const auto flags = cursor.take<std::uint32_t>();
  const auto extension = cursor.take<std::uint32_t>();
  // Bits 16 to 31 mark what a reader must understand.
  return flags && extension && (*flags >> 16) == 0 && cursor.bytes(*extension) != nullptr;
}

}  // namespace

std::optional<ColumnType> column_type(unsigned oid) noexcept {
  switch (oid) {
    case 16:
      return ColumnType::boolean;
    case 20:
      return ColumnType::int8;
    case 21:
      return ColumnType::int2;
    case 23:
      return ColumnType::int4;
    case 25:
    case 1043:
      return ColumnType::text;
    case 700:
      return ColumnType::float4;
    case 701:
      return ColumnType::float8;
    case 1184:
      return ColumnType::timestamp;
    default:
      return std::nullopt;
  }
}

Expected<std::optional<std::span<const Field>>> CopyReader::row(std::span<const std::byte> message) {
  Cursor cursor(message);
  if (!begun_ && !skip_header(cursor)) return broken("The database's answer is not in the binary format.");
  begun_ = true;
  const auto count = cursor.take<std::uint16_t>();
  if (!count) return broken("The database's answer ends within a row.");
  if (*count == std::numeric_limits<std::uint16_t>::max()) {
    if (cursor.left() != 0) return broken("The database's answer goes on after its end.");
    return std::nullopt;
  }
  if (*count != fields_.size())
    return broken("The database's answer has another number of columns than was asked for.");
  for (Field& field : fields_) {
    const auto size = cursor.take<std::uint32_t>();
    if (!size) return broken("The database's answer ends within a row.");
    field = {};
    if (*size == std::numeric_limits<std::uint32_t>::max()) continue;
    field = {cursor.bytes(*size), *size};
    if (field.data == nullptr) return broken("The database's answer ends within a value.");
  }
  if (cursor.left() != 0) return broken("The database's answer has more in a row than its columns.");
  return std::span<const Field>(fields_);
}

Expected<double> number_in(const Field& field, ColumnType type) {
  if (field.data == nullptr) return no_value;
  const auto sized = [&](std::size_t size) { return field.size == size; };
  double number = no_value;
  switch (type) {
    case ColumnType::boolean:
      if (!sized(1)) return broken("The database's answer has a state of another size.");
      return std::to_integer<int>(*field.data) != 0 ? 1.0 : 0.0;
    case ColumnType::int2:
      if (!sized(2)) return broken("The database's answer has a smallint of another size.");
      number = std::bit_cast<std::int16_t>(read<std::uint16_t>(field.data));
      break;
    case ColumnType::int4:
      if (!sized(4)) return broken("The database's answer has an integer of another size.");
      number = std::bit_cast<std::int32_t>(read<std::uint32_t>(field.data));
      break;
    case ColumnType::int8:
      if (!sized(8)) return broken("The database's answer has a bigint of another size.");
      number = static_cast<double>(std::bit_cast<std::int64_t>(read<std::uint64_t>(field.data)));
      break;
    case ColumnType::float4:
      if (!sized(4)) return broken("The database's answer has a real of another size.");
      number = std::bit_cast<float>(read<std::uint32_t>(field.data));
      break;
    case ColumnType::float8:
      if (!sized(8)) return broken("The database's answer has a double of another size.");
      number = std::bit_cast<double>(read<std::uint64_t>(field.data));
      break;
    case ColumnType::text:
    case ColumnType::timestamp:
      return broken("The database's answer has no number where one belongs.");
  }
  return std::isfinite(number) && std::abs(number) <= largest ? number : no_value;
}

Expected<std::int64_t> microseconds_in(const Field& field) {
  if (field.data == nullptr || field.size != 8)
    return broken("The database's answer has no time where one belongs.");
  const auto since_2000 = std::bit_cast<std::int64_t>(read<std::uint64_t>(field.data));
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() - epoch_us;
  return since_2000 >= most ? std::numeric_limits<std::int64_t>::max() : since_2000 + epoch_us;
}

std::string_view text_in(const Field& field) noexcept {
  if (field.data == nullptr) return {};
  return {reinterpret_cast<const char*>(field.data), field.size};
}

}  // namespace hearth::replica
