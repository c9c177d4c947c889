#pragma once

#include "core/identity/oidc/answers.h"
#include "core/identity/oidc/discovery.h"
#include "core/identity/oidc/id_token.h"
#include "core/identity/oidc/key_set.h"
#include "core/net/http_client.h"
#include "core/telemetry/clock.h"

#include <QUrl>

#include <initializer_list>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

namespace hearth {

/// The members of a form, in order.
struct FormField {
  const char* name;
  std::string value;
};

/// What a provider says to a request for something: that, or why not (RFC 6749, section 5.2).
template <class Answer>
using Granted = std::variant<Answer, oidc::Refusal>;

/// The calls that this program makes to its OpenID provider: discovery, keys, tokens, device codes,
/// revocation. Lives on one thread. Its coroutines use it until they end: trigger their stop tokens before it
/// goes.
///
/// Errors of all calls: bad_data (an answer that is none, with the field in its place), config (the address),
/// offline, retry, cancelled.
class ProviderClient {
 public:
  struct Settings {
    std::string issuer;
    std::string client_id;
    std::string client_secret;  ///< empty for a public client
  };

  /// The clock must outlive this.
  ProviderClient(Settings settings, const Clock& clock);

  /// What discovery says; asked once a day.
  QCoro::Task<Expected<oidc::Provider>> provider(std::stop_token stop);
  /// Validates an ID token with the provider's keys, which are fetched again, at most once a minute, where it
  /// names one that is not known. Errors, other than those of all calls: sign_in (it does not hold),
  /// not_found (the provider has no such key). All but sign_in say nothing of the token.
  QCoro::Task<Expected<oidc::IdToken>> verify(std::string id_token, oidc::IdTokenRules rules,
                                              std::stop_token stop);
  /// Waits up to two minutes of real time for the answer.
  QCoro::Task<Expected<Granted<oidc::TokenAnswer>>> token(std::vector<FormField> fields,
                                                          std::stop_token stop);
  /// `challenge` is of PKCE with S256, which some providers demand here too and the others ignore.
  QCoro::Task<Expected<Granted<oidc::DeviceAnswer>>> device_code(std::string scope, std::string challenge,
                                                                 std::stop_token stop);
  /// RFC 7009. Does nothing where the provider cannot revoke.
  QCoro::Task<Expected<void>> revoke(std::string token, std::stop_token stop);
  /// Who a token is for, in words; the ID token does not always say.
  QCoro::Task<Expected<oidc::Person>> person(AccessToken token, std::stop_token stop);
  /// Opens a page as a browser would, redirects included.
  QCoro::Task<Expected<HttpResponse>> visit(QUrl page, std::stop_token stop);

  void set_client_secret(std::string secret);
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  /// What discovery said last; nothing where it was not asked yet.
  [[nodiscard]] const std::optional<oidc::Provider>& known_provider() const noexcept { return provider_; }
  /// How much this machine's clock is ahead of the provider's, by its last answer; 0 where it did not say.
  [[nodiscard]] DurationMs clock_ahead() const noexcept { return clock_ahead_; }

 private:
  QCoro::Task<Expected<HttpResponse>> fetch(std::string address, std::stop_token stop);
  QCoro::Task<Expected<HttpResponse>> post(std::string address, std::vector<FormField> fields,
                                           std::chrono::milliseconds timeout, std::stop_token stop);
  QCoro::Task<Expected<void>> fetch_keys(std::stop_token stop);
  void note_date(const Expected<HttpResponse>& response);

  Settings settings_;
  const Clock& clock_;
  HttpClient http_;
  std::optional<oidc::Provider> provider_;
  TimeMs provider_asked_ = 0;
  std::optional<oidc::KeySet> keys_;
  TimeMs keys_asked_ = 0;
  DurationMs clock_ahead_ = 0;
};

/// application/x-www-form-urlencoded, which differs from a query in nothing that we send.
QByteArray encode_form(const std::vector<FormField>& fields);

}  // namespace hearth
