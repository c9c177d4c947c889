#pragma once

#include "core/demo/home_server.h"
#include "tests/support/wait.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUrlQuery>

#include <gtest/gtest.h>

namespace hearth::test {

using Form = QList<std::pair<QString, QString>>;

struct Heard {
  int status = 0;
  QByteArray body;
  QList<QNetworkReply::RawHeaderPair> headers;
  QNetworkReply::NetworkError network = QNetworkReply::NoError;

  [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
  [[nodiscard]] QString text(const char* member) const {
    return object().value(QLatin1String(member)).toString();
  }
  /// The error's name (RFC 6749, 5.2), with its status.
  [[nodiscard]] std::string error() const {
    return std::to_string(status) + ' ' + text("error").toStdString();
  }
  [[nodiscard]] QByteArray header(const QByteArray& name) const {
    for (const auto& [key, value] : headers)
      if (key.compare(name, Qt::CaseInsensitive) == 0) return value;
    return {};
  }
  /// What the address that this sends to says in its query.
  [[nodiscard]] QString sent(const char* name) const {
    const QUrlQuery query(QUrl::fromEncoded(header("Location")));
    return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
  }
};

/// A real client over real sockets.
class HttpTalker {
 public:
  Heard get(const QString& url, const QByteArray& bearer = {}) {
    QNetworkRequest request = request_to(url);
    if (!bearer.isEmpty()) request.setRawHeader("Authorization", "Bearer " + bearer);
    return hear(client_.get(request));
  }
  Heard post(const QString& url, const Form& form, const QByteArray& authorization = {}) {
    QByteArray body;
    for (const auto& [name, value] : form)
      body +=
          (body.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    QNetworkRequest request = request_to(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QStringLiteral("application/x-www-form-urlencoded"));
    if (!authorization.isEmpty()) request.setRawHeader("Authorization", authorization);
    return hear(client_.post(request, body));
  }

 private:
  static QNetworkRequest request_to(const QString& url) {
    QNetworkRequest request{QUrl(url)};
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    return request;
  }
  static Heard hear(QNetworkReply* raw) {
    const std::unique_ptr<QNetworkReply> reply(raw);
    EXPECT_TRUE(wait_until([&] { return reply->isFinished(); })) << reply->url().path().toStdString();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
            reply->rawHeaderPairs(), reply->error()};
  }

  QNetworkAccessManager client_;
};

/// The demo home's provider, on a clock that only the test moves.
class IdentityTest : public testing::Test {
 protected:
  static constexpr const char* verifier = "abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP_0123456789~.";
  static constexpr const char* scopes = "openid profile email offline_access read:energy read:heatpump";
  static constexpr const char* redirect = "http://127.0.0.1:40404/callback";

  void provide(demo::IdentityOptions options = {}) {
    alone_ = std::make_unique<demo::IdentityProvider>(std::move(options), clock_);
    provider_ = alone_.get();
    ASSERT_TRUE(provider_->listen().has_value());
  }
  /// The same beside the services of a whole home.
  void provide_home(demo::HomeServerOptions options = {}) {
    options.start = *parse_rfc3339("2026-01-14T00:00:00Z");
    home_ = std::make_unique<demo::HomeServer>(std::move(options), clock_);
    provider_ = &home_->identity();
    ASSERT_TRUE(home_->listen().has_value());
  }
  [[nodiscard]] QString at(const char* path) const { return provider_->issuer() + QLatin1String(path); }

  static QString challenge() {
    const QByteArray digest = QCryptographicHash::hash(verifier, QCryptographicHash::Sha256);
    return QString::fromLatin1(
        digest.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
  }
  /// A form or a query with some of its values replaced; a null one leaves the name out.
  static Form changed(Form form, const Form& by) {
    for (const auto& [name, value] : by) {
      form.removeIf([&name = name](const auto& entry) { return entry.first == name; });
      if (!value.isNull()) form.append({name, value});
    }
    return form;
  }
  Heard authorize(const Form& by = {}) {
    const Form asked = changed({{QStringLiteral("client_id"), QStringLiteral("hearthboard")},
                                {QStringLiteral("response_type"), QStringLiteral("code")},
                                {QStringLiteral("redirect_uri"), QLatin1String(redirect)},
                                {QStringLiteral("scope"), QLatin1String(scopes)},
                                {QStringLiteral("state"), QStringLiteral("s t/a&te")},
                                {QStringLiteral("nonce"), QStringLiteral("once")},
                                {QStringLiteral("code_challenge"), challenge()},
                                {QStringLiteral("code_challenge_method"), QStringLiteral("S256")}},
                               by);
    QString query;
    for (const auto& [name, value] : asked)
      query += (query.isEmpty() ? QLatin1Char('?') : QLatin1Char('&')) + name + QLatin1Char('=') +
               QString::fromLatin1(QUrl::toPercentEncoding(value));
    return talker_.get(at("/authorize") + query);
  }
  Heard redeem(const QString& code, const Form& by = {}) {
    return talker_.post(at("/token"),
                        changed({{QStringLiteral("grant_type"), QStringLiteral("authorization_code")},
                                 {QStringLiteral("client_id"), QStringLiteral("hearthboard")},
                                 {QStringLiteral("code"), code},
                                 {QStringLiteral("redirect_uri"), QLatin1String(redirect)},
                                 {QStringLiteral("code_verifier"), QLatin1String(verifier)}},
                                by));
  }
  Heard refresh(const QString& token, const Form& by = {}) {
    return talker_.post(at("/token"),
                        changed({{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                                 {QStringLiteral("client_id"), QStringLiteral("hearthboard")},
                                 {QStringLiteral("refresh_token"), token}},
                                by));
  }
  /// The answer of a whole sign-in.
  Heard sign_in(const Form& by = {}) { return redeem(authorize(by).sent("code")); }

  [[nodiscard]] bool is_good(const QString& access_token) const {
    return provider_->access(access_token.toLatin1()).has_value();
  }

  ManualClock clock_{*parse_rfc3339("2026-01-15T11:30:12Z")};
  std::unique_ptr<demo::IdentityProvider> alone_;
  std::unique_ptr<demo::HomeServer> home_;
  demo::IdentityProvider* provider_ = nullptr;
  HttpTalker talker_;
};

}  // namespace hearth::test
