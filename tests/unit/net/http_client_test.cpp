#include "core/net/http_client.h"

#include "tests/support/loopback.h"
#include "tests/unit/net/http_options.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;
using Response = Expected<HttpResponse>;

void expect_no_secret(const Error& error) {
  const std::string text = to_text(error);
  EXPECT_EQ(text.find(token.value), std::string::npos) << text;
  EXPECT_EQ(text.find("hush"), std::string::npos) << text;
  EXPECT_FALSE(error.message.empty());
}

TEST(HttpClient, BringsTheBodyAndSendsTheToken) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { answer(s, 200, "[1,2]"); });
  HttpClient client;
  const Response response = finish(client.get(server.url(QStringLiteral("/a?b=c")), token, quick()));
  ASSERT_TRUE(response.has_value()) << to_text(response.error());
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "[1,2]");
  ASSERT_EQ(server.requests.size(), 1U);
  EXPECT_EQ(server.requests[0].target, "/a?b=c");
  EXPECT_EQ(server.requests[0].headers["authorization"], "Bearer the-secret-token");
}

TEST(HttpClient, WithoutATokenSendsNone) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { answer(s, 204, {}); });
  HttpClient client;
  const Response response = finish(client.get(server.url(), std::nullopt, quick()));
  ASSERT_TRUE(response.has_value()) << to_text(response.error());
  EXPECT_EQ(response->status, 204);
  EXPECT_FALSE(server.requests[0].headers.contains("authorization"));
}

TEST(HttpClient, ClassesEveryStatusByWhatToDoNext) {
  struct Case {
    int status;
    ErrorKind kind;
  };
  for (const Case c :
       {Case{400, ErrorKind::bad_data}, Case{401, ErrorKind::sign_in}, Case{403, ErrorKind::not_permitted},
        Case{404, ErrorKind::not_found}, Case{408, ErrorKind::retry}, Case{418, ErrorKind::bad_data},
        Case{429, ErrorKind::retry}, Case{500, ErrorKind::retry}, Case{502, ErrorKind::retry},
        Case{503, ErrorKind::retry}, Case{304, ErrorKind::bad_data}}) {
    HttpStub server([&](const HttpRequest&, QTcpSocket& s) { answer(s, c.status, {}); });
    HttpClient client;
    QUrl url = server.url(QStringLiteral("/x?token=hush"));
    url.setUserInfo(QStringLiteral("hush:hush"));
    const Response response = finish(client.get(url, token, quick()));
    ASSERT_FALSE(response.has_value()) << c.status;
    EXPECT_EQ(response.error().kind, c.kind) << c.status;
    expect_no_secret(response.error());
  }
}

TEST(HttpClient, AChallengeIsStillSignIn) {
  HttpStub server(
      [](const HttpRequest&, QTcpSocket& s) { answer(s, 401, {}, "WWW-Authenticate: Bearer\r\n"); });
  HttpClient client;
  EXPECT_EQ(finish(client.get(server.url(), token, quick())).error().kind, ErrorKind::sign_in);
}

TEST(HttpClient, ARedirectElsewhereNeverSeesTheToken) {
  HttpStub other([](const HttpRequest&, QTcpSocket& s) { answer(s, 200, "{}"); });
  HttpStub server([&](const HttpRequest&, QTcpSocket& s) {
    answer(s, 302, {}, "Location: " + other.url(QStringLiteral("/take")).toEncoded() + "\r\n");
  });
  HttpClient client;
  const Response response = finish(client.get(server.url(), token, quick()));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::config);
  expect_no_secret(response.error());
  settle();
  EXPECT_TRUE(other.requests.empty());
}

TEST(HttpClient, ARedirectAtHomeIsFollowedWithTheToken) {
  HttpStub server([&](const HttpRequest& request, QTcpSocket& s) {
    if (request.target == "/old") return answer(s, 302, {}, "Location: /new\r\n");
    answer(s, 200, "{}");
  });
  HttpClient client;
  const Response response = finish(client.get(server.url(QStringLiteral("/old")), token, quick()));
  ASSERT_TRUE(response.has_value()) << to_text(response.error());
  ASSERT_EQ(server.requests.size(), 2U);
  EXPECT_EQ(server.requests.back().target, "/new");
  EXPECT_EQ(server.requests.back().headers["authorization"], "Bearer the-secret-token");
}

