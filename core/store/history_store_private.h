#pragma once

#include "core/store/disk_trouble.h"
#include "core/store/group_source.h"
#include "core/store/history_cache.h"
#include "core/store/history_store.h"
#include "core/store/hours_so_far.h"
#include "core/store/lock_file.h"
#include "core/store/store_file.h"
#include "core/store/store_place.h"
#include "core/store/store_writer.h"
#include "core/store/stretches.h"
#include "core/store/tail.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace hearth {

/// Serials by their numbers.
std::map<std::uint32_t, std::string> named_epochs(std::span<const std::string> serials);

/// What a store is made of, and who may touch it when: the writer under one mutex, the reader under another,
/// so that a query never waits for a flush; the tail and what is known under their own, so that `append`
/// waits for neither.
struct HistoryStore::Private {
  static constexpr std::size_t most_unflushed = 500'000;
  static constexpr std::size_t most_problems = 100;

  Private(Options o, const Clock& c)
      : options(std::move(o)), clock(c), lock(std::filesystem::path(options.path) += ".lock") {
    if (options.cache_bytes > 0) cache = make_cache();
  }

  Options options;
  const Clock& clock;

  mutable std::mutex problem_mutex;
  std::vector<Error> problems;
  std::set<std::int64_t> damaged_blocks;
  std::set<std::int64_t> to_set_aside;  ///< those of them that the writer has not put away yet
  bool said_full = false;
  std::optional<Error> paused;    ///< why nothing can be written for now
  std::optional<Error> disagree;  ///< why nothing is deleted

  mutable std::mutex state_mutex;
  StoreState last_state;  ///< as of the last look; what changes at once is put over it

  /// What waits for the next flush beside readings, and is seen before.
  struct PendingHours {
    Rows rows;
    std::uint64_t changes = 0;
  };
  std::mutex pending_mutex;
  std::map<std::string, PendingHours> pending_hours;  ///< by entity: a service's hours not written yet
  std::map<std::string, std::string> pending_notes;   ///< and notes

  Tail tail{most_unflushed};
  mutable std::mutex coverage_mutex;
  CoverageSet coverage;
  CoverageFollower follower;
  std::set<GroupKey> coverage_asked;     ///< changed by `add_coverage`
  std::set<GroupKey> coverage_followed;  ///< changed by recording

  std::mutex groups_mutex;
  std::set<GroupKey> written_groups;  ///< those on the disk, as far as this store wrote or opened them

  mutable std::mutex write_mutex;
  LockFile lock;                                      ///< taken and released under write_mutex
  std::unique_ptr<StoreWriter> writer;                ///< under write_mutex; null where another records
  std::optional<std::filesystem::path> salvage_from;  ///< under write_mutex; a file just set aside
  std::atomic<bool> writes{false};
  std::atomic<bool> opening{false};   ///< the store's own thread has still to look for the first time
  std::atomic<bool> ready{false};     ///< the file was seen to have our tables
  std::atomic<bool> corrupt{false};   ///< SQLite came upon damage of the file itself
  std::atomic<bool> judged{true};     ///< all that an older version stored
  StorePlace place;                   ///< under write_mutex
  bool was_full = false;              ///< under write_mutex: the last writing ended for want of room
  std::optional<TimeMs> retained_at;  ///< by the clock, and when that was in real time
  std::chrono::nanoseconds retained_after{};

  StorePlace reader_place;  ///< of the store's own thread: what there was to read at the last look
  std::mutex read_mutex;
  std::unique_ptr<Database> reader;  ///< under read_mutex; null until there is a file to read
  Journal journal;                   ///< under read_mutex; what `reader` sees

  HoursSoFar hours_so_far;

  std::unique_ptr<HistoryCache> cache;  ///< null where there is to be none

  std::mutex thread_mutex;
  std::condition_variable_any wake;
  bool asked = false;
  bool asked_to_look = false;
  std::jthread thread;  ///< last: it must end before what it uses

  void say(Error error) {
    const std::lock_guard guard(problem_mutex);
    if (!problems.empty() && problems.back() == error) return;
    if (problems.size() >= most_problems) problems.erase(problems.begin());
    problems.push_back(std::move(error));
  }

  void say_damaged(std::int64_t block) {
    {
      const std::lock_guard guard(problem_mutex);
      to_set_aside.insert(block);
      if (!damaged_blocks.insert(block).second) return;
    }
    say({ErrorKind::storage, said("Block {} of the history is damaged; its readings are left out.", block),
         "The rest is not affected; the block is kept apart in the file.", options.path.string()});
  }

  Error error_of(const DatabaseFault& fault) {
    Error error{ErrorKind::storage, said("The history cannot be used: {}.", fault.what()),
                fault.corrupt()
                    ? "\"hearthctl store compact\", or whoever records, sets the file aside and goes on with "
                      "what can be read of it."
                    : "Check the disk and the rights on the file.",
                options.path.string()};
    say(error);
    if (fault.corrupt() && writes && !corrupt.exchange(true)) ask_for_flush();
    return error;
  }

  void ask_for_flush() {
    {
      const std::lock_guard guard(thread_mutex);
      asked = true;
    }
    wake.notify_one();
  }

  std::set<std::int64_t> take_damaged() {
    const std::lock_guard guard(problem_mutex);
    return std::exchange(to_set_aside, {});
  }

  BlockTable::Damaged damaged() {
    return [this](std::int64_t block) { say_damaged(block); };
  }

