// ID tokens (OpenID Connect Core 1.0, section 2), right ones and wrong ones.

#include "core/demo/identity_provider.h"

#include <QJsonDocument>
#include <QMessageAuthenticationCode>

namespace hearth::demo {
namespace {

constexpr DurationMs id_token_lifetime = hour_ms;

QByteArray part(const QJsonObject& object) {
  return base64url(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject claims_of(const IdentityOptions& options, const QString& issuer, const Scopes& scopes,
                      TimeMs now) {
  QJsonObject claims{
      {QStringLiteral("iss"), issuer},
      {QStringLiteral("sub"), QStringLiteral("5f0c2f4e-demo")},
      {QStringLiteral("aud"), options.client_id},
      {QStringLiteral("iat"), qint64{now / second_ms}},
      {QStringLiteral("exp"), qint64{(now + id_token_lifetime) / second_ms}},
  };
  if (scopes.contains(QStringLiteral("profile"))) {
    claims.insert(QStringLiteral("name"), QStringLiteral("Demo Person"));
    claims.insert(QStringLiteral("preferred_username"), QStringLiteral("demo"));
  }
  if (scopes.contains(QStringLiteral("email"))) {
    claims.insert(QStringLiteral("email"), QStringLiteral("demo@example.org"));
    claims.insert(QStringLiteral("email_verified"), true);
  }
  return claims;
}

void spoil(QJsonObject& claims, IdTokenFlaw flaw) {
  const auto later = [&claims](const QString& claim, DurationMs by) {
    claims[claim] = claims[claim].toInteger() + by / second_ms;
  };
  const QString iat = QStringLiteral("iat");
  const QString exp = QStringLiteral("exp");
  switch (flaw) {
    case IdTokenFlaw::issuer:
      claims[QStringLiteral("iss")] = QStringLiteral("https://elsewhere.example");
      break;
    case IdTokenFlaw::audience:
      claims[QStringLiteral("aud")] = QStringLiteral("another-client");
      break;
    case IdTokenFlaw::nonce:
      claims[QStringLiteral("nonce")] = QStringLiteral("of-another-sign-in");
      break;
    case IdTokenFlaw::subject:
      claims[QStringLiteral("sub")] = QStringLiteral("somebody-else");
      break;
    case IdTokenFlaw::expired:
      later(iat, -hour_ms - id_token_lifetime);
      later(exp, -hour_ms - id_token_lifetime);
      break;
    case IdTokenFlaw::unissued:
      later(iat, hour_ms);
      later(exp, hour_ms);
      break;
    default:
      break;
  }
}

}  // namespace

QByteArray IdentityProvider::id_token(const Scopes& scopes, const QString& nonce) {
  QJsonObject claims = claims_of(options_, issuer_, scopes, said_time());
  if (!nonce.isEmpty()) claims.insert(QStringLiteral("nonce"), nonce);
  spoil(claims, flaw_);

  const SigningKey& key = signing_key();
  const QString alg = QStringLiteral("alg");
  QJsonObject header{{alg, key.algorithm()},
                     {QStringLiteral("kid"), QString::fromLatin1(key.id())},
                     {QStringLiteral("typ"), QStringLiteral("JWT")}};
  const auto text = [&] { return part(header) + '.' + part(claims); };
  switch (flaw_) {
    case IdTokenFlaw::alg_none:
      header[alg] = QStringLiteral("none");
      return text() + '.';
    case IdTokenFlaw::alg_hmac: {
      header[alg] = QStringLiteral("HS256");
      const QByteArray secret = QJsonDocument(key.jwk()).toJson(QJsonDocument::Compact);
      return text() + '.' +
             base64url(QMessageAuthenticationCode::hash(text(), secret, QCryptographicHash::Sha256));
    }
    case IdTokenFlaw::unknown_key: {
      const SigningKey stranger(options_.algorithm);
      header[QStringLiteral("kid")] = QString::fromLatin1(stranger.id());
      return text() + '.' + base64url(stranger.sign(text()));
    }
    case IdTokenFlaw::signature: {
      QByteArray signature = key.sign(text());
      signature[0] = static_cast<char>(signature[0] ^ 1);
      return text() + '.' + base64url(signature);
    }
    default:
      return text() + '.' + base64url(key.sign(text()));
  }
}

}  // namespace hearth::demo
