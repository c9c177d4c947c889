#pragma once

#include "core/demo/house/house.h"
#include "core/store/rows.h"

#include <string>
#include <vector>

/// What the benchmarks measure with: the demo home, second by second. The same on every machine.
namespace hearth::bench {

inline constexpr TimeMs month_start = 1'767'225'600'000;  ///< 2026-01-01T00:00:00Z
inline constexpr std::size_t month_days = 30;
inline constexpr std::size_t month_rows = month_days * 86'400;

/// A house whose next `step` is at `start`, a whole UTC day.
demo::House house_before(TimeMs start);

/// The meter's readings of the next `seconds`, in all channels of the dataset. Provenance: live.
Rows energy_rows(demo::House& house, std::size_t seconds);

/// Power in total and on the three phases, W.
std::vector<ChannelIndex> power_channels();
/// The same rows with these channels (each one of theirs) and no others.
Rows only(const Rows& rows, const std::vector<ChannelIndex>& channels);

}  // namespace hearth::bench
