#pragma once

#include "core/store/one_meter.h"
#include "core/telemetry/reading.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hearth {

/// Which meter's readings are the home's, where a stream has those of more than one. Goes by the readings'
/// own times. Pure; not synchronised.
class MeterChoice {
 public:
  enum class Fate {
    take,
    wait,   ///< of another meter, which may prove to be the new one
    refuse  ///< of another meter, or of nobody knows which
  };

  /// `configured` is a serial ([home] meter), `stored` the `epoch_number` of the one recorded before; where
  /// both are empty the first that is heard is followed.
  MeterChoice(std::string configured, std::uint32_t stored);

  Fate hear(const Reading& reading);
  /// What waited for the meter that was taken to be the new one with the last reading; nothing else.
  std::vector<Reading> take_waiting();
  /// Serial of the meter that is followed; empty where it has not been heard yet.
  [[nodiscard]] const std::string& followed() const { return name_; }
  /// Its `epoch_number`; 0 where none is known.
  [[nodiscard]] std::uint32_t number() const { return followed_; }
  /// What is to be said of other meters, by a key that stays the same.
  [[nodiscard]] std::map<std::string, Error> problems() const;

 private:
  struct Other {
    TimeMs last = 0;
    bool alternates = false;  ///< the followed one was heard after it
  };

  Fate hear_followed();
  Fate hear_other(const Reading& reading, std::uint32_t number, DurationMs step);
  [[nodiscard]] bool is_recent(const Other& other) const { return last_ - other.last < meter_gone_after; }

  std::string configured_;
  std::uint32_t followed_;
  std::string name_;
  TimeMs last_ = 0;        ///< of any meter
  DurationMs silent_ = 0;  ///< how long we listened, and another spoke alone
  std::map<std::string, Other> others_;
  std::vector<Reading> waiting_;
  std::vector<Reading> ready_;
};

}  // namespace hearth
