#pragma once

#include "core/telemetry/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace hearth::oidc {

/// What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414). Every address is https, or on
/// this machine.
struct Provider {
  std::string issuer;
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string device_authorization_endpoint;  ///< RFC 8628; empty: the provider has none
  std::string revocation_endpoint;            ///< RFC 7009; empty: the provider has none
  std::string userinfo_endpoint;              ///< OpenID Connect Core 5.3; empty: the provider has none
  bool says_issuer = false;         ///< the answer to an authorization request names the issuer (RFC 9207)
  bool secret_in_body = false;      ///< a client's secret goes into the body, not into a Basic header
  std::vector<std::string> scopes;  ///< those it offers; empty where it does not say
};

/// Where the provider with this issuer describes itself: the issuer, without a slash at its end, and
/// `/.well-known/openid-configuration`. Errors: config at `issuer` for what is no web address, has user info,
/// a query or a fragment, or is not https (http is taken where the host is this machine).
Expected<std::string> discovery_address(std::string_view issuer);

/// Reads what stands at that address, at most 256 KiB. The issuer in it must be `issuer` to the byte
/// (Discovery 4.3): everything else is another provider, whatever it is called. Errors: bad_data.
Expected<Provider> parse_discovery(std::string_view body, std::string_view issuer);

}  // namespace hearth::oidc
