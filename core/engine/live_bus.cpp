#include "core/engine/live_bus.h"

namespace hearth {

bool LiveBus::take(const SeriesKey& key, TimeMs time, double value) {
  if (!has_value(value)) return false;
  LiveValue& known = values_[key];
  if (known.time != 0 && known.time >= time) return false;
  decimals_.learn(key, time, value);
  known = {value, time, decimals_.of(key, time)};
  changes_[key] = known;
  TimeMs& newest_time = newest_[key.group()];
  newest_time = std::max(newest_time, time);
  return true;
}

bool LiveBus::take(const Reading& reading) {
  bool any = false;
  for (const Sample& s : reading.samples)
    any = take({s.channel, reading.group.entity}, reading.time, s.value) || any;
  return any;
}

void LiveBus::take(const Latest& stored) {
  take(stored.key, stored.time, stored.value);
}

void LiveBus::learn_decimals(const SeriesKey& key, TimeMs time, double value) {
  decimals_.learn(key, time, value);
  const auto known = values_.find(key);
  if (known == values_.end()) return;
  const int decimals = decimals_.of(key, known->second.time);
  if (decimals == known->second.decimals) return;
  known->second.decimals = decimals;
  changes_[key] = known->second;
}

LiveValuesPtr LiveBus::take_changes() {
  if (changes_.empty()) return nullptr;
  auto taken = std::make_shared<const LiveValues>(std::move(changes_));
  changes_.clear();
  return taken;
}

TimeMs LiveBus::newest(const GroupKey& group) const {
  const auto found = newest_.find(group);
  return found == newest_.end() ? 0 : found->second;
}

TimeMs LiveBus::time_of(const SeriesKey& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? 0 : found->second.time;
}

}  // namespace hearth
