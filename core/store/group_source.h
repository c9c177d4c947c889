#pragma once

#include "core/store/block_table.h"

#include <functional>
#include <optional>
#include <vector>

namespace hearth {

/// What is known of one channel, oldest first: each list begins where the one before ends. A counter's points
/// are settled.
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
  GroupSource(BlockTable* table, const std::optional<Group>& group, Dataset dataset, Rows tail,
              double max_power_w);

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
  void add_after(std::vector<ChannelHistory>& history, const Sections& parts, TimeRange range,
                 const std::vector<ChannelIndex>& channels);
  void overlay_tail(std::vector<ChannelHistory>& history, const Sections& parts,
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

}  // namespace hearth
