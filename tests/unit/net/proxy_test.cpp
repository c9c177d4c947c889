// The proxy that this machine's environment names, and requests that go through one on loopback.
#include "core/net/proxy.h"

#include "core/net/http_client.h"
#include "core/net/web_answer.h"
#include "tests/support/certificate.h"
#include "tests/support/loopback.h"
#include "tests/support/web_stub.h"

#include <QTcpSocket>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;

/// What the environment says of proxies while this lives.
class ProxyEnvironment {
 public:
  explicit ProxyEnvironment(const QByteArray& proxy, const QByteArray& no_proxy = {}) {
    for (const char* name : names) {
      before_.push_back(qgetenv(name));
      qunsetenv(name);
    }
    qputenv("http_proxy", proxy);
    qputenv("https_proxy", proxy);
    if (!no_proxy.isEmpty()) qputenv("no_proxy", no_proxy);
  }
  ProxyEnvironment(const ProxyEnvironment&) = delete;
  ProxyEnvironment& operator=(const ProxyEnvironment&) = delete;
  ~ProxyEnvironment() {
    for (std::size_t i = 0; i < before_.size(); ++i)
      before_[i].isNull() ? qunsetenv(names[i]) : qputenv(names[i], before_[i]);
  }

 private:
  static constexpr std::array names = {"http_proxy", "https_proxy", "no_proxy",
                                       "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"};
  std::vector<QByteArray> before_;
};

TEST(Proxy, IsTheOneOfTheEnvironment) {
  const ProxyEnvironment environment("http://proxy.example:3128", "inside.example");
  struct Row {
    const char* url;
    bool proxied;
  };
  for (const Row& row :
       {Row{"http://home.example/x", true}, Row{"https://home.example", true},
        Row{"wss://home.example/ws", true}, Row{"ws://home.example/ws", true},
        Row{"https://inside.example", false}, Row{"http://127.0.0.1:8080", false},
        Row{"http://127.9.9.9", false}, Row{"https://localhost", false}, Row{"ws://[::1]:1/ws", false}}) {
    const QNetworkProxy proxy = proxy_for(QUrl(QLatin1String(row.url)));
    EXPECT_EQ(proxy.type(), row.proxied ? QNetworkProxy::HttpProxy : QNetworkProxy::NoProxy) << row.url;
    if (!row.proxied) continue;
    EXPECT_EQ(proxy.hostName(), QStringLiteral("proxy.example")) << row.url;
    EXPECT_EQ(proxy.port(), 3128) << row.url;
  }
}

TEST(Proxy, IsToldTheWholeAddressOfWhatIsPlain) {
  HttpStub proxy([](const HttpRequest&, QTcpSocket& socket) { answer(socket, 200, "home"); });
  const QByteArray host = proxy.url().authority().toLatin1();
  const ProxyEnvironment environment("http://robin:hush@" + host);
  HttpClient http;
  // The second goes over the connection of the first.
  for (int i = 0; i < 2; ++i) {
    const auto heard = finish(http.get(QUrl(QStringLiteral("http://home.example:81/api?x=1")), {}, {}));
    ASSERT_TRUE(heard.has_value()) << to_text(heard.error());
    EXPECT_EQ(heard->body, "home");
    ASSERT_EQ(proxy.requests.size(), std::size_t(i + 1));
    EXPECT_EQ(proxy.requests.back().target, "http://home.example:81/api?x=1");
    EXPECT_EQ(proxy.requests.back().headers.value("host"), "home.example:81");
    EXPECT_EQ(proxy.requests.back().headers.value("proxy-authorization"),
              "Basic " + QByteArray("robin:hush").toBase64());
  }
}

TEST(Proxy, OfThisMachineIsNeverAsked) {
  HttpStub proxy([](const HttpRequest&, QTcpSocket& socket) { answer(socket, 200, "proxy"); });
  HttpStub home([](const HttpRequest&, QTcpSocket& socket) { answer(socket, 200, "home"); });
  const ProxyEnvironment environment("http://" + proxy.url().authority().toLatin1());
  HttpClient http;
  const auto heard = finish(http.get(home.url(QStringLiteral("/api")), {}, {}));
  ASSERT_TRUE(heard.has_value()) << to_text(heard.error());
  EXPECT_EQ(heard->body, "home");
  EXPECT_EQ(home.requests.at(0).target, "/api");
  EXPECT_TRUE(proxy.requests.empty());
}

/// A proxy that leads every tunnel to one server.
class TunnelStub {
 public:
  explicit TunnelStub(quint16 to) {
    QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this, to] {
      QTcpSocket* const client = server_.nextPendingConnection();
      auto* const server = new QTcpSocket(client);
      QObject::connect(client, &QTcpSocket::readyRead, server, [this, client, server, to] {
        if (server->state() == QAbstractSocket::ConnectedState) {
          server->write(client->readAll());
          return;
        }
        asked += client->readAll();
        if (!asked.contains("\r\n\r\n")) return;
        QObject::connect(server, &QTcpSocket::connected, client,
                         [client] { client->write("HTTP/1.1 200 Connected\r\n\r\n"); });
        QObject::connect(server, &QTcpSocket::readyRead, client,
                         [client, server] { client->write(server->readAll()); });
        server->connectToHost(QHostAddress::LocalHost, to);
      });
    });
    server_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] quint16 port() const { return server_.serverPort(); }
  QByteArray asked;

 private:
  QTcpServer server_;
};

TEST(Proxy, LeadsATunnelToWhatIsSecure) {
  const TlsStub home(make_certificate({}), always(200));
  TunnelStub proxy(static_cast<quint16>(home.url("https").port()));
  const ProxyEnvironment environment("http://127.0.0.1:" + QByteArray::number(proxy.port()));
  // The certificate that is not trusted is the home's: TLS goes through the tunnel.
  const WebAnswer heard = finish(ask_as_stranger(QUrl(QStringLiteral("https://home.example/api")), {}));
  EXPECT_EQ(heard.fault, WebFault::certificate);
  EXPECT_TRUE(proxy.asked.startsWith("CONNECT home.example:443 HTTP/1.1\r\n")) << proxy.asked.constData();
}

TEST(Proxy, ThatIsNotThereIsToldAsThat) {
  QTcpServer taken;
  ASSERT_TRUE(taken.listen(QHostAddress::LocalHost));
  const ProxyEnvironment environment("http://127.0.0.1:" + QByteArray::number(taken.serverPort()));
  taken.close();
  for (const char* url : {"http://home.example", "https://home.example"}) {
    EXPECT_EQ(finish(ask_as_stranger(QUrl(QLatin1String(url)), {})).fault, WebFault::proxy) << url;
    HttpClient http;
    const auto heard = finish(http.get(QUrl(QLatin1String(url)), {}, {}));
    ASSERT_FALSE(heard.has_value());
    EXPECT_EQ(heard.error().kind, ErrorKind::offline);
    EXPECT_EQ(heard.error().message, "The proxy of this machine does not lead to home.example.");
  }
}

}  // namespace
}  // namespace hearth
