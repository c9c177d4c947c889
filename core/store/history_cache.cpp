#include "core/store/history_cache.h"

#include "core/store/store_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

namespace fs = std::filesystem;

/// How long what was looked at may be known in memory only.
constexpr DurationMs seen_in_memory = hour_ms;

}  // namespace

HistoryCache::HistoryCache(Options options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      path_(cache_path(options_.store)),
      lock_(cache_lock_path(options_.store)),
      seen_written_(clock.now()) {}

HistoryCache::~HistoryCache() {
  const std::lock_guard guard(write_mutex_);
  write_seen();
  {
    const std::lock_guard reading(read_mutex_);
    close_reader();
  }
  if (writer_) writer_->make_room();
  close_writer();
}

std::optional<HistoryCache::Identity> HistoryCache::identity(const fs::path& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
  return Identity{facts.st_dev, facts.st_ino,
                  std::int64_t{facts.st_ctim.tv_sec} * 1'000'000'000 + facts.st_ctim.tv_nsec};
}

bool HistoryCache::same_file(const std::optional<Identity>& a, const std::optional<Identity>& b) {
  return a && b && a->device == b->device && a->number == b->number;
}

/// Says what is wrong with the cache; once, since nothing is lost by it.
void HistoryCache::tell(const Text& what) {
  {
    const std::lock_guard guard(read_mutex_);
    if (std::exchange(told_, true)) return;
  }
  if (options_.say)
    options_.say({ErrorKind::storage, what,
                  "The history itself is whole; what was looked at is fetched again where it is asked for.",
                  path_.string()});
}

/// Another file may have its names by now, so that closing it leaves these alone.
void HistoryCache::close_reader() {
  if (reader_) reader_->disown();
  reader_.reset();
  read_.reset();
  ledger_ = {};
}

/// Goes on without this file until another one stands there, or somebody writes it; `spoiled`: who writes it
/// begins anew. Under read_mutex.
void HistoryCache::pass_over(bool spoiled) {
  passed_over_ = identity(path_);
  spoiled_ = spoiled;
  close_reader();
}

/// True where it is to be told. Under read_mutex.
bool HistoryCache::pass_over(const DatabaseFault& fault) {
  // Somebody holds it for longer than one waits; another time then.
  if (fault.code() == SQLITE_BUSY || fault.code() == SQLITE_LOCKED) {
    close_reader();
    return false;
  }
  pass_over(fault.corrupt() || fault.code() == SQLITE_ERROR);
  return true;
}

/// Has the file open that stands there now; false where there is none that can be used. Under read_mutex.
/// Throws DatabaseFault.
bool HistoryCache::renew_reader() {
  const auto there = identity(path_);
  if (reader_ && same_file(there, read_)) return true;
  close_reader();
  if (!there) return false;
  if (same_file(there, passed_over_) && there->changed == passed_over_->changed) return false;
  const FileVerdict verdict = judge_file(path_, &reader_);
  if (!reader_) {
    // One that is being made has no tables yet.
    if (!verdict.spoiled.empty() || verdict.outdated)
      throw DatabaseFault(SQLITE_NOTADB, verdict.outdated ? std::string("it is of another version")
                                                          : "it " + verdict.spoiled);
    return false;
  }
  read_ = there;
  return true;
}

/// Reads which days are held where others have written since. Under read_mutex, within a transaction.
void HistoryCache::read_ledger() {
  const std::int64_t version = reader_->number("PRAGMA data_version");
  if (version == ledger_.version) return;
  ledger_ = {};
  if (reader_->number("SELECT count(*) FROM sqlite_schema WHERE name = 'cached_day'") > 0) {
    Statement s(*reader_,
                "SELECT g.dataset, g.entity, c.day, c.tier FROM cached_day c JOIN series_group g ON g.id = "
                "c.group_id");
    while (s.step())
      if (const auto dataset = find_dataset(s.bytes(0)))
        ledger_.days[{*dataset, std::string(s.bytes(1))}][s.integer(2)] =
            s.integer(3) == 0 ? Tier::raw : Tier::minute;
  }
  ledger_.version = version;
}

std::vector<TimeMs> HistoryCache::held(const GroupKey& group, TimeRange range, Tier finest) const {
  std::vector<TimeMs> found;
  const auto of_group = ledger_.days.find(group);
  if (of_group == ledger_.days.end() || range.empty()) return found;
  const auto& days = of_group->second;
  for (auto day = days.lower_bound(floor_to(std::max<TimeMs>(range.from, 0), day_ms));
       day != days.end() && day->first < range.to; ++day)
    if (day->second == Tier::raw || finest != Tier::raw) found.push_back(day->first);
  return found;
}

std::vector<TimeMs> HistoryCache::days(const GroupKey& group, TimeRange range, Tier finest) {
  std::string trouble;
  {
    const std::lock_guard guard(read_mutex_);
    try {
      if (!renew_reader()) return {};
      const Transaction transaction(*reader_, Transaction::Kind::read);
      read_ledger();
      return held(group, range, finest);
    } catch (const DatabaseFault& fault) {
      if (!pass_over(fault)) return {};
      trouble = fault.what();
    }
  }
  tell(said("The cache of past details cannot be used: {}.", trouble));
  return {};
}

bool HistoryCache::read(const GroupKey& group, TimeRange range, Tier finest, const Use& use) {
  std::string trouble = "some of it is damaged";
  {
    const std::lock_guard guard(read_mutex_);
    try {
      if (!renew_reader()) return false;
      const Transaction transaction(*reader_, Transaction::Kind::read);
      read_ledger();
      const std::vector<TimeMs> days = held(group, range, finest);
      if (days.empty()) return false;
      bool damaged = false;
      BlockTable table(*reader_, [&](std::int64_t) { damaged = true; });
      GroupSource source(&table, table.find_group(group), group.dataset, Rows(), options_.max_power_w);
      use(source, days);
      if (!damaged) return true;
    } catch (const DatabaseFault& fault) {
      if (!pass_over(fault)) return false;
      trouble = fault.what();
    }
    if (reader_) pass_over(true);
  }
  tell(said("The cache of past details cannot be used: {}.", trouble));
  return false;
}

void HistoryCache::note_seen(const GroupKey& group, std::span<const TimeMs> days) {
  if (!options_.may_write || days.empty()) return;
  const TimeMs now = clock_.now();
  {
    const std::lock_guard guard(read_mutex_);
    for (const TimeMs day : days) seen_[group][day] = now;
    const bool due = now < seen_written_ || now - seen_written_ >= seen_in_memory;
    if (seen_.empty() || !due) return;
    seen_written_ = now;
  }
  // Whoever puts something just now writes it too.
  const std::unique_lock guard(write_mutex_, std::try_to_lock);
  if (!guard) return;
  const bool kept = writer_ != nullptr;
  write_seen();
  if (kept) return;
  // Whoever only looks does not keep others from putting something.
  close_writer();
  lock_.release();
}

}  // namespace hearth
