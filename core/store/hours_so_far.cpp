#include "core/store/hours_so_far.h"

#include <algorithm>

namespace hearth {
namespace {

/// A service's finished hours lag by up to two.
constexpr std::size_t most_hours_so_far = 6;

}  // namespace

void HoursSoFar::set(const std::string& entity, const HourValue& hour) {
  const std::lock_guard guard(mutex_);
  auto& hours = by_entity_[entity];
  hours.insert_or_assign(hour.start, hour);
  while (hours.size() > most_hours_so_far) hours.erase(hours.begin());
}

void HoursSoFar::add_to(std::vector<HourValue>& hours, const std::string& entity) const {
  const std::lock_guard guard(mutex_);
  const auto known = by_entity_.find(entity);
  if (known == by_entity_.end()) return;
  for (const auto& [start, hour] : known->second) {
    const auto at = std::ranges::lower_bound(hours, start, {}, &HourValue::start);
    if (at == hours.end() || at->start != start) hours.insert(at, hour);
  }
}

}  // namespace hearth