TEST(HttpClient, EndlessRedirectsEnd) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { answer(s, 302, {}, "Location: /again\r\n"); });
  HttpClient client;
  EXPECT_EQ(finish(client.get(server.url(), token, quick())).error().kind, ErrorKind::config);
  EXPECT_EQ(server.requests.size(), 6U);
}

TEST(HttpClient, RefusesABodyThatSaysItIsTooLarge) {
  HttpStub server(
      [](const HttpRequest&, QTcpSocket& s) { s.write("HTTP/1.1 200 X\r\nContent-Length: 5000\r\n\r\nab"); });
  HttpClient client;
  const Response response = finish(client.get(server.url(), token, quick(std::chrono::seconds(20), 4999)));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::bad_data);
}

TEST(HttpClient, RefusesABodyThatTurnsOutTooLargeWhileItArrives) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) {
    s.write("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + QByteArray(1000, 'x') + "\r\n");
  });
  HttpClient client;
  const Response response = finish(client.get(server.url(), token, quick(std::chrono::seconds(20), 999)));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::bad_data);
}

TEST(HttpClient, ABodyOfExactlyTheLimitIsFine) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { answer(s, 200, QByteArray(3000000, 'x')); });
  HttpClient client;
  const Response response = finish(client.get(server.url(), token, quick(std::chrono::seconds(20), 3000000)));
  ASSERT_TRUE(response.has_value()) << to_text(response.error());
  EXPECT_EQ(response->body.size(), 3000000);
}

/// A body as servers compress it; qCompress puts its own four bytes before it.
QByteArray deflated(qsizetype size) {
  return qCompress(QByteArray(size, ' ')).mid(4);
}

TEST(HttpClient, CompressedBodiesAreLimitedByWhatTheyBecome) {
  const QByteArray bomb = deflated(80 * 1024 * 1024);
  HttpStub server(
      [&](const HttpRequest&, QTcpSocket& s) { answer(s, 200, bomb, "Content-Encoding: deflate\r\n"); });
  HttpClient client;
  const Response refused = finish(client.get(server.url(), token, HttpClient::Options{}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_data);
}

TEST(HttpClient, CompressedBodiesAreUnpacked) {
  const QByteArray packed = deflated(5 * 1024 * 1024);
  HttpStub server(
      [&](const HttpRequest&, QTcpSocket& s) { answer(s, 200, packed, "Content-Encoding: deflate\r\n"); });
  HttpClient client;
  const Response response = finish(client.get(server.url(), token, HttpClient::Options{}));
  ASSERT_TRUE(response.has_value()) << to_text(response.error());
  EXPECT_EQ(response->body.size(), 5 * 1024 * 1024);
}

TEST(HttpClient, ConnectionTroubleIsOffline) {
  QUrl nobody;
  {
    const HttpStub gone([](const HttpRequest&, QTcpSocket&) {});
    nobody = gone.url(QStringLiteral("/x?token=hush"));
  }
  HttpClient client;
  const Response refused = finish(client.get(nobody, token, quick()));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::offline);
  expect_no_secret(refused.error());

  HttpStub closing([](const HttpRequest&, QTcpSocket& s) {
    s.write("HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\nhalf");
    s.disconnectFromHost();
  });
  EXPECT_EQ(finish(client.get(closing.url(), token, quick())).error().kind, ErrorKind::offline);

  HttpStub babbling([](const HttpRequest&, QTcpSocket& s) {
    s.write("SSH-2.0-OpenSSH\r\n");
    s.disconnectFromHost();
  });
  EXPECT_EQ(finish(client.get(babbling.url(), token, quick())).error().kind, ErrorKind::offline);
}

TEST(HttpClient, SilenceIsOfflineAfterItsTime) {
  HttpClient::Options no_answer = quick();
  no_answer.patience.first_byte = std::chrono::milliseconds(50);
  for (const HttpClient::Options& options : {quick(std::chrono::milliseconds(50)), no_answer}) {
    HttpStub server([](const HttpRequest&, QTcpSocket&) {});
    HttpClient client;
    const QUrl url = server.url(QStringLiteral("/?token=hush"));
    for (const Response& response :
         {finish(client.get(url, token, options)), finish(client.post_form(url, "a=b", {}, options))}) {
      ASSERT_FALSE(response.has_value());
      EXPECT_EQ(response.error().kind, ErrorKind::offline);
      EXPECT_NE(response.error().message.find("does not answer"), std::string::npos)
          << response.error().message;
      expect_no_secret(response.error());
    }
  }
}

