#include "core/store/block_place.h"

#include "core/store/crc32c.h"

#include <algorithm>
#include <string>

namespace hearth {

DurationMs block_span(Tier tier) noexcept {
  switch (tier) {
    case Tier::raw:
      return hour_ms;
    case Tier::quarter:
      return 32 * day_ms;
    case Tier::minute:
    case Tier::hour:
      break;
  }
  return day_ms;
}

int part_of(ChannelIndex channel) noexcept {
  return static_cast<int>(crc32c(info(channel).id) & most_parts);
}

std::int64_t block_number(const BlockPlace& place) noexcept {
  constexpr std::int64_t most_hours = (std::int64_t{1} << 24) - 1;
  const std::int64_t hour = std::clamp<std::int64_t>(floor_to(place.hour, hour_ms) / hour_ms, 0, most_hours);
  return place.group << 43 | static_cast<std::int64_t>(place.tier) << 40 | hour << 16 | place.part;
}

BlockPlace place_of(std::int64_t block) noexcept {
  return {block >> 43, static_cast<Tier>(block >> 40 & 7), (block >> 16 & 0xffffff) * hour_ms,
          static_cast<int>(block & most_parts)};
}

std::uint32_t block_checksum(std::int64_t block, TimeMs start, TimeMs end, std::int64_t count,
                             std::string_view columns) noexcept {
  std::string head;
  for (const std::int64_t v : {block, start, end, count})
    for (int shift = 0; shift < 64; shift += 8) head.push_back(static_cast<char>(v >> shift & 0xff));
  return crc32c(columns, crc32c(head));
}

}  // namespace hearth
