#include "ui/models/heat_pump_live.h"

#include <algorithm>
#include <array>

namespace hearth {

HeatPumpState heat_pump_state(const HeatPumpSwitches& s) {
  const bool aux = s.aux_3kw.value_or(false) || s.aux_6kw.value_or(false);
  if (s.hot_water.value_or(false)) return aux ? HeatPumpState::hot_water_with_aux : HeatPumpState::hot_water;
  if (s.compressor.value_or(false)) return aux ? HeatPumpState::heating_with_aux : HeatPumpState::heating;
  if (aux) return HeatPumpState::aux_only;
  return s.compressor ? HeatPumpState::standby : HeatPumpState::unknown;
}

QString heat_pump_state_text(HeatPumpState state) {
  switch (state) {
    case HeatPumpState::unknown:
      return HeatPumpLive::tr("State unknown");
    case HeatPumpState::standby:
      return HeatPumpLive::tr("Standby");
    case HeatPumpState::heating:
      return HeatPumpLive::tr("Heating");
    case HeatPumpState::hot_water:
      return HeatPumpLive::tr("Hot water");
    case HeatPumpState::heating_with_aux:
      return HeatPumpLive::tr("Heating + auxiliary heat");
    case HeatPumpState::hot_water_with_aux:
      return HeatPumpLive::tr("Hot water + auxiliary heat");
    case HeatPumpState::aux_only:
      return HeatPumpLive::tr("Auxiliary heat");
  }
  return {};
}

HeatPumpLive::HeatPumpLive(const PageContext& context, QObject* parent)
    : QObject(parent),
      context_(context),
      outdoor_(context.format, tr("Outdoor")),
      supply_(context.format, tr("Supply")),
      return_(context.format, tr("Return")),
      hot_water_(context.format, tr("Hot water")),
      brine_in_(context.format, tr("Brine in")),
      brine_out_(context.format, tr("Brine out")) {
  connect(&context_.throttle, &RefreshThrottle::due, this, &HeatPumpLive::refresh);
  refresh(context_.clock.now());
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

std::optional<bool> HeatPumpLive::is_on(ChannelIndex channel, TimeMs newest) const {
  const auto value = find_live(context_.live, channel, entity_);
  if (!value || !has_value(value->value) || newest - value->time > hold_time(channel)) return std::nullopt;
  return value->value > 0.5;
}

void HeatPumpLive::refresh(TimeMs now) {
  if (!present_) {
    const LiveValues& all = context_.live.values();
    const auto mine = std::ranges::find_if(
        all, [](const auto& entry) { return info(entry.first.channel).dataset == Dataset::heatpump; });
    if (mine == all.end()) return;
    present_ = true;
    entity_ = mine->first.entity;
    Q_EMIT changed();
  }
  const auto show = [&](ValueModel& model, ChannelIndex channel) {
    if (const auto value = find_live(context_.live, channel, entity_))
      model.show_channel(channel, *value, now);
  };
  show(outdoor_, channel("heatpump.outdoor_temp"));
  show(supply_, channel("heatpump.supply_temp"));
  show(return_, channel("heatpump.return_temp"));
  show(hot_water_, channel("heatpump.hotwater_temp"));
  show(brine_in_, channel("heatpump.brine_in_temp"));
  show(brine_out_, channel("heatpump.brine_out_temp"));

  constexpr std::array switches = {channel("heatpump.compressor"), channel("heatpump.hotwater"),
                                   channel("heatpump.aux_3kw"), channel("heatpump.aux_6kw")};
  TimeMs newest = 0;
  bool age_known = true;
  for (const ChannelIndex s : switches) {
    const auto value = find_live(context_.live, s, entity_);
    if (!value) continue;
    newest = std::max(newest, value->time);
    age_known = age_known && value->age_known;
  }
  const HeatPumpState state = heat_pump_state({
      .compressor = is_on(switches[0], newest),
      .hot_water = is_on(switches[1], newest),
      .aux_3kw = is_on(switches[2], newest),
      .aux_6kw = is_on(switches[3], newest),
  });
  const bool stale = !age_known || (newest > 0 && now - newest > info(channel("heatpump.compressor")).stale);
  const QString age = !age_known   ? Format::unknown_age()
                      : newest > 0 ? context_.format.age(now - newest)
                                   : QString();
  if (state == state_ && stale == stale_ && age == age_) return;
  state_ = state;
  stale_ = stale;
  age_ = age;
  Q_EMIT changed();
}

}  // namespace hearth
