#pragma once

#include "core/store/block_codec.h"
#include "core/store/database.h"
#include "core/store/rollups.h"
#include "core/store/rows.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

enum class Tier : std::uint8_t {
  raw = 0,      ///< readings; a block lies within a UTC hour
  minute = 1,   ///< rows of a minute; a block lies within a UTC day, and holds an hour of it or all
  hour = 2,     ///< a service's energy in UTC hours, as rows; a block lies within a UTC day
  quarter = 3,  ///< rows of a quarter of an hour; a block lies within 32 days, and holds one channel
};
inline constexpr std::array all_tiers = {Tier::raw, Tier::minute, Tier::hour, Tier::quarter};

/// The length of the stretch of time that a block of the tier may lie in.
DurationMs block_span(Tier tier) noexcept;

struct Group {
  std::int64_t id = 0;
  GroupKey key;
  TimeMs quarters_until = 0;  ///< a midnight: all minutes before it have their quarters
};

/// Where a block stands: its number is made of its group, tier, the hour it begins in, and its part: a
/// running number for what does not fit one block, or what `part_of` says of its one channel.
struct BlockPlace {
  std::int64_t group = 0;
  Tier tier = Tier::raw;
  TimeMs hour = 0;
  int part = 0;
};
std::int64_t block_number(const BlockPlace& place) noexcept;
BlockPlace place_of(std::int64_t block) noexcept;
/// 16 bits of the CRC-32C of the channel's id; no two channels of a dataset share them.
int part_of(ChannelIndex channel) noexcept;

struct TierSize {
  std::uint64_t blocks = 0;
  std::uint64_t rows = 0;
  TimeMs first = 0;
  TimeMs last = 0;
};

/// The checksum of a block: it speaks for the bytes and for what the row says of them.
std::uint32_t block_checksum(std::int64_t block, TimeMs start, TimeMs end, std::int64_t count,
                             std::string_view columns) noexcept;

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
  /// Puts the tier's rows that begin in `range` over `rollups`.
  RollupMap read_rollups(const Group& group, Tier tier, TimeRange range,
                         const std::vector<ChannelIndex>& channels, RollupMap rollups = {});
  /// Makes the blocks of `span`, which no block may reach out of, hold just this.
  void replace(const Group& group, Tier tier, TimeRange span, const Rows& rows);
  void replace(const Group& group, Tier tier, TimeRange span, const RollupMap& rollups);

  /// For each of `channels` the nearest reading before `time`, or at or after it.
  std::vector<std::optional<Point>> points_before(const Group& group, TimeMs time,
                                                  const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> points_after(const Group& group, TimeMs time,
                                                 const std::vector<ChannelIndex>& channels);
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
  TierSize size(const Group& group, Tier tier);
  /// Drops the tier's blocks that end before `time`, and notes that it did; their number.
  std::size_t drop_before(Tier tier, TimeMs time);
  /// The time before which blocks of the tier were dropped; 0 where none were.
  TimeMs dropped_before(Tier tier);
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
  bool load_rows(const Loaded& block, const std::vector<ChannelIndex>& channels, Rows& rows);
  bool load_rollups(const Loaded& block, ChannelIndex channel, std::vector<Rollup>& rollups);
  void insert(const Group& group, const BlockPlace& place, std::span<const TimeMs> times,
              std::span<const Part> parts);
  void remove(const Group& group, Tier tier, TimeRange span);

  Database& db_;
  Damaged damaged_;
};

}  // namespace hearth
