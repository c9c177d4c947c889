#pragma once

#include "core/identity/oidc/answers.h"
#include "core/identity/oidc/id_token.h"
#include "core/identity/provider_client.h"
#include "core/identity/token_source.h"

#include <functional>
#include <stop_token>

/// The two ways to let somebody in. Both go on until they succeed, fail for good, or are stopped (then with
/// `cancelled`, inside the call that stops them). What they are given must outlive them.
namespace hearth {

/// What a sign-in gives: tokens that came over a connection to the provider, and whom they are for.
struct Grant {
  oidc::TokenAnswer tokens;
  TimeMs obtained = 0;  ///< when they came: their lifetimes begin here
  oidc::IdToken identity;
};

struct BrowserSignIn {
  std::string scope;
  quint16 redirect_port = 0;  ///< 0: any that is free
  std::string redirect_path;
  /// The page to be opened in the system's browser.
  std::function<void(const QString& page)> open;
};

/// Authorization code with PKCE (RFC 6749, section 4.1; RFC 7636; RFC 8252; RFC 9207). Gives up after ten
/// minutes of the clock. Errors: sign_in (refused, or the answer does not hold), offline, retry, bad_data,
/// config, cancelled.
QCoro::Task<Expected<Grant>> sign_in_with_browser(ProviderClient& provider, const Clock& clock,
                                                  BrowserSignIn wish, std::stop_token stop);

struct DeviceSignIn {
  std::string scope;
  /// The code to be shown, and each that follows when one has expired; the same again when trouble is over.
  std::function<void(const DevicePrompt& prompt)> show;
  /// The provider cannot be reached just now; it is tried again.
  std::function<void(const Error& error)> trouble;
};

/// Device authorization grant (RFC 8628). Rides out an unreachable provider, and asks for a new code when one
/// has expired. Errors: sign_in (denied, or the answer does not hold), not_found (the provider does not offer
/// it), bad_data, config, cancelled.
QCoro::Task<Expected<Grant>> sign_in_with_device(ProviderClient& provider, const Clock& clock,
                                                 DeviceSignIn wish, std::stop_token stop);

/// Fetches tokens and validates whom they are for. Errors: as the two above, and `sign_in` for what the
/// provider refuses.
QCoro::Task<Expected<Grant>> redeem(ProviderClient& provider, const Clock& clock,
                                    std::vector<FormField> fields, std::optional<std::string> nonce,
                                    std::stop_token stop);

/// The same error as one that passes: what a provider's address gives while the provider restarts (404, a
/// gateway's or portal's page) is no word of its own.
Error passing(Error error);

/// A provider's refusal in words. Errors: sign_in; retry where the provider says that it is only busy.
Error error_of(const oidc::Refusal& refusal);

}  // namespace hearth
