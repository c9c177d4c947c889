// How days come into the cache of details, and leave it.
#include "core/store/disk_trouble.h"
#include "core/store/history_cache.h"
#include "core/store/store_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// How much of the limit may lie free in the file: an eighth.
constexpr std::uint64_t share_kept_free = 8;

constexpr const char* cache_tables = R"(
CREATE TABLE IF NOT EXISTS cached_day (
  group_id INTEGER NOT NULL, day INTEGER NOT NULL, tier INTEGER NOT NULL, seen INTEGER NOT NULL,
  PRIMARY KEY (group_id, day)) WITHOUT ROWID;
)";

constexpr std::string_view was_damaged = "The cache of past details was damaged, and is begun anew.";

std::unexpected<Error> too_large(const std::filesystem::path& path) {
  return fail(ErrorKind::storage, "These details are more than the cache may hold.",
              "Raise [history] cache_mb.", path.string());
}

/// Rows of the hours that are kept.
RollupMap rows_in_hours(const RollupMap& minutes, const std::set<TimeMs>& hours) {
  RollupMap kept;
  for (const auto& [channel, list] : minutes)
    for (const Rollup& r : list)
      if (hours.contains(floor_to(r.start, hour_ms))) kept[channel].push_back(r);
  return kept;
}

RollupMap rows_in_range(const RollupMap& minutes, TimeRange range) {
  RollupMap part;
  for (const auto& [channel, list] : minutes) {
    const auto from = std::ranges::lower_bound(list, range.from, {}, &Rollup::start);
    const auto to = std::ranges::lower_bound(list, range.to, {}, &Rollup::start);
    if (from < to) part[channel].assign(from, to);
  }
  return part;
}

}  // namespace

Error HistoryCache::error_of(const DatabaseFault& fault) {
  if (auto why = disk_trouble(fault, path_, Unwritten::lost)) return *why;
  return {ErrorKind::storage, said("The cache of past details cannot be used: {}.", fault.what()),
          "Check the disk and the rights on the file.", path_.string()};
}

void HistoryCache::close_writer() {
  // Where another file has its name, what lies beside that is not this one's.
  if (writer_ && !same_file(identity(path_), written_)) writer_->database().disown();
  writer_.reset();
  written_.reset();
}

/// Deletes the file. The lock is held.
void HistoryCache::begin_anew() {
  if (writer_) writer_->database().disown();
  close_writer();
  const std::lock_guard guard(read_mutex_);
  close_reader();
  passed_over_.reset();
  spoiled_ = false;
  remove_cache_files(path_);
}

/// The lock is held. Throws DatabaseFault.
void HistoryCache::open_to_write() {
  const FileVerdict verdict = judge_file(path_);
  bool spoiled = !verdict.spoiled.empty();
  {
    const std::lock_guard guard(read_mutex_);
    spoiled = spoiled || (spoiled_ && same_file(identity(path_), passed_over_));
  }
  if (spoiled || verdict.outdated) begin_anew();
  if (spoiled) tell(was_damaged);
  auto db = open_writer(path_);
  // A history that somebody laid there has no days that could go.
  if (db->number("SELECT count(*) FROM sqlite_schema WHERE name = 'cached_day'") == 0 &&
      db->number("SELECT count(*) FROM block") > 0) {
    db->disown();
    db.reset();
    begin_anew();
    db = open_writer(path_);
  }
  // What a pulled plug takes is fetched again; that the file stays whole is enough.
  db->exec("PRAGMA synchronous = NORMAL");
  // The log does not keep the length of the largest day.
  db->exec("PRAGMA journal_size_limit = 1000000");
  db->exec(cache_tables);
  writer_ = std::make_unique<StoreWriter>(
      std::move(db), [this](std::int64_t) { damaged_ = true; }, options_.max_power_w);
  written_ = identity(path_);
  const std::lock_guard guard(read_mutex_);
  passed_over_.reset();
  spoiled_ = false;
}

