#pragma once

#include "core/store/coverage_set.h"
#include "core/store/group_source.h"
#include "core/store/journal.h"

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace hearth {

/// The UTC day and hour that a time lies in.
inline TimeRange utc_day(TimeMs time) {
  const TimeMs day = floor_to(time, day_ms);
  return {day, day + day_ms};
}
inline TimeRange utc_hour(TimeMs time) {
  const TimeMs hour = floor_to(time, hour_ms);
  return {hour, hour + hour_ms};
}

/// The writing side of a store: one connection, used under the store's write lock. Throws DatabaseFault; a
/// member that throws has changed nothing on disk.
///
/// A flush puts a small batch into the journal as one row. When the hour is over (or the batch is large), a
/// compaction takes the journal's readings into the blocks of their hours, and rolls minutes and quarters up
/// from them; readings of the hour that runs stay in the journal. Within a transaction that is open already
/// members write as a part of it; where that is rolled back, the writer is of no more use.
class StoreWriter {
 public:
  /// `max_power_w`: what the home can use at most, for the counter rule.
  StoreWriter(std::unique_ptr<Database> db, BlockTable::Damaged damaged, double max_power_w);

  /// Everything that one flush brings to disk, in one transaction.
  struct Batch {
    std::shared_ptr<const RowsByGroup> rows;
    std::map<std::uint32_t, std::string> epochs;
    std::map<GroupKey, std::vector<Coverage>> coverage;  ///< of a group: all there is
    /// The same where it follows from readings: a journal's readings tell it again.
    std::map<GroupKey, std::vector<Coverage>> followed;
    std::set<std::int64_t> damaged;  ///< blocks that a query found damaged
  };
  /// True where the journal was taken into blocks, and `followed` written.
  bool write(const Batch& batch, TimeMs now);
  /// Takes all of the journal but the hour that runs into blocks, and looks for damaged ones among all.
  void compact(TimeMs now);
  /// How many of the rows were there already, as they are.
  std::size_t put_rows(const GroupKey& key, const Rows& rows,
                       const std::map<std::uint32_t, std::string>& epochs, TimeMs now);
  void put_hours(const GroupKey& key, const Rows& hours);
  void put_note(const std::string& key, const std::string& text);
  void put_minutes(const GroupKey& key, const RollupMap& minutes,
                   const std::map<std::uint32_t, std::string>& epochs = {});
  void put_quarters(const GroupKey& key, const RollupMap& quarters,
                    const std::map<std::uint32_t, std::string>& epochs);
  struct Retention {
    TimeMs raw_from = 0;
    TimeMs minutes_from = 0;
    TimeMs quarters_from = 0;
    std::uint64_t most_bytes = 0;  ///< 0: any number
  };
  /// Drops what is older; then, where the file holds more bytes, the oldest of the finest tier, day by day.
  /// Nothing leaves a tier before the next coarser one holds it. True where something had to go for its size.
  bool retain(const Retention& keep, TimeMs now);
  /// Rolls up the days that are over, so that all tiers are there.
  void finish_days(TimeMs now);
  /// Forgets what a clock that was ahead of all readings noted: that a tier was dropped up to then.
  void heal_dates();
  /// Judges a stretch of what a version before the counter rule stored. True where more is left.
  bool judge_some(TimeMs now);
  /// Whether there is such; where that cannot be read, nothing is made of it.
  [[nodiscard]] bool has_unjudged();
  /// Brings the write-ahead log into the file.
  void checkpoint();
  /// Does so on a full disk; false where nothing came of it. Throws nothing.
  bool make_room() noexcept;
  /// Gives the file's free pages back.
  void vacuum();
  /// What of the file is in use, also by what is not committed yet.
  std::uint64_t used_bytes();

  [[nodiscard]] Database& database() { return *db_; }
  [[nodiscard]] BlockTable& table() { return table_; }
  /// What stands in the journal.
  const RowsByGroup& journal();

 private:
  [[nodiscard]] std::int64_t next_entry(TimeMs now) const;
  void add_entry(const RowsByGroup& rows, TimeMs now);
  void compact_rows(const RowsByGroup* extra, TimeMs now, bool makes_room);
  void name_epochs(const std::map<std::uint32_t, std::string>& epochs);
  void take_in(const GroupKey& key, const Rows& rows, TimeMs now);
  std::size_t count_known(const Group& group, const Rows& rows);
  void write_minutes(const Group& group, const RollupMap& minutes, TimeMs now);
  void roll_quarters_of(const Group& group, const std::set<TimeMs>& days, TimeMs now);
  void roll_finished_days(const Group& group, TimeMs now);
  void roll_days(const Group& group, TimeMs until, TimeMs now);
  RollupMap judged_tier(const Group& group, Tier tier, TimeRange span);
  void judge_quarters(const Group& group, TimeRange span);
  void judge_readings(const Group& group, TimeRange span, TimeMs now);
  void write_coverage(const std::map<GroupKey, std::vector<Coverage>>& coverage);
  void write_latest(const Group& group, ChannelIndex channel, TimeMs time, double value);
  void set_aside_damaged(TimeMs now);
  void heal(const BlockPlace& place, TimeMs now);
  void drop(Tier tier, TimeMs before, TimeMs now);
  void hold_in_minutes(const Group& group, TimeMs before, TimeMs now);
  void hold_in_quarters(const Group& group, TimeMs before, TimeMs now);

  std::unique_ptr<Database> db_;
  double max_power_w_;
  std::set<std::int64_t> damaged_;  ///< blocks found damaged, to be moved out of the way
  BlockTable table_;
  Journal journal_;
  std::set<std::int64_t> damaged_entries_;
  std::function<void(std::int64_t)> say_damaged_;
  std::set<std::uint32_t> known_epochs_;
  std::int64_t last_entry_ = 0;
  std::optional<TimeMs> compacted_hour_;  ///< the hour that ran at the last compaction
};

/// What the store on disk says is known.
std::vector<Coverage> read_coverage(Database& db);

}  // namespace hearth
