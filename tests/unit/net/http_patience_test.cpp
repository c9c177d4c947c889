// How long HttpClient waits for what, and what becomes of its connections.
#include "core/net/http_client.h"
#include "core/net/retry_policy.h"
#include "tests/support/loopback.h"
#include "tests/unit/net/http_options.h"

#include <QPointer>

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace hearth {
namespace {

using namespace test;

/// Takes connections in, as far as its system does, and never looks at one: what is beyond its backlog stays
/// unanswered, as behind a router that drops it.
struct Unanswering {
  Unanswering() {
    server.setListenBacklogSize(1);
    server.listen(QHostAddress::LocalHost);
    server.pauseAccepting();
    // The system takes one more than it is asked to.
    for (QTcpSocket& socket : fill) socket.connectToHost(QHostAddress::LocalHost, server.serverPort());
    settle();
  }
  QTcpServer server;
  std::array<QTcpSocket, 8> fill;
};

TEST(HttpPatience, AHostThatTakesNoConnectionIsGivenUpSooner) {
  const Unanswering host;
  HttpClient client;
  HttpClient::Options options = quick();
  options.patience = {.connect = std::chrono::milliseconds(50), .first_byte = std::chrono::hours(1)};
  const QUrl url(QStringLiteral("http://127.0.0.1:%1/").arg(host.server.serverPort()));
  const auto response = finish(client.get(url, token, options));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::offline);
}

TEST(HttpPatience, OnceConnectedOnlyTheAnswerIsWaitedFor) {
  QPointer<QTcpSocket> asked;
  HttpStub server([&](const HttpRequest&, QTcpSocket& s) { asked = &s; });
  HttpClient client;
  HttpClient::Options options = quick();
  options.patience = {.connect = std::chrono::milliseconds(100), .first_byte = std::chrono::hours(1)};
  auto response = start(client.get(server.url(), token, options));
  ASSERT_TRUE(run_until([&] { return !asked.isNull(); }));
  bool passed = false;
  QTimer::singleShot(200, [&] { passed = true; });
  ASSERT_TRUE(run_until([&] { return passed; }));
  ASSERT_FALSE(response.ready());
  answer(*asked, 200, "{}");
  ASSERT_TRUE(run_until([&] { return response.ready(); }));
  EXPECT_TRUE(response.value().has_value());
}

TEST(HttpPatience, AnAnswerThatHasBegunMayTakeItsTime) {
  QPointer<QTcpSocket> asked;
  HttpStub server([&](const HttpRequest&, QTcpSocket& s) {
    s.write("HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n{");
    asked = &s;
  });
  HttpClient client;
  HttpClient::Options options = quick();
  options.patience.first_byte = std::chrono::milliseconds(500);
  auto response = start(client.get(server.url(), token, options));
  bool passed = false;
  QTimer::singleShot(700, [&] { passed = true; });
  ASSERT_TRUE(run_until([&] { return passed && !asked.isNull(); }));
  ASSERT_FALSE(response.ready());
  asked->write("}");
  ASSERT_TRUE(run_until([&] { return response.ready(); }));
  EXPECT_TRUE(response.value().has_value());
}

/// Counts its connections, and answers but for what the test says.
struct CountingServer {
  CountingServer() {
    QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
      QTcpSocket* const socket = server.nextPendingConnection();
      ++connections;
      QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
        const QByteArray head = socket->readAll();
        last = socket;
        ++requests;
        if (!mute) answer(*socket, 200, "{}");
      });
    });
    server.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] QUrl url() const {
    return QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(server.serverPort()));
  }
  QTcpServer server;
  QPointer<QTcpSocket> last;
  int connections = 0;
  int requests = 0;
  bool mute = false;
};

TEST(HttpPatience, UsesAConnectionAgainUntilItIsTold) {
  CountingServer server;
  HttpClient client;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(finish(client.get(server.url(), token, quick())).has_value());
  EXPECT_EQ(server.connections, 1);
  client.drop_connections();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(finish(client.get(server.url(), token, quick())).has_value());
  EXPECT_EQ(server.connections, 2);
}

// As after a router's restart: every connection that waits is as dead as the one that was tried.
TEST(HttpPatience, ATimeoutDropsWhatWaitsBesideIt) {
  CountingServer server;
  HttpClient client;
  auto first = start(client.get(server.url(), token, quick()));
  auto second = start(client.get(server.url(), token, quick()));
  ASSERT_TRUE(run_until([&] { return first.ready() && second.ready(); }));
  ASSERT_EQ(server.connections, 2);
  server.mute = true;
  HttpClient::Options options = quick();
  options.patience.first_byte = std::chrono::milliseconds(50);
  EXPECT_FALSE(finish(client.get(server.url(), token, options)).has_value());
  EXPECT_EQ(server.connections, 2);
  server.mute = false;
  EXPECT_TRUE(finish(client.get(server.url(), token, quick())).has_value());
  EXPECT_EQ(server.connections, 3);
}

