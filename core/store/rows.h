#pragma once

#include "core/aggregate/buckets.h"
#include "core/telemetry/reading.h"

#include <cstdint>
#include <span>
#include <vector>

namespace hearth {

/// Readings of one group for some of its channels: ascending by time, no time twice.
struct Rows {
  std::vector<ChannelIndex> channels;
  std::vector<TimeMs> times;
  std::vector<std::uint32_t> epochs;  ///< 0: unknown
  std::vector<Provenance> provenances;
  std::vector<std::vector<double>> values;  ///< by channel, then row; `no_value` where the reading had none

  Rows() = default;
  explicit Rows(std::vector<ChannelIndex> of) : channels(std::move(of)), values(channels.size()) {}
  /// Rows for all channels of a dataset.
  static Rows of(Dataset dataset);

  [[nodiscard]] std::size_t size() const noexcept { return times.size(); }
  [[nodiscard]] bool empty() const noexcept { return times.empty(); }
  void push_from(const Rows& other, std::size_t row);
  void append(const Rows& other);
  void truncate(std::size_t rows);
  /// The rows whose time is in `range`.
  [[nodiscard]] Rows slice(TimeRange range) const;
  /// The same rows with these columns instead: those that are not there have no values.
  [[nodiscard]] Rows with_columns(const std::vector<ChannelIndex>& columns) &&;
  /// The readings of the channel at this place in `channels` that have a value.
  [[nodiscard]] std::vector<Point> points(std::size_t column) const;
};

struct MergeCount {
  std::size_t added = 0;
  std::size_t changed = 0;
  std::size_t same = 0;
};

/// Puts `newer` (same channels) into `into`. Where both have a time, values of the higher provenance win, and
/// at equal provenance the newer; a value that only one of them has is kept.
MergeCount merge_rows(Rows& into, const Rows& newer);
MergeCount merge_rows(Rows& into, Rows&& newer);

/// All channels of a dataset.
std::vector<ChannelIndex> channels_in(Dataset dataset);

}  // namespace hearth
