#pragma once

#include "core/store/block_table.h"

#include <functional>
#include <optional>
#include <vector>

namespace hearth {

/// What is known of one channel, oldest first, but for what `GroupSource` hands over block by block: rows
/// between `before` and these lists, and the readings of a gauge or state.
struct ChannelHistory {
  std::optional<Rollup> before;  ///< a tier's row before the range
  DurationMs before_width = minute_ms;
  std::vector<Rollup> quarters;
  std::vector<Rollup> minutes;
  std::vector<Point> points;       ///< of a counter, settled; else the reading before `readings`
  std::optional<Point> following;  ///< of a gauge or state, the reading after `readings`
};

/// One group's readings: its blocks, and what is in no block yet (the journal and the tail), seen as one.
/// Lives within one transaction of reading or writing.
class GroupSource {
 public:
  /// `table` may be null and `group` nothing, where there is nothing on disk. What `tail` has no channel for
  /// is only on disk.
  GroupSource(BlockTable* table, const std::optional<Group>& group, Dataset dataset, Rows tail,
              double max_power_w);

  [[nodiscard]] const Rows& tail() const { return tail_; }
  Rows rows(TimeRange range, const std::vector<ChannelIndex>& channels);
  /// The same in columns, and in pieces that ascend; without what says where readings came from.
  void each_columns(TimeRange range, const std::vector<ChannelIndex>& channels,
                    const BlockTable::TakeColumns& take);
  /// The stretches of `range` (whole UTC hours) of which there is what `outline` would answer from without a
  /// coarser tier that stands in; ascending hours, joined.
  std::vector<TimeRange> held_hours(TimeRange range, Tier finest);
  std::vector<std::optional<Point>> before(TimeMs time, const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> after(TimeMs time, const std::vector<ChannelIndex>& channels);
  /// What a service said of hours; only on disk.
  Rows hours(TimeRange range, const std::vector<ChannelIndex>& channels);

  /// Which tier speaks where in a range, and what stands next to it.
  struct Outline;
  /// `finest`: raw, minute or quarter. Where a finer tier has been dropped or a coarser one is not made yet,
  /// the other stands in.
  Outline outline(TimeRange range, Tier finest, const std::vector<ChannelIndex>& channels);
  /// What there is, by channel, the nearest reading or row before and after the range included. `streamed`:
  /// without the rows that stand as they are in blocks; `each_rollups` hands them over.
  std::vector<ChannelHistory> history(const Outline& outline, const std::vector<ChannelIndex>& channels,
                                      bool streamed);
  /// What `history` left out of this tier, minute or quarter.
  void each_rollups(const Outline& outline, Tier tier, const std::vector<ChannelIndex>& channels,
                    const BlockTable::TakeRollups& take);
  /// Minutes of these counters within `span`, and those beside it that are other ones than is stored.
  RollupMap roll_counters_of(TimeRange span, const std::vector<ChannelIndex>& counters);
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
  struct Neighbour {
    std::optional<Point> point;
    std::optional<Rollup> minute;
    std::optional<Rollup> quarter;
  };
  std::vector<Neighbour> before_range(const Sections& parts, TimeRange range,
                                      const std::vector<ChannelIndex>& channels);
  std::vector<Neighbour> after_range(const Sections& parts, TimeRange range,
                                     const std::vector<ChannelIndex>& channels);
  void overlay_tail(std::vector<ChannelHistory>& history, const Outline& outline,
                    const std::vector<ChannelIndex>& channels);
  void overlay_quarters(std::vector<Rollup>& quarters, ChannelIndex channel, std::span<const Rollup> rolled);
  RollupMap roll_tail(const std::vector<ChannelIndex>& channels);
  void roll_rows(const Rows& all, TimeRange span, RollupMap& into);
  void roll_span(TimeRange span, const std::vector<ChannelIndex>& channels, RollupMap& into);
  RollupMap roll_held_tail(const std::vector<TimeRange>& spans, const std::vector<ChannelIndex>& channels);
  void roll_counters(std::span<const TimeRange> spans, const std::vector<ChannelIndex>& channels,
                     RollupMap& into);
  std::optional<std::vector<Rollup>> roll_plainly(TimeRange span, ChannelIndex channel);
  void roll_with_rule(std::span<const TimeRange> spans, ChannelIndex channel, RollupMap& into);
  struct Judged {
    TimeMs told_from = 0;  ///< what was before does not matter from here on
    bool begun = true;     ///< whether that is so
    TimeRange read;
    Settled settled;
  };
  CounterLimits limits_of(ChannelIndex channel) const { return counter_limits(channel, max_power_w_); }
  std::optional<Point> standing_before(TimeMs time, ChannelIndex channel);
  TimeMs beginning();
  Judged judge(ChannelIndex channel, TimeRange range, DurationMs back, DurationMs ahead);
  Judged judge_around(TimeRange range, ChannelIndex channel,
                      const std::function<bool(const Judged&)>& complete);
  bool settles(const Judged& judged, ChannelIndex channel);
  std::vector<Rollup> stored_minutes(TimeRange range, ChannelIndex channel);
  std::vector<Point> settled_around(TimeRange range, ChannelIndex channel);
  void roll_following(TimeMs end, const std::vector<ChannelIndex>& channels, RollupMap& into);
  Rows tail_of(TimeRange range, const std::vector<ChannelIndex>& channels) const;

  BlockTable* table_;
  std::optional<Group> group_;
  Rows tail_;
  double max_power_w_;
};

struct GroupSource::Outline {
  TimeRange range;
  Sections parts;
  TimeMs as_stored_until = 0;  ///< rows of tiers that begin before stand as they are in blocks
  std::vector<Neighbour> before;
  std::vector<Neighbour> after;
  RollupMap rolled;  ///< the tail's
  /// The range, and as far beyond as its neighbours of this channel stand.
  [[nodiscard]] TimeRange reach(std::size_t place, ChannelIndex channel) const;
  [[nodiscard]] TimeRange readings() const { return parts.points; }
};

}  // namespace hearth
