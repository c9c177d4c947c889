#include "core/identity/oidc/discovery.h"
#include "core/identity/oidc/id_token.h"
#include "core/identity/oidc/key_set.h"
#include "tests/integration/sim_identity_fixture.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace hearth {
namespace {

using test::Form;
using test::Heard;
using test::IdentityTest;

QByteArray from_base64url(const QJsonValue& text) {
  return QByteArray::fromBase64(text.toString().toLatin1(), QByteArray::Base64UrlEncoding);
}

const unsigned char* raw(const QByteArray& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.constData());
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

Number number(const QByteArray& bytes) {
  return {BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr), BN_free};
}

Key public_key(const QJsonObject& jwk) {
  const bool rsa = jwk[QStringLiteral("kty")].toString() == QStringLiteral("RSA");
  const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(OSSL_PARAM_BLD_new(),
                                                                                OSSL_PARAM_BLD_free);
  const Number n = number(from_base64url(jwk[QStringLiteral("n")]));
  const Number e = number(from_base64url(jwk[QStringLiteral("e")]));
  const QByteArray point =
      '\x04' + from_base64url(jwk[QStringLiteral("x")]) + from_base64url(jwk[QStringLiteral("y")]);
  if (rsa) {
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  } else {
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.constData(),
                                     static_cast<std::size_t>(point.size()));
  }
  const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> params(OSSL_PARAM_BLD_to_param(builder.get()),
                                                                       OSSL_PARAM_free);
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, rsa ? "RSA" : "EC", nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get());
  return {key, EVP_PKEY_free};
}

/// The signature of JWS for EC is r and s behind each other; OpenSSL wants DER.
QByteArray as_der(const QByteArray& fixed) {
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(ECDSA_SIG_new(), ECDSA_SIG_free);
  ECDSA_SIG_set0(signature.get(), number(fixed.left(32)).release(), number(fixed.mid(32)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  const QByteArray out(reinterpret_cast<const char*>(der), size);
  OPENSSL_free(der);
  return out;
}

bool is_signed(const QByteArray& token, const QJsonObject& jwk) {
  const qsizetype dot = token.lastIndexOf('.');
  QByteArray signature = QByteArray::fromBase64(token.mid(dot + 1), QByteArray::Base64UrlEncoding);
  if (jwk[QStringLiteral("kty")].toString() == QStringLiteral("EC")) {
    if (signature.size() != 64) return false;
    signature = as_der(signature);
  }
  const Key key = public_key(jwk);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), static_cast<std::size_t>(signature.size()),
                          raw(token), static_cast<std::size_t>(dot)) == 1;
}

QJsonObject part(const QString& token, int number) {
  return QJsonDocument::fromJson(
             QByteArray::fromBase64(token.section(QLatin1Char('.'), number, number).toLatin1(),
                                    QByteArray::Base64UrlEncoding))
      .object();
}

TEST_F(IdentityTest, SaysWhereEverythingIs) {
  provide();
  const Heard heard = talker_.get(at("/.well-known/openid-configuration"));
  ASSERT_EQ(heard.status, 200);
  const QJsonObject said = heard.object();
  EXPECT_EQ(heard.text("issuer"), provider_->issuer());
  EXPECT_EQ(heard.text("authorization_endpoint"), at("/authorize"));
  EXPECT_EQ(heard.text("token_endpoint"), at("/token"));
  EXPECT_EQ(heard.text("jwks_uri"), at("/jwks"));
  EXPECT_EQ(heard.text("device_authorization_endpoint"), at("/device_authorization"));
  EXPECT_EQ(heard.text("revocation_endpoint"), at("/revoke"));
  EXPECT_TRUE(said[QStringLiteral("authorization_response_iss_parameter_supported")].toBool());
  EXPECT_EQ(said[QStringLiteral("id_token_signing_alg_values_supported")].toArray(),
            QJsonArray{QStringLiteral("RS256")});
  EXPECT_EQ(said[QStringLiteral("token_endpoint_auth_methods_supported")].toArray(),
            QJsonArray{QStringLiteral("none")});
  EXPECT_TRUE(said[QStringLiteral("scopes_supported")].toArray().contains(QStringLiteral("read:heatpump")));
  EXPECT_EQ(heard.header("Date"), "Thu, 15 Jan 2026 11:30:12 GMT");

  const auto parsed = oidc::parse_discovery(heard.body.toStdString(), provider_->issuer().toStdString());
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_TRUE(parsed->says_issuer);

  provide({.device_grant = false, .revocation = false});
  const QJsonObject less = talker_.get(at("/.well-known/openid-configuration")).object();
  EXPECT_FALSE(less.contains(QStringLiteral("device_authorization_endpoint")));
  EXPECT_FALSE(less.contains(QStringLiteral("revocation_endpoint")));
  EXPECT_EQ(less[QStringLiteral("grant_types_supported")].toArray().size(), 2);
  EXPECT_EQ(talker_.post(at("/device_authorization"), {}).status, 404);
  EXPECT_EQ(talker_.get(at("/elsewhere")).status, 404);
  EXPECT_EQ(talker_.get(at("/token")).status, 405);
}

