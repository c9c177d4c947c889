#pragma once

#include "core/store/cache_file.h"
#include "core/store/group_source.h"
#include "core/store/lock_file.h"
#include "core/store/store_writer.h"
#include "core/telemetry/clock.h"
#include "core/telemetry/text.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

/// Details of long ago that a page looked at and a source brought: readings or minutes of whole UTC days, in
/// a file of their own beside the store, bounded, the least recently seen first out.
namespace hearth {

/// The file has the store's format and one table more, `cached_day`; no journal, no quarters, no coverage.
/// What is wrong with it never is the store's trouble: it is passed over, begun anew by the next who writes
/// it, and told once. Nothing touches the disk before the first use. Whoever holds its lock writes it, all
/// others read it. All members may be called from any thread that may wait for a disk; `read` may be called
/// under the store's lock for reading, and none of the others waits for that.
class HistoryCache {
 public:
  struct Options {
    std::filesystem::path store;   ///< the store's file
    std::uint64_t most_bytes = 0;  ///< more than 0
    bool may_write = true;
    std::string writer_name;  ///< what the lock says of its holder
    double max_power_w = 0;
    std::function<void(Error)> say;  ///< told of what is wrong, once
  };
  HistoryCache(Options options, const Clock& clock);
  ~HistoryCache();
  HistoryCache(const HistoryCache&) = delete;
  HistoryCache& operator=(const HistoryCache&) = delete;

  /// The days (their midnights) that touch `range` and are held at least as fine as `finest`; ascending.
  std::vector<TimeMs> days(const GroupKey& group, TimeRange range, Tier finest);
  /// Runs `use(GroupSource&, days)`, with what `days` says, in one transaction of reading. False where there
  /// are none, or what was read is damaged: what `use` made of it is to be thrown away then.
  using Use = std::function<void(GroupSource& source, const std::vector<TimeMs>& days)>;
  bool read(const GroupKey& group, TimeRange range, Tier finest, const Use& use);
  /// Notes that these days were looked at. On the disk with the next put, within the hour (here), or at the
  /// end. Not under the store's locks.
  void note_seen(const GroupKey& group, std::span<const TimeMs> days);

  using Epochs = std::map<std::uint32_t, std::string>;
  /// Holds readings as those of `days`, whole UTC days; of what reaches beyond them a day on either side is
  /// kept. Errors: storage (also where another program writes the cache, or they are more than it may hold).
  Expected<void> put_rows(const GroupKey& group, TimeRange days, const Rows& rows, const Epochs& epochs);
  /// The same with minutes. Days that are held with readings stay as they are.
  Expected<void> put_minutes(const GroupKey& group, TimeRange days, const RollupMap& minutes,
                             const Epochs& epochs);

 private:
  struct Identity {
    dev_t device = 0;
    ino_t number = 0;
    std::int64_t changed = 0;  ///< ns; numbers of files come again
  };
  struct Ledger {
    std::int64_t version = -1;  ///< SQLite's count of what others wrote; -1: not read yet
    std::map<GroupKey, std::map<TimeMs, Tier>> days;
  };
  static std::optional<Identity> identity(const std::filesystem::path& path);
  static bool same_file(const std::optional<Identity>& a, const std::optional<Identity>& b);

  bool renew_reader();
  void read_ledger();
  void close_reader();
  void pass_over(bool spoiled);
  bool pass_over(const DatabaseFault& fault);
  std::vector<TimeMs> held(const GroupKey& group, TimeRange range, Tier finest) const;
  void tell(const Text& what);

  using PutDay = std::function<void(StoreWriter& writer, TimeRange day, TimeRange with_beside)>;
  Expected<void> put(const GroupKey& group, TimeRange days, Tier tier, const PutDay& put_day);
  Expected<void> put_all(const GroupKey& group, TimeRange days, Tier tier, const PutDay& put_day);
  Expected<void> begin_writing();
  void open_to_write();
  void close_writer();
  void begin_anew();
  using SeenDays = std::map<GroupKey, std::map<TimeMs, TimeMs>>;  ///< and when
  void write_seen();
  SeenDays put_seen();
  void forget_seen(const SeenDays& written);
  void give_back();
  bool make_room(const Group& group, TimeRange kept);
  void trim(const Group& group, TimeMs day, TimeRange kept);
  bool is_held(const Group& group, TimeMs day);
  Error error_of(const DatabaseFault& fault);

  Options options_;
  const Clock& clock_;
  std::filesystem::path path_;

  std::mutex write_mutex_;  ///< taken before the other
  LockFile lock_;
  std::unique_ptr<StoreWriter> writer_;
  std::optional<Identity> written_;  ///< the file that `writer_` has open
  bool damaged_ = false;             ///< the writer came upon damage

  std::mutex read_mutex_;
  std::unique_ptr<Database> reader_;
  std::optional<Identity> read_;         ///< the file that `reader_` has open
  std::optional<Identity> passed_over_;  ///< a file that cannot be used
  bool spoiled_ = false;                 ///< for good
  Ledger ledger_;
  SeenDays seen_;  ///< not on the disk yet
  TimeMs seen_written_ = 0;
  bool told_ = false;
};

}  // namespace hearth
