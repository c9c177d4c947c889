#include "ui/pages/heat_pump/heat_pump_page.h"

#include <algorithm>
#include <array>

namespace hearth {
namespace {

struct ChartedTemperature {
  ChannelIndex channel;
  Tone tone;
};
// The order of the legend; the calm lines are drawn first.
constexpr std::array temperatures = {
    ChartedTemperature{channel("heatpump.supply_temp"), Tone::warm},
    ChartedTemperature{channel("heatpump.return_temp"), Tone::power},
    ChartedTemperature{channel("heatpump.hotwater_temp"), Tone::hotwater},
    ChartedTemperature{channel("heatpump.brine_in_temp"), Tone::brine_in},
    ChartedTemperature{channel("heatpump.brine_out_temp"), Tone::brine_out},
    ChartedTemperature{channel("heatpump.outdoor_temp"), Tone::outdoor},
};
// After the temperatures, in this order.
constexpr std::array switches = {channel("heatpump.compressor"), channel("heatpump.hotwater"),
                                 channel("heatpump.aux_3kw"), channel("heatpump.aux_6kw")};

}  // namespace

RunBand::RunBand(const Format& format, QString name, Tone tone, QObject* parent)
    : QObject(parent), format_(format), name_(std::move(name)), tone_(tone) {}

void RunBand::take(const std::vector<const Buckets*>& sources, TimeRange range, TimeMs now) {
  const auto position = [&](TimeMs at) {
    return static_cast<double>(at - range.from) / static_cast<double>(range.length());
  };
  std::vector<StripBar> known_bars;
  std::vector<StripBar> on_bars;
  const auto extend = [&](std::vector<StripBar>& bars, const Bucket& b, BarRole role) {
    if (!bars.empty() && bars.back().to >= position(b.start) - 1e-9)
      bars.back().to = position(b.end);
    else
      bars.push_back({position(b.start), position(b.end), 0, 1, role});
  };
  DurationMs on = 0;
  DurationMs known_time = 0;
  std::uint32_t starts = 0;
  const std::size_t rows = sources.front()->rows.size();
  for (std::size_t i = 0; i < rows; ++i) {
    DurationMs longest_on = 0;
    std::uint32_t most_starts = 0;
    DurationMs longest_known = 0;
    for (const Buckets* source : sources) {
      const Bucket& b = source->rows[i];
      longest_known = std::max(longest_known, b.known);
      longest_on = std::max(longest_on, b.on);
      most_starts = std::max(most_starts, b.starts);
    }
    const Bucket& b = sources.front()->rows[i];
    if (longest_known > 0) extend(known_bars, b, BarRole::quiet);
    if (longest_on > 0) extend(on_bars, b, BarRole::normal);
    on += longest_on;
    starts += most_starts;
    known_time += longest_known;
  }
  const bool any = !known_bars.empty();
  known_bars.insert(known_bars.end(), on_bars.begin(), on_bars.end());
  strip_.set_bars(std::move(known_bars));
  run_ = any ? format_.duration(on) : QString();
  starts_ = any ? tr("%n start(s)", "of a compressor", static_cast<int>(starts)) : QString();
  const QString part = format_.known_part(known_time, std::min(range.to, now) - range.from);
  if (any && !part.isEmpty()) starts_ += QLatin1Char(' ') + part;
  Q_EMIT changed();
}

HeatPumpPageModel::HeatPumpPageModel(const PageContext& context, HeatPumpLive& live, QObject* parent)
    : PageModel(parent),
      context_(context),
      live_(live),
      history_(context, Dataset::heatpump),
      chart_(context.format) {
  const std::array<ValueModel*, temperatures.size()> values = {
      live.supply(), live.returned(), live.hot_water(), live.brine_in(), live.brine_out(), live.outdoor()};
  for (std::size_t i = 0; i < values.size(); ++i)
    legend_.append(new LegendEntry(temperatures[i].tone, values[i], this));
  bands_ = {new RunBand(context_.format, tr("Compressor"), Tone::warm, this),
            new RunBand(context_.format, tr("Hot water"), Tone::hotwater, this),
            new RunBand(context_.format, tr("Auxiliary"), Tone::aux, this)};
  connect(&chart_, &TimeChartModel::plot_size_changed, this,
          [this] { history_.set_plot_size(chart_.plot_size()); });
  connect(&live_, &HeatPumpLive::changed, this, &HeatPumpPageModel::choose_series);
  connect(&history_, &DayHistory::arrived, this, &HeatPumpPageModel::take);
  choose_series();
}

void HeatPumpPageModel::choose_series() {
  if (!live_.present() || !history_.keys().empty()) return;
  std::vector<SeriesKey> keys;
  keys.reserve(temperatures.size() + switches.size());
  for (const ChartedTemperature& t : temperatures) keys.push_back({t.channel, live_.entity()});
  for (const ChannelIndex s : switches) keys.push_back({s, live_.entity()});
  history_.set_keys(std::move(keys));
}

void HeatPumpPageModel::activate(bool active) {
  history_.set_active(active);
}

void HeatPumpPageModel::take(const HistoryAnswer& answer) {
  const TimeRange range = answer.request.range;
  std::vector<TimeChartModel::Line> lines;
  for (std::size_t i = temperatures.size(); i-- > 0;)
    lines.push_back({&answer.buckets[i], temperatures[i].tone, 0, false});
  const std::vector<TimeChartModel::Panel> panels = {
      {.steps = 7, .least_span = 10, .unit = QStringLiteral("°C")}};
  chart_.explain(answer);
  chart_.draw(range, panels, lines);
  const auto* on_off = &answer.buckets[temperatures.size()];
  const TimeMs now = context_.clock.now();
  bands_[0]->take({&on_off[0]}, range, now);
  bands_[1]->take({&on_off[1]}, range, now);
  bands_[2]->take({&on_off[2], &on_off[3]}, range, now);
}

}  // namespace hearth
