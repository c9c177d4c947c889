#pragma once

#include "core/import/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace hearth {

/// A file that is a string, and comes in pieces of at most this size.
inline CsvSource source_of(std::string_view text, std::size_t piece = 1 << 20) {
  return [text, piece](std::span<char> into) mutable -> Expected<std::size_t> {
    const std::size_t size = std::min({into.size(), piece, text.size()});
    std::memcpy(into.data(), text.data(), size);
    text.remove_prefix(size);
    return size;
  };
}

/// All that was handed over, one line a row: "group time value value"; and what else came of it.
struct CsvOutcome {
  std::vector<std::string> rows;
  CsvCount count;
  Expected<void> result;
};

CsvOutcome read_text(std::string_view text, CsvReaderOptions options, std::size_t piece = 1 << 20);

}  // namespace hearth