/// Has the file open, and the lock. Throws DatabaseFault.
Expected<void> HistoryCache::begin_writing() {
  bool spoiled = false;
  {
    const std::lock_guard guard(read_mutex_);
    spoiled = spoiled_;
  }
  if (writer_ && !spoiled && lock_.in_place() && same_file(identity(path_), written_)) return {};
  close_writer();
  if (lock_.held() && !lock_.in_place()) lock_.release();
  if (!options_.may_write)
    return fail(ErrorKind::storage, "The history is open for reading only.", "", path_.string());
  // Where its disk has gone nothing is laid in its place.
  if (!identity(options_.store))
    return fail(ErrorKind::storage, "The history is not there, and so has no cache.", "",
                options_.store.string());
  if (!lock_.try_take(fmt::format("{} (pid {})", options_.writer_name, ::getpid()))) {
    if (lock_.error() != 0) return std::unexpected(disk_trouble(lock_.error(), path_, Unwritten::lost));
    return fail(ErrorKind::storage,
                said("{} keeps the cache of past details.", lock_.holder().value_or("Another program")),
                "One program at a time writes it; others read it.", path_.string());
  }
  open_to_write();
  return {};
}

Expected<void> HistoryCache::put(const GroupKey& group, TimeRange days, Tier tier, const PutDay& put_day) {
  const std::lock_guard guard(write_mutex_);
  for (bool again = true; true; again = false) {
    std::optional<Error> trouble;
    bool torn = false;
    try {
      if (auto begun = begin_writing(); !begun) return begun;
      damaged_ = false;
      auto done = put_all(group, days, tier, put_day);
      if (done && !damaged_) return {};
      if (!damaged_) {
        close_writer();
        return done;
      }
    } catch (const DatabaseFault& fault) {
      trouble = error_of(fault);
      torn = fault.corrupt() || fault.code() == SQLITE_ERROR;
    }
    close_writer();
    if (!again || !(torn || damaged_))
      return std::unexpected(trouble.value_or(
          Error{ErrorKind::storage, "The cache of past details is damaged.", "", path_.string()}));
    begin_anew();
    tell(was_damaged);
  }
}

/// In one transaction, so that where they do not fit nothing has changed; the writer is of no use then.
/// Throws DatabaseFault.
Expected<void> HistoryCache::put_all(const GroupKey& key, TimeRange days, Tier tier, const PutDay& put_day) {
  Database& db = writer_->database();
  {
    Transaction transaction(db, Transaction::Kind::write);
    const SeenDays seen = put_seen();
    const Group group = writer_->table().make_group(key);
    if (!make_room(group, days)) return too_large(path_);
    Statement hold(
        db,
        "INSERT INTO cached_day (group_id, day, tier, seen) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET tier = min(tier, excluded.tier), seen = excluded.seen");
    for (TimeMs day = days.from; day < days.to; day += day_ms) {
      const TimeRange with_beside{day == days.from ? day - day_ms : day,
                                  day + day_ms == days.to ? day + 2 * day_ms : day + day_ms};
      put_day(*writer_, {day, day + day_ms}, with_beside);
      hold.bind(group.id, day, static_cast<std::int64_t>(tier), clock_.now()).run();
      if (!make_room(group, days)) return too_large(path_);
    }
    transaction.commit();
    forget_seen(seen);
  }
  give_back();
  return {};
}

/// Free pages are used again by the next day; what is far beyond the limit goes back to the disk.
void HistoryCache::give_back() {
  Database& db = writer_->database();
  const auto file_bytes =
      static_cast<std::uint64_t>(db.number("PRAGMA page_count") * db.number("PRAGMA page_size"));
  if (file_bytes <= options_.most_bytes + options_.most_bytes / share_kept_free) return;
  try {
    writer_->vacuum();
  } catch (const DatabaseFault& fault) {
    // It needs as much room again as it leaves: a full disk has none, and the next put tries again.
    if (fault.corrupt()) throw;
  }
}

/// Lets the least recently seen days go until the file holds no more than it may, but none of `kept`. False
/// where these alone are more. Within a transaction. Throws DatabaseFault.
bool HistoryCache::make_room(const Group& group, TimeRange kept) {
  Database& db = writer_->database();
  while (writer_->used_bytes() > options_.most_bytes) {
    std::int64_t id = 0;
    TimeMs day = 0;
    {
      // What a clock that was ahead noted counts as seen now.
      Statement oldest(
          db,
          "SELECT group_id, day FROM cached_day WHERE NOT (group_id = ?1 AND day >= ?2 AND day < "
          "?3) ORDER BY min(seen, ?4), day LIMIT 1");
      if (!oldest.bind(group.id, kept.from, kept.to, clock_.now()).step()) return false;
      id = oldest.integer(0);
      day = oldest.integer(1);
    }
    Statement(db, "DELETE FROM cached_day WHERE group_id = ? AND day = ?").bind(id, day).run();
    Group gone{id, {}, 0};
    for (const Group& one : writer_->table().groups())
      if (one.id == id) gone = one;
    const TimeRange own = id == group.id ? kept : TimeRange();
    for (const TimeMs beside : {day - day_ms, day, day + day_ms}) trim(gone, beside, own);
  }
  return true;
}

