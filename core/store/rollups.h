#pragma once

#include "core/aggregate/settled.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace hearth {

/// Rows of a tier by channel, ascending.
using RollupMap = std::map<ChannelIndex, std::vector<Rollup>>;

inline constexpr DurationMs quarter_ms = 15 * minute_ms;

/// Rolls readings (ascending, with a value; a counter's settled) up into minutes. `before` is the reading
/// before the first.
std::vector<Rollup> roll_minutes(ChannelIndex channel, std::span<const Point> points,
                                 std::optional<Point> before, const CounterLimits& limits);

/// One row of a counter's settled readings, one or more.
Rollup roll_counted(TimeMs start, std::span<const Point> points, const CounterLimits& limits);

/// Rolls minutes up into quarters of an hour: just what the readings themselves would give. `before` is the
/// minute before the first.
std::vector<Rollup> roll_quarters(ChannelIndex channel, std::span<const Rollup> minutes,
                                  const std::optional<Rollup>& before, const CounterLimits& limits);

/// Puts rolled-up rows over stored ones. A row gives way only to one that knows at least as many readings,
/// so that a late arrival after the raw readings are gone does not replace what they said.
void overlay_rollups(std::vector<Rollup>& stored, std::span<const Rollup> rolled);

}  // namespace hearth
