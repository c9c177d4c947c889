#include "core/engine/live_cache.h"

#include <algorithm>

namespace hearth {

void LiveCache::set_time(const LiveTime& time) {
  const bool same = time.offset == time_.offset && time.is_known == time_.is_known;
  time_ = time;
  if (same) return;
  for (const auto& [key, known] : values_) changes_[key] = shown(known);
}

LiveValue LiveCache::shown(const Known& known) const {
  const bool timed = known.time != 0;
  const bool age_known =
      known.by_arrival || (timed && !is_ahead(known.time) && (time_.is_known || !known.stored));
  return {known.value, timed ? known.time - time_.offset : 0, age_known, known.decimals};
}

bool LiveCache::gives_way(const Known& known, TimeMs to) const {
  if (known.time == 0 || is_ahead(known.time)) return true;
  // What came is put at the moment when it came; what is taken a little before it may be told after it.
  return known.by_arrival ? known.time - time_.tolerance < to : known.time < to;
}

bool LiveCache::take(const SeriesKey& key, const Known& fresh) {
  if (!has_value(fresh.value)) return false;
  Known& known = values_[key];
  if (!gives_way(known, fresh.time)) return false;
  // Between two that are both ahead the later is the newer.
  if (is_ahead(fresh.time) && known.time != 0 && (!is_ahead(known.time) || known.time >= fresh.time))
    return false;
  decimals_.learn(key, fresh.time, fresh.value);
  known = fresh;
  known.decimals = decimals_.of(key, fresh.time);
  changes_[key] = shown(known);
  if (is_ahead(fresh.time)) return true;
  TimeMs& newest_time = newest_[key.group()];
  newest_time = std::max(newest_time, fresh.time);
  return true;
}

bool LiveCache::take(const Reading& reading) {
  bool any = false;
  for (const Sample& s : reading.samples)
    any = take({s.channel, reading.group.entity}, {s.value, reading.time, false, false}) || any;
  return any;
}

void LiveCache::take(const Latest& stored) {
  take(stored.key, {stored.value, stored.time, false, true, 0});
}

void LiveCache::take_by_arrival(const Reading& reading) {
  for (const Sample& s : reading.samples) {
    if (!has_value(s.value)) continue;
    const SeriesKey key{s.channel, reading.group.entity};
    Known& known = values_[key];
    decimals_.learn(key, time_.now, s.value);
    known = {s.value, time_.now, true, false, decimals_.of(key, time_.now)};
    changes_[key] = shown(known);
  }
}

void LiveCache::learn_decimals(const SeriesKey& key, TimeMs time, double value) {
  decimals_.learn(key, time, value);
  const auto known = values_.find(key);
  if (known == values_.end()) return;
  const int decimals = decimals_.of(key, known->second.time);
  if (decimals == known->second.decimals) return;
  known->second.decimals = decimals;
  changes_[key] = shown(known->second);
}

LiveValuesPtr LiveCache::take_changes() {
  if (changes_.empty()) return nullptr;
  auto taken = std::make_shared<const LiveValues>(std::move(changes_));
  changes_.clear();
  return taken;
}

TimeMs LiveCache::newest(const GroupKey& group) const {
  const auto found = newest_.find(group);
  return found == newest_.end() ? 0 : found->second;
}

TimeMs LiveCache::time_of(const SeriesKey& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? 0 : found->second.time;
}

}  // namespace hearth
