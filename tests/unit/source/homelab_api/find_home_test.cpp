// Which address is a home, and what is said of those that are none: real servers on loopback, with
// certificates of their own.
#include "core/source/homelab_api/find_home.h"

#include "core/net/web_words.h"
#include "tests/support/certificate.h"
#include "tests/support/web_stub.h"

#include <QSslConfiguration>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::always;
using test::answer;
using test::HttpRequest;
using test::page;
using test::TlsStub;
using test::WebStub;
using Handler = WebStub::Handler;
using Verdict = HomeReport::Verdict;

HomeReport find(const QUrl& address) {
  const auto report = test::finish(find_home(address, {}));
  return report.value_or(HomeReport{.sentence = QStringLiteral("stopped")});
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
    EXPECT_EQ(words.sentence, sentence);
    EXPECT_EQ(count_places(words.sentence.id()), words.sentence.args().size());
    EXPECT_FALSE(words.next.empty()) << sentence;
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
