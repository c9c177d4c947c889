#include "core/telemetry/channel.h"

namespace hearth {

std::string_view dataset_name(Dataset dataset) noexcept {
  constexpr std::array<std::string_view, all_datasets.size()> names = {"energy", "heatpump", "climate",
                                                                       "price"};
  return names[static_cast<std::size_t>(dataset)];
}

std::optional<Dataset> find_dataset(std::string_view name) noexcept {
  for (const Dataset d : all_datasets)
    if (dataset_name(d) == name) return d;
  return std::nullopt;
}

std::string_view entity_name(Dataset dataset) noexcept {
  constexpr std::array<std::string_view, all_datasets.size()> names = {"", "device", "location", "area"};
  return names[static_cast<std::size_t>(dataset)];
}

std::optional<ChannelIndex> find_wire(Dataset dataset, std::string_view name) noexcept {
  for (const Channel& c : channels_of(dataset))
    if (c.wire == name || (!c.rest.empty() && c.rest == name)) return index_of(c);
  return std::nullopt;
}

}  // namespace hearth
