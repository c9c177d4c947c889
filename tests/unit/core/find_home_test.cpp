// Which address is a home, and what is said of those that are none: real servers on loopback, with
// certificates of their own.
#include "core/source/homelab_api/find_home.h"

#include "core/identity/find_provider.h"
#include "core/net/web_words.h"
#include "tests/support/certificate.h"
#include "tests/support/loopback.h"

#include <QSslConfiguration>
#include <QSslServer>
#include <QSslSocket>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::answer;
using test::HttpRequest;
using Handler = std::function<void(const HttpRequest&, QTcpSocket&)>;
using Verdict = HomeReport::Verdict;

/// A server that hangs up on what is no HTTP, as servers do.
class WebStub {
 public:
  explicit WebStub(Handler handler) : handler_(std::move(handler)) {
    QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this] {
      while (QTcpSocket* socket = server_.nextPendingConnection())
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(*socket); });
    });
    server_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] QUrl url(const QString& path = {}) const {
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(server_.serverPort()).arg(path));
  }
  std::vector<HttpRequest> requests;

 private:
  void read(QTcpSocket& socket) {
    if (!socket.peek(4).startsWith("GET")) {
      socket.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      return socket.disconnectFromHost();
    }
    const QByteArray head = socket.peek(16384);
    if (!head.contains("\r\n\r\n")) return;
    socket.readAll();
    HttpRequest request{head.split(' ').value(1), {}};
    if (head.toLower().contains("\nauthorization:")) request.headers["authorization"] = "some";
    requests.push_back(request);
    handler_(request, socket);
  }
  QTcpServer server_;
  Handler handler_;
};

/// The same behind TLS.
class TlsStub {
 public:
  TlsStub(const test::Identity& identity, Handler handler) : handler_(std::move(handler)) {
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(identity.qt_certificate());
    configuration.setPrivateKey(identity.qt_key());
    server_.setSslConfiguration(configuration);
    QObject::connect(&server_, &QSslServer::pendingConnectionAvailable, &server_, [this] {
      while (QTcpSocket* socket = server_.nextPendingConnection()) {
        const auto read = [this, socket] {
          const QByteArray head = socket->peek(16384);
          if (!head.contains("\r\n\r\n")) return;
          socket->readAll();
          handler_({head.split(' ').value(1), {}}, *socket);
        };
        QObject::connect(socket, &QTcpSocket::readyRead, socket, read);
        read();
      }
    });
    server_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] QUrl url(const char* scheme, const QString& path = {}) const {
    return QUrl(
        QStringLiteral("%1://127.0.0.1:%2%3").arg(QLatin1String(scheme)).arg(server_.serverPort()).arg(path));
  }

 private:
  QSslServer server_;
  Handler handler_;
};

HomeReport find(const QUrl& address) {
  const auto report = test::finish(find_home(address, {}));
  return report.value_or(HomeReport{.sentence = QStringLiteral("stopped")});
}

void page(QTcpSocket& socket, int status = 200) {
  answer(socket, status, "<!DOCTYPE html><title>Hello</title>", "Content-Type: text/html; charset=utf-8\r\n");
}
bool is_call(const HttpRequest& request) {
  return request.target.startsWith("/api/v1/");
}

/// What a server does, and what is said of it. In the sentences %1 is its host and port.
struct Server {
  const char* name;
  Handler handler;
  const char* path;
  Verdict verdict;
  const char* sentence;
  const char* next;
  const char* suggestion = "";
  friend std::ostream& operator<<(std::ostream& out, const Server& server) { return out << server.name; }
};
class FindHome : public testing::TestWithParam<Server> {};

TEST_P(FindHome, SaysWhatItIs) {
  const Server& server = GetParam();
  const WebStub stub(server.handler);
  const QUrl address = stub.url(QLatin1String(server.path));
  const HomeReport report = find(address);
  const auto with_host = [&](const char* text) {
    return QString::fromUtf8(text).replace(QLatin1String("%1"), host_text(address));
  };
  EXPECT_EQ(report.verdict, server.verdict);
  EXPECT_EQ(report.base_url, address.toString());
  EXPECT_EQ(report.sentence.toStdString(), with_host(server.sentence).toStdString());
  EXPECT_TRUE(report.next.contains(with_host(server.next))) << report.next.toStdString();
  EXPECT_EQ(report.suggestion.toStdString(), with_host(server.suggestion).toStdString());
  // All but a home say what to do.
  EXPECT_EQ(report.next.isEmpty(), report.verdict != Verdict::none);
  for (const HttpRequest& request : stub.requests) EXPECT_FALSE(request.headers.contains("authorization"));
}

