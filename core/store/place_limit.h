#pragma once

#include "core/telemetry/reading.h"

#include <set>
#include <span>

namespace hearth {

/// Places of climate sensors in all. A home has some ten; each is a series of its own in the history, in
/// memory and on the screen, for good.
inline constexpr std::size_t most_places = 1024;

/// Keeps a history from being filled with places. Not synchronised.
class PlaceLimit {
 public:
  PlaceLimit() = default;
  /// `known` are the groups that there are.
  explicit PlaceLimit(std::span<const GroupKey> known) {
    for (const GroupKey& group : known)
      if (group.dataset == Dataset::climate) places_.insert(group.entity);
  }
  /// Whether there is room for this group, which then is there. True for all that is no place.
  bool admits(const GroupKey& group) {
    if (group.dataset != Dataset::climate || places_.contains(group.entity)) return true;
    if (places_.size() >= most_places) return false;
    places_.insert(group.entity);
    return true;
  }

 private:
  std::set<std::string> places_;
};

}  // namespace hearth
