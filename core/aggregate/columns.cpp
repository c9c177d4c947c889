#include "core/aggregate/columns.h"

#include "core/aggregate/kernels.h"

#include <algorithm>
#include <array>

namespace hearth {
namespace {

using Weights = std::array<double, kernel::chunk>;

/// The newest value of a column, which speaks until the next comes, and the bucket it lies in (the first for
/// one before all buckets).
struct Held {
  TimeMs time = 0;
  double value = no_value;
  std::size_t bucket = 0;
};

/// Readings of one column within one bucket.
struct Run {
  std::span<const TimeMs> times;
  std::span<const double> values;
  std::size_t bucket = 0;
};

/// What all columns share.
struct Layout {
  std::span<const TimeMs> edges;
  DurationMs hold = 0;
};

void clear(ColumnBuckets& out, std::size_t n, bool weighted) {
  out.count.assign(n, 0);
  for (auto* column : {&out.average, &out.min, &out.max, &out.first, &out.last}) column->assign(n, no_value);
  out.weighted.assign(weighted ? n : 0, 0);
  out.known.assign(weighted ? n : 0, 0);
}

void take_values(const Run& run, const kernel::Totals& totals, ColumnBuckets& out) {
  const auto valid = has_value(totals.sum) ? kernel::Sum{totals.sum, run.values.size()}
                                           : kernel::sum_of_values(run.values.data(), run.values.size());
  if (valid.count == 0) return;
  const std::size_t b = run.bucket;
  if (out.count[b] == 0) {
    out.average[b] = valid.sum;
    out.min[b] = totals.min;
    out.max[b] = totals.max;
    out.first[b] = *std::find_if(run.values.begin(), run.values.end(), has_value);
  } else {
    out.average[b] += valid.sum;
    out.min[b] = std::min(out.min[b], totals.min);
    out.max[b] = std::max(out.max[b], totals.max);
  }
  out.last[b] = *std::find_if(run.values.rbegin(), run.values.rend(), has_value);
  out.count[b] += static_cast<std::uint32_t>(valid.count);
}

/// Gives the time from the held value to `to`, as far as it is held, to the buckets it lies in.
void spread(const Held& held, TimeMs to, const Layout& layout, ColumnBuckets& out) {
  if (!has_value(held.value)) return;
  to = std::min(to, held.time + layout.hold);
  TimeMs from = std::max(held.time, layout.edges.front());
  for (std::size_t b = held.bucket; from < to && b + 1 < layout.edges.size(); ++b) {
    const TimeMs end = std::min(to, layout.edges[b + 1]);
    out.known[b] += end - from;
    out.weighted[b] += held.value * static_cast<double>(end - from);
    from = end;
  }
}

/// A run without a missing value. `weighted` is its values × ms but for the last's, `known` its ms.
void take_weighted(const Run& run, double weighted, double known, const Layout& layout, Held& held,
                   ColumnBuckets& out) {
  spread(held, run.times.front(), layout, out);
  out.weighted[run.bucket] += weighted;
  out.known[run.bucket] += static_cast<DurationMs>(known);
  held = {run.times.back(), run.values.back(), run.bucket};
}

/// A run with missing values: what is before one speaks on over it.
void take_weighted_gaps(const Run& run, const Layout& layout, Held& held, ColumnBuckets& out) {
  std::array<TimeMs, kernel::chunk> times;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::array<double, kernel::chunk> values;
  Weights weights;
  std::size_t n = 0;
  for (std::size_t i = 0; i < run.values.size(); ++i) {
    times[n] = run.times[i];
    values[n] = run.values[i];
    n += has_value(values[n]) ? 1 : 0;
  }
  if (n == 0) return;
  const double known = kernel::weigh(times.data(), n, layout.hold, weights.data());
  const double weighted = kernel::totals(values.data(), weights.data(), n).weighted;
  take_weighted({{times.data(), n}, {values.data(), n}, run.bucket}, weighted, known, layout, held, out);
}

void prefetch(std::span<const double> values, std::size_t from, std::size_t n) {
  const std::size_t end = std::min(from + n, values.size());
  for (std::size_t i = from; i < end; i += 8) __builtin_prefetch(&values[i], 0, 2);
}

/// The last value before `end`, as far as it is held beyond the first edge.
Held held_before(std::span<const TimeMs> times, std::span<const double> values, std::size_t end,
                 const Layout& layout) {
  for (std::size_t i = end; i > 0 && times[i - 1] + layout.hold > layout.edges.front(); --i)
    if (has_value(values[i - 1])) return {times[i - 1], values[i - 1], 0};
  return {};
}

void finish(const Layout& layout, const HoldRule& hold, const Held& held, ColumnBuckets& out) {
  for (std::size_t b = 0; b < out.count.size(); ++b) out.average[b] /= static_cast<double>(out.count[b]);
  if (hold.time <= 0) return;
  spread(held, hold.until, layout, out);
  for (std::size_t b = 0; b < out.count.size(); ++b)
    out.weighted[b] = out.known[b] > 0 ? out.weighted[b] / static_cast<double>(out.known[b]) : no_value;
}

}  // namespace

void bucket_columns(std::span<const TimeMs> times, std::span<const std::span<const double>> columns,
                    std::span<const TimeMs> edges, HoldRule hold, std::span<ColumnBuckets> out) {
  const std::size_t n = edges.empty() ? 0 : edges.size() - 1;
  const bool weighted = hold.time > 0;
  for (ColumnBuckets& column : out) clear(column, n, weighted);
  if (n == 0) return;
  const Layout layout{edges, hold.time};
  std::size_t at = kernel::border(times, 0, edges.front(), 0);
  std::vector<Held> held(columns.size());
  if (weighted)
    for (std::size_t c = 0; c < columns.size(); ++c) held[c] = held_before(times, columns[c], at, layout);

  Weights weights;
  std::size_t length = 0;
  for (std::size_t b = 0; b < n && at < times.size(); ++b) {
    const std::size_t end = kernel::border(times, at, edges[b + 1], at + length);
    length = end - at;
    if (end + length < times.size()) __builtin_prefetch(&times[end + length]);
    while (at < end) {
      const std::size_t count = std::min(end - at, kernel::chunk);
      const auto moments = times.subspan(at, count);
      const double known = weighted ? kernel::weigh(moments.data(), count, hold.time, weights.data()) : 0;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const Run run{moments, columns[c].subspan(at, count), b};
        prefetch(columns[c], at + count, count);
        const kernel::Totals totals = weighted ? kernel::totals(run.values.data(), weights.data(), count)
                                               : kernel::totals(run.values.data(), count);
        take_values(run, totals, out[c]);
        if (!weighted) continue;
        if (has_value(totals.sum)) {
          take_weighted(run, totals.weighted, known, layout, held[c], out[c]);
        } else {
          take_weighted_gaps(run, layout, held[c], out[c]);
        }
      }
      at += count;
    }
  }
  for (std::size_t c = 0; c < columns.size(); ++c) finish(layout, hold, held[c], out[c]);
}

}  // namespace hearth
