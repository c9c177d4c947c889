#pragma once

#include "core/aggregate/buckets.h"

namespace hearth {

/// A counter's readings after the counter rule has been over them.
struct Settled {
  std::vector<Point> points;  ///< as many as there were readings
  CounterState state;         ///< before the run that is open at the end, where one is
  bool open = false;
  std::size_t plain = 0;  ///< so many from the first on rise or stand, as any reading would have it
};

/// Settles readings (ascending by time, of one meter after the other) by what stands around them. What a
/// burst after a stall says is dated back into the stall, by as much as the rate does not allow since the
/// reading before: so nothing is counted that cannot have been used in its time.
Settled settle(const CounterLimits& limits, std::span<const Point> readings);

/// The settled reading's epoch as the one before it sees it: `begun_anew` and `begun_from_zero` where the
/// rule says so, else the meter's.
std::uint32_t epoch_from_before(const Point& point) noexcept;

/// What a counter counted from one settled reading to the next.
double counted(const CounterLimits& limits, const Point& before, const Point& after) noexcept;

/// What a counter's row says was counted in it. One that was made before there was the counter rule may say
/// what cannot be: then the difference between its ends, as far as that can be.
double counted_within(const CounterLimits& limits, const Rollup& row) noexcept;

}  // namespace hearth
