#pragma once

#include "core/engine/api/live.h"
#include "core/engine/decimals_seen.h"
#include "core/store/history_store.h"

#include <map>

namespace hearth {

/// What time it is, as far as is known, for values to be compared with.
struct LiveTime {
  TimeMs now = 0;         ///< true time
  DurationMs offset = 0;  ///< what this machine's clock lacks to it
  bool is_known = true;   ///< false: this machine's clock is behind, nobody knows by how much
  DurationMs tolerance = minute_ms;
};

/// The newest value of every series, and what has changed since it was last taken. A value that is stamped
/// later than it is gives way to any other. Not synchronised: it belongs to the engine's worker thread.
class LiveCache {
 public:
  /// From now on; all values are told again where another offset makes them older or younger.
  void set_time(const LiveTime& time);
  /// Takes a reading's values where they are newer than what is known; one of which nobody knows when it was
  /// taken (its time is 0) only where nothing is. True where any was.
  bool take(const Reading& reading);
  void take(const Latest& stored);
  /// Learns from a reading of the past how many decimals its series shows.
  void learn_decimals(const SeriesKey& key, TimeMs time, double value);
  /// Takes a reading whose own time is wrong, as of now.
  void take_by_arrival(const Reading& reading);
  /// What has changed since the last call; nothing where nothing has.
  LiveValuesPtr take_changes();
  /// The newest that is not stamped ahead, in true time; 0 where there is none.
  [[nodiscard]] TimeMs newest(const GroupKey& group) const;
  /// When the newest value of a series was taken; 0 where there is none.
  [[nodiscard]] TimeMs time_of(const SeriesKey& key) const;

 private:
  struct Known {
    double value = no_value;
    TimeMs time = 0;  ///< true
    bool by_arrival = false;
    bool stored = false;  ///< not heard by this program
    int decimals = 0;     ///< as a LiveValue has them
  };

  [[nodiscard]] bool is_ahead(TimeMs time) const { return time > time_.now + time_.tolerance; }
  [[nodiscard]] bool gives_way(const Known& known, TimeMs to) const;
  bool take(const SeriesKey& key, const Known& fresh);
  [[nodiscard]] LiveValue shown(const Known& known) const;

  LiveTime time_;
  std::map<SeriesKey, Known> values_;
  LiveValues changes_;
  std::map<GroupKey, TimeMs> newest_;
  DecimalsSeen decimals_;
};

}  // namespace hearth
