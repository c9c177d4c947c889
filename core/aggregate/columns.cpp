#include "core/aggregate/columns.h"

#include "core/aggregate/kernels.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

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

/// What the readings of one column in one bucket come to, as far as they have been looked at.
struct Tally {
  std::size_t count = 0;
  double sum = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  double first = no_value;
  double last = no_value;
};

struct Column {
  Held held;
  Tally tally;
};

void prepare(ColumnBuckets& out, std::size_t n, bool weighted) {
  out.count.resize(n);
  for (auto* column : {&out.average, &out.min, &out.max, &out.first, &out.last}) column->resize(n);
  out.weighted.assign(weighted ? n : 0, 0);
  out.known.assign(weighted ? n : 0, 0);
}

/// From the first to the last that is a value.
std::span<const double> trimmed(std::span<const double> values) {
  const auto is_value = [](double v) { return has_value(v); };
  const auto first = std::find_if(values.begin(), values.end(), is_value);
  const auto last = std::find_if(values.rbegin(), std::make_reverse_iterator(first), is_value).base();
  return {first, last};
}

void add(std::span<const double> values, const kernel::Totals& totals, Tally& tally) {
  kernel::Sum valid{totals.sum, values.size()};
  if (!has_value(totals.sum)) {
    valid = kernel::sum_of_values(values.data(), values.size());
    values = trimmed(values);
    if (values.empty()) return;
  }
  if (tally.count == 0) tally.first = values.front();
  tally.last = values.back();
  tally.count += valid.count;
  tally.sum += valid.sum;
  tally.min = std::min(tally.min, totals.min);
  tally.max = std::max(tally.max, totals.max);
}

/// Each bucket is written once, in order, and not cleared before: going over the results twice would cost a
/// fifth of the whole.
void write(const Tally& tally, std::size_t bucket, ColumnBuckets& out) {
  const bool any = tally.count > 0;
  out.count[bucket] = static_cast<std::uint32_t>(tally.count);
  out.average[bucket] = any ? tally.sum / static_cast<double>(tally.count) : no_value;
  out.min[bucket] = any ? tally.min : no_value;
  out.max[bucket] = any ? tally.max : no_value;
  out.first[bucket] = tally.first;
  out.last[bucket] = tally.last;
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

/// The last value before `end`, as far as it is held beyond the first edge.
Held held_before(std::span<const TimeMs> times, std::span<const double> values, std::size_t end,
                 const Layout& layout) {
  for (std::size_t i = end; i > 0 && times[i - 1] + layout.hold > layout.edges.front(); --i)
    if (has_value(values[i - 1])) return {times[i - 1], values[i - 1], 0};
  return {};
}

void finish_weighted(const Layout& layout, const HoldRule& hold, const Held& held, ColumnBuckets& out) {
  spread(held, hold.until, layout, out);
  for (std::size_t b = 0; b < out.known.size(); ++b)
    out.weighted[b] = out.known[b] > 0 ? out.weighted[b] / static_cast<double>(out.known[b]) : no_value;
}

}  // namespace

void bucket_columns(std::span<const TimeMs> times, std::span<const std::span<const double>> columns,
                    std::span<const TimeMs> edges, HoldRule hold, std::span<ColumnBuckets> out) {
  const std::size_t n = edges.empty() ? 0 : edges.size() - 1;
  const bool weighted = hold.time > 0;
  for (ColumnBuckets& column : out) prepare(column, n, weighted);
  if (n == 0) return;
  const Layout layout{edges, hold.time};
  std::size_t at = kernel::border(times, 0, edges.front(), 0);
  std::vector<Column> states(columns.size());
  if (weighted)
    for (std::size_t c = 0; c < columns.size(); ++c)
      states[c].held = held_before(times, columns[c], at, layout);

  Weights weights;
  std::size_t length = 0;
  for (std::size_t b = 0; b < n; ++b) {
    const std::size_t end = kernel::border(times, at, edges[b + 1], at + length);
    length = end - at;
    if (end + length < times.size()) __builtin_prefetch(&times[end + length]);
    for (std::size_t count = 0; at < end; at += count) {
      count = std::min(end - at, kernel::chunk);
      const auto moments = times.subspan(at, count);
      const double known = weighted ? kernel::weigh(moments.data(), count, hold.time, weights.data()) : 0;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const Run run{moments, columns[c].subspan(at, count), b};
        const kernel::Totals totals = weighted ? kernel::totals(run.values.data(), weights.data(), count)
                                               : kernel::totals(run.values.data(), count);
        add(run.values, totals, states[c].tally);
        if (weighted && has_value(totals.sum)) {
          take_weighted(run, totals.weighted, known, layout, states[c].held, out[c]);
        } else if (weighted) {
          take_weighted_gaps(run, layout, states[c].held, out[c]);
        }
      }
    }
    for (std::size_t c = 0; c < columns.size(); ++c) write(std::exchange(states[c].tally, {}), b, out[c]);
  }
  for (std::size_t c = 0; weighted && c < columns.size(); ++c)
    finish_weighted(layout, hold, states[c].held, out[c]);
}

}  // namespace hearth
