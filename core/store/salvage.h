#pragma once

#include "core/store/database.h"

#include <cstdint>
#include <filesystem>

namespace hearth {

struct Salvaged {
  std::uint64_t blocks = 0;   ///< sound ones that were taken over
  std::uint64_t damaged = 0;  ///< found, but spoiled: kept apart in the new file
};

/// Takes over what can still be read of a spoiled store file into an empty one, row by row, passing over
/// what SQLite cannot reach. Never throws for the old file's sake; throws DatabaseFault where the new one
/// cannot be written.
Salvaged salvage(const std::filesystem::path& old_file, Database& into);

}  // namespace hearth
