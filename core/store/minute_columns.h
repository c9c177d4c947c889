#pragma once

#include "core/store/block_codec.h"
#include "core/store/minutes.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

using MinuteSpans = std::map<ChannelIndex, std::span<const Rollup>>;

/// Minutes laid out as a block's columns: one named "<channel id>:<field>" for each field of `Rollup`.
class MinuteColumns {
 public:
  explicit MinuteColumns(const MinuteSpans& minutes);
  [[nodiscard]] const std::vector<TimeMs>& times() const { return times_; }
  /// Valid as long as this object.
  [[nodiscard]] std::vector<ColumnView> views() const;

 private:
  void fill(ChannelIndex channel, std::span<const Rollup> minutes);

  struct Filled {
    std::string name;
    int decimals = 0;
    std::vector<double> values;
  };
  std::vector<TimeMs> times_;
  std::vector<Filled> columns_;
};

/// Whether a column of this name belongs to the channel.
bool is_minute_column(std::string_view name, std::string_view channel_id) noexcept;

/// The minutes of these channels in a decoded block; whatever the values are.
MinuteMap minutes_from(const Block& block, const std::vector<ChannelIndex>& channels);

}  // namespace hearth
