#pragma once

#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

#include <string>
#include <string_view>

namespace hearth {

/// What is known of a session with an identity provider, as it is kept between runs and shared by all
/// processes of one user. Holds secrets: never logged, never part of an error.
struct SessionRecord {
  std::string issuer;
  std::string client_id;
  std::string refresh_token;  ///< empty where the provider gave none, or where the session has ended
  std::string access_token;   ///< empty where the session has ended
  TimeMs obtained = 0;        ///< when the access token came, by this machine's clock
  TimeMs until = 0;           ///< when the access token ends
  std::string subject;        ///< the provider's own name for the user; kept when the session ends
  std::string name;           ///< for people
  std::string
      bootstrap;  ///< fingerprint of the handed-in refresh token that the session began with, if one did

  std::string session_id;    ///< the provider's own name for the session (`sid`); empty where it has none
  int refusals = 0;          ///< how often the provider has refused to renew it with a word that may not last
  TimeMs refused_since = 0;  ///< the first of those; 0: none
  TimeMs refused_last = 0;   ///< the last of them

  /// It has ended: somebody must sign in.
  [[nodiscard]] bool ended() const { return access_token.empty() && refresh_token.empty(); }
  /// Time to fetch a new access token: seven tenths of its life are over, or the clock was set back to before
  /// it; where there is nothing to fetch it with, its life is over.
  [[nodiscard]] bool is_due(TimeMs now) const;
  friend bool operator==(const SessionRecord&, const SessionRecord&) = default;
};

/// One JSON document.
std::string to_json(const SessionRecord& record);
/// Errors: bad_data (nothing of the text stands in it).
Expected<SessionRecord> session_record_from_json(std::string_view json);

}  // namespace hearth
