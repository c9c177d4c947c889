#pragma once

#include "core/telemetry/error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hearth::replica {

/// The types of columns that are read, by their OID in PostgreSQL's catalogue (pg_type.dat).
enum class ColumnType : std::uint8_t { boolean, int2, int4, int8, float4, float8, text, timestamp };
/// Nothing for any other type.
std::optional<ColumnType> column_type(unsigned oid) noexcept;

/// One column of a row as it was sent; valid until the next row is read.
struct Field {
  const std::byte* data = nullptr;  ///< nothing for null
  std::size_t size = 0;
};

/// Takes the rows of `COPY … TO STDOUT (FORMAT binary)` apart ("COPY", File Formats, Binary Format), as libpq
/// hands them over: one message a row, the header before the first. Any thread; no memory but one small
/// vector.
class CopyReader {
 public:
  explicit CopyReader(std::size_t columns) : fields_(columns) {}

  /// The columns of the row in this message; nothing where it is the trailer. Errors: bad_data (no such
  /// format, another number of columns, a length beyond the message).
  Expected<std::optional<std::span<const Field>>> row(std::span<const std::byte> message);

 private:
  std::vector<Field> fields_;
  bool begun_ = false;
};

/// The number in a field: `no_value` for null, for what is not finite, and for numbers beyond 1e12. Errors:
/// bad_data (a length that its type has not).
Expected<double> number_in(const Field& field, ColumnType type);
/// Microseconds since 1970 of a timestamptz that is not null; its `infinity` is the largest number there is.
/// Errors: bad_data.
Expected<std::int64_t> microseconds_in(const Field& field);
/// Empty for null.
std::string_view text_in(const Field& field) noexcept;

}  // namespace hearth::replica
