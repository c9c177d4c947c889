#pragma once

#include "core/telemetry/channel.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace hearth {

enum class Tier : std::uint8_t {
  raw = 0,      ///< readings; a block lies within a UTC hour
  minute = 1,   ///< rows of a minute; a block lies within a UTC day, and holds an hour of it or all
  hour = 2,     ///< a service's energy in UTC hours, as rows; a block lies within a UTC day
  quarter = 3,  ///< rows of a quarter of an hour; a block lies within 32 days, and holds one channel
};
inline constexpr std::array all_tiers = {Tier::raw, Tier::minute, Tier::hour, Tier::quarter};

/// The length of the stretch of time that a block of the tier may lie in.
DurationMs block_span(Tier tier) noexcept;

/// Where a block stands: its number is made of its group, tier, the hour it begins in, and its part: a
/// running number for what does not fit one block, or what `part_of` says of its one channel.
struct BlockPlace {
  std::int64_t group = 0;
  Tier tier = Tier::raw;
  TimeMs hour = 0;
  int part = 0;
};
std::int64_t block_number(const BlockPlace& place) noexcept;
BlockPlace place_of(std::int64_t block) noexcept;
/// 16 bits of the CRC-32C of the channel's id; no two channels of a dataset share them.
int part_of(ChannelIndex channel) noexcept;

/// The highest number of a part.
inline constexpr int most_parts = 0xffff;

/// The checksum of a block: it speaks for the bytes and for what the row says of them.
std::uint32_t block_checksum(std::int64_t block, TimeMs start, TimeMs end, std::int64_t count,
                             std::string_view columns) noexcept;

}  // namespace hearth
