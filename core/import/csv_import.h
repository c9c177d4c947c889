#pragma once

#include "core/import/csv_reader.h"
#include "core/store/history_store.h"

#include <filesystem>

namespace hearth {

struct ImportRequest {
  std::filesystem::path file;           ///< "-": standard input
  std::optional<Dataset> dataset = {};  ///< refuse a file of another
  bool skip_bad = false;                ///< go on after a line that cannot be read
  std::string time_zone = {};           ///< of times without an offset; empty refuses them
  /// From when on readings, minutes and quarters of an hour are kept (UTC); what is older is only counted.
  TimeMs raw_from = 0;
  TimeMs minutes_from = 0;
  TimeMs quarters_from = 0;
};

struct ImportReport {
  CsvCount read;
  std::uint64_t stored = 0;       ///< rows that were new, or not the same, and are on the disk now
  std::uint64_t known = 0;        ///< rows that were there already, just so
  std::uint64_t refused = 0;      ///< rows that the store did not want
  std::uint64_t as_minutes = 0;   ///< of both: those from before `raw_from`
  std::uint64_t as_quarters = 0;  ///< and from before `minutes_from`
  std::uint64_t past_all = 0;     ///< and from before `quarters_from`
};

/// Told how much of the file has been read; the whole is 0 where it is not known.
using ImportProgress = std::function<void(std::uint64_t done, std::uint64_t whole)>;

/// Reads the file (not standard input) up to the first row that could be stored, and stores nothing. Errors:
/// those that `import_csv` would end with before it has stored anything.
Expected<void> try_csv(const ImportRequest& request, const Clock& clock, ImportReport& report);

/// Puts a CSV file of readings into the history (see `read_csv`), with provenance `imported`. What is stored
/// is flushed every 262,144 rows; memory is bounded whatever the file's size. The same file twice changes
/// nothing. All tiers get them; what is past its time leaves the finer ones as with all that is recorded,
/// once the clock and the newest reading agree.
///
/// `report` is filled also where this ends with an error: what came before a bad line is stored then.
/// `cancelled`, where given, is asked between two pieces. The store must be writable, `clock` is the store's.
/// Errors: not_found, bad_data, storage (also where another program is the writer), cancelled.
Expected<void> import_csv(HistoryStore& store, const ImportRequest& request, const Clock& clock,
                          ImportReport& report, const ImportProgress& progress = {},
                          const std::function<bool()>& cancelled = {});

}  // namespace hearth
