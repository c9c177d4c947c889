#include "core/export/row_writer.h"

#include "core/export/number_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

constexpr std::size_t piece_size = std::size_t{256} << 10;
/// A double has up to 309 digits before its point.
constexpr std::size_t longest_number = 336;
constexpr std::string_view json_begin = "{\"time\":\"";

char* put(char* to, std::string_view text) {
  return std::copy(text.begin(), text.end(), to);
}

/// What `nearest` cannot hold: nothing that a sensor says.
char* put_large(char* to, double scaled, int decimals, char point) {
  char* const end =
      fmt::format_to(to, "{:.{}f}", scaled / powers_of_ten[static_cast<std::size_t>(decimals)], decimals);
  std::replace(to, end, '.', point);
  return end;
}

}  // namespace

RowWriter::RowWriter(const ExportLayout& layout, TimeText time, const ExportSink& sink, bool keep_empty)
    : separator_(layout.locale.separator),
      point_(layout.locale.point),
      format_(layout.format),
      keep_empty_(keep_empty),
      time_(time),
      sink_(sink) {
  for (const ExportColumn& column : layout.columns) {
    cells_.push_back(
        {column.scale, column.decimals,
         format_ == ExportFormat::csv ? std::string(1, separator_) : fmt::format(",\"{}\":", column.name)});
    cells_size_ += cells_.back().before.size() + longest_number;
  }
  capacity_ = piece_size + cells_size_;
  buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);  // NOLINT(modernize-avoid-c-arrays)
}

Expected<void> RowWriter::make_room(std::size_t row_size) {
  if (used_ >= piece_size || capacity_ - used_ < row_size)
    if (auto handed_on = flush(); !handed_on) return handed_on;
  if (capacity_ >= row_size) return {};
  capacity_ = piece_size + row_size;
  buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);  // NOLINT(modernize-avoid-c-arrays)
  return {};
}

Expected<void> RowWriter::text(std::string_view text) {
  if (auto room = make_room(text.size()); !room) return room;
  used_ = static_cast<std::size_t>(put(buffer_.get() + used_, text) - buffer_.get());
  return {};
}

template <ExportFormat format>
char* RowWriter::put_row(char* to, TimeMs time, const ExportTable& table, std::size_t row,
                         std::string_view entity) {
  constexpr bool json = format == ExportFormat::ndjson;
  char* const begin = to;
  if constexpr (json) to = put(to, json_begin);
  to = time_.put(to, time);
  if constexpr (json) *to++ = '"';
  to = put(to, entity);
  bool any = keep_empty_;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Cell& cell = cells_[i];
    if constexpr (json)
      to = put(to, cell.before);
    else
      *to++ = separator_;
    const double scaled = table.columns[i][row] * cell.scale;
    if (std::abs(scaled) < nearest_limit) [[likely]] {
      any = true;
      to = put_decimal(to, nearest(scaled), cell.decimals, point_);
    } else if (std::isfinite(scaled)) {
      any = true;
      to = put_large(to, scaled, cell.decimals, point_);
    } else if constexpr (json) {
      to = put(to, "null");
    }
  }
  if (!any) return begin;
  ++rows_;
  return put(to, json ? std::string_view("}\n") : std::string_view("\r\n"));
}

template <ExportFormat format>
Expected<void> RowWriter::put_rows(const ExportTable& table, std::size_t from, std::size_t to,
                                   std::string_view entity) {
  const std::size_t row_size = json_begin.size() + TimeText::longest + entity.size() + cells_size_ + 8;
  for (std::size_t row = from; row < to; ++row) {
    if (used_ >= piece_size || capacity_ - used_ < row_size)
      if (auto room = make_room(row_size); !room) return room;
    char* const end = put_row<format>(buffer_.get() + used_, table.times[row], table, row, entity);
    used_ = static_cast<std::size_t>(end - buffer_.get());
  }
  return {};
}

Expected<void> RowWriter::rows(const ExportTable& table, std::string_view entity) {
  return format_ == ExportFormat::csv ? put_rows<ExportFormat::csv>(table, 0, table.times.size(), entity)
                                      : put_rows<ExportFormat::ndjson>(table, 0, table.times.size(), entity);
}

Expected<void> RowWriter::row(const ExportTable& table, std::size_t row, std::string_view entity) {
  return format_ == ExportFormat::csv ? put_rows<ExportFormat::csv>(table, row, row + 1, entity)
                                      : put_rows<ExportFormat::ndjson>(table, row, row + 1, entity);
}

Expected<void> RowWriter::flush() {
  if (used_ == 0) return {};
  const std::string_view piece(buffer_.get(), used_);
  used_ = 0;
  return sink_(piece);
}

}  // namespace hearth
