#include "bench/common/household.h"

#include "core/demo/house/readings.h"
#include "core/store/tail.h"

#include <algorithm>

namespace hearth::bench {

demo::House house_before(TimeMs start) {
  demo::HouseOptions options;
  options.start = start - day_ms;
  options.now = start;
  demo::House house(options);
  while (house.time() < start - second_ms) house.step();
  return house;
}

Rows energy_rows(demo::House& house, std::size_t seconds) {
  Rows rows = Rows::of(Dataset::energy);
  const std::uint32_t epoch = epoch_number(house.meter_serial());
  rows.times.reserve(seconds);
  for (auto& column : rows.values) column.reserve(seconds);
  for (std::size_t i = 0; i < seconds; ++i) {
    house.step();
    const demo::EnergyValues values = demo::energy_values(house);
    rows.times.push_back(house.time());
    for (std::size_t c = 0; c < values.size(); ++c) rows.values[c].push_back(values[c]);
  }
  rows.epochs.assign(seconds, epoch);
  rows.provenances.assign(seconds, Provenance::live);
  return rows;
}

std::vector<ChannelIndex> power_channels() {
  return {channel("energy.power_total"), channel("energy.power_l1"), channel("energy.power_l2"),
          channel("energy.power_l3")};
}

Rows only(const Rows& rows, const std::vector<ChannelIndex>& channels) {
  Rows some(channels);
  some.times = rows.times;
  some.epochs = rows.epochs;
  some.provenances = rows.provenances;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto from = std::find(rows.channels.begin(), rows.channels.end(), channels[c]);
    some.values[c] = rows.values[static_cast<std::size_t>(from - rows.channels.begin())];
  }
  return some;
}

}  // namespace hearth::bench
