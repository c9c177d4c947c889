#pragma once

#include "core/engine/doors.h"

namespace hearth {

/// Energy and money of the local day at `now`, from the store. `api_hour_kwh` is the API's total since the
/// top of the UTC hour, used where no meter reading of this hour is there. Errors (storage) leave the members
/// empty.
EnergySummary summarise_energy(const HistoryStore& store, TimeMs now, const Config& config,
                               std::optional<double> api_hour_kwh);

}  // namespace hearth
