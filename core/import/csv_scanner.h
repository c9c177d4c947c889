#pragma once

#include "core/import/csv_header.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// Reads lines of a file whose header is known, into numbers; allocates nothing but for what is wrong.
class CsvScanner {
 public:
  enum class Problem : std::uint8_t {
    none,
    few_fields,
    many_fields,
    open_quote,
    stray_quote,
    time,
    time_offset,  ///< a date and time, but in which zone is not said
    time_range,
    number,
    state,
  };
  struct Row {
    Problem problem = Problem::none;
    std::size_t field = 0;  ///< where the problem is
    std::string_view text;  ///< what stands there
    bool empty = false;     ///< nothing wrong, but no value either
    TimeMs time = 0;
    std::string_view entity;  ///< as it stands in the file, quotes included
  };

  /// `time_zone` (IANA) is that of times without an offset; empty refuses them.
  CsvScanner(CsvHeader header, TimeRange allowed, std::string time_zone = {});

  /// The row that ends before `end`, where a line's or the file's end is; the byte at `end` is read. Views
  /// point into the row.
  Row row(const char* begin, const char* end);
  /// Of the last row that was read without a problem, by `CsvField::number`; `no_value` where there was none.
  [[nodiscard]] std::span<const double> values() const { return values_; }
  [[nodiscard]] const CsvHeader& header() const { return header_; }

 private:
  const char* take_time(const char* at, const char* end, Row& row);
  const char* take_number(const char* at, const char* end, const CsvField& field, Row& row);
  const char* slow_time(const char* at, const char* end, Row& row);
  const char* slow_number(const char* at, const char* end, const CsvField& field, Row& row);
  /// The end of a field, quoted or not; null where its quotes do not end well.
  const char* field_end(const char* at, const char* end, Row& row) const;
  Row& fail_row(Row& row, Problem problem, std::size_t field, const char* at, const char* end) const;

  CsvHeader header_;
  TimeRange allowed_;
  std::string time_zone_;
  std::vector<double> values_;
  /// The last time's `2026-01-15T07:00:`, the moment it means, and what followed the seconds.
  std::array<char, 17> minute_text_{};
  TimeMs minute_ = 0;
  std::string offset_text_;
};

/// One sentence: "\"12x\" is not a number."
Text sentence(CsvScanner::Problem problem, std::string_view text);

}  // namespace hearth