TEST(HttpPatience, WhatStillWaitsWhenTheNetworkChangesIsAskedAnew) {
  CountingServer server;
  server.mute = true;
  HttpClient client;
  auto waiting = start(client.get(server.url(), token, quick()));
  ASSERT_TRUE(run_until([&] { return server.requests == 1; }));
  server.mute = false;
  client.drop_connections();
  ASSERT_TRUE(run_until([&] { return waiting.ready(); }));
  EXPECT_TRUE(waiting.value().has_value());
  EXPECT_EQ(server.requests, 2);
  EXPECT_EQ(server.connections, 2);
}

TEST(HttpPatience, AnAnswerThatHadBegunWhenTheNetworkChangedIsLost) {
  bool begun = false;
  HttpStub server([&](const HttpRequest&, QTcpSocket& s) {
    s.write("HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\nhalf");
    begun = true;
  });
  HttpClient client;
  auto waiting = start(client.get(server.url(), token, quick()));
  ASSERT_TRUE(run_until([&] { return begun; }));
  // The bytes are on their way to the client.
  bool passed = false;
  QTimer::singleShot(50, [&] { passed = true; });
  ASSERT_TRUE(run_until([&] { return passed; }));
  client.drop_connections();
  ASSERT_TRUE(run_until([&] { return waiting.ready(); }));
  EXPECT_EQ(waiting.value().error().kind, ErrorKind::offline);
  EXPECT_EQ(server.requests.size(), 1U);
}

// It may hold a refresh token that is good once.
TEST(HttpPatience, AFormIsNotSentAgainWhenTheNetworkChanges) {
  CountingServer server;
  server.mute = true;
  HttpClient client;
  auto waiting = start(client.post_form(server.url(), "refresh_token=hush", {}, quick()));
  ASSERT_TRUE(run_until([&] { return server.requests == 1; }));
  client.drop_connections();
  settle();
  EXPECT_FALSE(waiting.ready());
  answer(*server.last, 200, "{}");
  ASSERT_TRUE(run_until([&] { return waiting.ready(); }));
  EXPECT_TRUE(waiting.value().has_value());
  EXPECT_EQ(server.connections, 1);
}

// RFC 9110, section 10.2.3.
TEST(HttpPatience, TellsHowLongAServiceAsksToBeLeftAlone) {
  struct Row {
    int status;
    QByteArray headers;
    std::optional<DurationMs> retry_after;
  };
  const QByteArray date = "Date: Thu, 15 Jan 2026 12:30:00 GMT\r\n";
  for (const Row& row :
       std::vector<Row>{{503, "", std::nullopt},
                        {503, "Retry-After: 120\r\n", 2 * minute_ms},
                        {429, "Retry-After: 7\r\n", 7 * second_ms},
                        {404, "retry-after:  0 \r\n", 0},
                        {503, "Retry-After: 3601\r\n", longest_retry_after},
                        {503, "Retry-After: 99999999999999999999999\r\n", longest_retry_after},
                        {503, date + "Retry-After: Thu, 15 Jan 2026 12:31:30 GMT\r\n", 90 * second_ms},
                        {503, date + "Retry-After: Thu, 15 Jan 2026 12:29:00 GMT\r\n", 0},
                        {503, date + "Retry-After: Fri, 15 Jan 2027 12:29:00 GMT\r\n", longest_retry_after},
                        // Whose clock would it be?
                        {503, "Retry-After: Thu, 15 Jan 2026 12:31:30 GMT\r\n", std::nullopt},
                        {503, date + "Retry-After: Fri, 15 Jan 2026 12:31:30 GMT\r\n", std::nullopt},
                        {503, date + "Retry-After: -5\r\n", std::nullopt},
                        {503, date + "Retry-After: +5\r\n", std::nullopt},
                        {503, date + "Retry-After: 1.5\r\n", std::nullopt},
                        {503, date + "Retry-After: 5, 10\r\n", std::nullopt},
                        {503, date + "Retry-After: soon\r\n", std::nullopt},
                        {503, date + "Retry-After:\r\n", std::nullopt}}) {
    HttpStub server([&](const HttpRequest&, QTcpSocket& s) { answer(s, row.status, {}, row.headers); });
    HttpClient client;
    const auto response = finish(client.get(server.url(), token, quick()));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().retry_after, row.retry_after) << row.headers.toStdString();
  }
}

}  // namespace
}  // namespace hearth
