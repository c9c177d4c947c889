#pragma once

#include "core/import/csv_reader.h"
#include "core/store/history_store.h"

#include <filesystem>

namespace hearth {

struct ImportRequest {
  std::filesystem::path file;           ///< "-": standard input
  std::optional<Dataset> dataset = {};  ///< refuse a file of another
  bool skip_bad = false;                ///< go on after a line that cannot be read
};

struct ImportReport {
  CsvCount read;
  std::uint64_t stored = 0;   ///< rows that were new, or not the same, and are on the disk now
  std::uint64_t refused = 0;  ///< rows that the store did not want
};

/// Told how much of the file has been read; the whole is 0 where it is not known.
using ImportProgress = std::function<void(std::uint64_t done, std::uint64_t whole)>;

/// Puts a CSV file of readings into the history (see `read_csv`), with provenance `imported`. What is stored
/// is flushed every 262,144 rows; memory is bounded whatever the file's size. The same file twice changes
/// nothing. Readings older than the store's `raw_retention` end up in its coarser tiers, and their rows are
/// dropped, as with all that is recorded.
///
/// `report` is filled also where this ends with an error: what came before a bad line is stored then.
/// `cancelled`, where given, is asked between two pieces. The store must be writable, `clock` is the store's.
/// Errors: not_found, bad_data, storage (also where another program is the writer), cancelled.
Expected<void> import_csv(HistoryStore& store, const ImportRequest& request, const Clock& clock,
                          ImportReport& report, const ImportProgress& progress = {},
                          const std::function<bool()>& cancelled = {});

}  // namespace hearth
