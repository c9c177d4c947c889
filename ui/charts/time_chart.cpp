#include "ui/charts/time_chart.h"

#include "core/telemetry/reading.h"
#include "ui/charts/nice.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace hearth {
namespace {

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  [[nodiscard]] bool any() const { return low <= high; }
  void take(double value) {
    if (!has_value(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

Extent extent_of(const std::vector<TimeChartModel::Line>& lines, std::size_t panel) {
  Extent extent;
  for (const auto& line : lines) {
    if (line.panel != panel || line.buckets == nullptr) continue;
    for (const Bucket& b : line.buckets->rows) {
      extent.take(b.mean);
      if (line.band) extent.take(b.min);
      if (line.band) extent.take(b.max);
    }
  }
  return extent;
}

/// One curve of a series: `value` picks what of a bucket is drawn.
template <class Value>
std::vector<Run> runs_of(const Buckets& buckets, TimeRange range, DurationMs longest_hole, Value value) {
  std::vector<Run> runs;
  TimeMs last = 0;
  for (const Bucket& b : buckets.rows) {
    const double y = value(b);
    if (!has_value(y)) continue;
    const TimeMs middle = b.start + (b.end - b.start) / 2;
    if (runs.empty() || middle - last > longest_hole) runs.emplace_back();
    last = middle;
    const double x = static_cast<double>(middle - range.from) / static_cast<double>(range.length());
    runs.back().emplace_back(x, y);
  }
  // A lone point would not be seen: it becomes a dash as wide as its bucket.
  for (Run& run : runs)
    if (run.size() == 1) run.emplace_back(run.front().x() + 1.0 / 1440, run.front().y());
  return runs;
}

/// Roughly how wide a label is, in digits.
double width_of(const QString& label) {
  double width = 0;
  for (const QChar c : label) width += c == QLatin1Char('%') ? 1.5 : c == QLatin1Char(' ') ? 0.5 : 1;
  return width;
}

}  // namespace

QString empty_words(const HistoryAnswer& answer) {
  std::set<Absence> why;
  for (const auto& [group, parts] : answer.absent)
    for (const AbsentRange& part : parts) why.insert(part.why);
  if (why.contains(Absence::fetching)) return TimeChartModel::tr("Being fetched …");
  if (why.empty() || why.contains(Absence::gap)) return TimeChartModel::tr("No data in these 24 hours");
  if (why.contains(Absence::unreachable))
    return TimeChartModel::tr("What has these hours cannot be reached now");
  return TimeChartModel::tr("Nobody keeps these hours: they are drawn from now on");
}

TimeChartModel::TimeChartModel(const Format& format, QObject* parent) : QObject(parent), format_(format) {}

void TimeChartModel::set_plot_size(QSize pixels) {
  if (pixels == plot_size_) return;
  plot_size_ = pixels;
  Q_EMIT plot_size_changed();
}

void TimeChartModel::set_text_height(int pixels) {
  if (pixels == text_height_) return;
  text_height_ = pixels;
  Q_EMIT plot_size_changed();
}

int TimeChartModel::steps_of(const Panel& panel) const {
  const double room = plot_size_.height() * (panel.top - panel.bottom);
  return std::clamp(static_cast<int>(room / (1.6 * text_height_)), 1, panel.steps);
}

void TimeChartModel::draw(TimeRange range, const std::vector<Panel>& panels, const std::vector<Line>& lines) {
  curves_.clear();
  QList<RowModel::Row> ticks;
  widest_.clear();
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const Panel& panel = panels[p];
    Extent extent = extent_of(lines, p);
    if (!extent.any()) continue;
    if (panel.from_zero) extent.take(0);
    // A single step around a round number would be ten times too wide: where there is room for no more labels
    // than the outer two, these stand for two steps.
    const int steps = steps_of(panel);
    const NiceRange axis =
        nice_range(extent.low * panel.scale, extent.high * panel.scale, std::max(2, steps), panel.least_span);
    const auto place = [&](double shown) {
      return panel.bottom + axis.position(shown) * (panel.top - panel.bottom);
    };
    for (const double tick : axis.ticks()) {
      if (steps < 2 && tick > axis.low + axis.step / 2 && tick < axis.high - axis.step / 2) continue;
      QString label = format_.number(tick, axis.decimals);
      if (tick > axis.high - axis.step / 2 && !panel.unit.isEmpty()) label += QLatin1Char(' ') + panel.unit;
      if (width_of(label) > width_of(widest_)) widest_ = label;
      ticks.append({place(tick), label});
    }
    for (const Line& line : lines) {
      if (line.panel != p || line.buckets == nullptr || line.buckets->rows.empty()) continue;
      const Bucket& first = line.buckets->rows.front();
      // Sensors that report on change are silent for as long as a value holds; their buckets carry it. What
      // is longer than this is a gap.
      const DurationMs hole = (first.end - first.start) * 5 / 2;
      const auto curve = [&](auto pick) {
        return runs_of(*line.buckets, range, hole,
                       [&](const Bucket& b) { return place(pick(b) * panel.scale); });
      };
      if (line.band)
        curves_.push_back({line.tone, curve([](const Bucket& b) { return b.max; }),
                           curve([](const Bucket& b) { return b.min; })});
      ChartCurve mean{line.tone, curve([](const Bucket& b) { return b.mean; }), {}};
      if (!mean.upper.empty()) curves_.push_back(std::move(mean));
    }
  }
  value_ticks_.set_rows(std::move(ticks));
  mark_times(range);
  Q_EMIT changed();
}

void TimeChartModel::mark_times(TimeRange range) {
  // About one label every 100 px, at local hours that divide the day.
  constexpr std::array<int, 4> steps = {2, 3, 6, 12};
  const int room = std::max(1, plot_size_.width() / (5 * text_height_));
  int step = steps.back();
  for (const int candidate : steps) {
    if (24 / candidate > room) continue;
    step = candidate;
    break;
  }
  QList<RowModel::Row> ticks;
  for (TimeMs at = range.from; at <= range.to; at += hour_ms) {
    if (format_.hour_of_day(at) % step != 0) continue;
    ticks.append(
        {static_cast<double>(at - range.from) / static_cast<double>(range.length()), format_.hour(at)});
  }
  time_ticks_.set_rows(std::move(ticks));
}

}  // namespace hearth
