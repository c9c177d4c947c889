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

void RunTimes::assign(std::span<const TimeMs> times) {
  times_ = times;
  steps_.resize(times.empty() ? 0 : times.size() - 1);
  const kernel::Steps steps = kernel::steps(times.data(), times.size(), steps_.data());
  ascend_ = steps.ascend;
  longest_ = steps.longest;
}

void BucketBuilder::add_run(const RunTimes& run, std::span<const double> values,
                            std::span<const std::uint32_t> epochs) {
  const std::span<const TimeMs> times = run.times();
  std::size_t at = 0;
  std::size_t length = 0;
  // A counter's readings are all judged one by one.
  const bool plain = kind_ != Kind::gauge || !run.ascend();
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
      const std::size_t last = std::min(end, at - 1 + kernel::chunk);
      const bool done = continue_gauge(run, values, at - 1, last);
      for (std::size_t i = at; !done && i < last; ++i) add(times[i], values[i], epoch_at(epochs, i));
      at = last;
    }
  }
}

/// Takes the readings from `first`, which was taken, up to `last`; false where one of them has no value.
bool BucketBuilder::continue_gauge(const RunTimes& run, std::span<const double> values, std::size_t first,
                                   std::size_t last) {
  std::array<double, kernel::chunk> limited;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const std::size_t n = last - first;
  const auto hold = static_cast<double>(hold_);
  const double* weights = run.steps().data() + first;
  DurationMs known = run.times()[last - 1] - run.times()[first];
  if (run.longest() > hold) {
    known = static_cast<DurationMs>(kernel::limit(weights, n - 1, hold, limited.data()));
    weights = limited.data();
  }
  const kernel::Totals totals = kernel::totals(values.data() + first, weights, n);
  if (!has_value(totals.sum)) return false;
  Bucket& bucket = result_.rows[at_];
  weighted_[at_] += totals.weighted;
  bucket.known += known;
  bucket.count += static_cast<std::uint32_t>(n - 1);
  bucket.min = std::min(bucket.min, totals.min);
  bucket.max = std::max(bucket.max, totals.max);
  bucket.last = values[last - 1];
  previous_ = {run.times()[last - 1], values[last - 1], 0};
  told_until_ = previous_.time;
  return true;
}

Buckets aggregate(const Series& series, std::span<const TimeMs> edges) {
  BucketBuilder builder(series.key, edges);
  builder.add_run(RunTimes(series.times), series.values, series.epochs);
  return builder.finish();
}

}  // namespace hearth
