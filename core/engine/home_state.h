#pragma once

#include "core/engine/api/status.h"

#include <vector>

namespace hearth {

/// How a home is heard on the whole.
struct HomeState {
  enum class Kind {
    off,         ///< nothing is set up
    connecting,  ///< the first moments
    live,        ///< all comes that this home is known to have
    partly,      ///< `missing` does not come, the rest does
    quiet,       ///< services are reached, but no reading comes
    closed,      ///< services are reached, and this account may read nothing there
    lost,        ///< no service is reached
  };
  Kind kind = Kind::off;
  /// What this home is known to have, and this account may read, and does not come.
  std::vector<Dataset> missing = {};
  TimeMs newest = 0;  ///< when the newest reading was taken, prices apart; 0: there is none
};

/// A dataset that never had data is not missing: a home without a heat pump lacks nothing. Nor is one that
/// this account may not read. Prices, which are known ahead, do not make a home live by themselves where it
/// has anything else. `now` is by the clock of the status's times. Pure.
HomeState home_state(const Status& status, TimeMs now);

/// Whether this home is known to have a dataset, and one of its sources to give it: heard by this program, or
/// in the local history of the last month.
bool is_expected(const Status& status, Dataset dataset, TimeMs now);

}  // namespace hearth
