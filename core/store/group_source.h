#pragma once

#include "core/store/block_table.h"

#include <optional>
#include <vector>

namespace hearth {

/// One group's readings, on disk and in the tail, seen as one. Lives within one transaction of reading or
/// writing.
class GroupSource {
 public:
  /// `table` may be null and `id` nothing, where there is nothing on disk. `tail` has all channels of the
  /// dataset.
  GroupSource(BlockTable* table, std::optional<std::int64_t> id, Dataset dataset, Rows tail);

  /// The tail, with the meter named where only a reading before does.
  [[nodiscard]] const Rows& tail() const { return tail_; }
  Rows rows(TimeRange range, const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> before(TimeMs time, const std::vector<ChannelIndex>& channels);
  std::vector<std::optional<Point>> after(TimeMs time, const std::vector<ChannelIndex>& channels);
  /// What a service said of hours; only on disk.
  Rows hours(TimeRange range, const std::vector<ChannelIndex>& channels);

  /// Minutes of `channels`, the tail's rolled up: those in `range` and, for each channel, the nearest one
  /// before and after it.
  MinuteMap minutes(TimeRange range, const std::vector<ChannelIndex>& channels);
  /// The minutes that the tail's rows belong to, and those after them that their values reach into, rolled up
  /// from all readings there are.
  MinuteMap roll_up(const std::vector<ChannelIndex>& channels);

 private:
  void carry_epochs();
  void roll_span(TimeRange span, const std::vector<ChannelIndex>& channels, MinuteMap& into);
  Rows tail_of(TimeRange range, const std::vector<ChannelIndex>& channels) const;

  BlockTable* table_;
  std::optional<std::int64_t> id_;
  Rows tail_;
};

}  // namespace hearth
