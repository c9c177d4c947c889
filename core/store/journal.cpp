#include "core/store/journal.h"

#include "core/store/block_codec.h"
#include "core/store/crc32c.h"

#include <algorithm>

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

const RowsByGroup& Journal::read(Database& db, const std::function<void(std::int64_t entry)>& damaged) {
  std::map<std::int64_t, std::uint32_t> there;
  Statement list(db, "SELECT id, crc FROM journal ORDER BY id");
  while (list.step()) there[list.integer(0)] = static_cast<std::uint32_t>(list.integer(1));
  const auto gone = [&](const auto& entry) {
    const auto at = there.find(entry.first);
    return at == there.end() || at->second != entry.second;
  };
  if (std::any_of(known_.begin(), known_.end(), gone)) {
    known_.clear();
    rows_.clear();
  }
  Statement read(db, "SELECT rows FROM journal WHERE id = ?");
  for (const auto& [id, crc] : there) {
    if (known_.contains(id)) continue;
    read.bind(id);
    if (!read.step()) continue;
    const std::string_view bytes = read.bytes(0);
    const auto groups = journal_checksum(id, bytes) == crc ? groups_from_journal(bytes) : damaged_entry();
    if (groups) {
      merge_groups(rows_, *groups);
    } else {
      damaged(id);
    }
    known_[id] = crc;
    read.reset();
  }
  last_id_ = there.empty() ? 0 : there.rbegin()->first;
  return rows_;
}

}  // namespace hearth
