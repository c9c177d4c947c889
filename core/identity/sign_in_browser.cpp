#include "core/identity/loopback_listener.h"
#include "core/identity/oidc/encoding.h"
#include "core/identity/sign_in.h"
#include "core/net/clock_timer.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace hearth {
namespace {

constexpr DurationMs longest_wait = 10 * minute_ms;
constexpr std::size_t random_bytes = 32;

/// Everything that one attempt made up and must find again in its answer.
struct Attempt {
  std::string state = oidc::random_text(random_bytes);
  std::string nonce = oidc::random_text(random_bytes);
  oidc::Pkce pkce = oidc::make_pkce();
  std::string redirect_uri = {};
};

QString authorization_page(const oidc::Provider& provider, const std::string& client_id,
                           const std::string& scope, const Attempt& attempt) {
  const QByteArray query = encode_form({
      {"response_type", "code"},
      {"client_id", client_id},
      {"redirect_uri", attempt.redirect_uri},
      {"scope", scope},
      {"state", attempt.state},
      {"nonce", attempt.nonce},
      {"code_challenge", attempt.pkce.challenge},
      {"code_challenge_method", "S256"},
      // Providers give a refresh token only to whom a person has said yes (OpenID Connect Core, section 11).
      {"prompt", "consent"},
  });
  const QString endpoint = QString::fromStdString(provider.authorization_endpoint);
  // An endpoint may have a query of its own (RFC 6749, section 3.1).
  return endpoint + (endpoint.contains(QLatin1Char('?')) ? QLatin1Char('&') : QLatin1Char('?')) +
         QString::fromLatin1(query);
}

/// The code in an answer whose state is right.
Expected<std::string> code_of(const LoopbackListener::Query& query, const oidc::Provider& provider) {
  const auto text = [&query](const char* name) {
    return query.value(QString::fromLatin1(name)).toStdString();
  };
  const std::string issuer = text("iss");
  if ((provider.says_issuer || !issuer.empty()) && issuer != provider.issuer)
    return fail(ErrorKind::sign_in, "The answer in the browser came from another provider.",
                "Begin again; do not sign in to other sites meanwhile.");
  if (query.contains(QStringLiteral("error"))) {
    // The same words as in the body of a refusal, and as little to be trusted.
    const QJsonObject said{
        {QStringLiteral("error"), query.value(QStringLiteral("error"))},
        {QStringLiteral("error_description"), query.value(QStringLiteral("error_description"))}};
    const auto refusal =
        oidc::parse_refusal(QJsonDocument(said).toJson(QJsonDocument::Compact).toStdString());
    return std::unexpected(refusal ? error_of(*refusal) : refusal.error());
  }
  std::string code = text("code");
  if (code.empty() || code.size() > 4096)
    return fail(ErrorKind::sign_in, "The answer in the browser held no code.", "Begin again.");
  return code;
}

}  // namespace

QCoro::Task<Expected<Grant>> sign_in_with_browser(ProviderClient& provider, const Clock& clock,
                                                  BrowserSignIn wish, std::stop_token stop) {
  auto asked_provider = provider.provider(stop);
  const auto known = co_await asked_provider;
  if (!known) co_return std::unexpected(known.error());
  Attempt attempt;
  LoopbackListener listener(attempt.state, wish.redirect_path);
  if (const auto listening = listener.listen(wish.redirect_port); !listening)
    co_return std::unexpected(listening.error());
  attempt.redirect_uri = listener.redirect_uri();

  // Who went away from the browser must not leave it open for ever.
  std::stop_source patience;
  // The copy keeps the source alive while it goes on with this coroutine, which then ends.
  const auto give_up = [&patience] { std::stop_source(patience).request_stop(); };
  const std::stop_callback stopped(stop, give_up);
  ClockTimer limit(clock);
  QObject::connect(&limit, &ClockTimer::timeout, &limit, give_up);
  limit.start_once(longest_wait);
  wish.open(authorization_page(*known, provider.settings().client_id, wish.scope, attempt));
  auto waiting = listener.answer(patience.get_token());
  const auto query = co_await waiting;
  if (stop.stop_requested()) co_return fail(ErrorKind::cancelled, "Stopped.");
  limit.stop();
  if (!query)
    co_return fail(ErrorKind::sign_in, "Nobody finished the sign-in in the browser within ten minutes.",
                   "Begin again.");

  Expected<Grant> grant;
  const auto code = code_of(*query, *known);
  if (!code) {
    grant = std::unexpected(code.error());
  } else {
    std::vector<FormField> fields = {{"grant_type", "authorization_code"},
                                     {"code", *code},
                                     {"redirect_uri", attempt.redirect_uri},
                                     {"code_verifier", attempt.pkce.verifier}};
    auto redeeming = redeem(provider, clock, std::move(fields), attempt.nonce, stop);
    grant = co_await redeeming;
    if (stop.stop_requested()) co_return fail(ErrorKind::cancelled, "Stopped.");
  }
  listener.tell(grant.has_value(), grant ? QStringLiteral("You can close this window; Hearthboard goes on.")
                                         : QString::fromStdString(grant.error().message));
  co_return grant;
}

}  // namespace hearth
