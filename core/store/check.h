#pragma once

#include "core/telemetry/error.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace hearth {

struct CheckReport {
  std::uint64_t blocks = 0;
  std::uint64_t rows = 0;       ///< readings, in blocks and in the journal
  std::uint64_t set_aside = 0;  ///< damaged blocks that an earlier run has kept apart
  std::vector<Error> problems;
};

/// Reads every byte of a store and tells what is wrong with it; changes nothing, and may run beside whoever
/// records. `progress` is told how many of the blocks are read. Errors: not_found, storage (it is no store).
Expected<CheckReport> check_store(
    const std::filesystem::path& path,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

}  // namespace hearth
