#pragma once

#include "core/store/group_source.h"
#include "core/store/history_store.h"
#include "core/store/lock_file.h"
#include "core/store/store_file.h"
#include "core/store/store_writer.h"

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

namespace hearth {

/// What a store is made of, and who may touch it when: the writer under one mutex, the reader under another,
/// so that a query never waits for a flush; the tail and what is known under their own, so that `append`
/// waits for neither.
struct HistoryStore::Private {
  static constexpr std::size_t most_unflushed = 2'000'000;
  static constexpr std::size_t most_problems = 100;

  Private(Options o, const Clock& c)
      : options(std::move(o)), clock(c), lock(std::filesystem::path(options.path) += ".lock") {}

  Options options;
  const Clock& clock;

  mutable std::mutex problem_mutex;
  std::vector<Error> problems;
  std::set<std::int64_t> damaged_blocks;
  bool said_full = false;

  Tail tail{most_unflushed};
  mutable std::mutex coverage_mutex;
  CoverageSet coverage;
  CoverageFollower follower;
  std::set<GroupKey> coverage_changed;

  mutable std::mutex write_mutex;
  LockFile lock;                        ///< taken and released under write_mutex
  std::unique_ptr<StoreWriter> writer;  ///< under write_mutex; null where another records
  std::atomic<bool> writes{false};
  TimeMs retained_at = std::numeric_limits<TimeMs>::min();

  std::mutex read_mutex;
  std::unique_ptr<Database> reader;  ///< under read_mutex; null until there is a file to read

  std::mutex thread_mutex;
  std::condition_variable_any wake;
  bool asked = false;
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
      if (!damaged_blocks.insert(block).second) return;
    }
    say({ErrorKind::storage,
         fmt::format("Block {} of the history is damaged; its readings are left out.", block),
         "The rest is not affected.", options.path.string()});
  }

  Error error_of(const DatabaseFault& fault) {
    Error error{ErrorKind::storage, fmt::format("The history cannot be used: {}.", fault.what()),
                fault.corrupt() ? "Start again: the file is then set aside and a new one begun."
                                : "Check the disk and the rights on the file.",
                options.path.string()};
    say(error);
    return error;
  }

  BlockTable::Damaged damaged() {
    return [this](std::int64_t block) { say_damaged(block); };
  }

  Expected<void> begin_anew(const std::string& why);
  Expected<void> start_writing();
  Expected<void> flush();
  void retain(TimeMs now);
  AppendResult after_append(const Tail::Taken& taken, TimeMs now);
  void run(const std::stop_token& stop);

  /// Runs `use(Database*)` in one read transaction; the connection is null where there is no store to read
  /// yet.
  template <class Use>
  auto reading(Use use) -> Expected<decltype(use(static_cast<Database*>(nullptr)))> {
    const std::lock_guard guard(read_mutex);
    try {
      if (!reader && judge_file(options.path).ready) reader = open_reader(options.path);
      if (!reader) return use(static_cast<Database*>(nullptr));
      const Transaction transaction(*reader, Transaction::Kind::read);
      return use(reader.get());
    } catch (const DatabaseFault& fault) {
      return std::unexpected(error_of(fault));
    }
  }

  /// Runs `use(StoreWriter&)` where this store may write.
  template <class Use>
  Expected<void> writing(Use use) {
    const std::lock_guard guard(write_mutex);
    if (!writer)
      return fail(ErrorKind::storage, "Another program records into this history.", "",
                  options.path.string());
    try {
      use(*writer);
      return {};
    } catch (const DatabaseFault& fault) {
      return std::unexpected(error_of(fault));
    }
  }

  template <class Use>
  auto of_group(const GroupKey& group, TimeRange range, std::size_t rows_beside, Use use) {
    // The tail first: what is written meanwhile is then seen twice, which does no harm, and never not at all.
    Rows rows = tail.rows(group, range, rows_beside);
    return reading([&](Database* db) {
      std::optional<BlockTable> table;
      std::optional<std::int64_t> id;
      if (db != nullptr) {
        table.emplace(*db, damaged());
        id = table->find_group(group);
      }
      GroupSource source(table ? &*table : nullptr, id, group.dataset, std::move(rows));
      return use(source);
    });
  }

  TimeRange extent(const GroupKey& group);
  std::vector<Buckets> buckets_of(GroupSource& source, const GroupKey& group,
                                  std::vector<ChannelIndex> channels, std::span<const TimeMs> edges);
};

}  // namespace hearth
