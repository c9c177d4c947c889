#pragma once

#include "core/demo/home_server.h"
#include "tests/support/wait.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpSocket>

#include <gtest/gtest.h>

namespace hearth::test {

struct Fetched {
  int status = 0;
  QByteArray body;
  QNetworkReply::NetworkError error = QNetworkReply::NoError;

  [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
  [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(body).array(); }
};

/// The demo home's services in this process, on a clock that only the test moves; a real client over real
/// sockets.
class SimTest : public testing::Test {
 protected:
  void serve(demo::HomeServerOptions options = {}, const char* now = "2026-01-15T11:30:12Z") {
    clock_ = std::make_unique<ManualClock>(*parse_rfc3339(now));
    if (!options.start) options.start = *parse_rfc3339("2026-01-09T00:00:00Z");
    server_ = std::make_unique<demo::HomeServer>(std::move(options), *clock_);
    ASSERT_TRUE(server_->listen().has_value());
  }

  Fetched fetch(const QString& path_and_query, const QByteArray& token) {
    QNetworkRequest request(QUrl(server_->api_url().toString() + path_and_query));
    if (!token.isEmpty()) request.setRawHeader("Authorization", "Bearer " + token);
    const std::unique_ptr<QNetworkReply> reply(client_.get(request));
    EXPECT_TRUE(wait_until([&] { return reply->isFinished(); })) << path_and_query.toStdString();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
            reply->error()};
  }
  Fetched get(const char* path_and_query) {
    return fetch(QString::fromLatin1(path_and_query), server_->token());
  }

  /// Sends bytes as they are and gives what comes back until `enough` bytes or the end.
  QByteArray talk(const QByteArray& bytes, const QByteArray& until) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(server_->api_url().port()));
    QByteArray heard;
    socket.write(bytes);
    EXPECT_TRUE(wait_until([&] {
      heard += socket.readAll();
      return heard.contains(until) ||
             (socket.state() == QAbstractSocket::UnconnectedState && heard.size() > 0);
    }));
    return heard + socket.readAll();
  }

  std::unique_ptr<ManualClock> clock_;
  std::unique_ptr<demo::HomeServer> server_;
  QNetworkAccessManager client_;
};

inline TimeMs time_in(const QJsonValue& value) {
  const auto time = parse_rfc3339(value.toString().toStdString());
  EXPECT_TRUE(time.has_value()) << value.toString().toStdString();
  return time.value_or(0);
}

}  // namespace hearth::test
