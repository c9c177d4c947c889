#pragma once

#include "core/store/block_codec.h"
#include "core/store/block_place.h"
#include "core/store/database.h"
#include "core/store/rollups.h"
#include "core/store/rows.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

struct Group {
  std::int64_t id = 0;
  GroupKey key;
  TimeMs quarters_until = 0;  ///< a midnight: all minutes before it have their quarters
};

/// The lowest and the highest number that a block of this moment's hour may have.
inline std::int64_t first_number(const Group& group, Tier tier, TimeMs time) {
  return block_number({group.id, tier, time, 0});
}
inline std::int64_t last_number(const Group& group, Tier tier, TimeMs time) {
  return block_number({group.id, tier, time, most_parts});
}
inline TimeMs last_ms(TimeRange range) {
  return std::max(range.from, range.to - 1);
}

struct TierSize {
  std::uint64_t blocks = 0;
  std::uint64_t rows = 0;
  TimeMs first = 0;
  TimeMs last = 0;
};

/// The table of blocks seen through one connection: rows and rollups in, rows and rollups out. No two blocks
/// of a group and tier overlap. Damaged blocks are skipped and told to `damaged` (with the block's number).
/// Throws DatabaseFault.
class BlockTable {
 public:
  using Damaged = std::function<void(std::int64_t block)>;
  BlockTable(Database& db, Damaged damaged) : db_(db), damaged_(std::move(damaged)) {}

  [[nodiscard]] std::optional<Group> find_group(const GroupKey& key);
  Group make_group(const GroupKey& key);
  [[nodiscard]] std::vector<Group> groups();
  /// Names the groups of blocks as the blocks do, where the table of groups lost or changed them.
  void repair_groups();

  /// Readings (or a service's hours) in `range`.
  Rows read_rows(const Group& group, Tier tier, TimeRange range, const std::vector<ChannelIndex>& channels);
  /// The readings in `range` in columns: times, and of each channel as many values. What is handed over,
  /// block after block, stays until `take` returns.
  using TakeColumns =
      std::function<void(std::span<const TimeMs> times, std::span<const std::span<const double>> columns)>;
  void each_columns(const Group& group, TimeRange range, const std::vector<ChannelIndex>& channels,
                    const TakeColumns& take);
  /// Puts the tier's rows that begin in `range` over `rollups`.
  RollupMap read_rollups(const Group& group, Tier tier, TimeRange range,
                         const std::vector<ChannelIndex>& channels, RollupMap rollups = {});
  /// The tier's rows that begin in `range`, block after block, oldest first for each channel (named by its
  /// place in `channels`); the memory is used again.
  using TakeRollups = std::function<void(std::size_t channel, std::span<const Rollup> rows)>;
  void each_rollups(const Group& group, Tier tier, TimeRange range, const std::vector<ChannelIndex>& channels,
                    const TakeRollups& take);
  /// Makes the blocks of `span`, which no block may reach out of, hold just this: the rows from `first` up to
  /// `last`, or all rollups.
  void replace(const Group& group, Tier tier, TimeRange span, const Rows& rows, std::size_t first,
               std::size_t last);
  void replace(const Group& group, Tier tier, TimeRange span, const RollupMap& rollups);

  /// For each of `channels` the nearest reading before `time`, or at or after it.
  std::vector<std::optional<Point>> points_before(const Group& group, TimeMs time,
                                                  const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> points_after(const Group& group, TimeMs time,
                                                 const std::vector<ChannelIndex>& channels);
  /// The same of rows; those of a counter in which no reading was accepted are passed over.
  std::vector<std::optional<Rollup>> rollups_before(const Group& group, Tier tier, TimeMs time,
                                                    const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Rollup>> rollups_after(const Group& group, Tier tier, TimeMs time,
                                                   const std::vector<ChannelIndex>& channels);

  /// First and last time of the tier; empty where there is nothing.
  TimeRange extent(const Group& group, Tier tier);
  /// How many blocks lie in `span`, and whether one of them holds more than an hour.
  struct Count {
    std::size_t blocks = 0;
    bool long_block = false;
  };
  Count count(const Group& group, Tier tier, TimeRange span);
  /// The blocks that begin at or after `from` and end before `time`, ascending.
  struct Place {
    std::int64_t id = 0;
    TimeMs start = 0;
  };
  std::vector<Place> places_before(const Group& group, Tier tier, TimeMs time, TimeMs from = 0);
  /// Whether a block of the tier has something in `span`, which no unit of the tier reaches out of.
  bool overlaps(const Group& group, Tier tier, TimeRange span);
  /// The last time in the tier's blocks that begin before `time`.
  std::optional<TimeMs> last_before(const Group& group, Tier tier, TimeMs time);
  TierSize size(const Group& group, Tier tier);
  /// The UTC hours of `range` (whole hours) in which the tier has rows, ascending.
  std::vector<TimeMs> hours_with_rows(const Group& group, Tier tier, TimeRange range);
  /// Drops the tier's blocks of `span`, which no block may reach out of; nothing is noted.
  void remove(const Group& group, Tier tier, TimeRange span);
  /// Drops the tier's blocks that end before `time`, and notes that it did; their number.
  std::size_t drop_before(Tier tier, TimeMs time);
  /// The time before which blocks of the tier were dropped; 0 where none were.
  TimeMs dropped_before(Tier tier);
  /// Sets notes of drops beyond `newest`, which cannot be, back to where what is left of the tier begins.
  void forget_drops_after(TimeMs newest);
  /// Moves a damaged block out of the way, to where it is kept.
  void set_aside(std::int64_t block);
  /// Whether the block can be read to its last byte.
  bool sound(std::int64_t block);

 private:
  std::optional<Group> group_of(Statement& row);
  struct Loaded {
    std::int64_t id = 0;
    TimeMs start = 0;
    TimeMs end = 0;
    BlockReader reader;
  };
  struct Numbers {
    std::int64_t first = 0;
    std::int64_t last = 0;
    int part = -1;  ///< only this one
    bool descending = false;
  };
  /// Opens the blocks of these numbers one by one, until `use` says that none more is needed.
  template <class Use>
  void each(const Numbers& numbers, TimeRange range, Use use);
  template <class T, class Find>
  std::vector<std::optional<T>> nearest(const Group& group, Tier tier, TimeMs time, bool after,
                                        const std::vector<ChannelIndex>& channels, Find find);
  bool load_column(const Loaded& block, std::string_view name, std::vector<double>& values);
  bool load_columns(const Loaded& block, const std::vector<ChannelIndex>& channels, Rows& rows);
  bool load_rows(const Loaded& block, const std::vector<ChannelIndex>& channels, Rows& rows);
  bool load_once(const Loaded& block, const std::vector<ChannelIndex>& channels, Rows& rows,
                 std::optional<std::int64_t>& loaded);
  bool load_rollups(const Loaded& block, ChannelIndex channel, std::vector<Rollup>& rollups);
  void insert(const Group& group, const BlockPlace& place, std::span<const TimeMs> times,
              std::span<const Part> parts);

  Database& db_;
  Damaged damaged_;
  UnpackSpace space_;
  std::vector<double> column_;
};

}  // namespace hearth
