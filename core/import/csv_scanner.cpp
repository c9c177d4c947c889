#include "core/import/csv_scanner.h"

#include "core/aggregate/moment.h"
#include "core/telemetry/name.h"
#include "core/telemetry/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace hearth {
namespace {

constexpr double largest_value = 1e15;
/// So many digits are less than 2^53. Such numbers are doubles, and so are these powers: one division gives
/// the nearest double.
constexpr std::ptrdiff_t exact_digits = 15;
constexpr std::array powers = {1.0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

unsigned digit(char c) {
  return static_cast<unsigned char>(c) - unsigned{'0'};
}

}  // namespace

CsvScanner::CsvScanner(CsvHeader header, TimeRange allowed, std::string time_zone)
    : header_(std::move(header)),
      allowed_(allowed),
      time_zone_(std::move(time_zone)),
      values_(header_.channels.size(), no_value) {}

CsvScanner::Row CsvScanner::row(const char* begin, const char* end) {
  if (end > begin && end[-1] == '\r') --end;
  Row row;
  row.empty = true;
  if (begin == end) return row;
  const char* at = begin;
  const std::size_t last = header_.fields.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const CsvField& field = header_.fields[i];
    const char* const start = at;
    if (field.role == CsvField::Role::number) {
      at = take_number(at, end, field, row);
    } else if (field.role == CsvField::Role::time) {
      at = take_time(at, end, row);
    } else {
      at = field_end(at, end, row);
      if (at != nullptr) row.entity = {start, static_cast<std::size_t>(at - start)};
    }
    if (at == nullptr) {
      row.field = i;
      return row;
    }
    if (i == last) break;
    if (at == end) return fail_row(row, Problem::few_fields, i, begin, end);
    ++at;
  }
  if (at != end) return fail_row(row, Problem::many_fields, last + 1, at, end);
  return row;
}

CsvScanner::Row& CsvScanner::fail_row(Row& row, Problem problem, std::size_t field, const char* at,
                                      const char* end) const {
  row.problem = problem;
  row.field = field;
  row.text = {at, static_cast<std::size_t>(end - at)};
  return row;
}

const char* CsvScanner::field_end(const char* at, const char* end, Row& row) const {
  if (at == end || *at != '"') return std::find(at, end, header_.separator);
  for (const char* quote = at + 1; true; quote += 2) {
    quote = std::find(quote, end, '"');
    if (quote == end) {
      fail_row(row, Problem::open_quote, 0, at, end);
      return nullptr;
    }
    // Two are one that belongs to the text.
    if (quote + 1 != end && quote[1] == '"') continue;
    if (quote + 1 == end || quote[1] == header_.separator) return quote + 1;
    fail_row(row, Problem::stray_quote, 0, at, end);
    return nullptr;
  }
}

const char* CsvScanner::take_time(const char* at, const char* end, Row& row) {
  const std::size_t seconds_end = minute_text_.size() + 2;
  if (static_cast<std::size_t>(end - at) < seconds_end + offset_text_.size() || offset_text_.empty() ||
      std::memcmp(at, minute_text_.data(), minute_text_.size()) != 0)
    return slow_time(at, end, row);
  const unsigned tens = digit(at[minute_text_.size()]);
  const unsigned ones = digit(at[minute_text_.size() + 1]);
  if (tens > 5 || ones > 9) return slow_time(at, end, row);
  unsigned ms = (tens * 10 + ones) * 1000;
  const char* rest = at + seconds_end;
  if (*rest == '.') {
    const char* const point = rest++;
    unsigned unit = 100;
    for (; digit(*rest) <= 9 && rest - point <= 9; ++rest, unit /= 10) ms += digit(*rest) * unit;
    if (rest - point == 1) return slow_time(at, end, row);
  }
  if (static_cast<std::size_t>(end - rest) < offset_text_.size() ||
      std::memcmp(rest, offset_text_.data(), offset_text_.size()) != 0)
    return slow_time(at, end, row);
  rest += offset_text_.size();
  row.time = minute_ + ms;
  if ((rest != end && *rest != header_.separator) || !allowed_.contains(row.time))
    return slow_time(at, end, row);
  return rest;
}

