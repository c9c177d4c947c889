#include "core/store/journal.h"

#include "core/store/block_codec.h"
#include "core/store/crc32c.h"

#include <algorithm>
#include <array>
#include <ranges>

namespace hearth {
namespace {

std::unexpected<Error> damaged_entry() {
  return fail(ErrorKind::bad_data, "An entry of the history's journal is damaged.");
}

void put_rows(std::string& out, const GroupKey& key, const Rows& rows) {
  put_text(out, dataset_name(key.dataset));
  put_text(out, key.entity);
  put_varint(out, rows.size());
  put_times(out, rows.times);
  ColumnEncoder encoder;
  const std::vector<double> epochs(rows.epochs.begin(), rows.epochs.end());
  encoder.put(out, epochs, 0);
  std::vector<double> provenances;
  provenances.reserve(rows.size());
  for (const Provenance p : rows.provenances) provenances.push_back(static_cast<double>(p));
  encoder.put(out, provenances, 0);
  std::vector<std::size_t> filled;
  for (std::size_t c = 0; c < rows.channels.size(); ++c)
    if (std::ranges::any_of(rows.values[c], has_value)) filled.push_back(c);
  put_varint(out, filled.size());
  for (const std::size_t c : filled) {
    const Channel& channel = info(rows.channels[c]);
    put_text(out, channel.id);
    encoder.put(out, rows.values[c], channel.stored_decimals);
  }
}

bool take_rows(ByteReader& in, RowsByGroup& groups) {
  const auto dataset = find_dataset(in.text());
  const std::string entity(in.text());
  const std::uint64_t n = in.varint();
  if (!in.ok() || !dataset || n > most_block_rows) return false;
  Rows rows = Rows::of(*dataset);
  const auto size = static_cast<std::size_t>(n);
  rows.times.resize(size);
  std::vector<double> column(size);
  if (!take_times(in, rows.times) || !take_column(in, column)) return false;
  for (const double v : column)
    rows.epochs.push_back(v >= 0 && v < 4294967296.0 ? static_cast<std::uint32_t>(v) : 0);
  if (!take_column(in, column)) return false;
  for (const double v : column)
    rows.provenances.push_back(v >= 0 && v <= static_cast<double>(Provenance::imported)
                                   ? static_cast<Provenance>(v)
                                   : Provenance::api_hourly);
  for (auto& values : rows.values) values.assign(size, no_value);
  const std::uint64_t columns = in.varint();
  for (std::uint64_t i = 0; i < columns; ++i) {
    const auto channel = find_channel(in.text());
    if (!in.ok() || !take_column(in, column)) return false;
    // A channel that this version does not know is left out.
    if (channel && info(*channel).dataset == *dataset)
      rows.values[static_cast<std::size_t>(*channel - rows.channels.front())] = column;
  }
  auto [entry, fresh] = groups.try_emplace({*dataset, entity}, Rows::of(*dataset));
  merge_rows(entry->second, rows);
  return true;
}

}  // namespace

void merge_groups(RowsByGroup& into, const RowsByGroup& newer) {
  for (const auto& [key, rows] : newer) {
    const auto [entry, fresh] = into.try_emplace(key, Rows::of(key.dataset));
    merge_rows(entry->second, rows);
  }
}

Rows rows_around(const RowsByGroup& groups, const GroupKey& group, TimeRange range, std::size_t beside) {
  const auto entry = groups.find(group);
  if (entry == groups.end() || entry->second.empty()) return Rows::of(group.dataset);
  const std::vector<TimeMs>& times = entry->second.times;
  const auto place = [&](TimeMs t) {
    return static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), t) - times.begin());
  };
  const std::size_t first = place(range.from) - std::min(place(range.from), beside);
  const std::size_t last = std::min(times.size(), place(range.to) + beside);
  if (first >= last) return Rows::of(group.dataset);
  return entry->second.slice({times[first], times[last - 1] + 1});
}

