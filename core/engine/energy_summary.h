#pragma once

#include "core/config/config.h"
#include "core/engine/api/live.h"
#include "core/store/history_store.h"

namespace hearth {

/// Energy that readings do not cover.
struct MissedEnergy {
  TimeRange part;
  double energy_wh = 0;
  friend bool operator==(const MissedEnergy&, const MissedEnergy&) = default;
};

/// A total and a reading that lie so close together are of one time.
inline constexpr DurationMs at_one_time_ms = 15 * second_ms;

/// What a service's total of an hour (`so_far`, from its beginning on; Wh) says of the time before the first
/// of `readings` (of `energy.import`, from the hour's beginning to just after the total): the meter there
/// stood as much lower as the total is more than was counted since. Without readings up to the total's time
/// it is the total of all that time.
MissedEnergy missed_energy(const Series& readings, TimeRange so_far, double energy_wh);

/// Energy and money of the local day at `now`, from the store. `newest` is the time of the newest reading of
/// `energy.import`, 0 where there is none. Errors (storage) leave the members empty.
EnergySummary summarise_energy(const HistoryStore& store, TimeMs now, const Config& config, TimeMs newest);

}  // namespace hearth
