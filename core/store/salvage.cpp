#include "core/store/salvage.h"

#include "core/store/block_table.h"
#include "core/store/journal.h"
#include "core/store/schema.h"
#include "core/store/sqlite_pages.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace hearth {
namespace {

/// Copies what SQLite can read of the small tables; they matter less, and what is missing of them comes
/// again.
void copy_small_tables(const std::filesystem::path& old_file, Database& into) {
  constexpr std::array small_tables = {"series_group", "epoch", "meta", "latest", "coverage", "set_aside"};
  try {
    Database old(old_file, Database::Mode::read_write);
    // Else SQLite refuses all of a file that is cut short.
    old.exec("PRAGMA writable_schema = ON");
    old.exec("PRAGMA query_only = 1");
    for (const std::string table : small_tables) {
      std::string columns;
      std::string marks;
      int n = 0;
      Statement names(into, "SELECT name FROM pragma_table_info('" + table + "')");
      for (; names.step(); ++n) {
        columns += fmt::format("{}\"{}\"", n == 0 ? "" : ", ", names.bytes(0));
        marks += n == 0 ? "?" : ", ?";
      }
      Statement insert(into, fmt::format("INSERT OR IGNORE INTO {} ({}) VALUES ({})", table, columns, marks));
      Statement read(old, fmt::format("SELECT {} FROM {}", columns, table));
      while (read.step()) {
        for (int i = 0; i < n; ++i) insert.bind_value(i + 1, read, i);
        insert.run();
      }
    }
  } catch (const DatabaseFault&) {
    return;
  }
}

class Salvage {
 public:
  explicit Salvage(Database& into) : into_(into) {}

  void take(std::int64_t rowid, const std::vector<PageValue>& values) {
    if (values.size() == 6) {
      take_block(rowid, values);
    } else if (values.size() == 3) {
      take_entry(rowid, values);
    }
  }

  Salvaged finish() {
    std::int64_t id = 1;
    if (!journal_.empty()) add_to_journal(into_, id, journal_);
    return {static_cast<std::uint64_t>(into_.number("SELECT count(*) FROM block")), rows_in(journal_)};
  }

 private:
  /// Of a block that was written anew there may be an older version in a free page: the fuller one is it.
  void take_block(std::int64_t id, const std::vector<PageValue>& values) {
    for (std::size_t i = 1; i < 5; ++i)
      if (!values[i].whole) return;
    const std::array facts = {*values[1].whole, *values[2].whole, *values[3].whole, *values[4].whole};
    const std::string& columns = values[5].bytes;
    if (block_checksum(id, facts[0], facts[1], facts[2], columns) != facts[3]) return;
    Statement known(into_, "SELECT 1 FROM block WHERE id = ? AND count >= ?");
    if (known.bind(id, facts[2]).step()) return;
    Statement(
        into_,
        "INSERT OR REPLACE INTO block (id, start, \"end\", count, crc, columns) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(id, facts[0], facts[1], facts[2], facts[3], Statement::blob(columns))
        .run();
  }

  void take_entry(std::int64_t id, const std::vector<PageValue>& values) {
    if (!values[1].whole || journal_checksum(id, values[2].bytes) != *values[1].whole) return;
    if (const auto groups = groups_from_journal(values[2].bytes)) merge_groups(journal_, *groups);
  }

  Database& into_;
  RowsByGroup journal_;
};

}  // namespace

Salvaged salvage(const std::filesystem::path& old_file, Database& into) {
  Transaction transaction(into, Transaction::Kind::write);
  copy_small_tables(old_file, into);
  Salvage salvage(into);
  each_row(old_file, static_cast<std::size_t>(into.number("PRAGMA page_size")),
           [&](std::int64_t rowid, const std::vector<PageValue>& values) { salvage.take(rowid, values); });
  const Salvaged result = salvage.finish();
  BlockTable(into, [](std::int64_t) {}).repair_groups();
  transaction.commit();
  return result;
}

}  // namespace hearth