std::size_t rows_in(const RowsByGroup& groups) noexcept {
  std::size_t n = 0;
  for (const auto& [key, rows] : groups) n += rows.size();
  return n;
}

std::string journal_bytes(const RowsByGroup& groups) {
  std::string plain;
  for (const auto& [key, rows] : groups)
    for (std::size_t first = 0; first < rows.size(); first += most_block_rows) {
      const std::size_t last = std::min(rows.size(), first + most_block_rows) - 1;
      put_rows(plain, key, rows.slice({rows.times[first], rows.times[last] + 1}));
    }
  return pack(plain);
}

Expected<RowsByGroup> groups_from_journal(std::string_view bytes) {
  const auto plain = unpack(bytes);
  if (!plain) return damaged_entry();
  RowsByGroup groups;
  ByteReader in(*plain);
  while (in.left() > 0)
    if (!take_rows(in, groups)) return damaged_entry();
  return groups;
}

std::uint32_t journal_checksum(std::int64_t id, std::string_view bytes) noexcept {
  std::string head;
  for (int shift = 0; shift < 64; shift += 8) head.push_back(static_cast<char>(id >> shift & 0xff));
  return crc32c(bytes, crc32c(head));
}

void add_to_journal(Database& db, std::int64_t id, const RowsByGroup& groups) {
  const std::string bytes = journal_bytes(groups);
  Statement s(db, "INSERT INTO journal (id, crc, rows) VALUES (?, ?, ?)");
  s.bind(id, static_cast<std::int64_t>(journal_checksum(id, bytes)), Statement::blob(bytes)).run();
}

namespace {

/// How entries fill pages of 2 KiB: three, two or one on one, or one and its further pages.
constexpr std::array<std::size_t, 3> page_shares = {650, 990, 1980};
constexpr std::size_t page_more = 2040;
constexpr std::size_t most_room_bytes = 16'384;
/// What a checksum and the head of the padding take.
constexpr std::size_t most_with_padding = 14;

std::size_t room_for(std::size_t bytes) {
  for (const std::size_t share : page_shares)
    if (bytes <= share) return share;
  return page_shares.back() + (bytes - page_shares.back() + page_more - 1) / page_more * page_more;
}

/// The bytes that SQLite keeps an integer in, as far as checksums go.
std::size_t integer_bytes(std::uint32_t value) {
  return value < 1U << 23 ? 3 : value < 1U << 31 ? 4 : 6;
}

/// Makes packed bytes as long as `size` by a frame that is skipped when they are unpacked (RFC 8878, 3.1.2).
void pad_packed(std::string& packed, std::size_t size, unsigned char content) {
  constexpr std::uint32_t skipped_frame = 0x184d2a50;
  constexpr std::size_t head = 8;
  const std::size_t rest = size - packed.size() - head;
  for (const std::uint32_t number : {skipped_frame, static_cast<std::uint32_t>(rest)})
    for (int shift = 0; shift < 32; shift += 8) packed.push_back(static_cast<char>(number >> shift & 0xff));
  packed.resize(size, static_cast<char>(content));
}

struct JournalEntry {
  std::string bytes;
  std::uint32_t crc = 0;
};

/// An entry whose row is just as long as the room, where that can be: SQLite then writes over it. What the
/// padding holds makes the checksum one of the length that is asked for.
JournalEntry fitted(std::int64_t id, const std::string& packed, std::size_t room) {
  const bool can_be_padded = packed.front() == '\1' && packed.size() + most_with_padding <= room;
  for (unsigned content = 0; can_be_padded && content < 64; ++content)
    for (const std::size_t crc_bytes : {4, 6}) {
      JournalEntry entry{packed, 0};
      pad_packed(entry.bytes, room - crc_bytes, static_cast<unsigned char>(content));
      entry.crc = journal_checksum(id, entry.bytes);
      if (integer_bytes(entry.crc) == crc_bytes) return entry;
    }
  return {packed, journal_checksum(id, packed)};
}

}  // namespace

