#include "core/engine/history_sinks.h"

#include "core/store/one_meter.h"

#include <utility>

namespace hearth {

StoreSink::StoreSink(HistoryStore& store, const std::atomic<std::uint32_t>& meter)
    : store_(store), meter_(meter), places_(store.groups()) {}

Expected<std::uint64_t> StoreSink::columns(const GroupKey& group, Rows rows,
                                           std::span<const std::string> serials) {
  if (!places_.admits(group)) return rows.size();
  std::uint64_t refused = 0;
  if (group.dataset == Dataset::energy) refused = keep_one_meter(rows, meter_);
  if (rows.empty()) return refused;
  const auto put = store_.put_rows(group, std::move(rows), serials);
  if (!put) return std::unexpected(put.error());
  return refused;
}

Expected<void> StoreSink::rollups(const GroupKey& group, const RollupMap& rows, DurationMs /*width*/,
                                  std::span<const std::string> serials) {
  return store_.put_quarters(group, rows, serials);
}

CacheSink::CacheSink(HistoryStore& store, const std::atomic<std::uint32_t>& meter, TimeRange days,
                     std::vector<GroupKey> asked)
    : store_(store), meter_(meter), days_(days), asked_(std::move(asked)), places_(store.groups()) {}

Expected<std::uint64_t> CacheSink::columns(const GroupKey& group, Rows rows,
                                           std::span<const std::string> serials) {
  if (!places_.admits(group)) return rows.size();
  serials_.assign(serials.begin(), serials.end());
  const std::uint64_t refused = group.dataset == Dataset::energy ? keep_one_meter(rows, meter_) : 0;
  const auto [known, is_new] = rows_.try_emplace(group, std::move(rows));
  // Windows come from the oldest on.
  if (!is_new) known->second.append(rows);
  return refused;
}

Expected<void> CacheSink::rollups(const GroupKey& group, const RollupMap& rows, DurationMs /*width*/,
                                  std::span<const std::string> serials) {
  serials_.assign(serials.begin(), serials.end());
  RollupMap& minutes = minutes_[group];
  for (const auto& [channel, list] : rows)
    minutes[channel].insert(minutes[channel].end(), list.begin(), list.end());
  return {};
}

Expected<void> CacheSink::complete() {
  for (const GroupKey& group : asked_)
    if (!minutes_.contains(group)) rows_.try_emplace(group, Rows::of(group.dataset));
  for (auto& [group, rows] : rows_)
    if (auto kept = store_.cache_rows(group, days_, std::move(rows), serials_); !kept) return kept;
  for (const auto& [group, minutes] : minutes_)
    if (auto kept = store_.cache_minutes(group, days_, minutes, serials_); !kept) return kept;
  return {};
}

}  // namespace hearth
