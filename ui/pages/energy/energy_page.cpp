#include "ui/pages/energy/energy_page.h"

#include "core/aggregate/known.h"

#include <algorithm>

namespace hearth {
namespace {

constexpr ChannelIndex power_channel = channel("energy.power_total");
constexpr ChannelIndex import_channel = channel("energy.import");

}  // namespace

EnergyPageModel::EnergyPageModel(const PageContext& context, QObject* parent)
    : PageModel(parent),
      context_(context),
      power_(context, Dataset::energy),
      energy_(context, Dataset::energy),
      chart_(context.format),
      peak_(context.format, tr("Peak")),
      mean_(context.format, tr("Mean")),
      total_(context.format, tr("24 hours")) {
  energy_.set_hourly();
  power_.set_keys({{power_channel, {}}});
  energy_.set_keys({{import_channel, {}}});
  connect(&chart_, &TimeChartModel::plot_size_changed, this,
          [this] { power_.set_plot_size(chart_.plot_size()); });
  connect(&power_, &DayHistory::arrived, this, &EnergyPageModel::take_power);
  connect(&energy_, &DayHistory::arrived, this, &EnergyPageModel::take_energy);
}

void EnergyPageModel::activate(bool active) {
  power_.set_active(active);
  energy_.set_active(active);
}

void EnergyPageModel::show_peak_and_mean(const Buckets& power, TimeRange so_far) {
  double peak = no_value;
  TimeMs peak_at = 0;
  double weighted = 0;
  DurationMs known = 0;
  DurationMs read = 0;
  for (const Bucket& b : power.rows) {
    if (!has_value(b.mean)) continue;
    weighted += b.mean * static_cast<double>(b.known);
    known += b.known;
    read += b.known - b.averaged;
    // Only a reading is a peak: the mean of an hour is not.
    if (b.count == 0 || (has_value(peak) && b.max <= peak)) continue;
    peak = b.max;
    peak_at = b.start;
  }
  const TimeMs now = so_far.to;
  const double mean = known > 0 ? weighted / static_cast<double>(known) : no_value;
  // The unit of both is the larger one's, so that they compare at a glance.
  const double larger = has_value(peak) ? peak : mean;
  const Shown shown = show(Quantity::power, larger);
  const QString unit = QString::fromUtf8(shown.unit.data(), static_cast<qsizetype>(shown.unit.size()));
  const double factor = has_value(larger) && larger != 0 ? shown.value / larger : 1;
  peak_.show_number(peak * factor, shown.decimals, unit, peak_at, 0, now);
  mean_.show_number(mean * factor, shown.decimals, unit, now, 0, now);
  mean_note_ = known > 0 ? context_.format.known_part(known, so_far.length()) : QString();
  peak_time_.clear();
  if (!has_value(peak)) return;
  const QString part = context_.format.known_part(read, so_far.length());
  peak_time_ = part.isEmpty() ? context_.format.moment(peak_at, now) : part;
}

void EnergyPageModel::take_power(const HistoryAnswer& answer) {
  const Buckets& power = answer.buckets.front();
  show_peak_and_mean(power, {answer.request.range.from, context_.clock.now()});
  const std::vector<TimeChartModel::Panel> panels = {
      {.steps = 4, .least_span = 1, .from_zero = true, .unit = QStringLiteral("kW"), .scale = 1e-3}};
  chart_.explain(answer);
  chart_.draw(answer.request.range, panels, {{&power, Tone::power, 0, true}});
  Q_EMIT changed();
}

void EnergyPageModel::take_energy(const HistoryAnswer& answer) {
  const TimeMs now = context_.clock.now();
  const TimeRange range = answer.request.range;
  const std::vector<Bucket>& rows = answer.buckets.front().rows;
  double most = 0;
  for (const Bucket& b : rows)
    if (has_value(b.sum)) most = std::max(most, b.sum);
  const auto position = [&](TimeMs at) {
    return static_cast<double>(at - range.from) / static_cast<double>(range.length());
  };
  QList<RowModel::Row> hours;
  for (const Bucket& b : rows) {
    if (!has_value(b.sum)) continue;
    const double kwh = b.sum / 1000;
    const bool is_current = b.start <= now && now < b.end;
    hours.append({position(b.start), position(b.end), most > 0 ? b.sum / most : 0.0,
                  context_.format.number(kwh, kwh < 9.95 ? 1 : 0), is_current,
                  b.estimated || (!is_current && b.end - b.start - b.known > passed_over_ms)});
  }
  hours_.set_rows(std::move(hours));
  const auto newest = find_live(context_.live, import_channel, {});
  const TimeRange so_far{range.from, std::max(range.from + 1, std::min(range.to, now))};
  const KnownSum total = known_sum(answer.buckets.front(), so_far, newest ? newest->time : 0);
  total_.show_number(has_value(total.sum) ? total.sum / 1000 : no_value, 1, QStringLiteral("kWh"), now, 0,
                     now);
  total_span_ = total.from == range.from ? tr("in 24 hours") : since_note(context_.format, total.from, now);
  Q_EMIT changed();
}

}  // namespace hearth
