#pragma once

#include "core/net/connection_state.h"
#include "core/telemetry/channel.h"
#include "core/telemetry/error.h"

#include <map>
#include <optional>
#include <string_view>

/// How a source stands, in three states that do not follow from one another: whether its service can be
/// reached (`ConnectionState`), what this account may read there (`Permission`), and whether data comes
/// (`DataState`).
namespace hearth {

/// What a service says of this account's right to read something.
enum class Permission { unknown, granted, denied };

/// How one dataset comes from one source.
struct DataState {
  Permission permission = Permission::unknown;
  /// When the newest reading was taken that the source gave, not later than it was given; of prices, which
  /// are known ahead, when the last one begins. 0: none has come yet.
  TimeMs newest = 0;
  std::optional<Error> error = {};  ///< of the last call; nothing where it was answered well
  friend bool operator==(const DataState&, const DataState&) = default;
};

/// By dataset: what a source may give at all.
using DataStates = std::map<Dataset, DataState>;

/// "energy data", "heat pump data", "climate data", "prices".
std::string_view dataset_words(Dataset dataset) noexcept;

/// How old the newest reading of a dataset may be while it still comes: as long as the channel that tells is
/// not stale. Sensors of the climate report seldom, a meter each second.
DurationMs comes_within(Dataset dataset) noexcept;

/// Whether a dataset comes whose newest reading was taken at `newest` (0: none). A source that lags gives
/// what it gives later by `behind`.
bool comes(Dataset dataset, TimeMs newest, TimeMs now, DurationMs behind = 0) noexcept;

}  // namespace hearth
