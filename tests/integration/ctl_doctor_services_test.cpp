// What hearthctl doctor says of services, in every state that they can be in.
#include "core/telemetry/clock.h"
#include "tests/integration/oidc_fixture.h"
#include "tests/integration/program_run.h"
#include "tests/support/bent_home.h"
#include "tests/support/certificate.h"
#include "tests/support/web_stub.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QWebSocket>
#include <QWebSocketServer>

#include <gmock/gmock.h>

#include <filesystem>

namespace hearth {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

const TimeMs now = parse_rfc3339("2026-01-15T07:30:00Z").value();
constexpr const char* token = "doctor-token-1f6b2";

class CtlDoctorServices : public testing::Test {
 protected:
  CtlDoctorServices() {
    runner.unset("DBUS_SESSION_BUS_ADDRESS");
    runner.set("HEARTHBOARD_CLOCK", "2026-01-15T07:30:00Z");
    runner.set("HEARTHBOARD_ACCESS_TOKEN", token);
  }
  void TearDown() override { EXPECT_FALSE(has(runner.said(), token)) << runner.said(); }

  void configure(const std::string& api, const std::string& more = {}) const {
    runner.write("hearthboard.toml", "[api]\nbase_url = \"" + api + "\"\n" + more);
  }
  Ended doctor(const char* line = "doctor") { return runner.launch("hearthctl", words(line))->end(); }

