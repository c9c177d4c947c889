#pragma once

#include "core/identity/oidc/key_set.h"
#include "core/telemetry/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace hearth::oidc {

/// Who signed in, as the provider says (OpenID Connect Core 1.0 section 2).
struct IdToken {
  std::string subject;  ///< the provider's own name for the person; never changes
  std::string name;     ///< to show: name, else preferred_username, else email, else empty; at most 200 bytes
  std::string email;    ///< to show; at most 254 bytes
  std::string nonce;
  std::string session_id;  ///< `sid`, at most 256 bytes; empty where the provider has none
  TimeMs issued = 0;
  TimeMs expires = 0;
};

struct IdTokenRules {
  std::string issuer;
  std::string client_id;
  std::optional<std::string> nonce = {};    ///< what the request said; without one it is not looked at
  std::optional<std::string> subject = {};  ///< who is signed in already: nobody else may come of a refresh
  TimeMs now = 0;
  /// Its times must fit `now`. Not so for a refresh: this machine's wrong clock is no reason to end a
  /// session.
  bool timely = true;
  DurationMs leeway = minute_ms;  ///< how far two clocks may be apart
};

/// Whether a key set that is fetched anew may help: the provider may have a new key since the last time. True
/// of a token whose `kid` is not in the set, and of one without `kid` that no key of the set signed. (Such
/// errors of `verify_id_token` are of the kind not_found, all others bad_data.)
bool names_unknown_key(const Error& error);

/// Checks a token of at most 64 KiB as OpenID Connect Core 1.0 section 3.1.3.7 and RFC 8725 ask: first its
/// form, then its signature (RS256, PS256, ES256 or EdDSA with Ed25519), and only then what it says. The
/// error never holds a part of the token but its algorithm, type, issuer and audience.
Expected<IdToken> verify_id_token(std::string_view token, const KeySet& keys, const IdTokenRules& rules);

}  // namespace hearth::oidc
