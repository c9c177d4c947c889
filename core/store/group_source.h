#pragma once

#include "core/store/block_table.h"

#include <optional>
#include <vector>

namespace hearth {

/// What is known of one channel, oldest first: each list begins where the one before ends.
struct ChannelHistory {
  std::vector<Rollup> quarters;
  std::vector<Rollup> minutes;
  std::vector<Point> points;

  [[nodiscard]] bool empty() const { return quarters.empty() && minutes.empty() && points.empty(); }
};

/// One group's readings: its blocks, and what is in no block yet (the journal and the tail), seen as one.
/// Lives within one transaction of reading or writing.
class GroupSource {
 public:
  /// `table` may be null and `group` nothing, where there is nothing on disk. What `tail` has no channel for
  /// is only on disk.
  GroupSource(BlockTable* table, const std::optional<Group>& group, Dataset dataset, Rows tail);

  /// The tail, with the meter named where only a reading before does.
  [[nodiscard]] const Rows& tail() const { return tail_; }
  Rows rows(TimeRange range, const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> before(TimeMs time, const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> after(TimeMs time, const std::vector<ChannelIndex>& channels);
  /// What a service said of hours; only on disk.
  Rows hours(TimeRange range, const std::vector<ChannelIndex>& channels);

  /// What there is of `range` at this tier (raw, minute or quarter), by channel. Where a finer tier has been
  /// dropped or a coarser one is not made yet, the other stands in. The nearest reading or row before and
  /// after the range is there too.
  std::vector<ChannelHistory> history(TimeRange range, Tier finest,
                                      const std::vector<ChannelIndex>& channels);
  /// Minutes of `span` (whole hours), whose readings `known` are, and those after it that their values reach
  /// into.
  RollupMap roll_up(TimeRange span, const Rows& known);

 private:
  struct Sections {
    TimeRange quarters;
    TimeRange minutes;
    TimeRange points;
  };
  Sections sections(TimeRange range, Tier finest);
  void carry_epochs();
  struct Neighbour {
    std::optional<Point> point;
    std::optional<Rollup> minute;
    std::optional<Rollup> quarter;
  };
  std::vector<Neighbour> before_range(const Sections& parts, TimeRange range,
                                      const std::vector<ChannelIndex>& channels);
  void add_after(std::vector<ChannelHistory>& history, const Sections& parts, TimeRange range,
                 const std::vector<ChannelIndex>& channels);
  void overlay_tail(std::vector<ChannelHistory>& history, const Sections& parts,
                    const std::vector<ChannelIndex>& channels);
  void overlay_quarters(std::vector<Rollup>& quarters, ChannelIndex channel, std::span<const Rollup> rolled);
  RollupMap roll_tail(const std::vector<ChannelIndex>& channels);
  void roll_rows(const Rows& all, TimeRange span, const std::vector<ChannelIndex>& channels, RollupMap& into);
  void roll_span(TimeRange span, const std::vector<ChannelIndex>& channels, RollupMap& into);
  void roll_following(TimeMs end, const std::vector<ChannelIndex>& channels, RollupMap& into);
  Rows tail_of(TimeRange range, const std::vector<ChannelIndex>& channels) const;

  BlockTable* table_;
  std::optional<Group> group_;
  Rows tail_;
};

}  // namespace hearth
