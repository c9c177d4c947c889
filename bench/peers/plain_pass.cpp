#include "bench/peers/plain_pass.h"

#include <array>
#include <cstddef>
#include <numeric>

#if defined(__x86_64__)
#define HEARTH_BENCH_CLONES __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3")))
#else
#define HEARTH_BENCH_CLONES
#endif

namespace hearth::bench {
namespace {

constexpr std::size_t lanes = 32;

HEARTH_BENCH_CLONES void add_up(const double* values, std::size_t n, double* sums) noexcept {
  std::array<double, lanes> lane{};
  for (std::size_t i = 0; i + lanes <= n; i += lanes)
    for (std::size_t k = 0; k < lanes; ++k) lane[k] += values[i + k];
  for (std::size_t k = 0; k < lanes; ++k) sums[k] = lane[k];
}

}  // namespace

double plain_pass(std::span<const double> column) noexcept {
  std::array<double, lanes> sums{};
  add_up(column.data(), column.size(), sums.data());
  const auto rest = column.subspan(column.size() / lanes * lanes);
  return std::accumulate(sums.begin(), sums.end(), std::accumulate(rest.begin(), rest.end(), 0.0));
}

}  // namespace hearth::bench