  ProgramRunner runner;
};

struct State {
  const char* name;
  std::vector<Bend> bends;
  int code;
  std::vector<const char*> lines;  ///< %1: the host and port of the services
  const char* not_said = nullptr;
};

const QByteArray html = "Content-Type: text/html\r\n";
const Bend all_html{"/", 200, "<!DOCTYPE html><title>Hello</title>", html};
Bend all(int status) {
  return {"/", status};
}
Bend sent_to(const char* where) {
  return {"/", 302, {}, QByteArray("Location: ") + where + "\r\n"};
}

const std::vector<State>& states() {
  static const std::vector<State> rows = {
      {"Well",
       {},
       0,
       {"ok       sign-in        HEARTHBOARD_ACCESS_TOKEN has a token.\n",
        "ok       services       http://%1 answers.\n",
        "ok       services       Energy: the newest reading is 4 min old.\n",
        "ok       services       Energy of this hour: 0.42 kWh so far.\n",
        "ok       services       Energy by the hour: 2 of the last 6 hours.\n",
        "ok       services       Heat pump: the newest reading is 4 min old.\n",
        "ok       services       Rooms: 2 places, the newest reading is 4 min old.\n",
        "ok       services       History of a room: 1 reading of \"attic\" in the last 3 hours.\n",
        "ok       services       Prices: 24 of SE3 in SEK, up to 2026-01-16 01:00.\n",
        "warning  live           There is no live stream at ws://%1/ws/energy (404); energy comes every 5 s "
        "instead. Mend: Set [live] url to "},
       "FAILED"},
      {"EnergyHasTrouble",
       {{"/api/v1/energy", 500}},
       0,
       {"warning  services       Energy: The service ",
        " has trouble (500). Mend: So it answers while it has no energy readings at all; else look at the "
        "service's log.\n",
        "ok       services       Heat pump: the newest reading is 4 min old.\n"},
       "Energy of this hour"},
      {"OneCallHasTrouble",
       {{"/api/v1/energy/history", 500}},
       0,
       {"ok       services       Energy: the newest reading is 4 min old.\n",
        "warning  services       Energy by the hour: The service "}},
      {"PricesForbidden",
       {{"/api/v1/spotprice", 403}},
       0,
       {"warning  services       Prices: this account may not read it (403): the scope read:spotprice is "
        "missing. Mend: Use an access token that has the scope read:spotprice.\n"}},
      {"AllForbidden",
       {all(403)},
       77,
       {"FAILED   services       Energy: this account may not read it (403): the scope read:energy is "
        "missing.",
        "FAILED   services       Heat pump: this account may not read it (403): the scope read:heatpump is",
        "FAILED   services       Rooms: this account may not read it (403): the scope read:temperature is",
        "FAILED   services       Prices: this account may not read it (403): the scope read:spotprice is",
        "FAILED   live           The access token does not permit live readings (403)."}},
      {"TokenRefused",
       {all(401)},
       77,
       {"FAILED   services       The services do not take the access token (401). Mend: Hand over a valid "
        "one. A "
        "service that was started before its provider refuses everybody until it is started again.\n",
        "FAILED   live           The live service did not take the access token (401)."},
       "Energy:"},
      {"PricesRefuseTheToken",
       {{"/api/v1/spotprice", 401}},
       77,
       {"FAILED   services       Prices: the access token is not taken (401).",
        "ok       services       Rooms: 2"}},
      {"NoHeatPump",
       {{"/api/v1/heatpump", 404}},
       0,
       {"note     services       Heat pump: there is none, or it has sent nothing yet (404).\n"}},
      {"NoPriceService",
       {{"/api/v1/spotprice", 404}},
       0,
       {"warning  services       Prices: there is no price service at this address (404). Mend: Set [api] "
        "spotprice_url, where it has an address of its own.\n"}},
      {"AnOldService",
       {{"/api/v1/energy/hourly-total", 404}},
       0,
       {"warning  services       Energy of this hour: the service has no such call (404)."}},
      {"NoReadings",
       {{"/api/v1/energy/latest", 200, R"({"ts":"2026-01-15T07:29:00Z"})"},
        {"/api/v1/energy/hourly-total", 200,
         R"({"total_kwh":0.0,"hour_start":"2026-01-15T07:00:00Z","current_time":"2026-01-15T07:30:00Z"})"},
        {"/api/v1/energy/history", 200, "[]"},
        {"/api/v1/temperature/all-latest", 200, "[]"},
        {"/api/v1/spotprice", 200,
         R"({"today":{"delivery_area":"SE3","currency":"SEK","date":"2026-01-15","prices":[]},"tomorrow":null})"}},
       0,
       {"warning  services       Energy: the service answers, but has no readings. Mend: See whether the "
        "meter ",
        "note     services       Energy of this hour: the service knows nothing of it yet.\n",
        "note     services       Energy by the hour: the service has none of the last 6 hours: nothing was ",
        "warning  services       Rooms: the service answers, but has no readings. Mend: See whether the "
        "sensors ",
        "warning  services       Prices: the service answers, but has no prices. Mend: See in the price "}},
      {"OldReadings",
       {{"/api/v1/energy/latest", 200, R"({"ts":"2026-01-15T04:20:00Z","consumption_total_actual_w":500})"},
        {"/api/v1/temperature/all-latest", 200,
         R"([{"time":"2026-01-15T07:26:00Z","location":"attic","temperature_c":1},)"
         R"({"time":"2026-01-12T07:20:00Z","location":"cellar","temperature_c":1}])"}},
       0,
       {"warning  services       Energy: nothing has come for 3 h. Mend: See whether the meter sends",
        "ok       services       Rooms: 2 places, the newest reading is 4 min old.\n",
        "warning  services       Rooms: nothing has come from \"cellar\" for 3 days. Mend: See whether "
        "the "}},
      {"ReadingsOfAfterNow",
       {{"/api/v1/heatpump", 200, R"({"ts":"2026-01-15T07:36:00Z","device_id":"pump","outdoor_temp":1})"}},
       0,
       {"warning  services       Heat pump: the newest reading is of after now, by this machine's clock."}},
      {"ValuesLeftOut",
       {{"/api/v1/temperature/history", 200,
         R"([{"time":"2026-01-15T07:26:00Z","location":"attic","temperature_c":21},{"time":"never"}])"}},
       0,
       {"warning  services       History of a room: 1 of what came was left out as wrong, the first: "}},
      {"Garbage",
       {{"/api/v1/energy/latest", 200, "{\"ts\":"}},
       65,
       {"FAILED   services       Energy: Nothing of the answer is right",
        "(energy/latest) Mend: ", "ok       services       Rooms: 2 places"}},
      {"APageInPlaceOfPrices",
       {{"/api/v1/spotprice", 200, "<html>", html}},
       65,
       {"FAILED   services       Prices: ", "ok       services       Energy: "}},
      {"NoHome",
       {all_html},
       78,
       {"FAILED   services       %1 is a web server, but no home: it answers with a page. Mend: "},
       "Energy:"},
      {"OtherJson",
       {{"/", 200, "{}"}},
       78,
       {"FAILED   services       %1 answers, but not as a home does. Mend: "}},
      {"NothingThere",
       {all(404)},
       78,
       {"FAILED   services       %1 is a web server, but has no home at this address (404). Mend: "}},
      {"Portal",
       {sent_to("http://portal.example/login")},
       69,
       {"FAILED   services       %1 is no home: it sends its callers to portal.example. Some networks do "
        "so "}},
      {"Moved",
       {{"/api/v1/energy/latest", 301, {}, "Location: https://home.example/api/v1/energy/latest\r\n"},
        all(301)},
       78,
       {"FAILED   services       http://%1 sends its callers to https://home.example. Mend: Use that "
        "address.\n"}},
      {"GatewayTakesNoTokens",
       {sent_to(
           "http://127.0.0.1:1/authorize?client_id=x&response_type=code&redirect_uri=http%3A%2F%2F%1%2F")},
       78,
       {"FAILED   services       %1 sends those who bring an access token to its sign-in page, too. Mend: "
        "Have "}},
      {"AllHaveTrouble",
       {all(500)},
       69,
       {"FAILED   services       The service at %1 has trouble (500). Mend: Look at its log, then try "
        "again.\n"}},
      {"NothingBehindTheGateway",
       {all(502)},
       69,
       {"FAILED   services       %1 answers, but the service behind it does not (502). Mend: "}},
      {"NothingReadable",
       {{"/api/v1/energy", 500}, {"/api/v1/temperature", 403}, {"/api/v1", 503}},
       77,
       {"FAILED   services       Energy: The service ", " has trouble (500). Mend: So it answers ",
        "FAILED   services       Rooms: this account may not read it (403): the scope read:temperature is "}},
  };
  return rows;
}

TEST_F(CtlDoctorServices, EachStateHasItsSentenceAndItsCode) {
  for (const State& state : states()) {
    const BentHome home(now, state.bends);
    configure(home.url().toString().toStdString());
    const Ended ended = doctor();
    EXPECT_EQ(ended.code, state.code) << state.name << '\n' << ended.out << ended.err;
    for (const char* line : state.lines)
      EXPECT_THAT(ended.out, HasSubstr(QByteArray(line).replace("%1", home.host()).toStdString()))
          << state.name;
    if (state.not_said != nullptr) {
      EXPECT_THAT(ended.out, Not(HasSubstr(state.not_said))) << state.name;
    }
    EXPECT_EQ(ended.err, "") << state.name;
  }
}

/// No resolver is asked for a name that none can have.
std::string impossible_name() {
  std::string name(60, 'x');
  for (int i = 0; i < 4; ++i) name += "." + std::string(60, 'x');
  return name;
}

TEST_F(CtlDoctorServices, EachWayToNobodyHasItsSentence) {
  QTcpServer taken;
  ASSERT_TRUE(taken.listen(QHostAddress::LocalHost));
  const std::string closed = "127.0.0.1:" + std::to_string(taken.serverPort());
  taken.close();
  const TlsStub itself(make_certificate({}), always(200));
  const std::string secure = itself.url("https").authority().toStdString();
  const WebStub plain(always(401));
  const std::string in_the_clear = plain.url().authority().toStdString();
  const std::string nowhere = impossible_name();
  struct Way {
    std::string url;
    std::string line;
    int code = 69;
  };
  for (const Way& way : {
           Way{"http://" + closed, "FAILED   services       " + closed + " refuses the connection. Mend: "},
           Way{"https://" + nowhere, "FAILED   services       There is no host " + nowhere + " here. Mend: "},
           Way{"https://" + secure,
               "FAILED   services       The certificate of " + secure + " is signed by itself alone. Mend: "},
           Way{"https://" + in_the_clear,
               "FAILED   services       " + in_the_clear + " speaks plain http, not https. Mend: Use http://",
               78},
           Way{"http://192.0.2.1",
               "FAILED   services       The access token is not sent to 192.0.2.1 over plain http: whoever "
               "is on "
               "the way could take it. Mend: Use https. Or, if you trust everybody in that network, set "
               "under "
               "[net]: allow_plain_http = [\"192.0.2.1\"]\n",
               78},
       }) {
    configure(way.url);
    const Ended ended = doctor();
    EXPECT_EQ(ended.code, way.code) << ended.out;
    EXPECT_THAT(ended.out, HasSubstr(way.line));
  }
}

TEST_F(CtlDoctorServices, PricesOfAnAddressOfTheirOwnAreAServiceOfTheirOwn) {
  const BentHome home(now, {});
  const BentHome prices(now, {{"/api/v1/spotprice", 401}});
  const auto with_prices = [&](const std::string& url) {
    configure(home.url().toString().toStdString(), "spotprice_url = \"" + url + "\"\n");
    return doctor();
  };
  const Ended refused = with_prices(prices.url().toString().toStdString());
  EXPECT_EQ(refused.code, 77) << refused.out;
  EXPECT_THAT(refused.out, HasSubstr("FAILED   services       Prices: the access token is not taken (401)."));
  EXPECT_THAT(refused.out, HasSubstr("ok       services       Rooms: 2 places"));
  const Ended gone = with_prices("http://127.0.0.1:1");
  EXPECT_EQ(gone.code, 69) << gone.out;
  EXPECT_THAT(gone.out, HasSubstr("FAILED   services       127.0.0.1:1 refuses the connection. Mend: "));
}

TEST_F(CtlDoctorServices, WithoutATokenAStrangerLooks) {
  runner.unset("HEARTHBOARD_ACCESS_TOKEN");
  const BentHome home(now, {all(401)});
  configure(home.url().toString().toStdString());
  const Ended ended = doctor();
  EXPECT_EQ(ended.code, 77) << ended.out;
  EXPECT_THAT(ended.out,
              HasSubstr("FAILED   sign-in        Not set up: without an access token nothing is asked "
                        "of the services. Mend: Set [identity] issuer"));
  EXPECT_THAT(ended.out, HasSubstr("ok       services       " + home.host().toStdString() +
                                   " is a home, and wants somebody to sign in.\n"));
  for (const HttpRequest& request : home.requests())
    EXPECT_FALSE(request.headers.contains("authorization")) << request.target.constData();
}

TEST_F(CtlDoctorServices, ProgramsReadTheSame) {
  const BentHome home(now, {{"/api/v1/heatpump", 403}});
  configure(home.url().toString().toStdString());
  const Ended ended = doctor("doctor --json");
  EXPECT_EQ(ended.code, 0) << ended.err;
  const QJsonArray checks = QJsonDocument::fromJson(QByteArray::fromStdString(ended.out))
                                .object()[QStringLiteral("checks")]
                                .toArray();
  QStringList said;
  for (const QJsonValue& check : checks) {
    const QJsonObject c = check.toObject();
    if (c[QStringLiteral("about")].toString() != QLatin1String("services")) continue;
    said.append(c[QStringLiteral("verdict")].toString() + u' ' + c[QStringLiteral("dataset")].toString() +
                u' ' + c[QStringLiteral("call")].toString());
  }
  EXPECT_EQ(said.join(u'\n').toStdString(),
            "good  \ngood energy energy/latest\ngood energy energy/hourly-total\ngood energy energy/history\n"
            "warning heatpump heatpump/latest\ngood climate temperature/all-latest\n"
            "good climate temperature/history\ngood price spotprice/latest");
}

/// What sync makes of the same states.
TEST_F(CtlDoctorServices, SyncFetchesWhatThereIsBesideTrouble) {
  struct Row {
    std::vector<Bend> bends;
    int code;
    const char* said;
  };
  for (const Row& row : {Row{{{"/api/v1/energy", 500}}, 0, "hearthctl: warning: energy: The service "},
                         Row{{{"/api/v1/temperature", 500}}, 0, "hearthctl: warning: climate: The service "},
                         Row{{{"/api/v1/energy", 500}, {"/", 503}}, 69, "(50"},
                         Row{{{"/api/v1/energy", 500}, {"/", 403}}, 69, "energy: The service "},
                         Row{{all(403)}, 77, "This account may read nothing of this home."}}) {
    const BentHome home(now, row.bends);
    configure(home.url().toString().toStdString(), "[history]\npath = \"sync.db\"\n");
    const Ended ended = doctor("sync --hours 5 --json");
    EXPECT_EQ(ended.code, row.code) << ended.out << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(row.said));
    const QJsonObject said = QJsonDocument::fromJson(QByteArray::fromStdString(ended.out)).object();
    EXPECT_FALSE(said[QStringLiteral("complete")].toBool(true)) << ended.out;
    for (const char* file : {"sync.db", "sync.db-wal", "sync.db-shm"})
      std::filesystem::remove(runner.path(file));
  }
}

