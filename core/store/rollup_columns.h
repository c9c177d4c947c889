#pragma once

#include "core/store/rollups.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// One channel's rows of a tier as the content of a block's part: their starts, then a column for each field
/// that the channel's kind has.
std::string rollup_bytes(ChannelIndex channel, std::span<const Rollup> rows);

/// Reads that back and puts it at the end of `rows`; false where the bytes are none. Values may be anything.
bool take_rollups(std::string_view bytes, ChannelIndex channel, std::vector<Rollup>& rows);

}  // namespace hearth
