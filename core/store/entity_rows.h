#pragma once

#include "core/store/rows.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// Takes readings of one entity, ascending, no time twice.
using RowsSink = std::function<Expected<void>(const GroupKey&, Rows&&)>;

/// Rows of one dataset that were read in any order and not handed over yet, by entity.
class EntityRows {
 public:
  struct HandedOver {
    std::uint64_t rows = 0;
    std::uint64_t duplicates = 0;  ///< the same entity and time again
    TimeRange range;               ///< of the rows
  };

  EntityRows(Dataset dataset, std::vector<ChannelIndex> channels, Provenance provenance);

  /// Which entity has this name, as `clean_name` leaves it (for the meter, any name at all). Errors: bad_data
  /// (no name where it is no place, longer than `longest_name`, not UTF-8, too many of them).
  Expected<std::size_t> entity(std::string_view name);
  /// `values` has a value for each channel, `epoch` is an `epoch_number`.
  void add(std::size_t entity, TimeMs time, std::span<const double> values, std::uint32_t epoch = 0);
  /// How many rows wait.
  [[nodiscard]] std::size_t held() const { return held_; }
  /// Hands all over, sorted; of two rows for the same time the one that was added later counts, value by
  /// value. Errors: the sink's.
  Expected<HandedOver> hand_over(const RowsSink& sink);

 private:
  struct Entity {
    std::string name;
    Rows rows;
    bool ascending = true;
  };
  Dataset dataset_;
  std::vector<ChannelIndex> channels_;
  Provenance provenance_;
  std::size_t held_ = 0;
  std::vector<Entity> entities_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace hearth
