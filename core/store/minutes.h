#pragma once

#include "core/aggregate/buckets.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace hearth {

/// Rows of the 1-minute tier by channel, ascending.
using MinuteMap = std::map<ChannelIndex, std::vector<Rollup>>;

/// Rolls readings (ascending, with a value) up into minutes. `before` is the reading before the first.
std::vector<Rollup> roll_minutes(ChannelIndex channel, std::span<const Point> points,
                                 std::optional<Point> before);

/// Puts rolled-up minutes over stored ones. A minute gives way only to one that knows at least as many
/// readings, so that a late arrival after the raw readings are gone does not replace what they said.
void overlay_minutes(std::vector<Rollup>& stored, std::span<const Rollup> rolled);

/// The same without that condition: where two blocks hold a minute, the later one was written to replace it.
void replace_minutes(std::vector<Rollup>& stored, std::span<const Rollup> later);

}  // namespace hearth
