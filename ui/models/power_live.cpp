#include "ui/models/power_live.h"

#include "ui/charts/nice.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hearth {
namespace {

constexpr std::array phase_channels = {channel("energy.power_l1"), channel("energy.power_l2"),
                                       channel("energy.power_l3")};
// A full bar is never less than this, or a sleeping house would look busy.
constexpr double least_full_bar_w = 4000;
// Sums come once a minute at the least.
constexpr DurationMs sums_stale = 5 * minute_ms;

}  // namespace

PhaseModel::PhaseModel(const Format& format, const QString& name, QObject* parent)
    : QObject(parent), power_(format, name) {}

void PhaseModel::set_fraction(double fraction) {
  // A quarter of a percent is less than a pixel of any bar.
  const double rounded = std::round(std::clamp(fraction, 0.0, 1.0) * 400) / 400;
  if (rounded == fraction_) return;
  fraction_ = rounded;
  Q_EMIT fraction_changed();
}

PowerLive::PowerLive(const PageContext& context, QObject* parent)
    : QObject(parent),
      context_(context),
      power_(context.format, tr("Power now")),
      exported_(context.format, tr("Export")),
      today_(context.format, tr("Today")),
      cost_(context.format, tr("Cost today")),
      hour_(context.format, tr("This hour")) {
  for (const char* name : {"L1", "L2", "L3"})
    phases_.append(new PhaseModel(context_.format, QString::fromLatin1(name), this));
  connect(&context_.throttle, &RefreshThrottle::due, this, &PowerLive::refresh);
  refresh(context_.clock.now());
}

void PowerLive::refresh(TimeMs now) {
  constexpr ChannelIndex power = channel("energy.power_total");
  constexpr ChannelIndex out = channel("energy.export_power");
  if (const auto value = find_live(context_.live, power, {})) power_.show_channel(power, *value, now);
  const auto exported = find_live(context_.live, out, {});
  if (exported) exported_.show_channel(out, *exported, now);
  const bool exports = exported && exported->value > 0;
  if (exports != exports_) {
    exports_ = exports;
    Q_EMIT changed();
  }
  refresh_phases(now);
  refresh_energy(now);
}

void PowerLive::refresh_phases(TimeMs now) {
  double largest = least_full_bar_w;
  bool any = false;
  for (const ChannelIndex phase : phase_channels)
    if (const auto value = find_live(context_.live, phase, {}); value && has_value(value->value)) {
      largest = std::max(largest, value->value);
      any = true;
    }
  const double full = nice_range(0, largest, 4, 1).high;
  for (std::size_t i = 0; i < phase_channels.size(); ++i) {
    PhaseModel& model = *phases_[static_cast<qsizetype>(i)];
    const auto value = find_live(context_.live, phase_channels[i], {});
    if (!value) continue;
    model.power()->show_channel(phase_channels[i], *value, now);
    model.set_fraction(has_value(value->value) ? value->value / full : 0);
  }
  if (any == has_phases_) return;
  has_phases_ = any;
  Q_EMIT changed();
}

void PowerLive::refresh_energy(TimeMs now) {
  const EnergySummary& sums = context_.live.energy();
  const Money money = money_of(sums.currency);
  const TimeMs time = sums.measured_to != 0 ? sums.measured_to : sums.as_of;
  const auto show = [&](ValueModel& model, const std::optional<double>& value, int decimals,
                        const QString& unit) {
    if (value)
      model.show_number(*value, decimals, unit, time, sums_stale, now);
    else
      model.show_nothing();
  };
  show(today_, sums.today_kwh, 1, QStringLiteral("kWh"));
  show(hour_, sums.hour_kwh, 2, QStringLiteral("kWh"));
  // The fee runs up whatever is used: "0.23 kr + 14.21 fixed".
  const double fee = sums.fixed_fee.value_or(0);
  show(cost_, sums.energy_cost, 2,
       fee < 0.005 ? money.unit
                   : tr("%1 + %2 fixed", "kr, and the part of a fee that is the same each day")
                         .arg(money.unit, context_.format.number(fee, 2)));
  refresh_notes(now);
}

void PowerLive::refresh_notes(TimeMs now) {
  const EnergySummary& sums = context_.live.energy();
  const QString today = sums.today_kwh ? since_note(context_.format, sums.today_since, now) : QString();
  // One thing at a time: there is room for one.
  QString cost_note;
  if (sums.energy_cost)
    cost_note = sums.unpriced_kwh >= 0.05
                    ? tr("without %1 kWh").arg(context_.format.number(sums.unpriced_kwh, 1))
                    : today;
  const QString today_note = !today.isEmpty() || !sums.estimated ? today : tr("estimated");
  const QString hour_note = sums.hour_kwh ? since_note(context_.format, sums.hour_since, now) : QString();
  if (today_note == today_note_ && cost_note == cost_note_ && hour_note == hour_note_) return;
  today_note_ = today_note;
  cost_note_ = cost_note;
  hour_note_ = hour_note;
  Q_EMIT changed();
}

