#pragma once

#include "core/net/call_schedule.h"

#include <array>
#include <vector>

namespace hearth::test {

/// How a service is away.
struct Outage {
  DurationMs length = 0;
  ErrorKind kind = ErrorKind::offline;
  DurationMs hangs = 0;  ///< before a try fails: a time-out, or a 5xx that takes its time
};

/// What the service sees after its return, in bins of a second.
struct Return {
  std::vector<int> connects;       ///< of the streams
  std::vector<int> first_answers;  ///< the request that brings a call back, of each that was away
  std::vector<int> requests;       ///< all of them, the polls of those that are back among them
  DurationMs streams_back = 0;     ///< until the last one
  DurationMs calls_back = 0;
  int calls_away = 0;
};

/// The periods of a display's calls. One stream comes on top.
inline constexpr std::array<DurationMs, 5> call_periods = {5 * second_ms, 5 * second_ms, minute_ms, minute_ms,
                                                           15 * minute_ms};

/// So many displays before a service that goes away for all of them at once, in virtual time.
Return simulate(int displays, const Outage& outage, std::uint64_t seed);

}  // namespace hearth::test
