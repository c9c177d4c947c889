#pragma once

#include "core/import/csv_header.h"
#include "core/store/entity_rows.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

struct CsvReaderOptions {
  std::string name;                     ///< what places begin with: the file's name
  std::optional<Dataset> dataset = {};  ///< refuse files of another
  TimeMs earliest = 946'684'800'000;    ///< 2000-01-01; times from here …
  TimeMs now = 0;                       ///< … to a minute after this (prices: three days) can be
  bool skip_bad = false;                ///< go on after a line that cannot be read
  std::string time_zone = {};           ///< IANA name; of times without an offset, refused where it is empty
  std::size_t rows_at_once = 65'536;    ///< as many are held, sorted and handed over together
};

/// What was found in a file.
struct CsvCount {
  std::optional<Dataset> dataset;  ///< known from the header on
  std::uint64_t rows = 0;          ///< good ones, handed over
  std::uint64_t empty = 0;         ///< rows without any value, and empty lines
  std::uint64_t duplicates = 0;    ///< the same entity and time again among rows handed over together
  std::uint64_t bad = 0;
  std::uint64_t implausible = 0;          ///< values that no sensor can have read, left out of their rows
  bool lacks_offsets = false;             ///< a time without an offset was among the bad ones
  std::vector<Error> implausible_values;  ///< the first few, with their places
  std::vector<Error> bad_lines;  ///< the first few; `place` is "file:line:column", a column counting fields
  TimeRange range;               ///< of the good rows
};

/// Fills memory with the file's next bytes, and says how many they are; 0 at its end.
using CsvSource = std::function<Expected<std::size_t>(std::span<char>)>;

/// Reads what `export_history` writes as CSV of raw readings (any zone, locale, columns), also after a
/// spreadsheet has written it again, as far as its times are RFC 3339 with an offset still, or local times of
/// `time_zone`; of an hour that comes twice there the first is taken. Rows need no order: those handed over
/// together are sorted; of two for the same time the later line counts, value by value. Memory is bounded
/// whatever the file's size.
///
/// `count` is filled also where this ends with an error; then all good rows before the bad line have been
/// handed over (of provenance `imported`). Errors: bad_data (the header, or a line where bad ones are not
/// skipped), those of source and sink.
Expected<void> read_csv(const CsvSource& source, const CsvReaderOptions& options, const RowsSink& sink,
                        CsvCount& count);

}  // namespace hearth
