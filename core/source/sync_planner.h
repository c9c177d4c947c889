#pragma once

#include "core/store/history_store.h"

#include <span>
#include <vector>

namespace hearth {

/// What a source can give of history.
struct SourceOffer {
  int source = 0;  ///< the caller's number for it
  GroupKey group;
  Provenance provenance = Provenance::api_history;
  TimeRange reach;              ///< the times it can be asked for
  DurationMs settle_after = 0;  ///< what is older than this when asked is final
  DurationMs largest_window = day_ms;
};

struct SyncRequest {
  int source = 0;
  GroupKey group;
  TimeRange range;
  friend bool operator==(const SyncRequest&, const SyncRequest&) = default;
};

/// The requests that complete `wanted` for one group: best provenance first, nothing that is settled (by this
/// or a better provenance) or was asked within `ask_again_after` is asked again, windows no larger than the
/// source takes, newest first. Pure.
std::vector<SyncRequest> plan_sync(const GroupKey& group, TimeRange wanted,
                                   std::span<const Coverage> coverage, std::span<const SourceOffer> offers,
                                   TimeMs now, DurationMs ask_again_after);

/// What an answer to `request` makes known. `data` spans from the first to the last datum of the answer
/// (nothing for an empty one). Settled is only what is older than `settle_after` and lies within the data, or
/// between data that `known` already has of this source; the rest was asked for, but stays open. Pure.
std::vector<Coverage> answered_coverage(const SyncRequest& request, Provenance provenance,
                                        std::optional<TimeRange> data, std::span<const Coverage> known,
                                        TimeMs asked_at, DurationMs settle_after);

/// Set arithmetic on ranges: `range` without what `parts` cover, ascending.
std::vector<TimeRange> subtract(TimeRange range, std::vector<TimeRange> parts);

}  // namespace hearth
