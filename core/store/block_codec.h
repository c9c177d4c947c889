#pragma once

#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The bytes of one block: times and named columns, delta-encoded and compressed. Knows nothing of channels,
/// SQLite or checksums. See README.md for the format.
namespace hearth {

/// What a block may hold at most; anything larger is taken for damage.
inline constexpr std::size_t most_block_rows = 131'072;
inline constexpr std::size_t most_block_columns = 1024;
inline constexpr std::size_t most_block_bytes = std::size_t{64} << 20;

/// A column to be written: NaN is null. `decimals` (0 to 9) says how far values are kept exactly as integers;
/// where that loses anything, the column is written as doubles.
struct ColumnView {
  std::string_view name;
  int decimals = 0;
  std::span<const double> values;
};

struct Column {
  std::string name;
  std::vector<double> values;  ///< as many as the block has times; NaN is null
};

struct Block {
  std::vector<TimeMs> times;
  std::vector<Column> columns;
};

/// `times` ascend; every column is as long as `times`. Within the limits above.
std::string encode_block(std::span<const TimeMs> times, std::span<const ColumnView> columns);

/// Reads what `encode_block` wrote, and survives any other bytes. Only columns that `wanted` says yes to are
/// decoded. Errors: bad_data.
Expected<Block> decode_block(std::string_view bytes,
                             const std::function<bool(std::string_view name)>& wanted);

}  // namespace hearth
