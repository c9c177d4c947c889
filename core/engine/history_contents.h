#pragma once

#include "core/engine/api/history.h"
#include "core/store/place_limit.h"

#include <set>
#include <span>

namespace hearth {

/// Which series the history has, no more places than there is room for, and that history has changed: what
/// the history service says unasked. Lives on the engine's worker thread.
class HistoryContents {
 public:
  /// The service must outlive this.
  explicit HistoryContents(HistoryService& service) : service_(service) {}

  [[nodiscard]] const std::set<GroupKey>& groups() const { return groups_; }
  /// Whether there is room for this group's place; one that is new is there from now on.
  bool admits(const GroupKey& group) { return places_.admits(group); }
  /// These are there, whether there was room or not; the service is told once where any is new.
  void add(std::span<const GroupKey> groups);
  /// What a store had when it was opened, in place of what was counted of places until now.
  void on_known(std::span<const GroupKey> groups);

  void publish_groups();
  void publish_changed(Dataset dataset);
  void publish_all_changed();

 private:
  HistoryService& service_;
  std::set<GroupKey> groups_;
  PlaceLimit places_;
};

}  // namespace hearth