const char* CsvScanner::slow_time(const char* at, const char* end, Row& row) {
  const char* const stop = field_end(at, end, row);
  if (stop == nullptr) return nullptr;
  std::string_view text(at, static_cast<std::size_t>(stop - at));
  const bool quoted = text.starts_with('"');
  if (quoted) text = text.substr(1, text.size() - 2);
  while (text.ends_with(' ')) text.remove_suffix(1);
  auto time = parse_rfc3339(text);
  if (!time && !time_zone_.empty()) {
    const auto local = parse_local_time(text, time_zone_);
    if (local && allowed_.contains(local->time)) {
      row.time = local->time;
      return stop;
    }
    if (local) time = local->time;
  } else if (!time && lacks_offset(text)) {
    fail_row(row, Problem::time_offset, 0, at, stop);
    return nullptr;
  }
  if (!time || !allowed_.contains(*time)) {
    fail_row(row, time ? Problem::time_range : Problem::time, 0, at, stop);
    return nullptr;
  }
  row.time = *time;
  const std::size_t seconds = minute_text_.size();
  // What follows shares this minute, but for a leap second, which is a moment of the next.
  if (!quoted && text.substr(seconds, 2) != "60") {
    const std::size_t offset = text.find_first_not_of(".0123456789", seconds);
    std::copy_n(text.begin(), seconds, minute_text_.begin());
    minute_ = floor_to(*time, minute_ms);
    offset_text_ = text.substr(offset);
  }
  return stop;
}

const char* CsvScanner::take_number(const char* at, const char* end, const CsvField& field, Row& row) {
  double& value = values_[field.number];
  const char* p = at;
  const bool negative = *p == '-';
  if (negative) ++p;
  std::uint64_t whole = 0;
  const char* const digits = p;
  for (unsigned d = digit(*p); d <= 9; d = digit(*++p)) whole = whole * 10 + d;
  auto count = p - digits;
  std::size_t decimals = 0;
  if (*p == header_.point && p != end) {
    const char* const point = p++;
    for (unsigned d = digit(*p); d <= 9; d = digit(*++p)) whole = whole * 10 + d;
    decimals = static_cast<std::size_t>(p - point - 1);
    count += p - point - 1;
  }
  if (p != end && *p != header_.separator) return slow_number(at, end, field, row);
  if (count == 0) {
    value = no_value;
    return p == at ? p : slow_number(at, end, field, row);
  }
  if (count > exact_digits || field.factor != 1 || info(field.channel).kind == Kind::state)
    return slow_number(at, end, field, row);
  const auto magnitude = static_cast<double>(whole);
  value = decimals == 0 ? magnitude : magnitude / powers[decimals];
  if (negative) value = -value;
  row.empty = false;
  return p;
}

const char* CsvScanner::slow_number(const char* at, const char* end, const CsvField& field, Row& row) {
  const char* const stop = field_end(at, end, row);
  if (stop == nullptr) return nullptr;
  std::string text(at, stop);
  const bool quoted = text.starts_with('"');
  if (quoted) text = text.substr(1, text.size() - 2);
  // Blanks beside a number say nothing.
  text.erase(text.find_last_not_of(" \t") + 1);
  text.erase(0, text.find_first_not_of(" \t"));
  double& value = values_[field.number];
  value = no_value;
  if (text.empty()) return stop;
  const auto refuse = [&](Problem problem) {
    fail_row(row, problem, 0, at, stop);
    return nullptr;
  };
  if (header_.point == ',') {
    if (text.find('.') != std::string::npos) return refuse(Problem::number);
    std::replace(text.begin(), text.end(), ',', '.');
  } else if (quoted && text.find('.') == std::string::npos) {
    // Between commas a decimal comma has to be quoted; exports group no digits, so it is nothing else. A
    // second one is no number.
    std::replace(text.begin(), text.end(), ',', '.');
  }
  const char* const text_end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), text_end, value);
  // Not even "inf" and "nan", which are read as numbers.
  if (error != std::errc() || read != text_end || !(std::abs(value) <= largest_value))
    return refuse(Problem::number);
  value *= field.factor;
  if (info(field.channel).kind == Kind::state && value != 0 && value != 1) return refuse(Problem::state);
  row.empty = false;
  return stop;
}

Text sentence(CsvScanner::Problem problem, std::string_view text) {
  const std::string shown = clean_name(text.substr(0, 40));
  switch (problem) {
    case CsvScanner::Problem::few_fields:
      return "The row has fewer fields than the header.";
    case CsvScanner::Problem::many_fields:
      return "The row has more fields than the header.";
    case CsvScanner::Problem::open_quote:
      return "A quote begins here and does not end in this line.";
    case CsvScanner::Problem::stray_quote:
      return "Something follows the end of a quoted field.";
    case CsvScanner::Problem::time:
      return said("\"{}\" is no RFC 3339 time such as 2026-01-15T07:00:00Z.", shown);
    case CsvScanner::Problem::time_offset:
      return said(
          "\"{}\" lacks its offset from UTC (Z or +01:00): whose clock it is, is not said. "
          "What has written this file has most likely left it out of every line.",
          text.starts_with('"') && shown.size() > 1 ? shown.substr(1, shown.size() - 2) : shown);
    case CsvScanner::Problem::time_range:
      return said("{} is no time at which something can have been read.", shown);
    case CsvScanner::Problem::number:
      return said("\"{}\" is no number that can be.", shown);
    case CsvScanner::Problem::state:
      return said("\"{}\" is neither 0 nor 1.", shown);
    case CsvScanner::Problem::none:
      break;
  }
  return {};
}

}  // namespace hearth
