#pragma once

#include "core/store/database.h"
#include "core/store/rows.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hearth {

/// Readings by group.
using RowsByGroup = std::map<GroupKey, Rows>;

/// Puts the readings of `newer` into `into`, group by group, as `merge_rows` does.
void merge_groups(RowsByGroup& into, const RowsByGroup& newer);
/// A group's rows in `range`, and up to `beside` more on either side.
Rows rows_around(const RowsByGroup& groups, const GroupKey& group, TimeRange range, std::size_t beside);
/// How many rows all groups have.
std::size_t rows_in(const RowsByGroup& groups) noexcept;

/// The bytes of one entry of the journal: what one flush brought. See README.md for the format.
std::string journal_bytes(const RowsByGroup& groups);
/// Errors: bad_data.
Expected<RowsByGroup> groups_from_journal(std::string_view bytes);

/// The checksum of an entry: it speaks for its number, too.
std::uint32_t journal_checksum(std::int64_t id, std::string_view bytes) noexcept;
/// Adds an entry. Throws DatabaseFault.
void add_to_journal(Database& db, std::int64_t id, const RowsByGroup& groups);

/// Room for an entry to come: one that says nothing, and is overwritten. So a commit writes the pages of the
/// entry and no other, where a new entry changes those that say which pages are free, too.
struct JournalRoom {
  std::int64_t id = 0;
  std::size_t bytes = 0;  ///< what its row takes, checksum included
};
/// Makes room for `count` entries of about `usual` bytes; the first is numbered `first`. Throws
/// DatabaseFault.
void make_journal_room(Database& db, std::int64_t first, std::size_t count, std::size_t usual);
/// Puts an entry where room was made. Throws DatabaseFault.
void fill_journal_room(Database& db, const JournalRoom& room, const RowsByGroup& groups);

/// What stands in the journal of one connection's file; entries that were read once are not read again.
/// Used by one thread at a time.
class Journal {
 public:
  /// Brings it up to date within the connection's transaction. Damaged entries are left out and told to
  /// `damaged`. Throws DatabaseFault.
  const RowsByGroup& read(Database& db, const std::function<void(std::int64_t entry)>& damaged);
  /// The highest number of an entry at the last reading; 0 where there was none.
  [[nodiscard]] std::int64_t last_id() const noexcept { return last_id_; }
  /// The first room behind all entries at the last reading; nothing where there is none.
  [[nodiscard]] std::optional<JournalRoom> room() const;
  /// How many entries said something at the last reading, and how many bytes the one in the middle has, which
  /// few long ones do not change.
  [[nodiscard]] std::size_t entries() const noexcept { return known_.size(); }
  [[nodiscard]] std::size_t usual_bytes() const;

 private:
  struct Seen {
    std::uint32_t crc = 0;
    std::size_t bytes = 0;
  };
  void take_entry(std::int64_t id, std::uint32_t crc, std::string_view bytes,
                  const std::function<void(std::int64_t entry)>& damaged);

  std::map<std::int64_t, Seen> known_;  ///< entries that are in `rows_`; bytes without padding
  std::map<std::int64_t, Seen> room_;   ///< those that say nothing; all that their row takes
  RowsByGroup rows_;
  std::int64_t last_id_ = 0;
};

}  // namespace hearth
