#include "core/source/source_state.h"

#include <array>

namespace hearth {
namespace {

struct DatasetRow {
  std::string_view words;
  ChannelIndex telling;  ///< the channel whose readings tell whether the dataset comes
};
/// In the order of the datasets. The meter's power is stale sooner than its energy: too soon for a source
/// that is polled in the stream's place.
constexpr std::array<DatasetRow, all_datasets.size()> dataset_rows = {{
    {"energy data", channel("energy.import")},
    {"heat pump data", channel("heatpump.compressor")},
    {"climate data", channel("climate.temperature")},
    {"prices", channel("price.spot")},
}};

constexpr const DatasetRow& row_of(Dataset dataset) noexcept {
  return dataset_rows[static_cast<std::size_t>(dataset)];
}

/// Of prices: the longest period there is.
constexpr DurationMs longest_price_period = hour_ms;

}  // namespace

std::string_view dataset_words(Dataset dataset) noexcept {
  return row_of(dataset).words;
}

DurationMs comes_within(Dataset dataset) noexcept {
  const DurationMs stale = info(row_of(dataset).telling).stale;
  return stale > 0 ? stale : longest_price_period;
}

bool comes(Dataset dataset, TimeMs newest, TimeMs now, DurationMs behind) noexcept {
  return newest != 0 && now - newest <= comes_within(dataset) + behind;
}

}  // namespace hearth
