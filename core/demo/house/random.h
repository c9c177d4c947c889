#pragma once

#include <cmath>
#include <cstdint>

/// Chance that depends on nothing but its arguments: the same on every machine, in any order of asking.
namespace hearth::demo {

/// Scatters the bits of `x` (the finalizer of SplitMix64).
constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

constexpr std::uint64_t hash(std::uint64_t seed, std::uint64_t stream, std::int64_t n) noexcept {
  return mix(mix(seed * 0x2545f4914f6cdd1dU + stream) ^ static_cast<std::uint64_t>(n));
}

/// 0 <= unit < 1
constexpr double unit(std::uint64_t bits) noexcept {
  return static_cast<double>(bits >> 11U) * 0x1p-53;
}

/// Between -1 and 1, smooth in `t`, uncorrelated beyond `period` (the same unit as `t`).
inline double smooth_noise(std::uint64_t seed, std::uint64_t stream, double t, double period) noexcept {
  const double at = t / period;
  const double cell = std::floor(at);
  const auto n = static_cast<std::int64_t>(cell);
  const double f = at - cell;
  const double a = 2 * unit(hash(seed, stream, n)) - 1;
  const double b = 2 * unit(hash(seed, stream, n + 1)) - 1;
  return a + (b - a) * f * f * (3 - 2 * f);
}

/// A row of throws for one day's plans.
class Dice {
 public:
  constexpr Dice(std::uint64_t seed, std::uint64_t stream, std::int64_t day) noexcept
      : state_(hash(seed, stream, day)) {}
  /// `from` <= x < `to`
  constexpr double between(double from, double to) noexcept { return from + (to - from) * unit(next()); }
  /// Whole numbers, `from` <= x < `to`
  constexpr int whole(int from, int to) noexcept { return static_cast<int>(between(from, to)); }
  constexpr bool chance(double probability) noexcept { return unit(next()) < probability; }

 private:
  constexpr std::uint64_t next() noexcept { return mix(state_++); }
  std::uint64_t state_;
};

}  // namespace hearth::demo
