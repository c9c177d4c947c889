#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// The rows of an SQLite file, page by page, whatever state it is in.
namespace hearth {

/// A value of a row: a whole number, or text or bytes; nothing where it is null or a fraction.
struct PageValue {
  std::optional<std::int64_t> whole;
  std::string bytes;
};

/// Calls `row` for every row of every table leaf in the file and in its write-ahead log, also those that
/// belong to no table any more. Pages are as long as the file's head says or, where that is spoiled,
/// `page_bytes`. Rows that cannot be taken apart are passed over.
void each_row(const std::filesystem::path& file, std::size_t page_bytes,
              const std::function<void(std::int64_t rowid, const std::vector<PageValue>& values)>& row);

}  // namespace hearth
