#pragma once

#include "core/store/database.h"

#include <cstdint>
#include <filesystem>

namespace hearth {

struct Salvaged {
  std::uint64_t blocks = 0;  ///< sound ones that were taken over
  std::uint64_t rows = 0;    ///< and readings of the journal
};

/// Takes over what can still be read of a spoiled store file into an empty one of the same version. The
/// file's pages are read without SQLite, so that neither a torn tree nor a missing end hides what is sound:
/// blocks and entries of the journal tell by their checksums that they are ours. Throws DatabaseFault where
/// the new file cannot be written. Source: SQLite's "Database File Format" (pages, cells, records, the log).
Salvaged salvage(const std::filesystem::path& old_file, Database& into);

}  // namespace hearth
