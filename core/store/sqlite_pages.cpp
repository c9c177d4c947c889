#include "core/store/sqlite_pages.h"

#include <algorithm>
#include <array>
#include <bit>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

namespace hearth {
namespace {

constexpr unsigned char table_leaf = 0x0d;
constexpr std::size_t longest_row = std::size_t{64} << 20;
constexpr std::size_t log_head = 32;
constexpr std::size_t frame_head = 24;

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t v = 0;
  for (const char c : bytes) v = v << 8 | static_cast<unsigned char>(c);
  return v;
}

/// SQLite's varint: up to nine bytes, the highest weight first. Nothing where the bytes end before it does.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < 9 && i < bytes.size(); ++i) {
    const auto b = static_cast<unsigned char>(bytes[i]);
    if (i == 8) {
      bytes.remove_prefix(9);
      return v << 8 | b;
    }
    v = v << 7 | (b & 0x7f);
    if (b < 0x80) {
      bytes.remove_prefix(i + 1);
      return v;
    }
  }
  return std::nullopt;
}

class Pages {
 public:
  Pages(const std::filesystem::path& file, std::size_t page_bytes) : size_(page_bytes), file_(content(file)) {
    const std::uint64_t told = file_.size() >= 18 ? big_endian(std::string_view(file_).substr(16, 2)) : 0;
    if (told == 1) size_ = 65'536;
    if (told >= 512 && std::has_single_bit(told)) size_ = static_cast<std::size_t>(told);
    log_ = content(std::filesystem::path(file) += "-wal");
    // Frames count where they carry the salt of the log's head; the later one of a page holds.
    for (std::size_t at = log_head; at + frame_head + size_ <= log_.size(); at += frame_head + size_) {
      const std::string_view frame = std::string_view(log_).substr(at);
      if (frame.substr(8, 8) != std::string_view(log_).substr(16, 8)) break;
      logged_[big_endian(frame.substr(0, 4))] = at + frame_head;
    }
  }
  [[nodiscard]] std::size_t count() const {
    return std::max<std::size_t>(file_.size() / size_, logged_.empty() ? 0 : logged_.rbegin()->first);
  }
  /// Numbered from 1; empty where there is none.
  [[nodiscard]] std::string_view page(std::uint64_t number) const {
    if (const auto at = logged_.find(number); at != logged_.end())
      return std::string_view(log_).substr(at->second, size_);
    if (number == 0 || number > file_.size() / size_) return {};
    return std::string_view(file_).substr((static_cast<std::size_t>(number) - 1) * size_, size_);
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  std::string file_;
  std::string log_;
  std::map<std::uint64_t, std::size_t> logged_;
};

/// The payload of a cell, with what overflowed to other pages.
std::optional<std::string> payload_of(const Pages& pages, std::string_view cell, std::uint64_t length) {
  if (length > longest_row) return std::nullopt;
  const auto whole = static_cast<std::size_t>(length);
  const std::size_t usable = pages.size();
  const std::size_t most = usable - 35;
  std::size_t local = whole;
  if (whole > most) {
    const std::size_t least = (usable - 12) * 32 / 255 - 23;
    const std::size_t fitting = least + (whole - least) % (usable - 4);
    local = fitting <= most ? fitting : least;
  }
  if (cell.size() < local + (local < whole ? 4 : 0)) return std::nullopt;
  std::string payload(cell.substr(0, local));
  std::uint64_t next = local < whole ? big_endian(cell.substr(local, 4)) : 0;
  while (payload.size() < whole) {
    const std::string_view page = pages.page(next);
    if (page.empty()) return std::nullopt;
    payload += page.substr(4, whole - payload.size());
    next = big_endian(page.substr(0, 4));
  }
  return payload;
}

std::optional<std::vector<PageValue>> record_of(std::string_view payload) {
  std::string_view head = payload;
  const auto head_bytes = take_varint(head);
  if (!head_bytes || *head_bytes > payload.size()) return std::nullopt;
  std::string_view body = payload.substr(static_cast<std::size_t>(*head_bytes));
  const std::size_t taken = payload.size() - head.size();
  if (*head_bytes < taken) return std::nullopt;
  head = head.substr(0, static_cast<std::size_t>(*head_bytes) - taken);
  std::vector<PageValue> values;
  while (!head.empty()) {
    const auto type = take_varint(head);
    if (!type) return std::nullopt;
    constexpr std::array<std::size_t, 10> widths = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    const std::size_t width = *type < 10   ? widths[static_cast<std::size_t>(*type)]
                              : *type < 12 ? 0
                                           : static_cast<std::size_t>((*type - 12) / 2);
    if (width > body.size()) return std::nullopt;
    PageValue value;
    if (*type >= 1 && *type <= 6) {
      const unsigned unused = 64 - 8 * static_cast<unsigned>(width);
      value.whole = static_cast<std::int64_t>(big_endian(body.substr(0, width)) << unused) >> unused;
    } else if (*type == 8 || *type == 9) {
      value.whole = static_cast<std::int64_t>(*type) - 8;
    } else if (*type >= 12) {
      value.bytes = body.substr(0, width);
    }
    body.remove_prefix(width);
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace

void each_row(const std::filesystem::path& file, std::size_t page_bytes,
              const std::function<void(std::int64_t rowid, const std::vector<PageValue>& values)>& row) {
  const Pages pages(file, page_bytes);
  for (std::uint64_t number = 2; number <= pages.count(); ++number) {
    const std::string_view page = pages.page(number);
    if (page.size() < 8 || static_cast<unsigned char>(page[0]) != table_leaf) continue;
    const std::uint64_t cells = big_endian(page.substr(3, 2));
    for (std::uint64_t i = 0; i < cells && 8 + 2 * i + 2 <= page.size(); ++i) {
      const std::uint64_t at = big_endian(page.substr(8 + 2 * static_cast<std::size_t>(i), 2));
      if (at >= page.size()) continue;
      std::string_view cell = page.substr(static_cast<std::size_t>(at));
      const auto length = take_varint(cell);
      if (!length) continue;
      const auto rowid = take_varint(cell);
      if (!rowid) continue;
      const auto payload = payload_of(pages, cell, *length);
      if (!payload) continue;
      if (const auto values = record_of(*payload)) row(static_cast<std::int64_t>(*rowid), *values);
    }
  }
}

}  // namespace hearth
