#include "core/identity/oidc/id_token.h"
#include "core/identity/oidc/key_set.h"
#include "tests/integration/sim_identity_fixture.h"

#include <QFile>
#include <QTcpSocket>
#include <QTemporaryDir>

namespace hearth {
namespace {

using demo::IdTokenFlaw;
using test::Form;
using test::Heard;
using test::IdentityTest;

/// What tests may do to the provider, and what it does beside grants.
class IdentityHooks : public IdentityTest {
 protected:
  Heard revoke(const QString& token, const Form& by = {}) {
    return talker_.post(at("/revoke"), changed({{QStringLiteral("client_id"), QStringLiteral("hearthboard")},
                                                {QStringLiteral("token"), token}},
                                               by));
  }
  oidc::KeySet keys() {
    auto set = oidc::KeySet::parse(talker_.get(at("/jwks")).body.toStdString());
    EXPECT_TRUE(set.has_value());
    return set.value_or(oidc::KeySet());
  }
  /// Whether a careful client takes it; `subject` is who signed in before.
  bool is_accepted(const QString& id_token, std::optional<std::string> subject = {}) {
    return oidc::verify_id_token(id_token.toStdString(), keys(),
                                 {.issuer = provider_->issuer().toStdString(),
                                  .client_id = "hearthboard",
                                  .nonce = "once",
                                  .subject = std::move(subject),
                                  .now = clock_.now()})
        .has_value();
  }
};

TEST_F(IdentityHooks, RevokesATokenOrASession) {
  provide();
  const Heard tokens = sign_in();
  const Heard gone = revoke(tokens.text("access_token"));
  EXPECT_EQ(gone.status, 200);
  EXPECT_EQ(gone.header("Cache-Control"), "no-store");
  EXPECT_FALSE(is_good(tokens.text("access_token")));
  const Heard renewed = refresh(tokens.text("refresh_token"));
  EXPECT_EQ(renewed.status, 200) << "an access token goes alone";
  EXPECT_EQ(revoke(QStringLiteral("unheard-of")).status, 200);
  EXPECT_EQ(revoke(QString()).error(), "400 invalid_request");
  EXPECT_EQ(
      revoke(renewed.text("refresh_token"), {{QStringLiteral("client_id"), QStringLiteral("x")}}).error(),
      "401 invalid_client");
  EXPECT_TRUE(is_good(renewed.text("access_token")));
  EXPECT_EQ(revoke(renewed.text("refresh_token"),
                   {{QStringLiteral("token_type_hint"), QStringLiteral("access_token")}})
                .status,
            200)
      << "a hint is only a hint";
  EXPECT_FALSE(is_good(renewed.text("access_token")));
  EXPECT_EQ(refresh(renewed.text("refresh_token")).error(), "400 invalid_grant");
}

TEST_F(IdentityHooks, AClientWithASecretShowsIt) {
  const auto status = [this](const QString& in_body, const QByteArray& header) {
    const Form form = changed({{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                               {QStringLiteral("client_id"), QStringLiteral("hearthboard")},
                               {QStringLiteral("refresh_token"), QStringLiteral("unknown")}},
                              {{QStringLiteral("client_secret"), in_body}});
    return talker_.post(at("/token"), form, header).error();
  };
  const QString secret = QStringLiteral("open sesame:%");
  const QByteArray basic = "Basic " + QByteArray("hearthboard:open+sesame%3A%25").toBase64();
  const QByteArray wrong = "Basic " + QByteArray("hearthboard:wrong").toBase64();
  const std::string known = "400 invalid_grant";
  const std::string unknown = "401 invalid_client";

  provide({.client_secret = secret});
  EXPECT_EQ(status(secret, {}), known);
  EXPECT_EQ(status({}, basic), known);
  EXPECT_EQ(status({}, {}), unknown);
  EXPECT_EQ(status(QStringLiteral("wrong"), {}), unknown);
  EXPECT_EQ(status({}, wrong), unknown);
  EXPECT_EQ(status({}, "Basic nonsense"), unknown);
  EXPECT_EQ(status(secret, basic), "400 invalid_request");
  const Heard refused = talker_.post(at("/token"), {}, wrong);
  EXPECT_TRUE(refused.header("WWW-Authenticate").startsWith("Basic"));
  const auto methods = [this] {
    return talker_.get(at("/.well-known/openid-configuration"))
        .object()[QStringLiteral("token_endpoint_auth_methods_supported")]
        .toArray();
  };
  EXPECT_EQ(methods().size(), 2);

  provide({.client_secret = secret, .secret_by = demo::SecretBy::basic});
  EXPECT_EQ(status(secret, {}), unknown);
  EXPECT_EQ(status({}, basic), known);
  EXPECT_EQ(methods(), QJsonArray{QStringLiteral("client_secret_basic")});
  provide({.client_secret = secret, .secret_by = demo::SecretBy::body});
  EXPECT_EQ(status(secret, {}), known);
  EXPECT_EQ(status({}, basic), unknown);
  EXPECT_EQ(methods(), QJsonArray{QStringLiteral("client_secret_post")});
}

TEST_F(IdentityHooks, ChangesItsKey) {
  provide();
  const QString before = sign_in().text("id_token");
  provider_->rotate_signing_key();
  EXPECT_EQ(keys().size(), 2U);
  const QString after = sign_in().text("id_token");
  EXPECT_NE(before.section(QLatin1Char('.'), 0, 0), after.section(QLatin1Char('.'), 0, 0));
  EXPECT_TRUE(is_accepted(before));
  EXPECT_TRUE(is_accepted(after));
  provider_->rotate_signing_key();
  EXPECT_EQ(keys().size(), 2U);
  EXPECT_FALSE(is_accepted(before));
  EXPECT_TRUE(is_accepted(after));
}

TEST_F(IdentityHooks, GivesIdTokensThatNobodyMayAccept) {
  provide();
  const QString right = sign_in().text("id_token");
  const std::string subject = "5f0c2f4e-demo";
  EXPECT_TRUE(is_accepted(right, subject));
  for (const IdTokenFlaw flaw : {IdTokenFlaw::issuer, IdTokenFlaw::audience, IdTokenFlaw::nonce,
                                 IdTokenFlaw::expired, IdTokenFlaw::unissued, IdTokenFlaw::signature,
                                 IdTokenFlaw::unknown_key, IdTokenFlaw::alg_none, IdTokenFlaw::alg_hmac}) {
    provider_->set_id_token_flaw(flaw);
    const QString wrong = sign_in().text("id_token");
    EXPECT_FALSE(wrong.isEmpty());
    EXPECT_FALSE(is_accepted(wrong)) << static_cast<int>(flaw);
  }
  provider_->set_id_token_flaw(IdTokenFlaw::subject);
  const QString another = sign_in().text("id_token");
  EXPECT_TRUE(is_accepted(another));
  EXPECT_FALSE(is_accepted(another, subject));
  provider_->set_id_token_flaw(IdTokenFlaw::absent);
  EXPECT_FALSE(sign_in().object().contains(QStringLiteral("id_token")));
  provider_->set_id_token_flaw(IdTokenFlaw::none);
  EXPECT_TRUE(is_accepted(sign_in().text("id_token"), subject));
}

TEST_F(IdentityHooks, TellsTheTimeWrongButKeepsIt) {
  provide({.token_lifetime = minute_ms});
  provider_->set_clock_skew(hour_ms);
  const Heard tokens = sign_in();
  EXPECT_EQ(tokens.header("Date"), "Thu, 15 Jan 2026 12:30:12 GMT");
  EXPECT_FALSE(is_accepted(tokens.text("id_token"))) << "given out in the future";
  EXPECT_EQ(tokens.object()[QStringLiteral("expires_in")].toInt(), 60);
  EXPECT_TRUE(is_good(tokens.text("access_token")));
  clock_.advance(minute_ms);
  EXPECT_FALSE(is_good(tokens.text("access_token")));
}

TEST_F(IdentityHooks, ForgetsSessionsButNotAccessTokens) {
  provide();
  const Heard tokens = sign_in();
  provider_->forget_sessions();
  EXPECT_TRUE(is_good(tokens.text("access_token")));
  EXPECT_EQ(refresh(tokens.text("refresh_token")).error(), "400 invalid_grant");
  EXPECT_EQ(provider_->counts().refresh_reuses, 0);
  provider_->set_token_lifetime(5 * second_ms);
  EXPECT_EQ(sign_in().object()[QStringLiteral("expires_in")].toInt(), 5);
}

TEST_F(IdentityHooks, CanBeDownOrSlow) {
  provide();
  const Heard tokens = sign_in();
  provider_->set_down(true);
  EXPECT_EQ(refresh(tokens.text("refresh_token")).network, QNetworkReply::ConnectionRefusedError);
  provider_->set_down(true, true);
  EXPECT_EQ(refresh(tokens.text("refresh_token")).status, 503);
  provider_->set_down(false);
  provider_->set_delay_ms(1);
  EXPECT_EQ(refresh(tokens.text("refresh_token")).status, 200);
  EXPECT_EQ(provider_->counts().token_requests.value(QStringLiteral("refresh_token")), 1);
}

/// The token is used up although its owner never heard of the next one. By hand, since Qt's client asks again
/// by itself when an answer does not come.
TEST_F(IdentityHooks, LosesAnswers) {
  provide();
  const Heard tokens = sign_in();
  provider_->set_losing_answers(true);
  const QByteArray body = "grant_type=refresh_token&client_id=hearthboard&refresh_token=" +
                          tokens.text("refresh_token").toLatin1();
  QTcpSocket socket;
  socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(QUrl(provider_->issuer()).port()));
  bool ended = false;
  QObject::connect(&socket, &QTcpSocket::disconnected, &socket, [&] { ended = true; });
  socket.write("POST /token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
               QByteArray::number(body.size()) + "\r\n\r\n" + body);
  EXPECT_TRUE(test::wait_until([&] { return ended; }));
  EXPECT_TRUE(socket.readAll().isEmpty());
  provider_->set_losing_answers(false);
  EXPECT_EQ(refresh(tokens.text("refresh_token")).error(), "400 invalid_grant");
  EXPECT_EQ(provider_->counts().refresh_reuses, 1);
}

TEST_F(IdentityHooks, WritesDownWhatItGivesOut) {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("tokens"));
  const QByteArray before = qgetenv("HEARTHSIM_TOKEN_LOG");
  qputenv("HEARTHSIM_TOKEN_LOG", path.toLocal8Bit());
  provide();
  qputenv("HEARTHSIM_TOKEN_LOG", before);
  const Heard tokens = sign_in();
  refresh(tokens.text("refresh_token"));
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(
      file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
      QFile::Permissions());
  QList<QByteArray> lines = file.readAll().split('\n');
  EXPECT_TRUE(lines.takeLast().isEmpty());
  EXPECT_EQ(lines, provider_->issued_tokens());
  EXPECT_EQ(lines.size(), 7) << "a code, and twice three tokens";
}

}  // namespace
}  // namespace hearth
