#pragma once

#include "core/store/database.h"
#include "core/store/minutes.h"
#include "core/store/rows.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hearth {

enum class Tier : std::uint8_t {
  raw = 0,     ///< readings; a block lies within a UTC hour
  minute = 1,  ///< rows of the 1-minute tier; a block lies within a UTC day
  hour = 2,    ///< a service's energy in UTC hours, as rows; a block lies within a UTC day
};

/// The table of blocks seen through one connection: rows and minutes in, rows and minutes out. Damaged blocks
/// are skipped and told to `damaged` (with the block's number). Throws DatabaseFault.
class BlockTable {
 public:
  using Damaged = std::function<void(std::int64_t block)>;
  BlockTable(Database& db, Damaged damaged) : db_(db), damaged_(std::move(damaged)) {}

  [[nodiscard]] std::optional<std::int64_t> find_group(const GroupKey& group);
  std::int64_t make_group(const GroupKey& group);
  [[nodiscard]] std::vector<GroupKey> groups();

  /// Adds rows, in blocks that end where the tier's do.
  void add_rows(std::int64_t group, Tier tier, const Rows& rows);
  void add_minutes(std::int64_t group, const MinuteMap& minutes);
  /// Rows in `range`; where blocks overlap they are merged.
  Rows read_rows(std::int64_t group, Tier tier, TimeRange range, const std::vector<ChannelIndex>& channels);
  MinuteMap read_minutes(std::int64_t group, TimeRange range, const std::vector<ChannelIndex>& channels);

  /// For each of `channels` the nearest reading (or minute) before `time`, or at or after it.
  std::vector<std::optional<Point>> points_before(std::int64_t group, TimeMs time,
                                                  const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> points_after(std::int64_t group, TimeMs time,
                                                 const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Rollup>> minutes_before(std::int64_t group, TimeMs time,
                                                    const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Rollup>> minutes_after(std::int64_t group, TimeMs time,
                                                   const std::vector<ChannelIndex>& channels);

  /// Makes one block of those of the tier that lie in `range`, where there are several.
  void compact(std::int64_t group, const GroupKey& key, Tier tier, TimeRange range);
  /// Drops the tier's blocks that end before `time`.
  void drop_before(Tier tier, TimeMs time);

 private:
  struct Place {
    std::int64_t id = 0;
    TimeMs start = 0;
    TimeMs end = 0;
  };
  using Wanted = std::function<bool(std::string_view)>;
  std::vector<Place> places(std::int64_t group, Tier tier, TimeRange range);
  std::vector<Place> places_beside(std::int64_t group, Tier tier, TimeMs time, bool after);
  std::optional<struct Block> load(const Place& place, const Wanted& wanted);
  void insert(std::int64_t group, Tier tier, const std::vector<TimeMs>& times, const std::string& columns);
  Rows load_rows(const Place& place, const std::vector<ChannelIndex>& channels);
  MinuteMap load_minutes(const Place& place, const std::vector<ChannelIndex>& channels);
  template <class T, class Load>
  std::vector<std::optional<T>> nearest(std::int64_t group, Tier tier, TimeMs time, bool after,
                                        const std::vector<ChannelIndex>& channels, Load load_block);

  Database& db_;
  Damaged damaged_;
};

/// The length of the stretch of time that a block of the tier may lie in.
DurationMs block_span(Tier tier) noexcept;

}  // namespace hearth
