// The authorization page, the token endpoint and revocation.

#include "core/demo/identity_provider.h"

#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace hearth::demo {
namespace {

constexpr auto device_grant_type = "urn:ietf:params:oauth:grant-type:device_code";

/// The two halves of a Basic header, each of which is form-encoded (RFC 6749, 2.3.1); nothing where it is
/// none.
std::optional<std::pair<QString, QString>> basic_client(const HttpRequest& request) {
  const QByteArray header = request.headers.value("authorization");
  if (!header.startsWith("Basic ")) return std::nullopt;
  const QByteArray pair = QByteArray::fromBase64(header.mid(6).trimmed());
  const qsizetype colon = pair.indexOf(':');
  if (colon < 0) return std::nullopt;
  const auto decoded = [](QByteArray text) {
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace('+', ' ')));
  };
  return std::pair{decoded(pair.left(colon)), decoded(pair.mid(colon + 1))};
}

HttpAnswer never_stored(const QJsonObject& object, int status = 200) {
  return {status,
          QJsonDocument(object).toJson(QJsonDocument::Compact),
          "application/json",
          {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}}};
}

HttpAnswer bad_page(const char* what) {
  return {400,
          QByteArray("<!doctype html><title>Sign-in</title><p>") + what + "</p>\n",
          "text/html; charset=utf-8",
          {{"Cache-Control", "no-store"}}};
}

}  // namespace

HttpAnswer IdentityProvider::refusal(const char* error, const char* description, int status) {
  ++counts_.refusals[QString::fromLatin1(error)];
  return never_stored({{QStringLiteral("error"), QLatin1String(error)},
                       {QStringLiteral("error_description"), QLatin1String(description)}},
                      status);
}

bool IdentityProvider::takes_redirect(const QString& uri) const {
  if (!options_.redirect_uri.isEmpty()) return uri == options_.redirect_uri;
  const QUrl url(uri, QUrl::StrictMode);
  const QString host = url.host();
  return url.isValid() && url.scheme() == QLatin1String("http") && url.userInfo().isEmpty() &&
         !url.hasFragment() &&
         (host == QLatin1String("127.0.0.1") || host == QLatin1String("::1") ||
          host == QLatin1String("localhost"));
}

HttpAnswer IdentityProvider::redirect(const Values& query, QList<std::pair<QString, QString>> more) {
  if (query.contains(QStringLiteral("state")))
    more.append({QStringLiteral("state"), query.value(QStringLiteral("state"))});
  more.append({QStringLiteral("iss"), issuer_});
  const QString uri = query.value(QStringLiteral("redirect_uri"));
  QByteArray location = uri.toUtf8();
  char between = location.contains('?') ? '&' : '?';
  for (const auto& [name, value] : more) {
    location += between + name.toLatin1() + '=' + QUrl::toPercentEncoding(value);
    between = '&';
  }
  return {302, {}, {}, {{"Location", location}, {"Cache-Control", "no-store"}}};
}

HttpAnswer IdentityProvider::authorize(const HttpRequest& request) {
  const Values& query = request.query;
  const auto value = [&query](const char* name) { return query.value(QLatin1String(name)); };
  // Until it is known whose page that is, nobody is sent there.
  if (request.query_repeats) return bad_page("A parameter comes twice.");
  if (value("client_id") != options_.client_id) return bad_page("This client is not known.");
  if (!takes_redirect(value("redirect_uri"))) return bad_page("This redirect address is not registered.");

  const auto refuse = [&](const char* error, const char* why) {
    ++counts_.refusals[QString::fromLatin1(error)];
    return redirect(query, {{QStringLiteral("error"), QString::fromLatin1(error)},
                            {QStringLiteral("error_description"), QString::fromLatin1(why)}});
  };
  if (value("response_type") != QLatin1String("code"))
    return refuse("unsupported_response_type", "Only code is given.");
  const Scopes scopes = granted(value("scope"));
  if (!scopes.contains(QStringLiteral("openid")))
    return refuse("invalid_scope", "The scope openid is missing.");
  if (value("code_challenge_method") != QLatin1String("S256") || value("code_challenge").size() != 43)
    return refuse("invalid_request", "PKCE with S256 is needed.");
  if (!consents_) return refuse("access_denied", "The person does not agree.");

  const TimeMs now = clock_.now();
  codes_.removeIf([now](const auto& entry) { return entry->expires <= now; });
  const QByteArray code = secret("sim-code-");
  codes_.insert(code, {value("redirect_uri"), value("code_challenge"), value("nonce"), scopes,
                       now + options_.code_lifetime});
  return redirect(query, {{QStringLiteral("code"), QString::fromLatin1(code)}});
}

std::expected<IdentityProvider::Values, HttpAnswer> IdentityProvider::client_form(
    const HttpRequest& request) {
  if (!request.headers.value("content-type").toLower().startsWith("application/x-www-form-urlencoded"))
    return std::unexpected(refusal("invalid_request", "The body is not a form."));
  HttpFields form = parse_fields(request.body);
  if (form.repeats) return std::unexpected(refusal("invalid_request", "A parameter comes twice."));
  if (auto refused = check_client(request, form.values)) return std::unexpected(std::move(*refused));
  return std::move(form.values);
}

