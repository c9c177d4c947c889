#pragma once

#include "core/config/config.h"
#include "core/engine/api/history.h"
#include "core/engine/api/live.h"
#include "core/engine/price_area.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What the engine asks of the store. Each waits for the disk: on the thread of a StoreReader.
namespace hearth {

/// By area: prices by when they begin.
using PricesByArea = std::map<std::string, std::map<TimeMs, double>>;

/// What is known when a history is opened.
struct Known {
  std::vector<Latest> newest;
  std::optional<Error> error;  ///< why `newest` could not be read
  std::vector<GroupKey> groups;
  std::string meter_name;   ///< as it was noted; empty where it was not
  std::uint32_t meter = 0;  ///< of the newest reading or as noted, an `epoch_number`; 0 for none
};
Known what_is_known(const HistoryStore& store);

/// The note that keeps which meter is followed.
inline constexpr const char* meter_note = "meter";

/// What a page asks for. Errors are in the answer, with all that could be read.
HistoryAnswer answer_history(const HistoryStore& store, const HistoryRequest& request);

/// How far apart rows may be to be drawn in these buckets: 0 where readings are asked for.
DurationMs resolution_of(const std::optional<BucketSpec>& buckets);

/// How far from the present prices are kept at hand.
inline constexpr DurationMs prices_kept = 3 * day_ms;
/// The prices of these areas within `prices_kept` of `now`.
PricesByArea prices_around(const HistoryStore& store, TimeMs now, const std::set<GroupKey>& groups);

/// Energy, cost, and whose prices they are by.
struct EnergyFound {
  EnergySummary summary;
  PriceArea area;
};
EnergyFound sum_energy(const HistoryStore& store, TimeMs now, const Config& config, TimeMs newest);

/// Temperatures of the last day, for the decimals that they show.
struct LastDay {
  SeriesKey key;
  std::vector<TimeMs> times;
  std::vector<double> values;
};
std::vector<LastDay> temperatures_of_last_day(const HistoryStore& store, TimeMs now,
                                              const std::set<GroupKey>& groups);

}  // namespace hearth
