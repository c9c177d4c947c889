#include "core/engine/history_contents.h"

#include "core/engine/post.h"

#include <vector>

namespace hearth {

void HistoryContents::add(std::span<const GroupKey> groups) {
  const std::size_t before = groups_.size();
  for (const GroupKey& group : groups) {
    groups_.insert(group);
    places_.admits(group);
  }
  if (groups_.size() != before) publish_groups();
}

void HistoryContents::on_known(std::span<const GroupKey> groups) {
  groups_.insert(groups.begin(), groups.end());
  places_ = PlaceLimit(std::vector<GroupKey>(groups_.begin(), groups_.end()));
}

void HistoryContents::publish_groups() {
  post(service_, [groups = std::vector<GroupKey>(groups_.begin(), groups_.end())](HistoryService& s) {
    s.set_groups(groups);
  });
}

void HistoryContents::publish_changed(Dataset dataset) {
  post(service_, [dataset](HistoryService& s) { Q_EMIT s.changed(dataset); });
}

void HistoryContents::publish_all_changed() {
  for (const Dataset dataset : all_datasets) publish_changed(dataset);
}

}  // namespace hearth
