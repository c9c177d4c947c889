#pragma once

#include "core/telemetry/error.h"

#include <string>

namespace hearth {

/// A token that may be sent to the services. Never logged, never part of an error.
struct AccessToken {
  std::string value;
};

/// "Give me a valid access token, or say that sign-in is needed." Lives on the engine's worker thread.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  /// Errors: sign_in.
  virtual Expected<AccessToken> token() = 0;
  /// A service refused this token with 401: the next `token()` gives another one, or says sign_in.
  virtual void refused(const AccessToken& token) = 0;
};

}  // namespace hearth
