#pragma once

#include "core/engine/decimals_seen.h"
#include "core/engine/doors.h"

namespace hearth {

/// The newest value of every series, and what has changed since it was last taken. Not synchronised: it
/// belongs to the engine's worker thread.
class LiveBus {
 public:
  /// Takes a reading's values where they are newer than what is known. True where any was.
  bool take(const Reading& reading);
  void take(const Latest& stored);
  /// Learns from a reading of the past how many decimals its series shows.
  void learn_decimals(const SeriesKey& key, TimeMs time, double value);
  /// What has changed since the last call; nothing where nothing has.
  LiveValuesPtr take_changes();
  [[nodiscard]] TimeMs newest(const GroupKey& group) const;
  /// When the newest value of a series was taken; 0 where there is none.
  [[nodiscard]] TimeMs time_of(const SeriesKey& key) const;

 private:
  bool take(const SeriesKey& key, TimeMs time, double value);

  LiveValues values_;
  LiveValues changes_;
  std::map<GroupKey, TimeMs> newest_;
  DecimalsSeen decimals_;
};

}  // namespace hearth