/// Drops what is there of a day that is not held, but for what completes the days beside it.
void HistoryCache::trim(const Group& group, TimeMs day, TimeRange kept) {
  const TimeRange whole = utc_day(day);
  const auto stays = [&](TimeMs other) { return kept.contains(other) || is_held(group, other); };
  if (stays(day)) return;
  const bool begins = stays(day - day_ms);
  const bool ends = stays(day + day_ms);
  BlockTable& table = writer_->table();
  for (const Tier tier : {Tier::raw, Tier::minute}) {
    const std::vector<TimeMs> hours = table.hours_with_rows(group, tier, whole);
    if (hours.empty()) continue;
    std::set<TimeMs> left;
    if (begins) left.insert(hours.front());
    if (ends) left.insert(hours.back());
    if (tier == Tier::raw) {
      for (const TimeMs hour : hours)
        if (!left.contains(hour)) table.remove(group, tier, utc_hour(hour));
    } else {
      table.replace(
          group, tier, whole,
          rows_in_hours(table.read_rollups(group, tier, whole, channels_in(group.key.dataset)), left));
    }
  }
}

bool HistoryCache::is_held(const Group& group, TimeMs day) {
  Statement s(writer_->database(), "SELECT 1 FROM cached_day WHERE group_id = ? AND day = ?");
  return s.bind(group.id, day).step();
}

/// Within a transaction. Throws DatabaseFault.
HistoryCache::SeenDays HistoryCache::put_seen() {
  SeenDays seen;
  {
    const std::lock_guard guard(read_mutex_);
    seen = seen_;
  }
  for (const auto& [key, days] : seen)
    if (const auto group = writer_->table().find_group(key)) {
      Statement mark(writer_->database(), "UPDATE cached_day SET seen = ? WHERE group_id = ? AND day = ?");
      for (const auto& [day, at] : days) mark.bind(at, group->id, day).run();
    }
  return seen;
}

void HistoryCache::forget_seen(const SeenDays& written) {
  const std::lock_guard guard(read_mutex_);
  for (const auto& [group, days] : written) {
    const auto mine = seen_.find(group);
    if (mine == seen_.end()) continue;
    for (const auto& [day, at] : days)
      if (const auto entry = mine->second.find(day); entry != mine->second.end() && entry->second == at)
        mine->second.erase(entry);
    if (mine->second.empty()) seen_.erase(mine);
  }
}

/// Under write_mutex. Where the file has gone, or another program writes it, there is nothing to note.
void HistoryCache::write_seen() {
  {
    const std::lock_guard guard(read_mutex_);
    if (seen_.empty()) return;
  }
  if (!identity(path_)) return;
  try {
    if (!begin_writing()) return;
    Transaction transaction(writer_->database(), Transaction::Kind::write);
    const SeenDays seen = put_seen();
    make_room({}, {});
    transaction.commit();
    forget_seen(seen);
    give_back();
  } catch (const DatabaseFault&) {
    // Days go in another order than they were seen in: no more than that.
    close_writer();
  }
}

Expected<void> HistoryCache::put_rows(const GroupKey& group, TimeRange days, const Rows& rows,
                                      const Epochs& epochs) {
  return put(group, days, Tier::raw, [&](StoreWriter& writer, TimeRange, TimeRange with_beside) {
    writer.put_rows(group, rows.slice(with_beside), epochs, clock_.now());
  });
}

Expected<void> HistoryCache::put_minutes(const GroupKey& group, TimeRange days, const RollupMap& minutes,
                                         const Epochs& epochs) {
  return put(group, days, Tier::minute, [&](StoreWriter& writer, TimeRange day, TimeRange with_beside) {
    Statement readings(
        writer.database(),
        "SELECT 1 FROM cached_day c JOIN series_group g ON g.id = c.group_id WHERE g.dataset = ? "
        "AND g.entity = ? AND c.day = ? AND c.tier = 0");
    readings.bind(dataset_name(group.dataset), std::string_view(group.entity), day.from);
    if (!readings.step()) writer.put_minutes(group, rows_in_range(minutes, with_beside), epochs);
  });
}

}  // namespace hearth