TEST_F(CtlDoctorServices, ASessionOfARealProviderIsUsed) {
  OidcProvider provider(QStringLiteral("rotating"));
  for (const char* name : {"HEARTHBOARD_ACCESS_TOKEN", "HEARTHBOARD_CLOCK", "DISPLAY", "WAYLAND_DISPLAY"})
    runner.unset(name);
  const BentHome home(make_system_clock()->now(), {{"/api/v1/heatpump", 403}});
  configure(home.url().toString().toStdString(),
            "[identity]\nkeeper = \"file\"\nissuer = \"" + provider.issuer().toStdString() +
                "\"\nscopes = \"openid profile offline_access read:energy\"\n");
  const auto login = runner.launch("hearthctl", words("login --device"));
  ASSERT_TRUE(login->says("\nCode  ")) << login->err();
  const auto shown = [&](std::string_view word) {
    const auto from = login->err().rfind(word) + word.size();
    return QString::fromStdString(login->err().substr(from, login->err().find('\n', from) - from));
  };
  const auto person = provider.approve(shown("Open  ") + QStringLiteral("?user_code=") + shown("Code  "));
  ASSERT_TRUE(person->wait() && person->succeeded()) << login->err();
  ASSERT_EQ(login->end().code, 0) << login->err();

  const Ended ended = doctor();
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\nok       sign-in        "));
  // How old it is depends on how long the sign-in took.
  EXPECT_THAT(ended.out, HasSubstr("\nok       services       Rooms: 2 places, the newest reading is "));
  EXPECT_THAT(ended.out,
              HasSubstr("\nwarning  services       Heat pump: this account may not read it (403): the scope "
                        "read:heatpump is missing. Mend: Add read:heatpump to [identity] scopes, then "
                        "sign in anew: hearthctl login\n"));
  for (const std::string& secret : provider.secrets()) EXPECT_FALSE(has(runner.said(), secret));
}