const char* const sign_in_sentence = "%1 is a home, and wants somebody to sign in.";
const Handler home = [](const HttpRequest& request, QTcpSocket& socket) {
  if (request.target == "/api/v1/energy/latest") return answer(socket, 401, {});
  page(socket);
};
Handler always(int status, QByteArray body = {}, QByteArray headers = {}) {
  return [=](const HttpRequest&, QTcpSocket& socket) { answer(socket, status, body, headers); };
}

INSTANTIATE_TEST_SUITE_P(
    All, FindHome,
    testing::Values(
        Server{"WantsASignIn", home, "", Verdict::sign_in, sign_in_sentence, ""},
        Server{"Open",
               always(200, R"({"ts":"2026-01-15T17:39:59Z","consumption_total_actual_w":812.0})",
                      "Content-Type: application/json\r\n"),
               "", Verdict::open, "%1 is a home.", ""},
        Server{"WithoutEnergyData",
               [](const HttpRequest& request, QTcpSocket& socket) {
                 request.target.contains("energy") ? answer(socket, 500, {}) : answer(socket, 401, {});
               },
               "", Verdict::sign_in, sign_in_sentence, ""},
        Server{"BehindAPath",
               [](const HttpRequest& request, QTcpSocket& socket) {
                 request.target.startsWith("/gate/home/api/v1/energy") ? answer(socket, 401, {})
                                                                       : page(socket, 404);
               },
               "/gate/home", Verdict::sign_in, sign_in_sentence, ""},
        Server{"AWebSite", [](const HttpRequest&, QTcpSocket& socket) { page(socket); }, "", Verdict::none,
               "%1 is a web server, but no home: it answers with a page.",
               "Their port or path may be another."},
        Server{"HealthIsNoAnswer",
               [](const HttpRequest& request, QTcpSocket& socket) {
                 request.target == "/health" ? answer(socket, 200, "OK") : page(socket);
               },
               "", Verdict::none, "%1 is a web server, but no home: it answers with a page.", "port or path"},
        Server{"NothingThere", [](const HttpRequest&, QTcpSocket& socket) { page(socket, 404); }, "",
               Verdict::none, "%1 is a web server, but has no home at this address (404).", "port or path"},
        Server{"AnotherService", always(200, R"({"status":"ok"})", "Content-Type: application/json\r\n"), "",
               Verdict::none, "%1 answers, but not as a home does.", "port or path"},
        Server{
            "ARouter",
            always(401, "<html>", "WWW-Authenticate: Basic realm=\"router\"\r\nContent-Type: text/html\r\n"),
            "", Verdict::none,
            "%1 asks for a user name and a password of its own: a router or another program, no home.",
            "port or path"},
        Server{"Broken", always(500), "", Verdict::none, "The service at %1 has trouble (500).",
               "Look at its log"},
        Server{"GatewayAlone", always(502, "<html>", "Content-Type: text/html\r\n"), "", Verdict::none,
               "%1 answers, but the service behind it does not (502).", "Try again in a minute"},
        Server{"Teapot", always(418), "", Verdict::none, "%1 answers as no home does (418).", "port or path"},
        Server{"Portal", always(302, {}, "Location: http://login.airport.example/welcome?mac=1\r\n"), "",
               Verdict::none,
               "%1 is no home: it sends its callers to login.airport.example. Some networks do so until "
               "somebody has "
               "signed in to them.",
               "Open any page in a browser"},
        Server{"ThePortalsRelative", always(302, {}, "Location: //10.0.0.1:8002/portal\r\n"), "",
               Verdict::none,
               "%1 is no home: it sends its callers to 10.0.0.1:8002. Some networks do so until somebody has "
               "signed in to them.",
               "Open any page in a browser"},
        Server{"Moved", always(301, {}, "Location: https://home.example/api/v1/energy/latest\r\n"), "",
               Verdict::none, "http://%1 sends its callers to https://home.example.", "Use that address.",
               "https://home.example"},
        Server{"MovedWithinItself",
               [](const HttpRequest& request, QTcpSocket& socket) {
                 request.target.startsWith("/new")
                     ? answer(socket, 401, {})
                     : answer(socket, 308, {}, "Location: /new" + request.target + "\r\n");
               },
               "", Verdict::sign_in, sign_in_sentence, ""},
        Server{"InACircle", always(302, {}, "Location: /api/v1/energy/latest\r\n"), "", Verdict::none,
               "%1 answers as no home does (302).", "port or path"},
        Server{"PortalWithAWayBack",
               always(302, {}, "Location: http://login.airport.example/?redirect_uri=http%3A%2F%2Fhome\r\n"),
               "", Verdict::none,
               "%1 is no home: it sends its callers to login.airport.example. Some networks do so until "
               "somebody has "
               "signed in to them.",
               "Open any page in a browser"},
        Server{"ACallsPath", home, "/api/v1/energy/latest", Verdict::none,
               "The home is at http://%1: /api/v1/energy/latest is too much.", "Use http://%1.", "http://%1"},
        Server{"HealthsPath", home, "/health", Verdict::none,
               "The home is at http://%1: /health is too much.", "Use http://%1.", "http://%1"},
        Server{"APagesPath", home, "/dashboard/climate", Verdict::none,
               "The home is at http://%1: /dashboard/climate is too much.", "Use http://%1.", "http://%1"},
        Server{"OnePartTooMuch",
               [](const HttpRequest& request, QTcpSocket& socket) {
                 request.target.startsWith("/gate/api/v1/energy") ? answer(socket, 401, {})
                                                                  : page(socket, 404);
               },
               "/gate/index.html", Verdict::none, "The home is at http://%1/gate: /index.html is too much.",
               "Use http://%1/gate.", "http://%1/gate"},
        Server{"NoHttp",
               [](const HttpRequest&, QTcpSocket& socket) {
                 socket.write("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\n");
               },
               "", Verdict::none, "What listens at %1 gives no answer that a web server gives.",
               "Is the port right?"},
        Server{"HangsUp", [](const HttpRequest&, QTcpSocket& socket) { socket.disconnectFromHost(); }, "",
               Verdict::none, "What listens at %1 gives no answer that a web server gives.",
               "Is the port right?"}),
    testing::PrintToStringParamName());

