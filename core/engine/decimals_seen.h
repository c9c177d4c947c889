#pragma once

#include "core/telemetry/reading.h"

#include <array>
#include <map>

namespace hearth {

/// How many decimals the readings of each series show: as many as any reading of the last day needs, so that
/// a sensor of whole degrees shows no tenths, and one of tenths does not lose them with a round value. Not
/// synchronised.
class DecimalsSeen {
 public:
  static constexpr int most = 3;

  /// Takes a reading, in any order of time.
  void learn(const SeriesKey& key, TimeMs time, double value);
  /// Of the day before `time`; 0 to `most`.
  [[nodiscard]] int of(const SeriesKey& key, TimeMs time) const;

 private:
  /// For each number of decimals: the newest reading that needs as many.
  std::map<SeriesKey, std::array<TimeMs, most>> needed_;
};

}  // namespace hearth
