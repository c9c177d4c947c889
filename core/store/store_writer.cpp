#include "core/store/store_writer.h"

#include <algorithm>

namespace hearth {
namespace {

/// A batch of more rows than this is not a minute's recording, and goes to the blocks at once.
constexpr std::size_t large_batch = 4096;
/// So many rows in the journal are taken into blocks before the hour is over.
constexpr std::size_t full_journal = 65'536;
/// An hour of flushes, and some for what is asked for in between.
constexpr std::size_t most_room = 90;

}  // namespace

StoreWriter::StoreWriter(std::unique_ptr<Database> db, BlockTable::Damaged damaged, double max_power_w)
    : db_(std::move(db)),
      max_power_w_(max_power_w),
      table_(*db_,
             [this](std::int64_t block) {
               damaged_.insert(block);
               say_damaged_(block);
             }),
      say_damaged_(std::move(damaged)) {
  table_.repair_groups();
  Statement s(*db_, "SELECT id FROM epoch");
  while (s.step()) known_epochs_.insert(static_cast<std::uint32_t>(s.integer(0)));
}

const RowsByGroup& StoreWriter::journal() {
  return journal_.read(*db_, [this](std::int64_t entry) {
    damaged_entries_.insert(entry);
    say_damaged_(entry);
  });
}

bool StoreWriter::write(const Batch& batch, TimeMs now) {
  const auto known_before = known_epochs_;
  const auto compacted_before = compacted_hour_;
  try {
    Transaction transaction(*db_, Transaction::Kind::write);
    damaged_.insert(batch.damaged.begin(), batch.damaged.end());
    set_aside_damaged(now);
    name_epochs(batch.epochs);
    const std::size_t rows = rows_in(*batch.rows);
    const bool large = rows > large_batch;
    if (rows > 0 && !large) add_entry(*batch.rows, now);
    write_coverage(batch.coverage);
    const bool compacts =
        large || compacted_hour_ != floor_to(now, hour_ms) || rows_in(journal()) > full_journal;
    if (compacts) {
      compact_rows(large ? batch.rows.get() : nullptr, now, !large);
      write_coverage(batch.followed);
      compacted_hour_ = floor_to(now, hour_ms);
    }
    transaction.commit();
    return compacts;
  } catch (...) {
    known_epochs_ = known_before;
    compacted_hour_ = compacted_before;
    journal_ = {};
    throw;
  }
}

std::int64_t StoreWriter::next_entry(TimeMs now) const {
  return std::max({last_entry_ + 1, journal_.last_id() + 1, now});
}

void StoreWriter::add_entry(const RowsByGroup& rows, TimeMs now) {
  journal();
  if (const auto room = journal_.room()) return fill_journal_room(*db_, *room, rows);
  last_entry_ = next_entry(now);
  add_to_journal(*db_, last_entry_, rows);
}

void StoreWriter::name_epochs(const std::map<std::uint32_t, std::string>& epochs) {
  for (const auto& [id, name] : epochs) {
    if (!known_epochs_.insert(id).second) continue;
    Statement s(*db_, "INSERT OR IGNORE INTO epoch (id, name) VALUES (?, ?)");
    s.bind(static_cast<std::int64_t>(id), std::string_view(name)).run();
  }
}

std::size_t StoreWriter::put_rows(const GroupKey& key, const Rows& rows,
                                  const std::map<std::uint32_t, std::string>& epochs, TimeMs now) {
  if (rows.empty()) return 0;
  const auto known_before = known_epochs_;
  try {
    Transaction transaction(*db_, Transaction::Kind::write);
    set_aside_damaged(now);
    name_epochs(epochs);
    const std::size_t known = count_known(table_.make_group(key), rows);
    take_in(key, rows, now);
    transaction.commit();
    return known;
  } catch (...) {
    known_epochs_ = known_before;
    throw;
  }
}

void StoreWriter::compact(TimeMs now) {
  Transaction transaction(*db_, Transaction::Kind::write);
  std::vector<std::int64_t> blocks;
  Statement list(*db_, "SELECT id FROM block");
  while (list.step()) blocks.push_back(list.integer(0));
  for (const std::int64_t block : blocks)
    if (!table_.sound(block)) damaged_.insert(block);
  set_aside_damaged(now);
  compact_rows(nullptr, now, false);
  transaction.commit();
}

void StoreWriter::set_aside_damaged(TimeMs now) {
  for (const std::int64_t entry : damaged_entries_) {
    Statement(*db_,
              "INSERT INTO set_aside (block, start, \"end\", count, crc, columns) "
              "SELECT -id, 0, 0, 0, crc, rows FROM journal WHERE id = ?")
        .bind(entry)
        .run();
    Statement(*db_, "DELETE FROM journal WHERE id = ?").bind(entry).run();
  }
  damaged_entries_.clear();
  while (!damaged_.empty()) {
    const std::int64_t block = *damaged_.begin();
    damaged_.erase(damaged_.begin());
    table_.set_aside(block);
    heal(place_of(block), now);
  }
}

/// Makes a lost block of a tier anew from the finer one, where that is still there.
void StoreWriter::heal(const BlockPlace& place, TimeMs now) {
  for (const Group& group : table_.groups()) {
    if (group.id != place.group) continue;
    const TimeMs from = floor_to(place.hour, block_span(place.tier));
    const TimeRange span{from, from + block_span(place.tier)};
    if (place.tier == Tier::minute) {
      GroupSource source(&table_, group, group.key.dataset, {}, max_power_w_);
      write_minutes(group, source.roll_up(span, source.rows(span, channels_in(group.key.dataset))), now);
    } else if (place.tier == Tier::quarter) {
      std::set<TimeMs> days;
      for (TimeMs day = span.from; day < std::min(span.to, group.quarters_until); day += day_ms)
        if (table_.count(group, Tier::minute, utc_day(day)).blocks > 0) days.insert(day);
      roll_quarters_of(group, days, now);
    }
  }
}

/// Moves the journal's readings, and `extra`, into the blocks; those of the hour that runs are kept.
/// `makes_room`: for as many entries as there were, as the next hour will bring.
void StoreWriter::compact_rows(const RowsByGroup* extra, TimeMs now, bool makes_room) {
  const RowsByGroup& recent = journal();
  const bool journaled = !recent.empty() || !damaged_entries_.empty();
  set_aside_damaged(now);
  const TimeRange running = utc_hour(now);
  RowsByGroup kept;
  const auto take = [&](const GroupKey& key, const Rows& rows) {
    if (rows.empty()) return;
    const TimeRange all{rows.times.front(), rows.times.back() + 1};
    if (all.to <= running.from || all.from >= running.to) return take_in(key, rows, now);
    Rows over = rows.slice({all.from, running.from});
    over.append(rows.slice({running.to, std::max(running.to, all.to)}));
    if (!over.empty()) take_in(key, over, now);
    merge_rows(kept.try_emplace(key, Rows::of(key.dataset)).first->second, rows.slice(running));
  };
  for (const auto& [key, rows] : recent) take(key, rows);
  if (extra != nullptr)
    for (const auto& [key, rows] : *extra) take(key, rows);
  const std::size_t entries = std::min(journal_.entries(), most_room);
  const std::size_t usual = journal_.usual_bytes();
  if (journaled) db_->exec("DELETE FROM journal");
  if (!kept.empty()) {
    last_entry_ = next_entry(now);
    add_to_journal(*db_, last_entry_, kept);
  }
  if (makes_room && entries > 1) {
    make_journal_room(*db_, next_entry(now), entries, usual);
    last_entry_ = next_entry(now) + static_cast<std::int64_t>(entries) - 1;
  }
  for (const Group& group : table_.groups()) roll_finished_days(group, now);
}

void StoreWriter::write_latest(const Group& group, ChannelIndex channel, TimeMs time, double value) {
  Statement s(
      *db_,
      "INSERT INTO latest (group_id, channel, time, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "time = excluded.time, value = excluded.value WHERE excluded.time >= latest.time");
  s.bind(group.id, info(channel).id, time, value).run();
}

void StoreWriter::write_coverage(const std::map<GroupKey, std::vector<Coverage>>& coverage) {
  for (const auto& [key, parts] : coverage) {
    const std::int64_t group = table_.make_group(key).id;
    Statement(*db_, "DELETE FROM coverage WHERE group_id = ?").bind(group).run();
    Statement s(*db_,
                "INSERT INTO coverage (group_id, provenance, settled, start, \"end\", asked_at) "
                "VALUES (?, ?, ?, ?, ?, ?)");
    for (const Coverage& c : parts)
      s.bind(group, static_cast<std::int64_t>(c.provenance), static_cast<std::int64_t>(c.settled),
             c.range.from, c.range.to, c.asked_at)
          .run();
  }
}

void StoreWriter::put_hours(const GroupKey& key, const Rows& hours) {
  if (hours.empty()) return;
  Transaction transaction(*db_, Transaction::Kind::write);
  const Group group = table_.make_group(key);
  for (std::size_t i = 0; i < hours.size();) {
    const TimeRange day = utc_day(hours.times[i]);
    const Rows part = hours.slice(day);
    Rows stored = table_.read_rows(group, Tier::hour, day, hours.channels);
    merge_rows(stored, part);
    table_.replace(group, Tier::hour, day, stored, 0, stored.size());
    i += part.size();
  }
  transaction.commit();
}

void StoreWriter::put_note(const std::string& key, const std::string& text) {
  Statement(*db_, "INSERT OR REPLACE INTO meta (key, value) VALUES ('note.' || ?1, ?2)")
      .bind(key, text)
      .run();
}

void StoreWriter::put_minutes(const GroupKey& key, const RollupMap& minutes,
                              const std::map<std::uint32_t, std::string>& epochs) {
  const auto known_before = known_epochs_;
  try {
    Transaction transaction(*db_, Transaction::Kind::write);
    name_epochs(epochs);
    const Group group = table_.make_group(key);
    TimeMs last = 0;
    for (const auto& [channel, list] : minutes)
      if (!list.empty()) {
        if (has_value(list.back().last))
          write_latest(group, channel, list.back().last_time, list.back().last);
        last = std::max(last, list.back().start);
      }
    // A history made elsewhere comes in whole days.
    write_minutes(group, minutes, last + day_ms);
    transaction.commit();
  } catch (...) {
    known_epochs_ = known_before;
    throw;
  }
}

void StoreWriter::put_quarters(const GroupKey& key, const RollupMap& quarters,
                               const std::map<std::uint32_t, std::string>& epochs) {
  std::set<TimeMs> spans;
  TimeMs last = 0;
  const DurationMs unit = block_span(Tier::quarter);
  for (const auto& [channel, list] : quarters)
    for (const Rollup& r : list) {
      spans.insert(floor_to(r.start, unit));
      last = std::max(last, r.start);
    }
  if (spans.empty()) return;
  const auto known_before = known_epochs_;
  try {
    Transaction transaction(*db_, Transaction::Kind::write);
    name_epochs(epochs);
    const Group group = table_.make_group(key);
    const std::vector<ChannelIndex> channels = channels_in(key.dataset);
    for (const TimeMs from : spans) {
      const TimeRange span{from, from + unit};
      RollupMap stored = table_.read_rollups(group, Tier::quarter, span, channels);
      for (const auto& [channel, list] : quarters) {
        const auto begin = std::ranges::lower_bound(list, span.from, {}, &Rollup::start);
        const auto end = std::ranges::lower_bound(list, span.to, {}, &Rollup::start);
        if (begin != end) overlay_rollups(stored[channel], std::span(begin, end));
      }
      table_.replace(group, Tier::quarter, span, stored);
    }
    // Minutes before these quarters that have none yet would not be asked any more.
    roll_days(group, floor_to(last, day_ms) + day_ms, 0);
    transaction.commit();
  } catch (...) {
    known_epochs_ = known_before;
    throw;
  }
}

std::uint64_t StoreWriter::used_bytes() {
  const std::int64_t pages = db_->number("PRAGMA page_count") - db_->number("PRAGMA freelist_count");
  return static_cast<std::uint64_t>(pages * db_->number("PRAGMA page_size"));
}

void StoreWriter::finish_days(TimeMs now) {
  Transaction transaction(*db_, Transaction::Kind::write);
  for (const Group& group : table_.groups()) roll_finished_days(group, now);
  transaction.commit();
}

void StoreWriter::checkpoint() {
  db_->exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

bool StoreWriter::make_room() noexcept {
  try {
    // The first column is 1 where somebody who reads kept the log from being emptied.
    return db_->number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
  } catch (const DatabaseFault&) {
    return false;
  }
}

void StoreWriter::vacuum() {
  db_->exec("VACUUM");
  checkpoint();
}

std::vector<Coverage> read_coverage(Database& db) {
  std::vector<Coverage> found;
  Statement s(
      db,
      "SELECT g.dataset, g.entity, c.provenance, c.start, c.\"end\", c.asked_at, c.settled FROM coverage c "
      "JOIN series_group g ON g.id = c.group_id");
  while (s.step()) {
    const auto dataset = find_dataset(s.bytes(0));
    if (!dataset || s.integer(2) < 0 || s.integer(2) > static_cast<std::int64_t>(Provenance::imported))
      continue;
    found.push_back({{*dataset, std::string(s.bytes(1))},
                     static_cast<Provenance>(s.integer(2)),
                     {s.integer(3), s.integer(4)},
                     s.integer(5),
                     s.integer(6) != 0});
  }
  return found;
}

}  // namespace hearth