PriceLive::PriceLive(const PageContext& context, QObject* parent)
    : QObject(parent), context_(context), now_(context.format, tr("Price now")) {
  connect(&context_.live, &LiveService::energy_updated, this, [this] { outdated_ = true; });
  connect(&context_.throttle, &RefreshThrottle::due, this, &PriceLive::refresh);
  refresh(context_.clock.now());
}

void PriceLive::refresh(TimeMs now) {
  const EnergySummary& sums = context_.live.energy();
  const Money money = money_of(sums.currency);
  const auto current =
      std::ranges::find_if(sums.prices, [now](const PricePeriod& p) { return p.from <= now && now < p.to; });
  const bool in_force = current != sums.prices.end();
  if (sums.price_now && in_force)
    now_.show_number(*sums.price_now * money.price_factor, money.price_decimals, money.price_unit,
                     current->from, 0, now);
  else
    now_.show_nothing();
  // The strip changes with the price list, and when the next period begins.
  const TimeMs period = in_force ? current->from : 0;
  if (!outdated_ && period == drawn_period_) return;
  outdated_ = false;
  drawn_period_ = period;
  known_ = !sums.prices.empty();
  negative_ = in_force && current->price < 0;
  draw_strip(sums.prices, now);
  say_extremes(sums.prices, now, money);
  Q_EMIT changed();
}

void PriceLive::draw_strip(const std::vector<PricePeriod>& prices, TimeMs now) {
  if (prices.empty()) return strip_.set_bars({});
  const TimeRange today = context_.format.day_of(now);
  const TimeRange tomorrow = context_.format.day_of(today.to + hour_ms);
  const bool both = prices.back().to > today.to;
  const TimeRange shown = {today.from, both ? tomorrow.to : today.to};
  const auto position = [&](TimeMs at) {
    return static_cast<double>(at - shown.from) / static_cast<double>(shown.length());
  };
  double low = 0;
  double high = 0;
  for (const PricePeriod& p : prices) {
    if (!shown.contains(p.from)) continue;
    low = std::min(low, p.price);
    high = std::max(high, p.price);
  }
  const double span = std::max(high - low, 1e-6);
  zero_ = -low / span;
  std::vector<StripBar> bars;
  for (const PricePeriod& p : prices) {
    if (!shown.contains(p.from) || !has_value(p.price)) continue;
    const double level = (p.price - low) / span;
    BarRole role = p.to <= now ? BarRole::quiet : BarRole::normal;
    if (p.price < 0) role = BarRole::low;
    if (p.from <= now && now < p.to) role = BarRole::current;
    bars.push_back({position(p.from), position(p.to), std::min(level, zero_), std::max(level, zero_), role});
  }
  // The current one is drawn over its neighbours.
  std::ranges::stable_partition(bars, [](const StripBar& bar) { return bar.role != BarRole::current; });
  strip_.set_bars(std::move(bars));
  midnight_ = both ? position(today.to) : 1;

  QList<RowModel::Row> hours;
  for (TimeMs at = shown.from; at < shown.to; at += hour_ms)
    if (context_.format.hour_of_day(at) % (both ? 12 : 6) == 0)
      hours.append({position(at), at == shown.from ? tr("Today")
                                  : at == today.to ? tr("Tomorrow")
                                                   : context_.format.hour(at)});
  hours_.set_rows(std::move(hours));
}

void PriceLive::say_extremes(const std::vector<PricePeriod>& prices, TimeMs now, const Money& money) {
  std::vector<PricePeriod> ahead;
  std::ranges::copy_if(prices, std::back_inserter(ahead), [now](const PricePeriod& p) { return p.to > now; });
  for (QString* text : {&low_, &high_, &low_short_, &high_short_}) text->clear();
  if (ahead.empty()) return;
  const TimeMs midnight = context_.format.day_of(now).to;
  const auto price = [&](const PricePeriod& p) {
    return context_.format.number(p.price * money.price_factor, money.price_decimals);
  };
  const PricePeriod& low = *std::ranges::min_element(ahead, {}, &PricePeriod::price);
  const QString low_time = context_.format.time(low.from);
  low_ = (low.from < midnight ? tr("Low %1 at %2") : tr("Low %1 at %2 tomorrow")).arg(price(low), low_time);
  low_short_ = tr("Low %1 · %2").arg(price(low), low_time);
  const PricePeriod& high = *std::ranges::max_element(ahead, {}, &PricePeriod::price);
  const QString high_time = context_.format.time(high.from);
  high_ =
      (high.from < midnight ? tr("High %1 at %2") : tr("High %1 at %2 tomorrow")).arg(price(high), high_time);
  high_short_ = tr("High %1 · %2").arg(price(high), high_time);
}

}  // namespace hearth
