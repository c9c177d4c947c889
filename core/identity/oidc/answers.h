#pragma once

#include "core/telemetry/time.h"

#include <optional>
#include <string>
#include <string_view>

/// What a provider's endpoints answer. All errors are bad_data and show nothing of what was answered.
namespace hearth::oidc {

/// RFC 6749 section 5.1. Tokens are visible ASCII of at most 64 KiB, and opaque: nothing is read from them.
struct TokenAnswer {
  std::string access_token;
  std::string refresh_token;  ///< empty: the answer has none; after a refresh the old one stays valid
  std::string id_token;       ///< empty: the answer has none
  std::string scope;          ///< granted ones, with spaces between; empty: those that were asked for
  std::optional<DurationMs> lifetime;  ///< of the access token, from the answer on; 1 s to 10 years; nothing
                                       ///< where the provider says none that can be
  std::optional<Error> flaw;  ///< why the access token cannot be used; the refresh token is good all the same
};
/// Reads at most 256 KiB. A refresh token that is well-formed is never lost for what else is odd: it has
/// replaced the one before. Other members that cannot be read are as if they were absent. Errors: neither
/// token is there.
Expected<TokenAnswer> parse_token_answer(std::string_view body);

/// RFC 6749 section 5.2, RFC 8628 section 3.5: `error` is a word such as invalid_grant, of at most 100 bytes;
/// empty where a provider refuses without one.
struct Refusal {
  std::string error;
  std::string description;  ///< to show; without control characters, at most 300 bytes; may be empty
};
/// Reads at most 64 KiB. Errors: the body is no such refusal, as those of proxies and gateways are not.
Expected<Refusal> parse_refusal(std::string_view body);

/// RFC 8628 section 3.2.
struct DeviceAnswer {
  std::string device_code;                ///< secret: whoever has it gets the tokens
  std::string user_code;                  ///< to show; printable ASCII of at most 64 bytes
  std::string verification_uri;           ///< to show; https, or http to this machine
  std::string verification_uri_complete;  ///< the same with the code in it, for a QR code; may be empty
  DurationMs lifetime = 0;                ///< 1 s to a day
  DurationMs interval =
      5 * second_ms;  ///< between two polls, 1 s to 10 min; 5 s where none is said that can be
};
/// Reads at most 64 KiB; knows Google's `verification_url` too.
Expected<DeviceAnswer> parse_device_answer(std::string_view body);

/// OpenID Connect Core 1.0 section 5.3.2. Only to show; whom tokens are for the ID token says.
struct Person {
  std::string subject;
  std::string name;  ///< as IdToken has it
};
/// Reads at most 64 KiB. Errors: the body is no JSON object, or names nobody.
Expected<Person> parse_person(std::string_view body);

}  // namespace hearth::oidc
