#include "core/store/block_table.h"

#include <algorithm>

namespace hearth {

/// Of a row with id, dataset and entity.
std::optional<Group> BlockTable::group_of(Statement& row) {
  const auto dataset = find_dataset(row.bytes(1));
  if (!dataset) return std::nullopt;
  Group group{row.integer(0), {*dataset, std::string(row.bytes(2))}, 0};
  // Days are rolled up one after the other, so that the last one tells of all before it.
  const TimeRange quarters = extent(group, Tier::quarter);
  if (!quarters.empty()) group.quarters_until = floor_to(quarters.to - 1, day_ms) + day_ms;
  return group;
}

std::vector<Group> BlockTable::groups() {
  std::vector<Group> found;
  Statement s(db_, "SELECT id, dataset, entity FROM series_group");
  while (s.step())
    if (auto group = group_of(s)) found.push_back(std::move(*group));
  return found;
}

std::optional<Group> BlockTable::find_group(const GroupKey& key) {
  Statement s(db_, "SELECT id, dataset, entity FROM series_group WHERE dataset = ? AND entity = ?");
  s.bind(dataset_name(key.dataset), std::string_view(key.entity));
  return s.step() ? group_of(s) : std::nullopt;
}

Group BlockTable::make_group(const GroupKey& key) {
  if (auto group = find_group(key)) return *group;
  Statement s(db_, "INSERT INTO series_group (dataset, entity) VALUES (?, ?)");
  s.bind(dataset_name(key.dataset), std::string_view(key.entity)).run();
  return {db_.last_id(), key, 0};
}

void BlockTable::repair_groups() {
  struct Named {
    std::int64_t group;
    std::string dataset;
    std::string entity;
  };
  std::vector<Named> wrong;
  Statement next(
      db_, "SELECT id, start, \"end\", count, crc, columns FROM block WHERE id >= ? ORDER BY id LIMIT 1");
  Statement known(db_, "SELECT 1 FROM series_group WHERE id = ? AND dataset = ? AND entity = ?");
  for (std::int64_t from = 0; true;) {
    next.bind(from);
    if (!next.step()) break;
    const std::int64_t id = next.integer(0);
    const std::string_view columns = next.bytes(5);
    const bool good =
        block_checksum(id, next.integer(1), next.integer(2), next.integer(3), columns) == next.integer(4);
    const auto reader = good ? BlockReader::open(columns) : std::unexpected(Error{});
    // A damaged block tells nothing: the one after it is asked.
    from = reader ? (place_of(id).group + 1) << 43 : id + 1;
    if (reader) {
      const std::string_view said = reader->about();
      const std::size_t dataset_end = std::min(said.find('\0'), said.size());
      const std::size_t entity_end = std::min(said.rfind('\0'), said.size());
      if (find_dataset(said.substr(0, dataset_end)) && entity_end > dataset_end) {
        Named name{place_of(id).group, std::string(said.substr(0, dataset_end)),
                   std::string(said.substr(dataset_end + 1, entity_end - dataset_end - 1))};
        known.bind(name.group, std::string_view(name.dataset), std::string_view(name.entity));
        if (!known.step()) wrong.push_back(std::move(name));
        known.reset();
      }
    }
    next.reset();
  }
  for (const Named& name : wrong)
    Statement(db_, "INSERT OR REPLACE INTO series_group (id, dataset, entity) VALUES (?, ?, ?)")
        .bind(name.group, std::string_view(name.dataset), std::string_view(name.entity))
        .run();
}

}  // namespace hearth
