#pragma once

#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

namespace hearth {

/// What a problem is about; whoever names the problems of a topic names all of them.
enum class ProblemTopic {
  opening,  ///< of the local history
  history,  ///< its files
  disk,
  clocks,
  meters,
  price_area,
  places,
  readings,  ///< that were refused
  sources,   ///< their connections and calls
  data,      ///< that does not come
};

/// Something that is wrong now.
struct Problem : Error {
  ProblemTopic topic = ProblemTopic::history;
  TimeMs since = 0;  ///< by this machine's clock
  friend bool operator==(const Problem&, const Problem&) = default;
};

}  // namespace hearth