TEST_F(IdentityTest, SignsInWithACode) {
  provide();
  const Heard sent = authorize();
  EXPECT_EQ(sent.status, 302);
  EXPECT_TRUE(sent.header("Location").startsWith(QByteArray(redirect) + "?code="));
  EXPECT_EQ(sent.sent("state"), QStringLiteral("s t/a&te"));
  EXPECT_EQ(sent.sent("iss"), provider_->issuer());

  const Heard heard = redeem(sent.sent("code"));
  ASSERT_EQ(heard.status, 200) << heard.body.toStdString();
  EXPECT_EQ(heard.header("Cache-Control"), "no-store");
  EXPECT_EQ(heard.text("token_type"), QStringLiteral("Bearer"));
  EXPECT_EQ(heard.object()[QStringLiteral("expires_in")].toInt(), 3600);
  EXPECT_EQ(heard.text("scope"),
            QStringLiteral("email offline_access openid profile read:energy read:heatpump"));
  EXPECT_TRUE(is_good(heard.text("access_token")));
  EXPECT_FALSE(is_good(heard.text("refresh_token")));
  EXPECT_EQ(provider_->counts().token_requests.value(QStringLiteral("authorization_code")), 1);
  for (const char* secret : {"access_token", "refresh_token", "id_token"})
    EXPECT_TRUE(provider_->issued_tokens().contains(heard.text(secret).toLatin1())) << secret;
  EXPECT_TRUE(provider_->issued_tokens().contains(sent.sent("code").toLatin1()));
}

TEST_F(IdentityTest, SignsItsIdTokens) {
  for (const auto algorithm : {demo::SigningAlgorithm::rs256, demo::SigningAlgorithm::es256}) {
    provide({.algorithm = algorithm});
    const QString token = sign_in().text("id_token");
    const Heard heard = talker_.get(at("/jwks"));
    const QJsonArray keys = heard.object()[QStringLiteral("keys")].toArray();
    ASSERT_EQ(keys.size(), 1);
    const QJsonObject key = keys.first().toObject();
    const QJsonObject header = part(token, 0);
    EXPECT_EQ(header[QStringLiteral("kid")], key[QStringLiteral("kid")]);
    EXPECT_EQ(header[QStringLiteral("alg")].toString(),
              algorithm == demo::SigningAlgorithm::rs256 ? QStringLiteral("RS256") : QStringLiteral("ES256"));
    EXPECT_TRUE(is_signed(token.toLatin1(), key));
    QByteArray altered = token.toLatin1();
    altered[altered.indexOf('.') + 5] = altered[altered.indexOf('.') + 5] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(is_signed(altered, key));

    const QJsonObject claims = part(token, 1);
    EXPECT_EQ(claims[QStringLiteral("iss")].toString(), provider_->issuer());
    EXPECT_EQ(claims[QStringLiteral("aud")].toString(), QStringLiteral("hearthboard"));
    EXPECT_EQ(claims[QStringLiteral("iat")].toInteger(), clock_.now() / second_ms);
    EXPECT_EQ(claims[QStringLiteral("exp")].toInteger(), clock_.now() / second_ms + 3600);
    EXPECT_EQ(claims[QStringLiteral("nonce")].toString(), QStringLiteral("once"));
    EXPECT_EQ(claims[QStringLiteral("email")].toString(), QStringLiteral("demo@example.org"));
    EXPECT_EQ(claims[QStringLiteral("preferred_username")].toString(), QStringLiteral("demo"));
    EXPECT_FALSE(claims[QStringLiteral("sub")].toString().isEmpty());

    const auto set = oidc::KeySet::parse(heard.body.toStdString());
    ASSERT_TRUE(set) << set.error().message;
    const auto person = oidc::verify_id_token(token.toStdString(), *set,
                                              {.issuer = provider_->issuer().toStdString(),
                                               .client_id = "hearthboard",
                                               .nonce = "once",
                                               .now = clock_.now()});
    ASSERT_TRUE(person) << person.error().message;
    EXPECT_EQ(person->name, "Demo Person");
  }
}

