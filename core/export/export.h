#pragma once

#include "core/store/history_store.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

enum class ExportFormat : std::uint8_t { csv, ndjson };

/// What stands where nothing is known.
enum class Fill : std::uint8_t {
  none,      ///< rows that would hold nothing are left out: a gap is a gap
  null,      ///< a row for every bucket or expected time, its fields empty (null in NDJSON)
  previous,  ///< the same rows, with the last value known before
};

/// What is said of a bucket's number in a column of its own, 0 or 1, only where it is asked for.
struct ExportMark {
  std::string_view name;  ///< "estimated": of the column "energy.import.estimated"
  bool Bucket::* flag;
};
inline constexpr std::array export_marks = {ExportMark{"estimated", &Bucket::estimated},
                                            ExportMark{"doubtful", &Bucket::doubtful},
                                            ExportMark{"settling", &Bucket::settling}};

/// A column that is asked for: a channel's numbers, or one of its marks.
struct AskedColumn {
  ChannelIndex channel = 0;
  const ExportMark* mark = nullptr;
  AskedColumn(ChannelIndex of, const ExportMark* said = nullptr) : channel(of), mark(said) {}
  friend bool operator==(const AskedColumn&, const AskedColumn&) = default;
};
/// "energy.import", or "energy.import.doubtful"; nothing where there is no such column.
std::optional<AskedColumn> find_column(std::string_view name);

/// What to write. Without `buckets` every reading is a row; with them, every bucket that touches `range`,
/// whole.
struct ExportRequest {
  Dataset dataset = Dataset::energy;
  TimeRange range = {};
  std::optional<BucketSpec> buckets = {};
  ExportFormat format = ExportFormat::csv;
  std::string time_zone = {};  ///< an IANA name: times bear its offset; empty: UTC, ending in Z
  std::string locale = {};  ///< "sv_SE": its decimal comma, with `;` between fields; empty: point and comma
  std::vector<AskedColumn> columns = {};  ///< of the dataset, in this order; empty: all, in the catalogue's
  Fill fill = Fill::none;
};

/// Takes the next piece of text, some 256 KiB at a time; an error ends the export and is what it returns.
using ExportSink = std::function<Expected<void>(std::string_view text)>;
/// Told how far the export has come, after each window.
using ExportProgress = std::function<void(TimeMs done_until)>;

/// Writes what the store holds, from its oldest or newest on where an end of the range is
/// `std::numeric_limits<TimeMs>::min()` or `max()`. Rows ascend by time, then by entity.
///
/// CSV is as RFC 4180 has it: CRLF, a header, quotes only where they are needed, UTF-8. The first column is
/// `time`, RFC 3339 (a bucket's start). Datasets with several entities have theirs next: `device` (heat
/// pump), `location` (climate), `area` (price); text that a spreadsheet would run as a formula is guarded
/// (see `csv_text`). Then a column for each channel, `<id> [<unit>]`, or for buckets
/// - gauges: `<id> avg [<unit>]`, `min`, `max`;
/// - states: `<id> avg [on/off]`, the share of the known time that it was on, 0 to 1;
/// - counters: `<id> sum [kWh]` (or `[h]`), what was counted within the bucket, and `last`, the counter's
/// reading;
/// - a mark that was asked for: `<id>.<mark>`, 0 or 1.
///
/// NDJSON has an object a line with the same numbers: `{"time":"…","location":"…","<id>":21.5,"<id>":null}`,
/// of buckets `"<id> avg"` and so on.
///
/// What is not known is an empty field, or null. How `fill` makes up for it:
/// - Rows for readings that were expected: one at the beginning of each interval (the shortest that is usual
/// for the columns, counted from midnight UTC) which has no reading. Of buckets: each bucket.
/// - `previous` carries a value on for no longer than it may hold (`hold_time`), in buckets at least into the
/// next one; what was counted (`sum`) is never carried.
///
/// Reads window after window, so that memory does not grow with the range. Returns the number of rows. May be
/// called from any thread that may read the store. Errors: those of the store, the bucket specification and
/// the sink; usage (no such time zone or locale, a column of another dataset or twice, NDJSON with a locale).
Expected<std::size_t> export_history(const HistoryStore& store, const ExportRequest& request,
                                     const ExportSink& sink, const ExportProgress& progress = {});

/// The readings of all entities within a stretch of time, each ascending.
using ReadingsByEntity = std::map<GroupKey, Rows>;
/// Hands over stretch after stretch, ascending; `take` returns an error to end it early, which is then
/// returned.
using ReadingsSource =
    std::function<Expected<void>(const std::function<Expected<void>(const ReadingsByEntity&)>& take)>;

/// The same of every reading that `source` hands over, instead of the store's: the request has neither
/// buckets nor fill. Errors: usage, the source's and the sink's.
Expected<std::size_t> export_readings(const ReadingsSource& source, const ExportRequest& request,
                                      const ExportSink& sink, const ExportProgress& progress = {});

/// Writes an export into a sink; returns the number of rows.
using Exporting = std::function<Expected<std::size_t>(const ExportSink& sink)>;

/// Any of these to a file that appears whole or not at all: written beside its place, flushed to the disk,
/// then renamed. An existing file is an error (cannot_create) unless `replace`. `cancelled`, where given, is
/// asked between two pieces; where it says so, no file is made and the error is `cancelled`.
Expected<std::size_t> export_to_file(const Exporting& exporting, const std::filesystem::path& path,
                                     bool replace, const std::function<bool()>& cancelled = {});
Expected<std::size_t> export_to_file(const HistoryStore& store, const ExportRequest& request,
                                     const std::filesystem::path& path, bool replace,
                                     const ExportProgress& progress = {},
                                     const std::function<bool()>& cancelled = {});

/// A range that holds everything the store knows of this dataset, and not much more; empty where it knows
/// nothing.
TimeRange known_range(const HistoryStore& store, Dataset dataset);

}  // namespace hearth
