#pragma once

#include "core/telemetry/channel.h"
#include "tests/support/moments.h"

#include <string>

namespace hearth::test {

inline constexpr ChannelIndex import = channel("energy.import");
inline constexpr ChannelIndex power = channel("energy.power_total");
inline constexpr ChannelIndex compressor = channel("heatpump.compressor");
inline constexpr ChannelIndex room = channel("climate.temperature");
inline const std::string stockholm = "Europe/Stockholm";

}  // namespace hearth::test