void make_journal_room(Database& db, std::int64_t first, std::size_t count, std::size_t usual) {
  // Others are a little longer, and each has a head of its padding.
  const std::size_t room = room_for(usual + usual / 8 + most_with_padding);
  // Of what is long the few pages beside it are a small part.
  if (room > most_room_bytes) return;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t id = first + static_cast<std::int64_t>(i);
    // Packed, and nothing in it.
    const JournalEntry entry = fitted(id, "\1", room);
    Statement s(db, "INSERT INTO journal (id, crc, rows) VALUES (?, ?, ?)");
    s.bind(id, static_cast<std::int64_t>(entry.crc), Statement::blob(entry.bytes)).run();
  }
}

void fill_journal_room(Database& db, const JournalRoom& room, const RowsByGroup& groups) {
  const JournalEntry entry = fitted(room.id, journal_bytes(groups), room.bytes);
  Statement s(db, "UPDATE journal SET crc = ?, rows = ? WHERE id = ?");
  s.bind(static_cast<std::int64_t>(entry.crc), Statement::blob(entry.bytes), room.id).run();
  if (sqlite3_changes(db.handle()) != 1)
    throw DatabaseFault(SQLITE_CORRUPT, "a row of the journal is not found");
}

std::optional<JournalRoom> Journal::room() const {
  const auto first = known_.empty() ? room_.begin() : room_.upper_bound(known_.rbegin()->first);
  if (first == room_.end()) return std::nullopt;
  return JournalRoom{first->first, first->second.bytes};
}

std::size_t Journal::usual_bytes() const {
  std::vector<std::size_t> all;
  all.reserve(known_.size());
  for (const auto& [id, seen] : known_) all.push_back(seen.bytes);
  if (all.empty()) return 0;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::ranges::nth_element(all, middle);
  return *middle;
}

void Journal::take_entry(std::int64_t id, std::uint32_t crc, std::string_view bytes,
                         const std::function<void(std::int64_t entry)>& damaged) {
  const auto groups = journal_checksum(id, bytes) == crc ? groups_from_journal(bytes) : damaged_entry();
  if (groups && groups->empty()) {
    room_[id] = {crc, bytes.size() + integer_bytes(crc)};
    return;
  }
  if (groups)
    merge_groups(rows_, *groups);
  else
    damaged(id);
  known_[id] = {crc, packed_length(bytes)};
}

const RowsByGroup& Journal::read(Database& db, const std::function<void(std::int64_t entry)>& damaged) {
  std::map<std::int64_t, std::uint32_t> there;
  Statement list(db, "SELECT id, crc FROM journal ORDER BY id");
  while (list.step()) there[list.integer(0)] = static_cast<std::uint32_t>(list.integer(1));
  const auto same = [&](std::int64_t id, std::uint32_t crc) {
    const auto at = there.find(id);
    return at != there.end() && at->second == crc;
  };
  const auto changed_entry = [&](const auto& entry) { return !same(entry.first, entry.second.crc); };
  if (std::ranges::any_of(known_, changed_entry)) {
    known_.clear();
    rows_.clear();
  }
  std::erase_if(room_, [&](const auto& entry) { return !same(entry.first, entry.second.crc); });
  const auto is_new = [&](std::int64_t id) { return !known_.contains(id) && !room_.contains(id); };
  if (std::ranges::any_of(std::views::keys(there), is_new)) {
    // In the order in which they lie: looked for by its number, an entry beside a damaged one may not be
    // found.
    Statement all(db, "SELECT id, rows FROM journal ORDER BY id");
    while (all.step())
      if (const std::int64_t id = all.integer(0); is_new(id))
        take_entry(id, there[id], all.bytes(1), damaged);
  }
  last_id_ = there.empty() ? 0 : there.rbegin()->first;
  return rows_;
}

}  // namespace hearth
