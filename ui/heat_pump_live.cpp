#include "ui/heat_pump_live.h"

#include <algorithm>

namespace hearth {

HeatPumpState heat_pump_state(const HeatPumpSwitches& s) {
  if (!s.compressor && !s.hot_water && !s.aux_3kw && !s.aux_6kw) return HeatPumpState::unknown;
  const bool aux = s.aux_3kw.value_or(false) || s.aux_6kw.value_or(false);
  if (s.hot_water.value_or(false)) return aux ? HeatPumpState::hot_water_with_aux : HeatPumpState::hot_water;
  if (s.compressor.value_or(false)) return aux ? HeatPumpState::heating_with_aux : HeatPumpState::heating;
  return aux ? HeatPumpState::aux_only : HeatPumpState::standby;
}

QString heat_pump_state_text(HeatPumpState state) {
  switch (state) {
    case HeatPumpState::unknown:
      return QStringLiteral("State unknown");
    case HeatPumpState::standby:
      return QStringLiteral("Standby");
    case HeatPumpState::heating:
      return QStringLiteral("Heating");
    case HeatPumpState::hot_water:
      return QStringLiteral("Hot water");
    case HeatPumpState::heating_with_aux:
      return QStringLiteral("Heating + auxiliary heat");
    case HeatPumpState::hot_water_with_aux:
      return QStringLiteral("Hot water + auxiliary heat");
    case HeatPumpState::aux_only:
      return QStringLiteral("Auxiliary heat");
  }
  return {};
}

HeatPumpLive::HeatPumpLive(const Home& home, QObject* parent)
    : QObject(parent),
      home_(home),
      outdoor_(home.format, QStringLiteral("Outdoor")),
      supply_(home.format, QStringLiteral("Supply")),
      return_(home.format, QStringLiteral("Return")),
      hot_water_(home.format, QStringLiteral("Hot water")),
      brine_in_(home.format, QStringLiteral("Brine in")),
      brine_out_(home.format, QStringLiteral("Brine out")) {
  connect(&home_.pulse, &Pulse::beat, this, &HeatPumpLive::refresh);
  refresh(home_.clock.now());
}

bool HeatPumpLive::working() const {
  return state_ != HeatPumpState::unknown && state_ != HeatPumpState::standby;
}

bool HeatPumpLive::uses_aux() const {
  return state_ >= HeatPumpState::heating_with_aux;
}

bool HeatPumpLive::makes_hot_water() const {
  return state_ == HeatPumpState::hot_water || state_ == HeatPumpState::hot_water_with_aux;
}

std::optional<bool> HeatPumpLive::is_on(ChannelIndex channel, Age& of) const {
  const auto value = find_live(home_.live, channel, entity_);
  if (!value || !has_value(value->value)) return std::nullopt;
  of.newest = std::max(of.newest, value->time);
  of.is_known = of.is_known && value->age_known;
  return value->value > 0.5;
}

void HeatPumpLive::refresh(TimeMs now) {
  if (!present_) {
    const LiveValues& all = home_.live.values();
    const auto mine = std::ranges::find_if(
        all, [](const auto& entry) { return info(entry.first.channel).dataset == Dataset::heatpump; });
    if (mine == all.end()) return;
    present_ = true;
    entity_ = mine->first.entity;
    Q_EMIT changed();
  }
  const auto show = [&](ValueModel& model, ChannelIndex channel) {
    if (const auto value = find_live(home_.live, channel, entity_)) model.show_channel(channel, *value, now);
  };
  show(outdoor_, channel("heatpump.outdoor_temp"));
  show(supply_, channel("heatpump.supply_temp"));
  show(return_, channel("heatpump.return_temp"));
  show(hot_water_, channel("heatpump.hotwater_temp"));
  show(brine_in_, channel("heatpump.brine_in_temp"));
  show(brine_out_, channel("heatpump.brine_out_temp"));

  Age of;
  const HeatPumpState state = heat_pump_state({
      .compressor = is_on(channel("heatpump.compressor"), of),
      .hot_water = is_on(channel("heatpump.hotwater"), of),
      .aux_3kw = is_on(channel("heatpump.aux_3kw"), of),
      .aux_6kw = is_on(channel("heatpump.aux_6kw"), of),
  });
  const bool stale =
      !of.is_known || (of.newest > 0 && now - of.newest > info(channel("heatpump.compressor")).stale);
  const QString age = !of.is_known    ? Format::unknown_age()
                      : of.newest > 0 ? home_.format.age(now - of.newest)
                                      : QString();
  if (state == state_ && stale == stale_ && age == age_) return;
  state_ = state;
  stale_ = stale;
  age_ = age;
  Q_EMIT changed();
}

}  // namespace hearth
