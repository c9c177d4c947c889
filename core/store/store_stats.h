#pragma once

#include "core/telemetry/time.h"

#include <cstdint>
#include <optional>

namespace hearth {

/// How much a store holds.
struct StoreStats {
  std::uint64_t file_bytes = 0;
  std::uint64_t blocks = 0;
  std::uint64_t rows = 0;       ///< raw rows on disk
  std::uint64_t unflushed = 0;  ///< rows in the tail
  std::optional<TimeMs> oldest;
  std::optional<TimeMs> newest;
};

}  // namespace hearth
