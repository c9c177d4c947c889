#include "core/import/csv_reader.h"

#include "core/import/csv_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace hearth {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20;
constexpr std::size_t longest_row = std::size_t{64} << 10;
constexpr std::size_t bad_lines_told = 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The bytes that have come and are not read yet; one more byte can be read beyond them.
class Window {
 public:
  explicit Window(const CsvSource& source)
      : source_(source),
        buffer_(std::make_unique_for_overwrite<char[]>(buffer_size + 1)) {
  }  // NOLINT(modernize-avoid-c-arrays)

  [[nodiscard]] const char* begin() const { return buffer_.get() + begin_; }
  [[nodiscard]] const char* end() const { return buffer_.get() + end_; }
  [[nodiscard]] bool at_end() const { return ended_; }
  void take_until(const char* to) { begin_ = static_cast<std::size_t>(to - buffer_.get()); }

  /// Brings more, so that pointers into the window no longer hold.
  Expected<void> fetch() {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    const auto size = source_({buffer_.get() + end_, buffer_size - end_});
    if (!size) return std::unexpected(size.error());
    ended_ = *size == 0;
    end_ += *size;
    buffer_[end_] = '\0';
    return {};
  }

 private:
  const CsvSource& source_;
  std::unique_ptr<char[]> buffer_;  // NOLINT(modernize-avoid-c-arrays): it needs no growth
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;
};

class Reader {
 public:
  Reader(const CsvSource& source, const CsvReaderOptions& options, const RowsSink& sink, CsvCount& count)
      : window_(source), options_(options), sink_(sink), count_(count) {}

  Expected<void> run() {
    auto read = header();
    if (read) read = rows();
    // What is good stays good, whatever came after it.
    if (rows_ && (read || read.error().kind == ErrorKind::bad_data))
      if (auto handed_over = hand_over(); !handed_over) return handed_over;
    return read;
  }

 private:
  [[nodiscard]] std::size_t size_to(const char* place) const {
    return static_cast<std::size_t>(place - window_.begin());
  }
  /// The first line's end (its '\n', or the file's end); fetches until it is there. Quotes are not looked at:
  /// nothing that is read here may hold a line's end.
  Expected<const char*> line_end() {
    while (true) {
      const std::size_t size = size_to(window_.end());
      const auto* found = static_cast<const char*>(std::memchr(window_.begin(), '\n', size));
      if (found == nullptr && window_.at_end()) found = window_.end();
      if ((found == nullptr ? size : size_to(found)) > longest_row) return too_long();
      if (found != nullptr) return found;
      if (auto fetched = window_.fetch(); !fetched) return std::unexpected(fetched.error());
    }
  }
  std::unexpected<Error> too_long() const {
    return fail(ErrorKind::bad_data, "The line is longer than 64 KiB: this is no CSV of readings.", {},
                fmt::format("{}:{}", options_.name, line_));
  }

  Expected<void> header() {
    const auto end = line_end();
    if (!end) return std::unexpected(end.error());
    std::string_view line(window_.begin(), size_to(*end));
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return fail(ErrorKind::bad_data, "There is no header.", {}, options_.name + ":1");
    auto header = read_csv_header(line, options_.dataset);
    if (!header) {
      header.error().place = options_.name + ':' + header.error().place;
      return std::unexpected(header.error());
    }
    count_.dataset = header->dataset;
    rows_.emplace(header->dataset, header->channels, Provenance::imported);
    while (entity_field_ < header->fields.size() &&
           header->fields[entity_field_].role != CsvField::Role::entity)
      ++entity_field_;
    scanner_.emplace(std::move(*header), TimeRange{options_.earliest, latest()}, options_.time_zone);
    window_.take_until(std::min(*end + 1, window_.end()));
    return {};
  }
  [[nodiscard]] TimeMs latest() const {
    return options_.now + (count_.dataset == Dataset::price ? 3 * day_ms : minute_ms) + 1;
  }