TEST_F(IdentityTest, RefusesAuthorizationToThePageOrToTheClient) {
  provide();
  const Form not_sent_back[] = {
      {{QStringLiteral("client_id"), QStringLiteral("another")}},
      {{QStringLiteral("redirect_uri"), QStringLiteral("https://127.0.0.1/callback")}},
      {{QStringLiteral("redirect_uri"), QStringLiteral("http://example.org/callback")}},
      {{QStringLiteral("redirect_uri"), QStringLiteral("http://127.0.0.1.example.org/")}},
      {{QStringLiteral("redirect_uri"), QStringLiteral("http://me@127.0.0.1/")}},
      {{QStringLiteral("redirect_uri"), QStringLiteral("http://127.0.0.1/#x")}},
      {{QStringLiteral("redirect_uri"), QString()}},
  };
  for (const Form& by : not_sent_back) {
    const Heard heard = authorize(by);
    EXPECT_EQ(heard.status, 400) << by.first().second.toStdString();
    EXPECT_TRUE(heard.header("Location").isEmpty());
  }
  EXPECT_EQ(talker_.get(at("/authorize?client_id=hearthboard&client_id=hearthboard")).status, 400);

  const std::pair<Form, const char*> sent_back[] = {
      {{{QStringLiteral("response_type"), QStringLiteral("token")}}, "unsupported_response_type"},
      {{{QStringLiteral("scope"), QStringLiteral("read:energy")}}, "invalid_scope"},
      {{{QStringLiteral("code_challenge_method"), QStringLiteral("plain")}}, "invalid_request"},
      {{{QStringLiteral("code_challenge_method"), QString()}}, "invalid_request"},
      {{{QStringLiteral("code_challenge"), QString()}}, "invalid_request"},
  };
  for (const auto& [by, error] : sent_back) {
    const Heard heard = authorize(by);
    EXPECT_EQ(heard.status, 302);
    EXPECT_EQ(heard.sent("error"), QLatin1String(error));
    EXPECT_EQ(heard.sent("state"), QStringLiteral("s t/a&te"));
    EXPECT_EQ(heard.sent("iss"), provider_->issuer());
    EXPECT_TRUE(heard.sent("code").isEmpty());
  }
  provider_->set_consent(false);
  EXPECT_EQ(authorize().sent("error"), QStringLiteral("access_denied"));
  EXPECT_EQ(provider_->counts().refusals.value(QStringLiteral("access_denied")), 1);
  provider_->set_consent(true);
  for (const char* uri :
       {"http://127.0.0.1:1/x?y=z", "http://[::1]:55555/", "http://localhost:8000/callback"}) {
    const Heard heard = authorize({{QStringLiteral("redirect_uri"), QLatin1String(uri)}});
    EXPECT_EQ(heard.status, 302) << uri;
    EXPECT_FALSE(heard.sent("code").isEmpty()) << uri;
  }
}

TEST_F(IdentityTest, TakesOnlyTheRegisteredAddressWhereThereIsOne) {
  provide({.redirect_uri = QStringLiteral("http://127.0.0.1:9876/callback")});
  EXPECT_EQ(authorize().status, 400);
  EXPECT_EQ(
      authorize({{QStringLiteral("redirect_uri"), QStringLiteral("http://127.0.0.1:9876/callback")}}).status,
      302);
}

TEST_F(IdentityTest, ACodeIsForOneUseByWhomItWasGivenTo) {
  provide();
  const auto code = [this] { return authorize().sent("code"); };
  EXPECT_EQ(redeem(QStringLiteral("guessed")).error(), "400 invalid_grant");
  EXPECT_EQ(
      redeem(code(), {{QStringLiteral("redirect_uri"), QStringLiteral("http://127.0.0.1/other")}}).error(),
      "400 invalid_grant");
  EXPECT_EQ(redeem(code(), {{QStringLiteral("code_verifier"), QString(60, QLatin1Char('a'))}}).error(),
            "400 invalid_grant");
  EXPECT_EQ(redeem(code(), {{QStringLiteral("code_verifier"), QString()}}).error(), "400 invalid_request");
  EXPECT_EQ(redeem(code(), {{QStringLiteral("client_id"), QStringLiteral("another")}}).error(),
            "401 invalid_client");
  const QString late = code();
  clock_.advance(minute_ms);
  EXPECT_EQ(redeem(late).error(), "400 invalid_grant");

  const QString used = code();
  const Heard first = redeem(used);
  EXPECT_TRUE(is_good(first.text("access_token")));
  const Heard second = redeem(used);
  EXPECT_EQ(second.error(), "400 invalid_grant");
  EXPECT_EQ(second.header("Cache-Control"), "no-store");
  EXPECT_EQ(provider_->counts().code_reuses, 1);
  EXPECT_FALSE(is_good(first.text("access_token"))) << "somebody has copied the code";
  EXPECT_EQ(refresh(first.text("refresh_token")).error(), "400 invalid_grant");
}