TEST(FindHomeFaults, NobodyListens) {
  QTcpServer closed;
  closed.listen(QHostAddress::LocalHost);
  const QUrl address(QStringLiteral("http://127.0.0.1:%1").arg(closed.serverPort()));
  closed.close();
  const HomeReport report = find(address);
  EXPECT_EQ(report.sentence.toStdString(),
            (host_text(address) + QStringLiteral(" refuses the connection.")).toStdString());
  EXPECT_EQ(report.next, QStringLiteral("Is the service running there, and is the port right?"));
}

TEST(FindHomeFaults, HttpsOnAnHttpPortAndTheReverse) {
  const WebStub plain(home);
  QUrl address = plain.url();
  address.setScheme(QStringLiteral("https"));
  HomeReport report = find(address);
  EXPECT_EQ(report.verdict, Verdict::none);
  EXPECT_EQ(report.sentence.toStdString(),
            (host_text(address) + QStringLiteral(" speaks plain http, not https.")).toStdString());
  EXPECT_EQ(report.suggestion, plain.url().toString());

  const TlsStub secure(test::make_certificate({}), home);
  report = find(secure.url("http"));
  EXPECT_EQ(report.verdict, Verdict::none);
  EXPECT_EQ(report.sentence.toStdString(),
            (host_text(secure.url("http")) + QStringLiteral(" speaks https, not plain http.")).toStdString());
  EXPECT_EQ(report.suggestion, secure.url("https").toString());

  // Web servers that notice answer 400 in plain text, as nginx and Go do.
  const WebStub noticing(always(400, "Client sent an HTTP request to an HTTPS server."));
  report = find(noticing.url());
  EXPECT_EQ(report.sentence.toStdString(),
            (host_text(noticing.url()) + QStringLiteral(" answers as no home does (400).")).toStdString());
}