  Expected<void> rows() {
    for (line_ = 2; true; ++line_) {
      auto end = line_end();
      if (!end) return std::unexpected(end.error());
      if (window_.begin() == window_.end()) return {};
      if (auto taken = take(scanner_->row(window_.begin(), *end)); !taken) return taken;
      window_.take_until(std::min(*end + 1, window_.end()));
    }
  }

  Expected<void> take(const CsvScanner::Row& row) {
    count_.lacks_offsets = count_.lacks_offsets || row.problem == CsvScanner::Problem::time_offset;
    if (row.problem != CsvScanner::Problem::none) return bad(row.field, sentence(row.problem, row.text));
    if (row.empty) {
      ++count_.empty;
      return {};
    }
    if (!entity_ || row.entity != entity_text_) {
      // The same name may be written with quotes and without.
      const auto entity = rows_->entity(csv_field_text(row.entity));
      if (!entity) return bad(entity_field_, entity.error().message);
      entity_ = *entity;
      entity_text_ = row.entity;
    }
    const std::span<const double> values = plausible_values();
    if (std::none_of(values.begin(), values.end(), has_value)) return {};
    rows_->add(*entity_, row.time, values);
    return rows_->held() >= options_.rows_at_once ? hand_over() : Expected<void>();
  }
  /// The row's values without those that cannot be.
  std::span<const double> plausible_values() {
    const std::span<const double> values = scanner_->values();
    const std::uint64_t before = count_.implausible;
    for (std::size_t f = 0; f < scanner_->header().fields.size(); ++f) {
      const CsvField& field = scanner_->header().fields[f];
      if (field.role != CsvField::Role::number) continue;
      const double value = values[field.number];
      if (!has_value(value) || info(field.channel).plausible.contains(value)) continue;
      if (count_.implausible == before) values_.assign(values.begin(), values.end());
      values_[field.number] = no_value;
      ++count_.implausible;
      if (count_.implausible_values.size() < bad_lines_told)
        count_.implausible_values.push_back({ErrorKind::bad_data,
                                             said("{} is no {} that can be.", value, info(field.channel).id),
                                             {},
                                             fmt::format("{}:{}:{}", options_.name, line_, f + 1)});
    }
    return count_.implausible == before ? values : std::span<const double>(values_);
  }
  Expected<void> hand_over() {
    const auto handed = rows_->hand_over(sink_);
    if (!handed) return std::unexpected(handed.error());
    if (handed->rows == 0) return {};
    count_.range = count_.rows == 0 ? handed->range
                                    : TimeRange{std::min(count_.range.from, handed->range.from),
                                                std::max(count_.range.to, handed->range.to)};
    count_.rows += handed->rows;
    count_.duplicates += handed->duplicates;
    return {};
  }
  Expected<void> bad(std::size_t field, Text why) {
    ++count_.bad;
    Error error{
        ErrorKind::bad_data, std::move(why), {}, fmt::format("{}:{}:{}", options_.name, line_, field + 1)};
    if (count_.bad_lines.size() < bad_lines_told) count_.bad_lines.push_back(error);
    if (options_.skip_bad) return {};
    return std::unexpected(std::move(error));
  }

  Window window_;
  const CsvReaderOptions& options_;
  const RowsSink& sink_;
  CsvCount& count_;
  std::optional<CsvScanner> scanner_;
  std::optional<EntityRows> rows_;
  std::size_t entity_field_ = 0;
  std::optional<std::size_t> entity_;  ///< of the row before
  std::string entity_text_;            ///< as it stood there
  std::vector<double> values_;         ///< of a row that had more
  std::uint64_t line_ = 1;
};

}  // namespace

Expected<void> read_csv(const CsvSource& source, const CsvReaderOptions& options, const RowsSink& sink,
                        CsvCount& count) {
  return Reader(source, options, sink, count).run();
}

}  // namespace hearth
