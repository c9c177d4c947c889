#include "core/identity/sign_in.h"

#include "core/net/clock_timer.h"
#include "core/net/log.h"
#include "core/net/random_share.h"
#include "core/net/retry_policy.h"

#include <fmt/format.h>

#include <string_view>

namespace hearth {
namespace {

constexpr int most_key_failures = 6;  ///< within a minute: the person waits

/// With the provider's own words, where it has any; some repeat the token that they refuse.
Text quoting(const oidc::Refusal& refusal, Text sentence) {
  if (refusal.description.empty()) return sentence;
  const std::string own = redact(refusal.description);
  const bool is_sentence = std::string_view(".!?").contains(own.back());
  return Text::joined(sentence, said(" The provider says: {}{}", own, is_sentence ? "" : "."));
}

/// A code can be redeemed once: where the provider's keys cannot be had just now, they are asked for again.
QCoro::Task<Expected<oidc::IdToken>> verify_patiently(ProviderClient& provider, const Clock& clock,
                                                      std::string id_token, oidc::IdTokenRules rules,
                                                      std::stop_token stop) {
  Retry retry(attended_retry, random_share);
  for (int failures = 0;; ++failures) {
    auto verifying = provider.verify(id_token, rules, stop);
    auto identity = co_await verifying;
    const bool keys_missing = !identity && identity.error().kind != ErrorKind::sign_in &&
                              identity.error().kind != ErrorKind::cancelled &&
                              !oidc::names_unknown_key(identity.error());
    if (!keys_missing || failures == most_key_failures) co_return identity;
    const Error& error = identity.error();
    const TimeMs now = clock.now();
    auto waiting = wait_on_clock(clock, retry.failed(error.kind, error.retry_after, now) - now, stop);
    if (const bool passed = co_await waiting; !passed) co_return fail(ErrorKind::cancelled, "Stopped.");
  }
}

}  // namespace

Error passing(Error error) {
  if (!is_passing(error) && error.kind != ErrorKind::cancelled) error.kind = ErrorKind::retry;
  return error;
}

Error error_of(const oidc::Refusal& refusal) {
  const auto sign_in = [&](Text message, Text next) {
    return Error{ErrorKind::sign_in, quoting(refusal, std::move(message)), std::move(next),
                 redact(refusal.error)};
  };
  if (refusal.error == "access_denied")
    return sign_in("The sign-in was refused.", "Sign in as somebody who may, or say yes.");
  if (refusal.error == "invalid_grant")
    return sign_in("The session has ended at the provider.", "Sign in again.");
  if (refusal.error == "invalid_client" || refusal.error == "unauthorized_client")
    return sign_in("The provider does not know this program as it is set up, or does not allow it this.",
                   "Check [identity] client_id and the client's grants at the provider.");
  if (refusal.error == "invalid_scope")
    return sign_in("The provider does not know one of the scopes that were asked for.",
                   "Define them at the provider, or set [identity] scopes.");
  if (refusal.error == "temporarily_unavailable" || refusal.error == "server_error") {
    Error busy = sign_in("The provider has trouble.", "Try again in a while.");
    busy.kind = ErrorKind::retry;
    return busy;
  }
  return sign_in(refusal.error.empty() ? "The provider refused, and did not say why."
                                       : said("The provider refused ({}).", redact(refusal.error)),
                 "Look into the provider's log.");
}

QCoro::Task<Expected<Grant>> redeem(ProviderClient& provider, const Clock& clock,
                                    std::vector<FormField> fields, std::optional<std::string> nonce,
                                    std::stop_token stop) {
  auto asking = provider.token(std::move(fields), stop);
  auto answer = co_await asking;
  if (stop.stop_requested()) co_return fail(ErrorKind::cancelled, "Stopped.");
  if (!answer) co_return std::unexpected(answer.error());
  if (const auto* const refusal = std::get_if<oidc::Refusal>(&*answer))
    co_return std::unexpected(error_of(*refusal));
  Grant grant{std::get<oidc::TokenAnswer>(std::move(*answer)), clock.now(), {}};
  if (grant.tokens.flaw) co_return std::unexpected(*grant.tokens.flaw);
  if (grant.tokens.id_token.empty())
    co_return fail(ErrorKind::sign_in, "The provider did not say who signed in (no ID token).",
                   "Is this an OpenID Connect provider, and may the client ask for the scope openid?");
  oidc::IdTokenRules rules{.issuer = provider.settings().issuer,
                           .client_id = provider.settings().client_id,
                           .nonce = std::move(nonce),
                           .subject = std::nullopt,
                           .now = clock.now()};
  auto verifying = verify_patiently(provider, clock, grant.tokens.id_token, std::move(rules), stop);
  auto identity = co_await verifying;
  if (!identity) {
    Error error = identity.error();
    // A bad signature is no bad luck: the same person may try again, but must know.
    if (error.kind == ErrorKind::bad_data || error.kind == ErrorKind::not_found)
      error.kind = ErrorKind::sign_in;
    co_return std::unexpected(std::move(error));
  }
  grant.identity = std::move(*identity);
  co_return grant;
}

}  // namespace hearth