struct Certificate {
  const char* name;
  test::CertificateWish wish;
  bool by_authority;
  bool authority_is_known;
  const char* sentence;
  const char* next;
  friend std::ostream& operator<<(std::ostream& out, const Certificate& c) { return out << c.name; }
};
class FindHomeCertificate : public testing::TestWithParam<Certificate> {
 protected:
  ~FindHomeCertificate() override { QSslConfiguration::setDefaultConfiguration(before_); }
  QSslConfiguration before_ = QSslConfiguration::defaultConfiguration();
};

TEST_P(FindHomeCertificate, SaysWhyItIsNotTrusted) {
  const Certificate& row = GetParam();
  const test::Identity authority = test::make_certificate({.name = "Home authority", .alternative = ""});
  if (row.authority_is_known) {
    QSslConfiguration trusting = before_;
    trusting.addCaCertificate(authority.qt_certificate());
    QSslConfiguration::setDefaultConfiguration(trusting);
  }
  const TlsStub stub(test::make_certificate(row.wish, row.by_authority ? &authority : nullptr), home);
  const HomeReport report = find(stub.url("https"));
  const QString host = host_text(stub.url("https"));
  EXPECT_EQ(report.sentence.toStdString(),
            QString::fromUtf8(row.sentence).replace(QLatin1String("%1"), host).toStdString());
  EXPECT_EQ(report.verdict, *row.next == '\0' ? Verdict::sign_in : Verdict::none);
  EXPECT_TRUE(report.next.contains(QLatin1String(row.next))) << report.next.toStdString();
}

INSTANTIATE_TEST_SUITE_P(
    All, FindHomeCertificate,
    testing::Values(
        Certificate{"Good", {}, true, true, sign_in_sentence, ""},
        Certificate{
            "SelfSigned", {}, false, false, "The certificate of %1 is signed by itself alone.", "authority"},
        Certificate{"OfAnAuthorityNobodyKnows",
                    {},
                    true,
                    false,
                    "The certificate of %1 is signed by an authority that nobody here knows.",
                    "add it to those"},
        Certificate{"Expired",
                    {.from = -7200, .until = -3600},
                    true,
                    true,
                    "The certificate of %1 has expired.",
                    "Have it renewed"},
        Certificate{"NotYetValid",
                    {.from = 3600, .until = 7200},
                    true,
                    true,
                    "The certificate of %1 is not valid yet.",
                    "this machine's clock"},
        Certificate{"OfAnotherHost",
                    {.name = "other", .alternative = "DNS:other.example"},
                    true,
                    true,
                    "The certificate of %1 is for another host.",
                    "Write the name that stands in it."},
        Certificate{
            "SeveralThings",
            {.name = "other", .alternative = "DNS:other.example", .from = -7200, .until = -3600},
            false,
            false,
            "The certificate of %1 has expired and is for another host and is signed by itself alone.",
            "Have it renewed"}),
    testing::PrintToStringParamName());

struct Words {
  WebFault fault;
  const char* sentence;
};
TEST(FindHomeFaults, EachHasASentenceAndWhatToDo) {
  const QUrl url(QStringLiteral("https://home.exmaple:8443/gate"));
  for (const auto& [fault, sentence] :
       {Words{WebFault::refused, "home.exmaple:8443 refuses the connection."},
        Words{WebFault::no_host, "There is no host home.exmaple here."},
        Words{WebFault::unreachable, "home.exmaple:8443 cannot be reached from here."},
        Words{WebFault::silent, "home.exmaple:8443 does not answer."},
        Words{WebFault::closed, "What listens at home.exmaple:8443 gives no answer that a web server gives."},
        Words{WebFault::no_tls, "No secure connection to home.exmaple:8443 could be agreed on."},
        Words{WebFault::certificate, "The certificate of home.exmaple:8443 is not good."}}) {
    const WebWords words = fault_words({.fault = fault}, url);
    EXPECT_EQ(words.sentence.toStdString(), sentence);
    EXPECT_FALSE(words.next.isEmpty()) << sentence;
  }
}

