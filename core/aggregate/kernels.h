#pragma once

#include "core/telemetry/time.h"

#include <cstddef>
#include <span>

/// The loops over contiguous readings that buckets and charts are made of, for the inside of core/aggregate:
/// vectorised for what the processor has (on x86 chosen when the program starts). Values are doubles, NaN
/// says "no value"; times ascend strictly and lie within 100,000 years of 1970.
namespace hearth::kernel {

/// The most readings that go through the kernels at a time where scratch space is needed: it lives on the
/// stack and stays in the first-level cache.
inline constexpr std::size_t chunk = 1024;

/// +infinity and -infinity where there is no value.
struct Extremes {
  double min = 0;
  double max = 0;
};
/// What is not a value is passed over.
Extremes extremes(const double* values, std::size_t n) noexcept;

struct Totals {
  double sum = 0;       ///< NaN where any value is
  double weighted = 0;  ///< of values × weights
  double min = 0;       ///< these two pass over what is not a value
  double max = 0;
};
/// `n - 1` weights (n > 0): the last value has none.
Totals totals(const double* values, const double* weights, std::size_t n) noexcept;

struct Steps {
  bool ascend = true;  ///< each time is later than the one before
  double longest = 0;  ///< ms; says something where they ascend
};
/// steps[i] = how long after time i the next one is, in ms; n - 1 steps for n > 0 times, which may be any.
Steps steps(const TimeMs* times, std::size_t n, double* steps) noexcept;
/// weights[i] = steps[i], at most `most`. Gives their sum.
double limit(const double* steps, std::size_t n, double most, double* weights) noexcept;

/// The first position at or after `from` whose time is at or after `edge`; `times.size()` where none is.
/// Gallops from `guess`, and is quickest where that is right.
std::size_t border(std::span<const TimeMs> times, std::size_t from, TimeMs edge, std::size_t guess) noexcept;

}  // namespace hearth::kernel