// ---- the live stream

/// A service that takes everybody in and says this, or nothing.
class LiveStub {
 public:
  explicit LiveStub(QString says) : server_({}, QWebSocketServer::NonSecureMode), says_(std::move(says)) {
    QObject::connect(&server_, &QWebSocketServer::newConnection, &server_, [this] {
      QWebSocket* const client = server_.nextPendingConnection();
      client->setParent(&server_);
      if (!says_.isEmpty()) client->sendTextMessage(says_);
    });
    server_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] std::string url() const {
    return "ws://127.0.0.1:" + std::to_string(server_.serverPort()) + "/ws/energy";
  }

 private:
  QWebSocketServer server_;
  QString says_;
};

TEST_F(CtlDoctorServices, EachStateOfTheLiveStreamHasItsSentence) {
  const LiveStub silent({});
  const LiveStub odd(QStringLiteral("{\"type\":"));
  const BentHome refuses401(now, {all(401)});
  const BentHome refuses403(now, {all(403)});
  const BentHome refuses404(now, {all(404)});
  const BentHome refuses503(now, {all(503)});
  const auto live = [](const BentHome& home) { return "ws://" + home.host().toStdString() + "/ws/energy"; };
  const std::string nowhere = impossible_name();
  struct Row {
    std::string url;
    int code;
    std::string line;
  };
  const BentHome home(now, {});
  // Ten seconds are over in half a one.
  runner.set("HEARTHBOARD_CLOCK", "2026-01-15T07:30:00Z,x20");
  for (const Row& row : {
           Row{silent.url(), 0, "warning  live           Connected, but no reading came within 10 s. Mend: "},
           Row{odd.url(), 0, "warning  live           Connected, but what comes is no reading: "},
           Row{live(refuses401), 77,
               "FAILED   live           The live service did not take the access token (401). Mend: Sign in"},
           Row{live(refuses403), 77,
               "FAILED   live           The access token does not permit live readings (403). Mend: Ask "},
           Row{live(refuses404), 78,
               "FAILED   live           The live service answered 404 instead of opening a stream. Mend: "
               "Set "},
           Row{live(refuses503), 69,
               "FAILED   live           The live service answered 503 instead of opening a stream. Mend: "
               "Look "},
           Row{"ws://127.0.0.1:1/ws/energy", 69,
               "FAILED   live           127.0.0.1:1 refuses the connection. Mend: "},
           Row{"wss://" + nowhere + "/ws/energy", 69,
               "FAILED   live           There is no host " + nowhere + " here. Mend: "},
           Row{"ws://192.0.2.1/ws/energy", 78,
               "FAILED   live           The access token is not sent to 192.0.2.1 over plain ws"},
       }) {
    configure(home.url().toString().toStdString(), "[live]\nurl = \"" + row.url + "\"\n");
    const Ended ended = doctor();
    EXPECT_EQ(ended.code, row.code) << row.url << '\n' << ended.out;
    EXPECT_THAT(ended.out, HasSubstr(row.line)) << row.url;
  }
}

}  // namespace
}  // namespace hearth
