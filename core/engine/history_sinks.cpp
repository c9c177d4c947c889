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

}  // namespace hearth
