#include "core/identity/oidc/discovery.h"
#include "tests/integration/oidc_fixture.h"

#include <QCryptographicHash>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

#include <gmock/gmock.h>

namespace hearth {
namespace {

using test::OidcProvider;
using test::wait_until;

using Fields = QList<std::pair<QString, QString>>;

QByteArray wait_for(std::unique_ptr<QNetworkReply> reply) {
  EXPECT_TRUE(wait_until([&] { return reply->isFinished(); }));
  return reply->readAll();
}

/// What somebody else's page shows once a browser comes back to it.
class Callback {
 public:
  Callback() {
    server_.listen(QHostAddress::LocalHost);
    QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this] {
      QTcpSocket* const socket = server_.nextPendingConnection();
      QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
        const QByteArray target = socket->readLine().split(' ').value(1);
        if (target.startsWith("/callback")) query_ = QUrlQuery(QUrl(QString::fromLatin1(target)));
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nBack.");
        socket->disconnectFromHost();
      });
    });
  }
  [[nodiscard]] QString url() const {
    return QStringLiteral("http://127.0.0.1:%1/callback").arg(server_.serverPort());
  }
  [[nodiscard]] QString got(const char* name) const { return query_.queryItemValue(QLatin1String(name)); }

 private:
  QTcpServer server_;
  QUrlQuery query_;
};

class RealProvider : public testing::TestWithParam<const char*> {
 protected:
  RealProvider() {
    const std::string issuer = provider.issuer().toStdString();
    const auto address = oidc::discovery_address(issuer);
    EXPECT_TRUE(address.has_value());
    const QByteArray body = wait_for(
        std::unique_ptr<QNetworkReply>(network.get(QNetworkRequest(QUrl(QString::fromStdString(*address))))));
    auto parsed = oidc::parse_discovery(body.toStdString(), issuer);
    EXPECT_TRUE(parsed.has_value()) << body.toStdString();
    if (parsed) found = std::move(*parsed);
  }

  QJsonObject post(const std::string& url, const Fields& fields) {
    QNetworkRequest request(QUrl(QString::fromStdString(url)));
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QStringLiteral("application/x-www-form-urlencoded"));
    QUrlQuery form;
    form.addQueryItem(QStringLiteral("client_id"), QStringLiteral("hearthboard"));
    for (const auto& [name, value] : fields) form.addQueryItem(name, value);
    return QJsonDocument::fromJson(
               wait_for(std::unique_ptr<QNetworkReply>(network.post(request, form.toString().toLatin1()))))
        .object();
  }
  QJsonObject device_code() {
    return post(found.device_authorization_endpoint,
                {{QStringLiteral("scope"), QStringLiteral("openid%20offline_access")}});
  }
  QJsonObject device_tokens(const QJsonObject& asked) {
    return post(
        found.token_endpoint,
        {{QStringLiteral("grant_type"), QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
         {QStringLiteral("device_code"), asked[QStringLiteral("device_code")].toString()}});
  }
  static std::string text(const QJsonObject& object, const char* name) {
    return object[QLatin1String(name)].toString().toStdString();
  }
  void expect_noted(const std::string& secret) const {
    EXPECT_FALSE(secret.empty());
    EXPECT_THAT(provider.secrets(), testing::Contains(secret));
  }

  OidcProvider provider{QString::fromLatin1(GetParam())};
  QNetworkAccessManager network;
  oidc::Provider found;
};

TEST_P(RealProvider, LetsAPersonInWithABrowser) {
  const Callback callback;
  const QString verifier(64, QLatin1Char('v'));
  const QByteArray challenge = QCryptographicHash::hash(verifier.toLatin1(), QCryptographicHash::Sha256)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
  QUrl page(QString::fromStdString(found.authorization_endpoint));
  page.setQuery(
      QStringLiteral("client_id=hearthboard&response_type=code&scope=openid%20offline_access&prompt=consent"
                     "&state=st&code_challenge_method=S256&code_challenge=%1&redirect_uri=%2")
          .arg(QString::fromLatin1(challenge), callback.url()));
  const auto person = provider.browse(page.toString(QUrl::FullyEncoded));
  ASSERT_TRUE(person->wait());
  EXPECT_TRUE(person->succeeded());
  EXPECT_EQ(person->last_page(), QStringLiteral("Back."));
  EXPECT_EQ(callback.got("state"), QStringLiteral("st"));
  expect_noted(callback.got("code").toStdString());
  const QJsonObject tokens =
      post(found.token_endpoint, {{QStringLiteral("grant_type"), QStringLiteral("authorization_code")},
                                  {QStringLiteral("code"), callback.got("code")},
                                  {QStringLiteral("redirect_uri"), callback.url()},
                                  {QStringLiteral("code_verifier"), verifier}});
  for (const char* name : {"access_token", "refresh_token", "id_token"}) expect_noted(text(tokens, name));
}

TEST_P(RealProvider, LetsADeviceInThatAPersonApproves) {
  const QJsonObject asked = device_code();
  expect_noted(text(asked, "device_code"));
  EXPECT_EQ(text(device_tokens(asked), "error"), "authorization_pending");
  const auto person = provider.approve(asked[QStringLiteral("verification_uri_complete")].toString());
  ASSERT_TRUE(person->wait());
  EXPECT_TRUE(person->succeeded()) << person->last_page().toStdString();
  const QJsonObject tokens = device_tokens(asked);
  for (const char* name : {"access_token", "refresh_token", "id_token"}) expect_noted(text(tokens, name));
}

TEST_P(RealProvider, RefusesADeviceThatAPersonRefuses) {
  const QJsonObject asked = device_code();
  const auto person = provider.deny(asked[QStringLiteral("verification_uri_complete")].toString());
  ASSERT_TRUE(person->wait());
  EXPECT_TRUE(person->succeeded()) << person->last_page().toStdString();
  EXPECT_EQ(text(device_tokens(asked), "error"), "access_denied");
}

INSTANTIATE_TEST_SUITE_P(Modes, RealProvider, testing::Values("example", "rotating", "jwt"),
                         [](const auto& mode) { return std::string(mode.param); });

}  // namespace
}  // namespace hearth
