#pragma once

#include "core/store/coverage_set.h"
#include "core/store/group_source.h"
#include "core/store/tail.h"

#include <memory>
#include <set>

namespace hearth {

/// The writing side of a store: one connection, used under the store's write lock. Throws DatabaseFault; a
/// member that throws has changed nothing on disk.
class StoreWriter {
 public:
  StoreWriter(std::unique_ptr<Database> db, BlockTable::Damaged damaged);

  /// Everything that one flush brings to disk, in one transaction.
  struct Batch {
    std::shared_ptr<const Tail::Groups> rows;
    std::map<std::uint32_t, std::string> epochs;
    std::map<GroupKey, std::vector<Coverage>> coverage;  ///< of a group: all there is
  };
  void write(const Batch& batch, TimeMs now);
  void put_hours(const GroupKey& group, const Rows& hours);
  void put_minutes(const GroupKey& group, const MinuteMap& minutes);
  /// Drops what is older.
  void retain(TimeMs raw_from, TimeMs minutes_from);
  /// Brings the write-ahead log into the file.
  void checkpoint();

  [[nodiscard]] Database& database() { return *db_; }

 private:
  void write_group(const GroupKey& key, const Rows& rows);
  void write_latest(std::int64_t group, ChannelIndex channel, TimeMs time, double value);
  void compact_finished(TimeMs now);

  std::unique_ptr<Database> db_;
  BlockTable table_;
  /// Hours that got a block since they were compacted.
  std::set<std::pair<GroupKey, TimeMs>> scattered_;
};

/// What the store on disk says is known.
std::vector<Coverage> read_coverage(Database& db);

}  // namespace hearth
