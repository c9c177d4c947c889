#include "core/aggregate/buckets.h"
#include "core/aggregate/kernels.h"

#include <algorithm>
#include <array>

namespace hearth {
namespace {

std::uint32_t epoch_at(std::span<const std::uint32_t> epochs, std::size_t i) {
  return i < epochs.size() ? epochs[i] : 0;
}

}  // namespace

void BucketBuilder::add_run(std::span<const TimeMs> times, std::span<const double> values,
                            std::span<const std::uint32_t> epochs) {
  std::size_t at = 0;
  std::size_t length = 0;
  // A counter's readings are all judged one by one.
  const bool plain = kind_ != Kind::gauge || !kernel::ascends(times.data(), times.size());
  while (at < times.size()) {
    // The first reading of a bucket meets what came before; it is the one that all others continue.
    add(times[at], values[at], epoch_at(epochs, at));
    const std::size_t first = at++;
    const bool inside =
        any_ && previous_.time == times[first] && at_ < result_.rows.size() && times[first] >= edges_[at_];
    if (plain || !inside || at == times.size() || times[at] >= edges_[at_ + 1]) continue;
    const std::size_t end = kernel::border(times, at, edges_[at_ + 1], first + length);
    length = end - first;
    while (at < end) {
      // Each chunk begins with the last reading of the one before.
      const std::size_t n = std::min(end - at + 1, kernel::chunk);
      const auto run_times = times.subspan(at - 1, n);
      const auto run_values = values.subspan(at - 1, n);
      const bool done = continue_gauge(run_times, run_values);
      for (std::size_t i = at; !done && i < at + n - 1; ++i) add(times[i], values[i], epoch_at(epochs, i));
      at += n - 1;
    }
  }
}

bool BucketBuilder::continue_gauge(std::span<const TimeMs> times, std::span<const double> values) {
  std::array<double, kernel::chunk> weights;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const std::size_t n = times.size();
  const double known = kernel::weigh(times.data(), n, hold_, weights.data());
  const kernel::Totals totals = kernel::totals(values.data(), weights.data(), n);
  if (!has_value(totals.sum)) return false;
  Bucket& bucket = result_.rows[at_];
  weighted_[at_] += totals.weighted;
  bucket.known += static_cast<DurationMs>(known);
  bucket.count += static_cast<std::uint32_t>(n - 1);
  bucket.min = std::min(bucket.min, totals.min);
  bucket.max = std::max(bucket.max, totals.max);
  bucket.last = values.back();
  previous_ = {times.back(), values.back(), 0};
  told_until_ = times.back();
  return true;
}

Buckets aggregate(const Series& series, std::span<const TimeMs> edges) {
  BucketBuilder builder(series.key, edges);
  builder.add_run(series.times, series.values, series.epochs);
  return builder.finish();
}

}  // namespace hearth
