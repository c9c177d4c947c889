#include "core/aggregate/kernels.h"

#include "core/telemetry/vector_clones.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

// `omp simd` lets the compiler add up in several lanes, which changes the order of additions and nothing
// else: a NaN still fails every comparison, so that `value < low ? value : low` passes over it.
namespace hearth::kernel {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// 2^52 as bits and as number: or-ing an integer below it into the bits gives their sum. AVX2 and SSE2 can
/// convert 64-bit integers in no other way.
constexpr std::int64_t two_52_bits = 0x4330'0000'0000'0000;
constexpr double two_52 = 4503599627370496.0;

}  // namespace

HEARTH_VECTOR_CLONES
Extremes extremes(const double* values, std::size_t n) noexcept {
  double low = infinity;
  double high = -infinity;
#pragma omp simd reduction(min : low) reduction(max : high)
  for (std::size_t i = 0; i < n; ++i) {
    const double value = values[i];
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  return {low, high};
}

HEARTH_VECTOR_CLONES
Totals totals(const double* values, const double* weights, std::size_t n) noexcept {
  double sum = 0;
  double weighted = 0;
  double low = infinity;
  double high = -infinity;
  const std::size_t pairs = n - 1;
#pragma omp simd reduction(+ : sum, weighted) reduction(min : low) reduction(max : high)
  for (std::size_t i = 0; i < pairs; ++i) {
    const double value = values[i];
    sum += value;
    weighted += value * weights[i];
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  const double last = values[pairs];
  return {sum + last, weighted, last < low ? last : low, last > high ? last : high};
}

HEARTH_VECTOR_CLONES
Steps steps(const TimeMs* times, std::size_t n, double* steps) noexcept {
  if (n < 2) return {};
  TimeMs signs = 0;
  double longest = 0;
#pragma omp simd reduction(| : signs) reduction(max : longest)
  for (std::size_t i = 0; i < n - 1; ++i) {
    const TimeMs step = times[i + 1] - times[i];
    signs |= step - 1;
    const double length = std::bit_cast<double>(step | two_52_bits) - two_52;
    steps[i] = length;
    longest = length > longest ? length : longest;
  }
  return {signs >= 0, longest};
}

HEARTH_VECTOR_CLONES
double limit(const double* steps, std::size_t n, double most, double* weights) noexcept {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::size_t i = 0; i < n; ++i) {
    const double weight = steps[i] < most ? steps[i] : most;
    weights[i] = weight;
    sum += weight;
  }
  return sum;
}

std::size_t border(std::span<const TimeMs> times, std::size_t from, TimeMs edge, std::size_t guess) noexcept {
  // Everything before `low` is before the edge, everything from `high` on is not.
  std::size_t low = from;
  std::size_t high = times.size();
  std::size_t at = std::clamp(guess, low, high);
  std::size_t step = 1;
  if (at < high && times[at] < edge) {
    while (at < high && times[at] < edge) {
      low = at + 1;
      at = high - low > step ? low + step : high;
      step *= 2;
    }
    high = at;
  } else {
    high = at;
    while (at > low && times[at - 1] >= edge) {
      high = at - 1;
      at = high - low > step ? high - step : low;
      step *= 2;
    }
    low = at;
  }
  const auto begin = times.begin();
  return static_cast<std::size_t>(std::lower_bound(begin + static_cast<std::ptrdiff_t>(low),
                                                   begin + static_cast<std::ptrdiff_t>(high), edge) -
                                  begin);
}

}  // namespace hearth::kernel