TEST(HttpClient, TlsTroubleIsSaidInWords) {
  // Answers the hello of TLS with plain text.
  QTcpServer plain;
  plain.listen(QHostAddress::LocalHost);
  QObject::connect(&plain, &QTcpServer::newConnection, &plain, [&] {
    QTcpSocket* socket = plain.nextPendingConnection();
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
      socket->write("HTTP/1.1 400 X\r\n\r\n");
      socket->disconnectFromHost();
    });
  });
  HttpClient client;
  const QUrl url(QStringLiteral("https://127.0.0.1:%1/?token=hush").arg(plain.serverPort()));
  const Response response = finish(client.get(url, token, quick()));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::offline);
  EXPECT_NE(response.error().message.find("secure connection"), std::string::npos)
      << to_text(response.error());
  expect_no_secret(response.error());
}

TEST(HttpClient, AnAddressThatIsNoneIsAConfigurationError) {
  HttpClient client;
  for (const char* url : {"", "file:///etc/passwd", "host/path", "ftp://host/", "http://"}) {
    const Response response = finish(client.get(QUrl(QString::fromLatin1(url)), token, quick()));
    ASSERT_FALSE(response.has_value()) << url;
    EXPECT_EQ(response.error().kind, ErrorKind::config) << url;
  }
}

/// What a server does before it stops doing anything, to have a request in every state of waiting.
const std::vector<QByteArray> stages = {{},
                                        "HTTP/1.1 200 X\r\n",
                                        "HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\n",
                                        "HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\nhalf of it"};

TEST(HttpClient, DestroyedInEveryStateOfWaitingAnswersCancelled) {
  for (const QByteArray& stage : stages) {
    bool reached = false;
    HttpStub server([&](const HttpRequest&, QTcpSocket& s) {
      s.write(stage);
      reached = true;
    });
    auto client = std::make_unique<HttpClient>();
    auto early = start(client->get(server.url(), token, quick()));
    auto second = start(client->get(server.url(), token, quick()));
    ASSERT_TRUE(run_until([&] { return reached; }));
    settle();
    client.reset();
    ASSERT_TRUE(early.ready());
    EXPECT_EQ(early.value().error().kind, ErrorKind::cancelled);
    EXPECT_EQ(second.value().error().kind, ErrorKind::cancelled);
    settle();
  }
}

TEST(HttpClient, DestroyedBeforeTheRequestLeaves) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { answer(s, 200, {}); });
  auto client = std::make_unique<HttpClient>();
  auto outcome = start(client->get(server.url(), token, quick()));
  client.reset();
  EXPECT_EQ(outcome.value().error().kind, ErrorKind::cancelled);
}

QCoro::Task<> ask_for_ever(HttpClient* client, QUrl url, int& answers) {
  for (bool more = true; more && answers < 100;) {
    auto task = client->get(url, token, quick());
    const Response response = co_await task;
    ++answers;
    more = answers < 2 || response.has_value();
  }
}

TEST(HttpClient, TakesNothingMoreWhileItIsDestroyed) {
  HttpStub server([](const HttpRequest&, QTcpSocket&) {});
  auto client = std::make_unique<HttpClient>();
  int answers = 0;
  ask_for_ever(client.get(), server.url(), answers);
  client.reset();
  EXPECT_EQ(answers, 2);
  settle();
}

QCoro::Task<> ask_and_destroy(std::unique_ptr<HttpClient>& client, QUrl url, bool& done) {
  auto task = client->get(url, token, quick());
  Response response = co_await task;
  client.reset();
  done = response.has_value();
}

TEST(HttpClient, MayBeDestroyedByWhoAwaitedIt) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { answer(s, 200, "{}"); });
  auto client = std::make_unique<HttpClient>();
  bool done = false;
  ask_and_destroy(client, server.url(), done);
  EXPECT_TRUE(run_until([&] { return done; }));
  settle();
}

