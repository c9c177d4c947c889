#pragma once

#include "core/source/history.h"
#include "core/store/history_store.h"
#include "core/store/place_limit.h"

#include <atomic>
#include <map>
#include <string>
#include <vector>

namespace hearth {

/// Puts rows of the past into the store: past the recorder, for there are too many of them, but by the same
/// rules of one meter and of room for places.
class StoreSink final : public HistorySink {
 public:
  /// `meter`: which one is followed, an `epoch_number`. Both must outlive it.
  StoreSink(HistoryStore& store, const std::atomic<std::uint32_t>& meter);
  Expected<std::uint64_t> columns(const GroupKey& group, Rows rows,
                                  std::span<const std::string> serials) override;
  Expected<void> rollups(const GroupKey& group, const RollupMap& rows, DurationMs width,
                         std::span<const std::string> serials) override;

 private:
  HistoryStore& store_;
  const std::atomic<std::uint32_t>& meter_;
  PlaceLimit places_;
};

/// Keeps the rows of whole days in the store's cache, once all of them have come.
class CacheSink final : public HistorySink {
 public:
  /// `asked`: groups that are cached also where nothing of them comes. Store and meter must outlive it.
  CacheSink(HistoryStore& store, const std::atomic<std::uint32_t>& meter, TimeRange days,
            std::vector<GroupKey> asked);
  Expected<std::uint64_t> columns(const GroupKey& group, Rows rows,
                                  std::span<const std::string> serials) override;
  Expected<void> rollups(const GroupKey& group, const RollupMap& rows, DurationMs width,
                         std::span<const std::string> serials) override;
  Expected<void> complete() override;

 private:
  HistoryStore& store_;
  const std::atomic<std::uint32_t>& meter_;
  TimeRange days_;
  std::map<GroupKey, Rows> rows_;
  std::map<GroupKey, RollupMap> minutes_;
  std::vector<std::string> serials_;
  std::vector<GroupKey> asked_;
  PlaceLimit places_;
};

}  // namespace hearth