TEST(FindHomeFaults, AStopEndsItAtOnceAndSaysNothing) {
  const WebStub silent([](const HttpRequest&, QTcpSocket&) {});
  std::stop_source stop;
  auto outcome = test::start(find_home(silent.url(), stop.get_token()));
  ASSERT_TRUE(test::run_until([&] { return !silent.requests.empty(); }));
  EXPECT_FALSE(outcome.ready());
  stop.request_stop();
  ASSERT_TRUE(outcome.ready());
  EXPECT_FALSE(outcome.value().has_value());
  EXPECT_FALSE(test::finish(find_home(silent.url(), stop.get_token())).has_value());
  EXPECT_EQ(silent.requests.size(), 1U);
  test::settle();
}

struct Typed {
  const char* typed;
  const char* address;
};
TEST(TidyHomeAddress, TakesWhatIsNoPartOfOneAway) {
  for (const auto& [typed, address] :
       {Typed{" https://home.example/ ", "https://home.example"},
        Typed{"home.example", "https://home.example"},
        Typed{"192.168.1.10:8080/gate//", "https://192.168.1.10:8080/gate"},
        Typed{"http://home.example/?a=b#/climate", "http://home.example"},
        Typed{"HTTPS://Home.Example", "https://home.example"}, Typed{"http://[::1]:80", "http://[::1]:80"},
        Typed{"", ""}, Typed{"   ", ""}, Typed{"https://", ""}, Typed{"ftp://home.example", ""},
        Typed{"https://anna:pass@home.example", ""}, Typed{"my home", ""}, Typed{"home.example:x", ""}})
    EXPECT_EQ(tidy_home_address(QString::fromUtf8(typed)).toString().toStdString(), address) << typed;
}

/// A discovery document that calls itself `issuer`.
QByteArray document(const QString& issuer) {
  return QStringLiteral(
             R"({"issuer":"%1","authorization_endpoint":"%1/a","token_endpoint":"%1/t","jwks_uri":"%1/k"})")
      .arg(issuer)
      .toUtf8();
}

/// Providers, by where they sign people in and what they call themselves.
struct Provider {
  const char* name;
  const char* page;      ///< where the gateway sends its callers
  const char* document;  ///< where discovery stands
  const char* issuer;    ///< what it says; after the provider's host
  const char* found;     ///< "" where none is taken
  friend std::ostream& operator<<(std::ostream& out, const Provider& p) { return out << p.name; }
};
class ProviderBehind : public testing::TestWithParam<Provider> {};

TEST_P(ProviderBehind, IsTakenOnlyWhereItNamesItself) {
  const Provider& row = GetParam();
  const QString query =
      QStringLiteral("?response_type=code&client_id=gate&redirect_uri=https%3A%2F%2Fhome%2Fcb&state=1");
  QUrl base;
  const WebStub provider([&](const HttpRequest& request, QTcpSocket& socket) {
    if (request.target == QByteArray(row.document))
      answer(socket, 200, document(base.toString() + QLatin1String(row.issuer)),
             "Content-Type: application/json\r\n");
    else
      page(socket, 404);
  });
  base = provider.url();
  const WebStub gateway(always(
      302, {},
      "Location: " + provider.url(QLatin1String(row.page)).toString().toUtf8() + query.toUtf8() + "\r\n"));
  const HomeReport report = find(gateway.url());
  EXPECT_EQ(report.verdict, Verdict::sign_in);
  const QString found = *row.found == '-' ? QString() : base.toString() + QLatin1String(row.found);
  EXPECT_EQ(report.issuer.toStdString(), found.toStdString());
}

INSTANTIATE_TEST_SUITE_P(
    All, ProviderBehind,
    testing::Values(
        Provider{"Keycloak", "/realms/home/protocol/openid-connect/auth",
                 "/realms/home/.well-known/openid-configuration", "/realms/home", "/realms/home"},
        Provider{"Dex", "/dex/auth/local", "/dex/.well-known/openid-configuration", "/dex", "/dex"},
        Provider{"Authelia", "/api/oidc/authorization", "/.well-known/openid-configuration", "", ""},
        Provider{"SlashAtTheEnd", "/o/home/authorize", "/o/home/.well-known/openid-configuration", "/o/home/",
                 "/o/home/"},
        Provider{"Authentik", "/application/o/authorize/",
                 "/application/o/home/.well-known/openid-configuration", "/application/o/home/", "-"},
        Provider{"NamesAnother", "/realms/home/auth", "/realms/home/.well-known/openid-configuration",
                 "/realms/other", "-"},
        Provider{"NamesALongerOne", "/auth", "/.well-known/openid-configuration", "/x", "-"}),
    testing::PrintToStringParamName());

