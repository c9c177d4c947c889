#pragma once

#include "core/net/connection_state.h"
#include "core/source/source_state.h"

#include <QString>

namespace hearth {

/// How a source stands: its connection, and of each dataset that it may give whether this account may read it
/// and whether it comes.
struct Connection {
  QString name;  ///< that of the source: "API", "Live", "MQTT", "Database"
  ConnectionState state = ConnectionState::off;
  TimeMs since = 0;       ///< when this state began
  TimeMs last_heard = 0;  ///< when its last answer came, of whatever kind; 0: never
  QString detail;         ///< a sentence for a person where something is wrong
  QString place = {};     ///< "db1.home:5432, a standby"; empty where there is only one it could be
  DurationMs behind = 0;  ///< how far what it gives lags behind what is
  QString next = {};      ///< what to do about it; may be empty
  DataStates data = {};   ///< what it may give
  friend bool operator==(const Connection&, const Connection&) = default;
};

}  // namespace hearth
