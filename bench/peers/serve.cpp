#include "bench/common/household.h"
#include "bench/common/tool.h"
#include "bench/peers/plain_pass.h"
#include "bench/peers/tasks.h"
#include "core/aggregate/buckets.h"
#include "core/aggregate/columns.h"
#include "core/aggregate/reduce.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>

namespace hearth::bench {
namespace {

constexpr std::size_t columns = 4;
constexpr DurationMs bucket_width = 5 * minute_ms;
constexpr TimeRange whole_month{month_start, month_start + month_days* day_ms};
constexpr TimeRange one_day{month_start + 9 * day_ms, month_start + 10 * day_ms};
constexpr std::size_t pixels = 1280;

/// What was worked out, and how to make rows of numbers of it for who wants to see them.
using Answer = std::function<std::vector<std::vector<double>>()>;

struct Month {
  std::vector<TimeMs> times;
  std::array<std::span<const double>, columns> values;
  Rows rows;

  explicit Month(demo::House house) : rows(only(energy_rows(house, month_rows), power_channels())) {
    times = rows.times;
    for (std::size_t c = 0; c < columns; ++c) values[c] = rows.values[c];
  }
};

Answer five_minute_buckets(const Month& month) {
  const auto edges = taken(bucket_edges(whole_month, FixedBuckets{bucket_width}));
  std::vector<ColumnBuckets> out(columns);
  bucket_columns(month.times, month.values, edges, HoldRule{}, out);
  return [edges, out = std::move(out)] {
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      const std::int64_t number = edges[i] / bucket_width;
      auto& row = rows.emplace_back(1, static_cast<double>(number));
      for (const ColumnBuckets& c : out) row.insert(row.end(), {c.average[i], c.min[i], c.max[i]});
    }
    return rows;
  };
}

/// The times and values of the day are looked up in the month's, as DuckDB has to.
Answer day_in_pixels(const Month& month) {
  std::vector<PixelColumns> out(columns);
  reduce_to_pixels(month.times, month.values, {.range = one_day, .count = pixels, .gap = minute_ms}, out);
  return [out = std::move(out)] {
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; i < pixels; ++i) {
      auto& row = rows.emplace_back(1, static_cast<double>(i));
      for (const PixelColumns& c : out) row.insert(row.end(), {c.min[i], c.max[i]});
    }
    return rows;
  };
}

Answer plain_sum(const Month& month) {
  std::vector<double> sums(columns);
  for (std::size_t c = 0; c < columns; ++c) sums[c] = plain_pass(month.values[c]);
  return [sums] { return std::vector<std::vector<double>>(1, sums); };
}

void print_rows(const std::vector<std::vector<double>>& rows) {
  std::string text;
  for (const auto& row : rows)
    fmt::format_to(std::back_inserter(text), "{}[{:.17g}]", text.empty() ? "" : ",", fmt::join(row, ","));
  fmt::print("{{\"rows\": [{}]}}\n", text);
  std::fflush(stdout);
}

}  // namespace

void serve(std::span<char*> /*arguments*/) {
  const Month month(house_before(month_start));
  for (std::string line; std::getline(std::cin, line);) {
    const Stopwatch watch;
    const Answer answer = line.starts_with("buckets")  ? five_minute_buckets(month)
                          : line.starts_with("pixels") ? day_in_pixels(month)
                                                       : plain_sum(month);
    const double ms = watch.ms();
    if (line.ends_with(" rows"))
      print_rows(answer());
    else
      say({{"ms", ms}});
  }
}

}  // namespace hearth::bench