std::optional<HttpAnswer> IdentityProvider::check_client(const HttpRequest& request, const Values& form) {
  const QString id = QStringLiteral("client_id");
  const QString secret = QStringLiteral("client_secret");
  if (request.headers.contains("authorization")) {
    const auto basic = basic_client(request);
    if (form.contains(secret)) return refusal("invalid_request", "The client shows itself in two ways.");
    if (basic && basic->first == options_.client_id && basic->second == options_.client_secret &&
        (!form.contains(id) || form.value(id) == options_.client_id) &&
        (options_.client_secret.isEmpty() || options_.secret_by != SecretBy::body))
      return std::nullopt;
    HttpAnswer refused = refusal("invalid_client", "The client is not known.", 401);
    refused.headers.emplaceBack("WWW-Authenticate", "Basic realm=\"hearthsim\"");
    return refused;
  }
  const bool in_body = options_.client_secret.isEmpty() || options_.secret_by != SecretBy::basic;
  if (in_body && form.value(id) == options_.client_id && form.value(secret) == options_.client_secret)
    return std::nullopt;
  return refusal("invalid_client", "The client is not known.", 401);
}

HttpAnswer IdentityProvider::token(const HttpRequest& request) {
  const QString type = parse_fields(request.body).values.value(QStringLiteral("grant_type"));
  ++counts_.token_requests[type];
  const auto form = client_form(request);
  if (!form) return form.error();
  if (type.isEmpty()) return refusal("invalid_request", "There is no grant_type.");
  if (type == QLatin1String("authorization_code")) return token_for_code(*form);
  if (type == QLatin1String("refresh_token")) return token_for_refresh(*form);
  if (type == QLatin1String(device_grant_type) && options_.device_grant) return token_for_device(*form);
  return refusal("unsupported_grant_type", "This grant is not given here.");
}

HttpAnswer IdentityProvider::token_for_code(const Values& form) {
  const auto value = [&form](const char* name) { return form.value(QLatin1String(name)); };
  if (value("code").isEmpty() || value("code_verifier").isEmpty())
    return refusal("invalid_request", "The code or its verifier is missing.");
  const auto code = codes_.find(value("code").toLatin1());
  const TimeMs now = clock_.now();
  if (code == codes_.end() || code->expires <= now)
    return refusal("invalid_grant", "The code is not known, or has expired.");
  if (code->session != 0) {
    // Somebody has copied it; whoever was first may have been the thief (RFC 6749, 4.1.2).
    ++counts_.code_reuses;
    book_.end(code->session);
    return refusal("invalid_grant", "The code has been used before.");
  }
  if (value("redirect_uri") != code->redirect_uri)
    return refusal("invalid_grant", "The code was given to another address.");
  if (!answers_challenge(value("code_verifier"), code->challenge))
    return refusal("invalid_grant", "The verifier does not answer the challenge.");
  const IssuedTokens tokens = book_.begin(code->scopes, now);
  code->session = tokens.session;
  return tokens_answer(tokens, code->nonce);
}

HttpAnswer IdentityProvider::token_for_refresh(const Values& form) {
  const QByteArray refresh = form.value(QStringLiteral("refresh_token")).toLatin1();
  if (refresh.isEmpty()) return refusal("invalid_request", "The refresh token is missing.");
  const QString asked = form.value(QStringLiteral("scope"));
  const QStringList words = asked.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  const auto tokens = book_.renew(refresh, Scopes(words.begin(), words.end()), clock_.now());
  if (tokens) return tokens_answer(*tokens, {});
  if (tokens.error() == TokenBook::Refusal::scopes)
    return refusal("invalid_scope", "More is asked for than was granted.");
  if (tokens.error() == TokenBook::Refusal::reused) {
    ++counts_.refresh_reuses;
    return refusal("invalid_grant", "The refresh token has been used before; the session has ended.");
  }
  return refusal("invalid_grant", "The refresh token is not known, or its session has ended.");
}

HttpAnswer IdentityProvider::tokens_answer(const IssuedTokens& tokens, const QString& nonce) {
  secrets_.note(tokens.access);
  QStringList scopes = tokens.scopes.values();
  scopes.sort();
  QJsonObject said{
      {QStringLiteral("access_token"), QString::fromLatin1(tokens.access)},
      {QStringLiteral("token_type"), QStringLiteral("Bearer")},
      {QStringLiteral("expires_in"), qint64{book_.access_lifetime() / second_ms}},
      {QStringLiteral("scope"), scopes.join(QLatin1Char(' '))},
  };
  if (!tokens.refresh.isEmpty()) {
    secrets_.note(tokens.refresh);
    said.insert(QStringLiteral("refresh_token"), QString::fromLatin1(tokens.refresh));
  }
  if (tokens.scopes.contains(QStringLiteral("openid")) && flaw_ != IdTokenFlaw::absent) {
    const QByteArray id = id_token(tokens.scopes, nonce);
    secrets_.note(id);
    said.insert(QStringLiteral("id_token"), QString::fromLatin1(id));
  }
  return never_stored(said);
}

HttpAnswer IdentityProvider::revoke(const HttpRequest& request) {
  const auto form = client_form(request);
  if (!form) return form.error();
  const QByteArray token = form->value(QStringLiteral("token")).toLatin1();
  if (token.isEmpty()) return refusal("invalid_request", "The token is missing.");
  book_.revoke(token);
  return {200, {}, {}, {{"Cache-Control", "no-store"}}};
}

}  // namespace hearth::demo