TEST(HttpClient, AStopTokenEndsItsRequestsOnly) {
  HttpStub server([](const HttpRequest&, QTcpSocket&) {});
  HttpClient client;
  std::stop_source stop;
  HttpClient::Options options = quick();
  options.stop = stop.get_token();
  auto stopped = start(client.get(server.url(), token, options));
  auto other = start(client.get(server.url(), token, quick()));
  stop.request_stop();
  EXPECT_EQ(stopped.value().error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(other.ready());
  EXPECT_EQ(finish(client.get(server.url(), token, options)).error().kind, ErrorKind::cancelled);
}

TEST(HttpClient, PostsAForm) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { answer(s, 400, R"({"error":"invalid_grant"})"); });
  HttpClient client;
  HttpClient::Options options = quick();
  EXPECT_EQ(finish(client.post_form(server.url(), "a=b", {}, options)).error().kind, ErrorKind::bad_data);
  options.keep_refusals = true;
  const Response response = finish(client.post_form(server.url(), "a=b", "Basic eDp5", options));
  ASSERT_TRUE(response.has_value()) << to_text(response.error());
  EXPECT_EQ(response->status, 400);
  EXPECT_EQ(response->body, R"({"error":"invalid_grant"})");
  ASSERT_EQ(server.requests.size(), 2U);
  EXPECT_EQ(server.requests[1].headers["content-type"], "application/x-www-form-urlencoded");
  EXPECT_EQ(server.requests[1].headers["content-length"], "3");
  EXPECT_EQ(server.requests[1].headers["authorization"], "Basic eDp5");
}

TEST(HttpClient, NeverPostsTwice) {
  HttpStub server([](const HttpRequest&, QTcpSocket& s) { s.disconnectFromHost(); });
  HttpClient client;
  const Response response = finish(client.post_form(server.url(), "refresh_token=hush", {}, quick()));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().kind, ErrorKind::offline);
  expect_no_secret(response.error());
  settle();
  EXPECT_EQ(server.requests.size(), 1U);
}

TEST(HttpClient, FollowsNoRedirectWithAForm) {
  for (const int status : {301, 302, 303, 307, 308}) {
    HttpStub elsewhere([](const HttpRequest&, QTcpSocket& s) { answer(s, 200, "{}"); });
    HttpStub server([&](const HttpRequest& r, QTcpSocket& s) {
      answer(
          s, status, {},
          "Location: " + (r.target == "/same" ? QByteArray("/other") : elsewhere.url().toEncoded()) + "\r\n");
    });
    HttpClient client;
    for (const auto* path : {"/same", "/away"})
      EXPECT_FALSE(
          finish(client.post_form(server.url(QLatin1String(path)), "refresh_token=hush", {}, quick()))
              .has_value());
    EXPECT_TRUE(elsewhere.requests.empty());
    EXPECT_EQ(server.requests.size(), 2U);
  }
}

TEST(HttpClient, StaysAtItsOriginWithoutATokenToo) {
  HttpStub elsewhere([](const HttpRequest&, QTcpSocket& s) { answer(s, 200, "{}"); });
  HttpStub server([&](const HttpRequest& r, QTcpSocket& s) {
    if (r.target == "/end") return answer(s, 200, "{}");
    answer(s, 302, {},
           "Location: " + (r.target == "/same" ? QByteArray("/end") : elsewhere.url().toEncoded()) + "\r\n");
  });
  HttpClient client;
  HttpClient::Options options = quick();
  options.same_origin = true;
  EXPECT_TRUE(finish(client.get(server.url(QStringLiteral("/same")), std::nullopt, options)).has_value());
  EXPECT_EQ(finish(client.get(server.url(QStringLiteral("/away")), std::nullopt, options)).error().kind,
            ErrorKind::config);
  EXPECT_TRUE(elsewhere.requests.empty());
}

TEST(HttpClient, TellsTheServicesTime) {
  for (const auto& [header, time] : std::initializer_list<std::pair<const char*, std::optional<TimeMs>>>{
           {"Date: Thu, 15 Jan 2026 12:30:00 GMT\r\n", parse_rfc3339("2026-01-15T12:30:00Z").value()},
           {"Date: Fri, 15 Jan 2026 12:30:00 GMT\r\n", std::nullopt},  // it was a Thursday
           {"Date: yesterday\r\n", std::nullopt},
           {"", std::nullopt}}) {
    HttpStub server([&](const HttpRequest&, QTcpSocket& s) { answer(s, 200, "{}", header); });
    HttpClient client;
    EXPECT_EQ(finish(client.get(server.url(), std::nullopt, quick())).value().date, time) << header;
  }
}

}  // namespace
}  // namespace hearth
