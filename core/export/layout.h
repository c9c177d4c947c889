#pragma once

#include "core/export/export.h"
#include "core/export/locale.h"

#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// One column of numbers.
struct ExportColumn {
  std::string name;              ///< "energy.power_total", of buckets "energy.import sum"
  std::string_view unit;         ///< "kWh"
  std::size_t channel = 0;       ///< position in `ExportLayout::channels`
  double Bucket::* figure = {};  ///< what of a bucket it holds; none for raw readings
  bool Bucket::* flag = {};      ///< or which mark
  double scale = 1;              ///< from the stored value to units of its last decimal
  int decimals = 0;
  DurationMs hold = 0;  ///< how far a value may be carried on; 0: not at all
};

/// An export's shape, worked out once.
struct ExportLayout {
  ExportFormat format = ExportFormat::csv;
  TableLocale locale;
  std::string_view entity;  ///< "device", "location", "area"; empty for the meter
  std::vector<ChannelIndex> channels;
  std::vector<ExportColumn> columns;

  /// The first line, its end included; empty for NDJSON.
  [[nodiscard]] std::string header() const;
  /// What stands between a row's time and its numbers for this entity: a field and its separator.
  [[nodiscard]] std::string entity_text(std::string_view entity) const;
};

/// Errors: usage (an unknown locale, a column of another dataset or twice, a locale for NDJSON).
Expected<ExportLayout> layout_of(const ExportRequest& request);

/// A field of CSV that holds text. Quoted where RFC 4180 needs it. A spreadsheet would run what begins with
/// = + - @, a tab or a line's end as a formula: such text gets an apostrophe in front, and quotes (OWASP,
/// "CSV Injection"). So does text that begins with an apostrophe, so that who takes one off again gets what
/// was there.
std::string csv_text(std::string_view text, char separator);

}  // namespace hearth
