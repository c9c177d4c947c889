#include "core/telemetry/channel.h"
#include "core/telemetry/reading.h"
#include "core/telemetry/units.h"

#include <gtest/gtest.h>

#include <set>

namespace hearth {
namespace {

TEST(Catalogue, IdsAreUniqueAndNamedAfterTheirDataset) {
  std::set<std::string_view> ids;
  for (const Channel& c : catalogue()) {
    EXPECT_TRUE(ids.insert(c.id).second) << c.id;
    EXPECT_TRUE(c.id.starts_with(dataset_name(c.dataset))) << c.id;
  }
}

TEST(Catalogue, DatasetsStandTogether) {
  std::size_t count = 0;
  for (const Dataset d : all_datasets) count += channels_of(d).size();
  EXPECT_EQ(count, channel_count);
}

TEST(Catalogue, FindsWireNames) {
  EXPECT_EQ(find_wire(Dataset::energy, "consumption_total_w"), channel("energy.import"));
  EXPECT_EQ(find_wire(Dataset::heatpump, "runtime_3kw"), channel("heatpump.runtime_aux_3kw"));
  EXPECT_EQ(find_wire(Dataset::climate, "active_power_total"), std::nullopt);
}

TEST(Catalogue, WhatIsPlausibleFollowsFromWhatIsMeasured) {
  for (const Channel& c : catalogue()) {
    const bool degrees = c.quantity == Quantity::temperature;
    EXPECT_EQ(c.plausible.contains(-1), degrees || (c.kind == Kind::gauge && c.id != "climate.humidity"))
        << c.id;
    EXPECT_EQ(c.plausible.contains(-61), c.kind == Kind::gauge && !degrees && c.id != "climate.humidity")
        << c.id;
    EXPECT_EQ(c.plausible.contains(101), !degrees && c.kind != Kind::state && c.id != "climate.humidity")
        << c.id;
    EXPECT_TRUE(c.plausible.contains(0) && c.plausible.contains(1)) << c.id;
  }
}

TEST(Units, PowerChangesScaleWithHysteresis) {
  ScaleMemory memory;
  EXPECT_EQ(to_text(show(Quantity::power, 9'999, memory)), "9999");
  EXPECT_EQ(show(Quantity::power, 10'000, memory).unit, "kW");
  EXPECT_EQ(to_text(show(Quantity::power, 9'500, memory)), "9.5");
  EXPECT_EQ(show(Quantity::power, 8'999, memory).unit, "W");
}

TEST(Units, NothingIsTwoDashesAndZeroHasNoSign) {
  EXPECT_EQ(to_text(show(Quantity::temperature, no_value)), "--");
  EXPECT_EQ(to_text(show(Quantity::temperature, -0.04)), "0.0");
}

}  // namespace
}  // namespace hearth
