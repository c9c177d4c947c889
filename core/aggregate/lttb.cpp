#include "core/aggregate/reduce.h"

#include <cmath>

namespace hearth {
namespace {

/// Readings without a gap between them.
struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The readings of one part that have a value.
struct Points {
  std::span<const TimeMs> times;
  std::span<const double> values;
  [[nodiscard]] std::size_t size() const { return values.size(); }
};

/// Where slice `i` of `slices` begins: the inner readings are shared evenly, the first and the last stand
/// alone.
std::size_t slice_begin(std::size_t size, std::size_t slices, std::size_t i) {
  return 1 + (size - 2) * i / slices;
}

struct Mean {
  double time = 0;  ///< ms after the first reading
  double value = 0;
};

Mean mean_of(const Points& in, std::size_t begin, std::size_t end) {
  Mean mean;
  for (std::size_t i = begin; i < end; ++i) {
    mean.time += static_cast<double>(in.times[i] - in.times[0]);
    mean.value += in.values[i];
  }
  const auto n = static_cast<double>(end - begin);
  return {mean.time / n, mean.value / n};
}

void append(Line& out, const Points& in, std::size_t i) {
  out.times.push_back(in.times[i]);
  out.values.push_back(in.values[i]);
}

/// The reading of [begin, end) that spans the largest triangle with reading `a` and the point `c`.
std::size_t largest(const Points& in, std::size_t begin, std::size_t end, std::size_t a, Mean c) {
  const double a_time = static_cast<double>(in.times[a] - in.times[0]);
  const double a_value = in.values[a];
  std::size_t best = begin;
  double best_area = -1;
  for (std::size_t i = begin; i < end; ++i) {
    const double time = static_cast<double>(in.times[i] - in.times[0]);
    const double area =
        std::abs((a_time - c.time) * (in.values[i] - a_value) - (a_time - time) * (c.value - a_value));
    if (area > best_area) {
      best_area = area;
      best = i;
    }
  }
  return best;
}

void thin(const Points& in, std::size_t points, Line& out) {
  if (points >= in.size()) {
    for (std::size_t i = 0; i < in.size(); ++i) append(out, in, i);
    return;
  }
  append(out, in, 0);
  const std::size_t slices = points - 2;
  std::size_t picked = 0;
  for (std::size_t s = 0; s < slices; ++s) {
    const std::size_t begin = slice_begin(in.size(), slices, s);
    const std::size_t end = slice_begin(in.size(), slices, s + 1);
    const std::size_t after = s + 1 < slices ? slice_begin(in.size(), slices, s + 2) : in.size();
    picked = largest(in, begin, end, picked, mean_of(in, end, after));
    append(out, in, picked);
  }
  append(out, in, in.size() - 1);
}

}  // namespace

void reduce_lttb(std::span<const TimeMs> times, std::span<const double> values, std::size_t points,
                 DurationMs gap, Line& out) {
  out.times.clear();
  out.values.clear();
  // Values without a time of their own are dropped first: what is left is cut where readings are far apart.
  std::vector<TimeMs> moments;
  std::vector<double> kept;
  std::vector<Part> parts;
  moments.reserve(times.size());
  kept.reserve(times.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!has_value(values[i])) continue;
    if (moments.empty() || times[i] - moments.back() > gap) parts.push_back({kept.size(), 0});
    moments.push_back(times[i]);
    kept.push_back(values[i]);
    parts.back().end = kept.size();
  }
  for (const Part& part : parts) {
    if (part.begin > 0) {
      const TimeMs before = moments[part.begin - 1];
      out.times.push_back(before + (moments[part.begin] - before) / 2);
      out.values.push_back(no_value);
    }
    const std::size_t size = part.end - part.begin;
    const auto share = static_cast<std::size_t>(std::llround(
        static_cast<double>(points) * static_cast<double>(size) / static_cast<double>(kept.size())));
    thin({std::span(moments).subspan(part.begin, size), std::span(kept).subspan(part.begin, size)},
         std::max<std::size_t>(share, 2), out);
  }
}

}  // namespace hearth