TEST(ProviderBehindPages, IsFoundWhereOnlyTheFrontEndIsGuarded) {
  QUrl base;
  const WebStub provider(
      [&](const HttpRequest&, QTcpSocket& socket) { answer(socket, 200, document(base.toString())); });
  base = provider.url();
  // The calls answer for themselves; a proxy of the gateway's own stands before the pages.
  const WebStub gateway([&](const HttpRequest& request, QTcpSocket& socket) {
    if (is_call(request)) return answer(socket, 401, {});
    if (request.target == "/") return answer(socket, 302, {}, "Location: /outpost/start?rd=/\r\n");
    answer(socket, 302, {},
           "Location: " + base.toString().toUtf8() + "/authorize?response_type=code&client_id=x\r\n");
  });
  EXPECT_EQ(find(gateway.url()).issuer, base.toString());
}

struct TypedProvider {
  const char* name;
  const char* typed;  ///< after the provider's address
  const char* issuer;
  const char* says = "";
  friend std::ostream& operator<<(std::ostream& out, const TypedProvider& p) { return out << p.name; }
};
class CheckProvider : public testing::TestWithParam<TypedProvider> {};

TEST_P(CheckProvider, TakesWhatTheProviderCallsItself) {
  const TypedProvider& row = GetParam();
  QUrl base;
  const WebStub provider([&](const HttpRequest& request, QTcpSocket& socket) {
    if (request.target == "/o/home/.well-known/openid-configuration")
      return answer(socket, 200, document(base.toString() + QStringLiteral("/o/home/")));
    if (request.target == "/other/.well-known/openid-configuration")
      return answer(socket, 200, document(base.toString()));
    request.target.startsWith("/page") ? page(socket) : answer(socket, 404, {});
  });
  base = provider.url();
  const auto report = test::finish(check_provider(base.toString() + QLatin1String(row.typed), {}));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->issuer.toStdString(),
            *row.issuer == '\0' ? "" : base.toString().toStdString() + row.issuer);
  EXPECT_TRUE(report->sentence.contains(QLatin1String(row.says))) << report->sentence.toStdString();
  EXPECT_EQ(report->issuer.isEmpty(), !report->next.isEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, CheckProvider,
    testing::Values(TypedProvider{"Exactly", "/o/home/", "/o/home/"},
                    TypedProvider{"WithoutSlash", "/o/home", "/o/home/"},
                    TypedProvider{"ItsDocument", "/o/home/.well-known/openid-configuration", "/o/home/"},
                    TypedProvider{"Nothing", "/nobody", "", "no sign-in provider is at this address (404)"},
                    TypedProvider{"APage", "/page", "", "answers with a web page"},
                    TypedProvider{"AnotherOnes", "/other", "", "not of"},
                    TypedProvider{"Query", "/o/home/?a=1", "", "has a query"}),
    testing::PrintToStringParamName());

TEST(CheckProviderAddress, IsHttpsBeyondThisMachine) {
  const auto plain = test::finish(check_provider(QStringLiteral("http://auth.example"), {}));
  ASSERT_TRUE(plain.has_value());
  EXPECT_TRUE(plain->issuer.isEmpty());
  EXPECT_FALSE(plain->sentence.isEmpty());
  EXPECT_FALSE(test::finish(check_provider(QStringLiteral(""), {}))->sentence.isEmpty());
}

TEST(WebAddresses, OfThisMachineAreKnown) {
  for (const char* here : {"http://localhost", "http://LOCALHOST:80", "http://127.0.0.1",
                           "http://127.8.9.1:1", "http://[::1]:80"})
    EXPECT_TRUE(is_this_machine(QUrl(QLatin1String(here)))) << here;
  for (const char* elsewhere : {"http://192.168.1.10", "http://localhost.example", "http://127.0.0.1.example",
                                "http://0.0.0.0", "http://[::2]", "http://home"})
    EXPECT_FALSE(is_this_machine(QUrl(QLatin1String(elsewhere)))) << elsewhere;
}

}  // namespace
}  // namespace hearth
