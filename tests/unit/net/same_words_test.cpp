// A fault of a connection is told in the same words by a first start, by the running program's calls and by
// its live stream: real servers on loopback.
#include "core/net/web_words.h"
#include "core/source/energy_ws/stream.h"
#include "core/source/homelab_api/client.h"
#include "core/source/homelab_api/find_home.h"
#include "tests/support/certificate.h"
#include "tests/support/web_stub.h"

#include <QSslConfiguration>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace hearth {
namespace {

using test::always;
using test::HttpRequest;
using test::WebStub;

struct OneToken final : TokenSource {
  QCoro::Task<Expected<AccessToken>> token() override {
    co_return Expected<AccessToken>(AccessToken{"token"});
  }
  void refused(const AccessToken&, TokenRefusal) override {}
};

struct Said {
  std::string sentence;
  std::string next;
  friend bool operator==(const Said&, const Said&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Said& said) {
    return out << said.sentence << " " << said.next;
  }
};

Said of_first_start(const QUrl& base) {
  const auto report = test::finish(find_home(base, {}));
  if (!report) return {};
  return {report->sentence.toStdString(), report->next.toStdString()};
}

Said of_calls(const QUrl& base) {
  OneToken tokens;
  const auto clock = make_system_clock();
  HttpClient http;
  HomelabApi api(http, tokens, *clock, base, base);
  const auto answer = test::finish(api.energy_latest());
  return answer ? Said() : Said{answer.error().message, answer.error().next};
}

Said of_stream(QUrl base) {
  base.setScheme(base.scheme() == QLatin1String("https") ? QStringLiteral("wss") : QStringLiteral("ws"));
  OneToken tokens;
  const auto clock = make_system_clock();
  EnergyStream stream(base, tokens, *clock);
  Said said;
  QObject::connect(&stream, &EnergyStream::state_changed, &stream,
                   [&](ConnectionState state, const QString& detail) {
                     if (state == ConnectionState::reconnecting)
                       said = {detail.toStdString(), stream.next_step().toStdString()};
                   });
  stream.start();
  test::run_until([&] { return !said.sentence.empty(); });
  stream.stop();
  return said;
}

/// A server that only knows a TLS that nobody should speak any more: it ends the handshake with the alert
/// "protocol_version" (RFC 5246, section 7.2).
class OldTlsServer {
 public:
  OldTlsServer() {
    QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this] {
      while (QTcpSocket* socket = server_.nextPendingConnection())
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
          socket->readAll();
          socket->write(QByteArray::fromHex("15030100020246"));
          socket->disconnectFromHost();
        });
    });
    server_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] QUrl url() const {
    return QUrl(QStringLiteral("https://127.0.0.1:%1").arg(server_.serverPort()));
  }

 private:
  QTcpServer server_;
};

TEST(SameWords, OfWhatCannotBeReachedOrTrusted) {
  QTcpServer closed;
  closed.listen(QHostAddress::LocalHost);
  const QUrl refusing(QStringLiteral("http://127.0.0.1:%1").arg(closed.serverPort()));
  closed.close();
  const test::TlsStub self_signed(test::make_certificate({}), always(200, "{}"));
  const test::TlsStub of_another(
      test::make_certificate({.name = "other", .alternative = "DNS:other.example"}), always(200, "{}"));
  const OldTlsServer old;
  struct Row {
    const char* name;
    QUrl base;
    const char* begins;
  };
  for (const Row& row :
       {Row{"refused", refusing, "%1 refuses the connection."},
        Row{"self-signed", self_signed.url("https"), "The certificate of %1 is signed by itself alone."},
        Row{"another host", of_another.url("https"), "The certificate of %1 is for another host"},
        Row{"old TLS", old.url(), "No secure connection to %1 could be agreed on."}}) {
    const Said first = of_first_start(row.base);
    const QString begins = QString::fromLatin1(row.begins).replace(QLatin1String("%1"), host_text(row.base));
    EXPECT_TRUE(first.sentence.starts_with(begins.toStdString())) << row.name << ": " << first;
    EXPECT_EQ(of_calls(row.base), first) << row.name;
    EXPECT_EQ(of_stream(row.base), first) << row.name;
    EXPECT_FALSE(first.next.empty()) << row.name;
  }
}

TEST(SameWords, OfWhatIsNoHome) {
  struct Row {
    const char* name;
    WebStub::Handler handler;
    const char* sentence;
  };
  for (const Row& row :
       {Row{"page", [](const HttpRequest&, QTcpSocket& socket) { test::page(socket); },
            "%1 is a web server, but no home: it answers with a page."},
        Row{"portal", always(302, {}, "Location: http://login.airport.example/welcome\r\n"),
            "%1 is no home: it sends its callers to login.airport.example. Some networks do so until "
            "somebody "
            "has signed in to them."},
        Row{"trouble", always(500), "The service at %1 has trouble (500)."},
        Row{"gateway", always(502), "%1 answers, but the service behind it does not (502)."},
        Row{"no HTTP", [](const HttpRequest&, QTcpSocket& socket) { socket.write("SSH-2.0-x\r\n\r\n"); },
            "What listens at %1 gives no answer that a web server gives."}}) {
    const WebStub stub(row.handler);
    const Said first = of_first_start(stub.url());
    const QString sentence =
        QString::fromLatin1(row.sentence).replace(QLatin1String("%1"), host_text(stub.url()));
    EXPECT_EQ(first.sentence, sentence.toStdString()) << row.name;
    EXPECT_EQ(of_calls(stub.url()), first) << row.name;
  }
}

TEST(SameWords, OfEachErrorOfARequest) {
  using Network = QNetworkReply;
  struct Row {
    Network::NetworkError error;
    bool bad_certificate;
    WebFault fault;
  };
  for (const Row& row : {Row{Network::NoError, false, WebFault::none},
                         Row{Network::ConnectionRefusedError, false, WebFault::refused},
                         Row{Network::HostNotFoundError, false, WebFault::no_host},
                         Row{Network::TimeoutError, false, WebFault::silent},
                         Row{Network::SslHandshakeFailedError, false, WebFault::no_tls},
                         Row{Network::SslHandshakeFailedError, true, WebFault::certificate},
                         Row{Network::RemoteHostClosedError, false, WebFault::closed},
                         Row{Network::TemporaryNetworkFailureError, false, WebFault::exhausted},
                         Row{Network::UnknownNetworkError, false, WebFault::unreachable}})
    EXPECT_EQ(fault_of(row.error, row.bad_certificate), row.fault) << row.error;
}

/// With no descriptor left there is a sentence.
TEST(SameWords, OfTooFewDescriptors) {
  const auto clock = make_system_clock();
  const QUrl base(QStringLiteral("http://127.0.0.1:1"));
  EXPECT_NE(of_calls(base).sentence, "") << "what is opened at the first use is open now";
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const int free = dup(0);
  ASSERT_GE(free, 0);
  close(free);
  const rlimit few{static_cast<rlim_t>(free), before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const Said calls = of_calls(base);
  const Said stream = of_stream(base);
  setrlimit(RLIMIT_NOFILE, &before);
  const Said said{
      "No connection to 127.0.0.1:1 can be opened: this program, or the whole machine, has too many "
      "files open.",
      calls.next};
  EXPECT_EQ(calls, said);
  EXPECT_EQ(stream, said);
  EXPECT_NE(calls.next, "");
}

}  // namespace
}  // namespace hearth
