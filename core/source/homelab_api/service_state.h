#pragma once

#include "core/net/connection_state.h"
#include "core/source/source_state.h"

#include <QUrl>

#include <optional>
#include <span>
#include <string>

namespace hearth {

/// How a call that is made again and again went the last time.
struct CallState {
  std::string name = {};
  Dataset dataset = Dataset::energy;
  std::optional<TimeMs> asked = {};  ///< when its last answer, or failure, came; nothing: not yet
  std::optional<Error> error = {};   ///< nothing: it was answered well
  bool idle = false;                 ///< it is not made just now, because something better tells the same
};

/// What the calls say of their service together.
struct ServiceState {
  ConnectionState state = ConnectionState::connecting;
  std::optional<Error> error = {};  ///< why it is not connected
};

/// One call that fails says nothing of a service that answers others, and each call counts with how it went
/// the last time, in whatever order they come: so nothing flaps. Those that are idle say nothing. A service
/// that answers each of them with 404, with trouble, with garbage or with a page is none of a home's, or
/// cannot do its work. `was_connected`: it has been connected before. `base` is where it is. Pure.
ServiceState judge_service(std::span<const CallState> all, bool was_connected, TimeMs now, const QUrl& base);

}  // namespace hearth
