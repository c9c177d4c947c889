#include "core/aggregate/reduce.h"

#include "core/aggregate/kernels.h"

#include <algorithm>
#include <array>

namespace hearth {
namespace {

/// No reading has come yet.
constexpr std::size_t none = static_cast<std::size_t>(-1);

std::size_t last_value_before(std::span<const double> values, std::size_t end) {
  while (end > 0 && !has_value(values[end - 1])) --end;
  return end > 0 ? end - 1 : none;
}

bool gap_between(std::span<const TimeMs> times, std::size_t before, std::size_t after, DurationMs gap) {
  return before != none && times[after] - times[before] > gap;
}

void clear(PixelColumns& out, std::size_t n) {
  for (auto* column : {&out.first, &out.min, &out.max, &out.last}) column->assign(n, no_value);
  out.gap_before.assign(n, 0);
}

/// The readings [at, end) lie in one column of pixels; `before` is the position of the newest value so far.
void take(std::span<const TimeMs> times, std::span<const double> values, std::size_t at, std::size_t end,
          DurationMs gap, std::size_t pixel, std::size_t& before, PixelColumns& out) {
  const kernel::Extremes extremes = kernel::extremes(values.data() + at, end - at);
  if (extremes.min > extremes.max) return;
  while (!has_value(values[at])) ++at;
  while (!has_value(values[end - 1])) --end;
  out.first[pixel] = values[at];
  out.min[pixel] = extremes.min;
  out.max[pixel] = extremes.max;
  out.last[pixel] = values[end - 1];
  out.gap_before[pixel] = gap_between(times, before, at, gap) ? 1 : 0;
  before = end - 1;
}

void append(Line& out, TimeMs time, double value) {
  out.times.push_back(time);
  out.values.push_back(value);
}

void clear(Line& out) {
  out.times.clear();
  out.values.clear();
}

/// The line breaks between these two readings.
void append_break(std::span<const TimeMs> times, std::size_t before, std::size_t after, Line& out) {
  append(out, times[before] + (times[after] - times[before]) / 2, no_value);
}

}  // namespace

TimeMs Pixels::edge(std::size_t i) const noexcept {
  const auto n = static_cast<DurationMs>(count);
  const auto at = static_cast<DurationMs>(i);
  const DurationMs length = range.length();
  return range.from + length / n * at + length % n * at / n;
}

void reduce_to_pixels(std::span<const TimeMs> times, std::span<const std::span<const double>> columns,
                      const Pixels& pixels, std::span<PixelColumns> out) {
  for (PixelColumns& column : out) clear(column, pixels.count);
  std::size_t at = kernel::border(times, 0, pixels.range.from, 0);
  std::vector<std::size_t> before;
  before.reserve(columns.size());
  for (const auto& values : columns) before.push_back(last_value_before(values, at));
  std::size_t length = 0;
  for (std::size_t p = 0; p < pixels.count && at < times.size(); ++p) {
    const std::size_t end = kernel::border(times, at, pixels.edge(p + 1), at + length);
    length = end - at;
    if (length > 0)
      for (std::size_t c = 0; c < columns.size(); ++c)
        take(times, columns[c], at, end, pixels.gap, p, before[c], out[c]);
    at = end;
  }
}

void reduce_to_line(std::span<const TimeMs> times, std::span<const double> values, const Pixels& pixels,
                    Line& out) {
  clear(out);
  std::size_t at = kernel::border(times, 0, pixels.range.from, 0);
  std::size_t before = none;  // a gap before the first point needs no break
  std::size_t length = 0;
  for (std::size_t p = 0; p < pixels.count && at < times.size(); ++p) {
    const std::size_t begin = at;
    at = kernel::border(times, at, pixels.edge(p + 1), at + length);
    length = at - begin;
    const kernel::Extremes extremes = kernel::extremes(values.data() + begin, length);
    if (extremes.min > extremes.max) continue;
    const auto in = values.subspan(begin, length);
    const auto position = [&](auto found) { return begin + static_cast<std::size_t>(found - in.begin()); };
    const std::size_t first = position(std::find_if(in.begin(), in.end(), has_value));
    const std::size_t last = last_value_before(values, at);
    std::array picked = {first, position(std::find(in.begin(), in.end(), extremes.min)),
                         position(std::find(in.begin(), in.end(), extremes.max)), last};
    std::sort(picked.begin(), picked.end());
    if (gap_between(times, before, first, pixels.gap)) append_break(times, before, first, out);
    std::size_t newest = none;
    for (const std::size_t i : picked)
      if (i != newest) append(out, times[newest = i], values[i]);
    before = last;
  }
}

}  // namespace hearth
