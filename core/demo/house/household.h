#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hearth::demo {

/// What switches in the house: watts on three phases, watts of heat drawn from the hot water, and of cooking.
enum class Load : std::uint8_t { l1, l2, l3, hotwater, cooking };
inline constexpr std::size_t load_count = 5;

struct Switching {
  std::int32_t second = 0;  ///< of the plan
  Load load = Load::l1;
  std::int32_t watts = 0;  ///< added to the load from this second on
};

/// One day's household, from noon to noon UTC, so that a night's charging is whole. Loads start at 0.
struct DayPlan {
  std::vector<Switching> switchings;  ///< ascending by second
};

inline constexpr std::int32_t day_seconds = 86400;

/// Plan `day` begins at `day` × 86400 + 43200 seconds after 1970 (UTC). Pure.
DayPlan plan_day(std::uint64_t seed, std::int64_t day);

}  // namespace hearth::demo
