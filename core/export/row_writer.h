#pragma once

#include "core/export/layout.h"
#include "core/export/time_text.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// Numbers in columns, those of an `ExportLayout`, with the time of each row. A view: what it points to must
/// outlive it.
struct ExportTable {
  std::span<const TimeMs> times;
  std::vector<const double*> columns;  ///< as long as `times`; in stored units
};

/// Turns tables into text and hands it on in pieces of some 256 KiB. One thread at a time; layout and sink
/// must outlive it.
class RowWriter {
 public:
  /// `keep_empty`: rows without any value are written, too.
  RowWriter(const ExportLayout& layout, TimeText time, const ExportSink& sink, bool keep_empty);

  /// Text as it is. Errors: the sink's, as of all members.
  Expected<void> text(std::string_view text);
  /// All rows; `entity` is what `ExportLayout::entity_text` gave.
  Expected<void> rows(const ExportTable& table, std::string_view entity);
  Expected<void> row(const ExportTable& table, std::size_t row, std::string_view entity);
  /// Hands on what is left.
  Expected<void> flush();
  [[nodiscard]] std::size_t written() const noexcept { return rows_; }

 private:
  template <ExportFormat format>
  char* put_row(char* to, TimeMs time, const ExportTable& table, std::size_t row, std::string_view entity);
  template <ExportFormat format>
  Expected<void> put_rows(const ExportTable& table, std::size_t from, std::size_t to,
                          std::string_view entity);
  Expected<void> make_room(std::size_t row_size);

  /// How a cell is written.
  struct Cell {
    double scale;
    int decimals;
    std::string before;  ///< `,` or `,"energy.power_total":`
  };

  std::vector<Cell> cells_;
  std::size_t cells_size_ = 0;  ///< the most that a row's numbers can take
  char separator_;
  char point_;
  ExportFormat format_;
  bool keep_empty_;
  TimeText time_;
  const ExportSink& sink_;
  std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;  // NOLINT(modernize-avoid-c-arrays): it needs no zeros first
  std::size_t used_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace hearth