  /// Says the fault, and that recording pauses where it is the disk's.
  Error failed(const DatabaseFault& fault) {
    if (auto why = disk_trouble(fault, options.path)) return pause(std::move(*why));
    return error_of(fault);
  }
  std::unexpected<Error> not_writing() {
    {
      const std::lock_guard guard(problem_mutex);
      if (paused) return std::unexpected(*paused);
    }
    return fail(ErrorKind::storage, "Another program records into this history.", "", options.path.string());
  }

  Expected<std::filesystem::path> put_away(const std::string& why);
  Expected<void> start_writing();
  Expected<void> recover();
  Expected<void> flush();
  Expected<void> write_batch();
  Error pause(Error why);
  bool is_paused();
  void resume();
  bool begin_writing();
  void look();
  void check_place();
  void let_go();
  void renew_reader();
  void renew_state();
  void note_recorder();
  void write_pending();
  bool keeps() { return writes || opening || is_paused(); }
  void note_groups(const std::set<GroupKey>& groups) {
    const std::lock_guard guard(groups_mutex);
    written_groups.insert(groups.begin(), groups.end());
  }
  /// What a service said of hours, wherever readings come from.
  using HoursOf = std::function<Rows(TimeRange range, const std::vector<ChannelIndex>& channels)>;
  HoursOf said_by(GroupSource& source, const GroupKey& group) {
    return [this, &source, &group](TimeRange range, const std::vector<ChannelIndex>& channels) {
      return said_hours(source, group.entity, range, channels);
    };
  }
  Rows said_hours(GroupSource& source, const std::string& entity, TimeRange range,
                  const std::vector<ChannelIndex>& channels);
  StoreStats read_stats();
  void retain(TimeMs now);
  void say_retention(std::optional<Error> why);
  void judge_stored(const std::stop_token& stop);
  AppendResult after_append(const Tail::Taken& taken, TimeMs now);
  void run(const std::stop_token& stop);

  /// Opens `reader` where there is something to read. Under read_mutex. Whoever waits for a disk goes on
  /// without what is on it.
  void open_to_read() {
    if (reader) return;
    try {
      if (ready)
        reader = open_reader(options.path);
      else
        judge_file(options.path, &reader);
    } catch (const DatabaseFault&) {
      if (ready || !options.wait_for_disk) throw;
    }
  }

  /// Runs `use(Database*)` in one read transaction; the connection is null where there is no store to read
  /// yet.
  template <class Use>
  auto reading(Use use) -> Expected<decltype(use(static_cast<Database*>(nullptr)))> {
    const std::lock_guard guard(read_mutex);
    try {
      open_to_read();
      if (!reader) return use(static_cast<Database*>(nullptr));
      const Transaction transaction(*reader, Transaction::Kind::read);
      return use(reader.get());
    } catch (const DatabaseFault& fault) {
      return std::unexpected(error_of(fault));
    }
  }

  /// Runs `use(StoreWriter&)`, which writes readings of `group` (if not null), where this store may write.
  template <class Use>
  Expected<void> writing(Use use, const GroupKey* group = nullptr) {
    const std::lock_guard guard(write_mutex);
    if (!writer) return not_writing();
    try {
      use(*writer);
      if (group != nullptr) note_groups({*group});
      return {};
    } catch (const DatabaseFault& fault) {
      // Whoever brought it still has it, and is told; the tail is another matter.
      if (auto why = disk_trouble(fault, options.path, Unwritten::lost))
        return std::unexpected(std::move(*why));
      return std::unexpected(error_of(fault));
    }
  }

  template <class Use>
  auto of_group(const GroupKey& group, TimeRange range, std::size_t rows_beside, Use use) {
    // The tail first: what is written meanwhile is then seen twice, which does no harm, and never not at all.
    const Rows unwritten = tail.rows(group, range, rows_beside);
    return reading([&](Database* db) {
      std::optional<BlockTable> table;
      std::optional<Group> known;
      Rows rows = unwritten;
      if (db != nullptr) {
        table.emplace(*db, damaged());
        known = table->find_group(group);
        rows = rows_around(journal.read(*db, damaged()), group, range, rows_beside);
        merge_rows(rows, unwritten);
      }
      GroupSource source(table ? &*table : nullptr, known, group.dataset, std::move(rows),
                         options.max_power_w);
      return use(source);
    });
  }

  TimeRange extent(const GroupKey& group);
  std::vector<Buckets> buckets_of(GroupSource& source, const HoursOf& hours, const GroupKey& group,
                                  const std::vector<ChannelIndex>& channels, std::span<const TimeMs> edges,
                                  Tier finest);

  std::unique_ptr<HistoryCache> make_cache();
  std::vector<TimeMs> cached_days(const GroupKey& group, TimeRange range, Tier finest);
  void note_seen(const GroupKey& group, const std::vector<TimeMs>& days);
  static Stretches own_hours(GroupSource& store, const std::vector<TimeMs>& days, TimeRange range,
                             Tier finest);
  /// `known_days`: of the cache, which is asked again; `seen`: those that answered.
  std::vector<Buckets> buckets_with_cache(GroupSource& store, const GroupKey& group,
                                          const std::vector<ChannelIndex>& channels,
                                          std::span<const TimeMs> edges, Tier finest,
                                          const std::vector<TimeMs>& known_days, std::vector<TimeMs>& seen);
  Rows rows_with_cache(GroupSource& store, const GroupKey& group, TimeRange range,
                       const std::vector<ChannelIndex>& channels, const std::vector<TimeMs>& known_days);
};

}  // namespace hearth
