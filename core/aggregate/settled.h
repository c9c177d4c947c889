#pragma once

#include "core/aggregate/buckets.h"

namespace hearth {

/// A counter's readings after the counter rule has been over them.
struct Settled {
  std::vector<Point> points;  ///< as many as there were readings
  CounterState state;         ///< before the run that is open at the end, where one is
  bool open = false;
};

/// Settles readings (ascending by time, of one meter after the other) by what stands around them. What a
/// burst after a stall says is dated back into the stall, by as much as the rate does not allow since the
/// reading before: so nothing is counted that cannot have been used in its time. `state` is what was before.
Settled settle(const CounterLimits& limits, std::span<const Point> readings, CounterState state = {});

/// Whether readings have been so plain that what stood before them, some time before `end`, does not matter
/// any more: each rose or stood, whatever could still have come and whatever the meter's step was, and all
/// ways lead to one state. At least `least` and at most its own value stood at `before`.
bool tell_alone(const CounterLimits& limits, std::span<const Point> readings, const Point& before,
                double least, TimeMs end);

/// The settled reading's epoch as the one before it sees it: `begun_anew` and `begun_from_zero` where the
/// rule says so, else the meter's.
std::uint32_t epoch_from_before(const Point& point) noexcept;

/// What a counter counted from one settled reading to the next.
double counted(const CounterLimits& limits, const Point& before, const Point& after) noexcept;

/// What a counter's row says was counted in it. One that was made before there was the counter rule may say
/// what cannot be: then the difference between its ends, as far as that can be.
double counted_within(const CounterLimits& limits, const Rollup& row) noexcept;

}  // namespace hearth
