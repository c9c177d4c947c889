// What the arithmetic costs by itself, on readings in memory: buckets, pixels, calendars.

#include "core/aggregate/buckets.h"
#include "core/aggregate/reduce.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace {

using namespace hearth;

constexpr TimeMs start = 1'768'435'200'000;  // 2026-01-15T00:00:00Z
constexpr std::size_t day_rows = 86'400;
constexpr std::size_t month_rows = 30 * day_rows;

/// Power and its three phases, a reading a second. `jitter` puts the readings up to that many ms late, as
/// meters do.
struct Columns {
  std::vector<TimeMs> times;
  std::vector<std::vector<double>> values = std::vector<std::vector<double>>(4);
  std::vector<std::span<const double>> columns;

  explicit Columns(std::size_t rows, std::size_t jitter = 0) {
    times.reserve(rows);
    for (auto& column : values) column.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      times.push_back(start + static_cast<TimeMs>(i * 1000 + (jitter > 0 ? i * 7919 % jitter : 0)));
      double total = 0;
      for (std::size_t phase = 1; phase < 4; ++phase) {
        const auto watts = static_cast<double>(100 * phase + i * 37 % 61 + i / 900 % 3 * 500);
        values[phase].push_back(watts);
        total += watts;
      }
      values[0].push_back(total);
    }
    columns.assign(values.begin(), values.end());
  }
  [[nodiscard]] std::int64_t bytes() const {
    return static_cast<std::int64_t>(columns.size() * times.size() * sizeof(double));
  }
  [[nodiscard]] TimeRange range() const {
    return {start, start + static_cast<TimeMs>(times.size()) * second_ms};
  }
};

std::vector<TimeMs> edges_of(TimeRange range, const BucketSpec& spec) {
  auto edges = bucket_edges(range, spec);
  if (!edges) {
    std::fprintf(stderr, "%s\n", edges.error().message.c_str());
    std::exit(1);
  }
  return *std::move(edges);
}

/// The sum of a column in as many lanes as the processor has: what reading the bytes costs at least.
#if defined(__x86_64__)
__attribute__((target_clones("avx2", "default")))
#endif
double
plain_sum(const double* values, std::size_t n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::size_t i = 0; i < n; ++i) sum += values[i];
  return sum;
}

void month_plain_pass(benchmark::State& state) {
  const Columns home(month_rows);
  for ([[maybe_unused]] auto _ : state)
    for (const auto& column : home.columns) benchmark::DoNotOptimize(plain_sum(column.data(), column.size()));
  state.SetBytesProcessed(state.iterations() * home.bytes());
}
BENCHMARK(month_plain_pass)->Unit(benchmark::kMillisecond);

/// As the store puts its blocks into buckets: what the times tell is worked out once for all columns.
void bucket_home(benchmark::State& state, const Columns& home) {
  const auto edges = edges_of(home.range(), FixedBuckets{5 * minute_ms});
  for ([[maybe_unused]] auto _ : state) {
    const RunTimes run(home.times);
    for (const auto& column : home.columns) {
      BucketBuilder builder({channel("energy.power_total"), ""}, edges);
      builder.add_run(run, column);
      benchmark::DoNotOptimize(builder.finish());
    }
  }
  state.SetBytesProcessed(state.iterations() * home.bytes());
}

void month_5_minutes(benchmark::State& state) {
  bucket_home(state, Columns(month_rows, 40));
}
BENCHMARK(month_5_minutes)->Unit(benchmark::kMillisecond);

/// A value in a hundred is missing.
void month_5_minutes_missing(benchmark::State& state) {
  Columns home(month_rows, 40);
  for (auto& column : home.values)
    for (std::size_t i = 0; i < column.size(); i += 100) column[i] = no_value;
  bucket_home(state, home);
}
BENCHMARK(month_5_minutes_missing)->Unit(benchmark::kMillisecond);

void month_5_minutes_reading_by_reading(benchmark::State& state) {
  const Columns home(month_rows, 40);
  const auto edges = edges_of(home.range(), FixedBuckets{5 * minute_ms});
  for ([[maybe_unused]] auto _ : state) {
    BucketBuilder builder({channel("energy.power_total"), ""}, edges);
    for (std::size_t i = 0; i < home.times.size(); ++i) builder.add(home.times[i], home.values[0][i]);
    benchmark::DoNotOptimize(builder.finish());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(month_rows));
}
BENCHMARK(month_5_minutes_reading_by_reading)->Unit(benchmark::kMillisecond);

void month_of_a_counter_in_hours(benchmark::State& state) {
  Columns home(month_rows);
  std::partial_sum(home.values[0].begin(), home.values[0].end(), home.values[0].begin());
  const Series series{{channel("energy.import"), ""}, home.times, home.values[0], {}};
  const auto edges = edges_of(home.range(), CalendarBuckets{CalendarUnit::hour, "Europe/Stockholm"});
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(aggregate(series, edges));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(month_rows));
}
BENCHMARK(month_of_a_counter_in_hours)->Unit(benchmark::kMillisecond);

void day_to_1280_pixels(benchmark::State& state) {
  const Columns home(day_rows, 40);
  std::vector<PixelColumns> out(home.columns.size());
  for ([[maybe_unused]] auto _ : state) {
    reduce_to_pixels(home.times, home.columns, {home.range(), 1280, minute_ms}, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * home.bytes());
}
BENCHMARK(day_to_1280_pixels)->Unit(benchmark::kMillisecond);

void day_to_lines_of_1280_pixels(benchmark::State& state) {
  const Columns home(day_rows, 40);
  Line out;
  for ([[maybe_unused]] auto _ : state)
    for (const auto& column : home.columns) {
      reduce_to_line(home.times, column, {home.range(), 1280, minute_ms}, out);
      benchmark::DoNotOptimize(out.times.data());
    }
  state.SetBytesProcessed(state.iterations() * home.bytes());
}
BENCHMARK(day_to_lines_of_1280_pixels)->Unit(benchmark::kMillisecond);

void day_lttb_2560(benchmark::State& state) {
  const Columns home(day_rows, 40);
  Line out;
  for ([[maybe_unused]] auto _ : state)
    for (const auto& column : home.columns) {
      reduce_lttb(home.times, column, 2560, minute_ms, out);
      benchmark::DoNotOptimize(out.times.data());
    }
  state.SetBytesProcessed(state.iterations() * home.bytes());
}
BENCHMARK(day_lttb_2560)->Unit(benchmark::kMillisecond);

void edges_of_a_year(benchmark::State& state, CalendarUnit unit) {
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(
        edges_of({start, start + 365 * day_ms}, CalendarBuckets{unit, "Europe/Stockholm"}));
}
BENCHMARK_CAPTURE(edges_of_a_year, hours, CalendarUnit::hour)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(edges_of_a_year, days, CalendarUnit::day)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(edges_of_a_year, months, CalendarUnit::month)->Unit(benchmark::kMicrosecond);

}  // namespace
