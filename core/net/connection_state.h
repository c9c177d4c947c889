#pragma once

namespace hearth {

/// How a source stands with its service. Says nothing about the age of what it gave.
enum class ConnectionState {
  off,           ///< not set up, or stopped
  connecting,    ///< the first attempt
  connected,     ///< heard from within its time
  reconnecting,  ///< was lost or never came up; tries again by itself
  refused,       ///< the service does not take the token, or there is none
  failed,        ///< will not come up as it is set up
};

}  // namespace hearth