TEST_F(IdentityTest, RefusesRequestsThatAreNone) {
  provide();
  const Form client = {{QStringLiteral("client_id"), QStringLiteral("hearthboard")}};
  EXPECT_EQ(talker_.post(at("/token"), client).error(), "400 invalid_request");
  EXPECT_EQ(
      talker_
          .post(at("/token"), changed(client, {{QStringLiteral("grant_type"), QStringLiteral("password")}}))
          .error(),
      "400 unsupported_grant_type");
  EXPECT_EQ(talker_.post(at("/token"), client + client).error(), "400 invalid_request");
  EXPECT_EQ(refresh(QString()).error(), "400 invalid_request");
  EXPECT_EQ(talker_.post(at("/token"), {{QStringLiteral("a"), QString(70'000, QLatin1Char('x'))}}).status,
            413);
}

TEST_F(IdentityTest, RefreshTokensAreReplacedAndReuseEndsTheSession) {
  provide();
  const Heard first = sign_in();
  const Heard second = refresh(first.text("refresh_token"));
  ASSERT_EQ(second.status, 200) << second.body.toStdString();
  EXPECT_NE(second.text("refresh_token"), first.text("refresh_token"));
  EXPECT_EQ(second.text("scope"), first.text("scope"));
  EXPECT_FALSE(part(second.text("id_token"), 1).contains(QStringLiteral("nonce")));
  EXPECT_TRUE(is_good(second.text("access_token")));
  const Heard narrow = refresh(second.text("refresh_token"),
                               {{QStringLiteral("scope"), QStringLiteral("openid read:energy")}});
  EXPECT_EQ(narrow.text("scope"), QStringLiteral("openid read:energy"));
  EXPECT_EQ(refresh(narrow.text("refresh_token"), {{QStringLiteral("scope"), QStringLiteral("read:plugs")}})
                .error(),
            "400 invalid_scope");
  const Heard whole = refresh(narrow.text("refresh_token"));
  EXPECT_EQ(whole.text("scope"), first.text("scope")) << "a narrow token does not narrow the session";

  EXPECT_EQ(refresh(first.text("refresh_token")).error(), "400 invalid_grant");
  EXPECT_EQ(provider_->counts().refresh_reuses, 1);
  EXPECT_FALSE(is_good(whole.text("access_token")));
  EXPECT_EQ(refresh(whole.text("refresh_token")).error(), "400 invalid_grant");
  EXPECT_EQ(provider_->counts().refresh_reuses, 1);
  EXPECT_EQ(provider_->counts().token_requests.value(QStringLiteral("refresh_token")), 6);
}

TEST_F(IdentityTest, TokensEndByTheClock) {
  provide({.token_lifetime = 5 * minute_ms, .refresh_lifetime = 2 * day_ms});
  Heard held = sign_in();
  EXPECT_EQ(held.object()[QStringLiteral("expires_in")].toInt(), 300);
  clock_.advance(5 * minute_ms - 1);
  EXPECT_TRUE(is_good(held.text("access_token")));
  clock_.advance(1);
  EXPECT_FALSE(is_good(held.text("access_token")));
  for (int i = 0; i < 3; ++i) {
    clock_.advance(2 * day_ms - hour_ms);
    held = refresh(held.text("refresh_token"));
    EXPECT_EQ(held.status, 200) << "each use prolongs the session";
  }
  clock_.advance(2 * day_ms);
  EXPECT_EQ(refresh(held.text("refresh_token")).error(), "400 invalid_grant");
}

TEST_F(IdentityTest, WithoutOfflineAccessThereIsNothingToRefresh) {
  provide();
  const Heard heard = sign_in({{QStringLiteral("scope"), QStringLiteral("openid read:energy unheard:of")}});
  EXPECT_EQ(heard.text("scope"), QStringLiteral("openid read:energy"));
  EXPECT_FALSE(heard.object().contains(QStringLiteral("refresh_token")));
  EXPECT_FALSE(part(heard.text("id_token"), 1).contains(QStringLiteral("email")));
}

}  // namespace
}  // namespace hearth
