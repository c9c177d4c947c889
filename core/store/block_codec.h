#pragma once

#include "core/store/column_codec.h"
#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The bytes of one block: times, and parts of any content that are compressed one by one, so that who asks
/// for one of them unpacks no other. Knows nothing of channels or SQLite. See README.md for the format.
namespace hearth {

/// What a block may hold at most; anything larger is taken for damage.
inline constexpr std::size_t most_block_rows = 131'072;
inline constexpr std::size_t most_block_parts = 1024;
inline constexpr std::size_t most_part_bytes = std::size_t{64} << 20;

/// A part to be written.
struct Part {
  std::string_view name;
  std::string bytes;
};

/// `times` ascend. `about` tells who reads the block alone what it is.
std::string encode_block(std::string_view about, std::span<const TimeMs> times, std::span<const Part> parts);

/// Room that parts are unpacked into, one after the other: it grows to the largest.
class UnpackSpace {
 public:
  char* of(std::size_t bytes);

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

/// A block's head, read; it refers to the bytes it came from. Survives bytes that are no block.
class BlockReader {
 public:
  /// Errors: bad_data.
  static Expected<BlockReader> open(std::string_view bytes);

  [[nodiscard]] std::string_view about() const { return about_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Replaces what is in `times`. Errors: bad_data.
  [[nodiscard]] Expected<void> read_times(std::vector<TimeMs>& times, UnpackSpace& space) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The content of a part, which stays until `space` is used again; nothing where there is none of this
  /// name. Errors: bad_data.
  [[nodiscard]] Expected<std::optional<std::string_view>> part(std::string_view name,
                                                               UnpackSpace& space) const;
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  struct Place {
    std::string_view name;
    std::string_view packed;
  };
  [[nodiscard]] const Place* find(std::string_view name) const;

  std::string_view about_;
  std::size_t rows_ = 0;
  std::vector<Place> parts_;  ///< the first holds the times
};

/// The length of packed bytes without what pads them; all of them where they are none.
std::size_t packed_length(std::string_view packed);
/// zstd, told apart from what did not shrink.
std::string pack(std::string_view plain);
/// Errors: bad_data, also where more than `most` bytes would come of it.
Expected<std::string> unpack(std::string_view packed, std::size_t most = most_part_bytes);
/// The same without a copy of its own: in `space`, or where it is already.
Expected<std::string_view> unpack(std::string_view packed, UnpackSpace& space,
                                  std::size_t most = most_part_bytes);

}  // namespace hearth
