#include "core/store/salvage.h"

#include "core/store/block_table.h"
#include "core/store/schema.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <vector>

namespace hearth {
namespace {

constexpr std::int64_t last_id = std::numeric_limits<std::int64_t>::max();

/// Runs `read` and says whether the old file bore it.
bool bears(const std::function<void()>& read) {
  try {
    read();
    return true;
  } catch (const DatabaseFault&) {
    return false;
  }
}

class Salvage {
 public:
  Salvage(Database& from, Database& into) : from_(from), into_(into), table_(into, [](std::int64_t) {}) {}

  Salvaged run() {
    Transaction transaction(into_, Transaction::Kind::write);
    for (const char* table : {"series_group", "epoch", "meta", "latest", "coverage", "set_aside", "journal"})
      copy(table);
    take_blocks();
    // Quarters are told complete by the group's row: what is missing is made from the minutes once more.
    into_.exec("UPDATE series_group SET quarters_until = 0");
    transaction.commit();
    return result_;
  }

 private:
  struct Row {
    std::int64_t id = 0;
    std::array<std::int64_t, 4> facts{};  ///< start, end, count, crc
    std::string columns;
  };

  /// All rows of a small table, from its beginning and, where that breaks off, from its end.
  void copy(const std::string& table) {
    std::vector<std::string> names;
    Statement columns(into_, "SELECT name FROM pragma_table_info('" + table + "')");
    while (columns.step()) names.emplace_back(columns.bytes(0));
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "\"" : ", \"") + name + '"';
    std::string marks;
    for (std::size_t i = 0; i < names.size(); ++i) marks += i == 0 ? "?" : ", ?";
    Statement insert(into_, "INSERT OR IGNORE INTO " + table + " (" + list + ") VALUES (" + marks + ")");
    for (const char* order : {"", " ORDER BY 1 DESC"}) {
      const bool whole = bears([&] {
        Statement read(from_, "SELECT " + list + " FROM " + table + order);
        while (read.step()) {
          for (int i = 0; i < static_cast<int>(names.size()); ++i) insert.bind_value(i + 1, read, i);
          insert.run();
        }
      });
      if (whole) return;
    }
  }

  bool read_at(const char* sql, std::int64_t first, std::int64_t last, std::int64_t& reached) {
    return bears([&] {
      Statement s(from_, sql);
      s.bind(first, last);
      while (s.step()) {
        Row row{
            s.integer(0), {s.integer(1), s.integer(2), s.integer(3), s.integer(4)}, std::string(s.bytes(5))};
        reached = row.id;
        take(row);
      }
    });
  }

  void take_blocks() {
    constexpr const char* up =
        "SELECT id, start, \"end\", count, crc, columns FROM block WHERE id BETWEEN ? AND ? ORDER BY id";
    constexpr const char* down =
        "SELECT id, start, \"end\", count, crc, columns FROM block WHERE id BETWEEN ? AND ? ORDER BY id DESC";
    std::int64_t low = 0;
    if (read_at(up, 0, last_id, low)) return;
    std::int64_t high = last_id;
    read_at(down, low + 1, last_id, high);
    // Between the two breaks every place is asked for by itself.
    for (const Group& group : table_.groups())
      for (const Tier tier : all_tiers) probe(group, tier, low, high);
  }

  void probe(const Group& group, Tier tier, std::int64_t low, std::int64_t high) {
    if (seen_.empty()) return;
    const TimeMs from = floor_to(oldest_, block_span(Tier::quarter));
    for (TimeMs hour = from; hour <= newest_; hour += hour_ms) {
      const std::int64_t first = block_number({group.id, tier, hour, 0});
      const std::int64_t last = block_number({group.id, tier, hour, 255});
      if (last <= low || first >= high) continue;
      std::int64_t reached = 0;
      read_at("SELECT id, start, \"end\", count, crc, columns FROM block WHERE id BETWEEN ? AND ?", first,
              last, reached);
    }
  }

  void take(const Row& row) {
    if (!seen_.insert(row.id).second) return;
    const auto [start, end, count, crc] = row.facts;
    const bool sound = block_checksum(row.id, start, end, count, row.columns) == crc;
    if (sound) {
      oldest_ = std::min(oldest_, start);
      newest_ = std::max(newest_, end);
    }
    const char* sql =
        sound
            ? "INSERT OR IGNORE INTO block (id, start, \"end\", count, crc, columns) VALUES (?, ?, ?, ?, ?, "
              "?)"
            : "INSERT INTO set_aside (block, start, \"end\", count, crc, columns) VALUES (?, ?, ?, ?, ?, ?)";
    Statement(into_, sql).bind(row.id, start, end, count, crc, Statement::blob(row.columns)).run();
    ++(sound ? result_.blocks : result_.damaged);
  }

  Database& from_;
  Database& into_;
  BlockTable table_;
  Salvaged result_;
  std::set<std::int64_t> seen_;
  TimeMs oldest_ = last_id;
  TimeMs newest_ = 0;
};

}  // namespace

Salvaged salvage(const std::filesystem::path& old_file, Database& into) {
  std::unique_ptr<Database> old;
  const bool readable = bears([&] {
    old = std::make_unique<Database>(old_file, Database::Mode::read_write);
    old->exec("PRAGMA query_only = 1");
    if (old->number("PRAGMA user_version") != schema_version)
      throw DatabaseFault(SQLITE_MISMATCH, "another version");
  });
  return readable ? Salvage(*old, into).run() : Salvaged{};
}

}  // namespace hearth
