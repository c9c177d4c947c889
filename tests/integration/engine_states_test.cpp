// What the engine says of a home whose services are bent: the real engine, its real sources, and servers that
// do what no real home's would.
#include "core/engine/home_state.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "tests/integration/engine_fixture.h"
#include "tests/support/loopback.h"

#include <QMutex>
#include <QTemporaryDir>
#include <QWebSocket>
#include <QWebSocketServer>

#include <gtest/gtest.h>

#include <ostream>

namespace hearth {
namespace {

using test::wait_until;
using Kind = HomeState::Kind;

constexpr TimeMs evening = 1768498800000;  // 2026-01-15T17:40:00Z

QByteArray stamp(TimeMs time) {
  return QByteArray::fromStdString(format_rfc3339(time));
}

/// How one of the services answers.
struct Manner {
  int status = 200;
  DurationMs age = 0;    ///< of what it gives
  QByteArray body = {};  ///< in place of a reading
  QByteArray headers = {};
  bool silent = false;
};
const Manner well{};
Manner refusing(int status) {
  return {.status = status};
}

struct Manners {
  Manner energy, heatpump, climate, price;
  enum class Stream { none, refused, silent, talks } stream = Stream::none;
};
Manners all(const Manner& manner, Manners::Stream stream = Manners::Stream::none) {
  return {manner, manner, manner, manner, stream};
}

/// A home's services, each as its manner is.
class BentHome {
 public:
  explicit BentHome(const Clock& clock)
      : clock_(clock),
        http_([this](const test::HttpRequest& request, QTcpSocket& socket) { answer(request, socket); }),
        live_(QStringLiteral("live"), QWebSocketServer::NonSecureMode) {
    QObject::connect(&live_, &QWebSocketServer::newConnection, &live_, [this] {
      QWebSocket* const client = live_.nextPendingConnection();
      client->setParent(&live_);
      clients_.append(client);
      say();
    });
    live_.listen(QHostAddress::LocalHost);
  }
  [[nodiscard]] std::string api_url() const { return http_.url().toString().toStdString(); }
  [[nodiscard]] std::string live_url() const {
    // Nobody listens at port 1.
    const int port = manners.stream == Manners::Stream::refused ? 1 : live_.serverPort();
    return "ws://127.0.0.1:" + std::to_string(port) + "/ws/energy";
  }
  /// One live reading.
  void say() {
    if (manners.stream != Manners::Stream::talks) return;
    for (QWebSocket* client : clients_)
      client->sendTextMessage(
          QStringLiteral(R"({"type":"data","data":{"ts":"%1","fields":{"active_power_total":5}}})")
              .arg(QString::fromLatin1(stamp(clock_.now()))));
  }
  Manners manners;
  int heat_pump_asked = 0;

 private:
  void answer(const test::HttpRequest& request, QTcpSocket& socket) {
    const auto give = [&](const Manner& manner, const QByteArray& good) {
      if (manner.silent) return;
      const QByteArray body = !manner.body.isEmpty() || manner.status != 200 ? manner.body : good;
      test::answer(socket, manner.status, body, manner.headers);
    };
    const auto at = [&](const Manner& manner) { return stamp(clock_.now() - manner.age); };
    const QByteArray& target = request.target;
    if (target.startsWith("/api/v1/energy/latest"))
      return give(manners.energy,
                  R"({"ts":")" + at(manners.energy) + R"(","consumption_total_actual_w":812.0})");
    if (target.startsWith("/api/v1/energy/hourly-total"))
      return give(manners.energy, R"({"total_kwh":0,"hour_start":")" +
                                      stamp(floor_to(clock_.now(), hour_ms)) + R"(","current_time":")" +
                                      stamp(clock_.now()) + R"("})");
    if (target.startsWith("/api/v1/heatpump/latest")) {
      ++heat_pump_asked;
      return give(manners.heatpump,
                  R"({"ts":")" + at(manners.heatpump) + R"(","device_id":"hp","compressor_on":true})");
    }
    if (target.startsWith("/api/v1/temperature/all-latest"))
      return give(manners.climate,
                  R"([{"time":")" + at(manners.climate) + R"(","location":"kitchen","temperature_c":21.0}])");
    give(manners.price, prices());
  }
  [[nodiscard]] QByteArray prices() const {
    QByteArray list;
    for (TimeMs hour = floor_to(clock_.now(), hour_ms); hour < clock_.now() + 10 * hour_ms; hour += hour_ms)
      list += (list.isEmpty() ? "" : ",") + (R"({"time":")" + stamp(hour) + R"(","price_per_kwh":1.0})");
    return R"({"today":{"delivery_area":"SE3","currency":"SEK","prices":[)" + list + "]}}";
  }

  const Clock& clock_;
  test::HttpStub http_;
  QWebSocketServer live_;
  QList<QWebSocket*> clients_;
};

struct EngineStates : testing::Test {
  EngineStates() {
    config.history_path = folder.filePath(QStringLiteral("history.db")).toStdString();
    config.time_zone = "Europe/Stockholm";
    config.access_token = "any";
  }
  void start(bool api = true) {
    if (api) config.of<HomelabApiConfig>().base_url = home.api_url();
    if (home.manners.stream != Manners::Stream::none) config.of<EnergyWsConfig>().url = home.live_url();
    Engine::Options options;
    options.config = config;
    options.history_hours = 0;
    engine = Engine::start(std::move(options), clock);
  }
  [[nodiscard]] HomeState state() const { return home_state(engine->status().status(), clock.now()); }
  [[nodiscard]] bool everything_was_heard() const {
    const Connection api = test::connection_of(*engine, QStringLiteral("API"));
    return std::ranges::all_of(api.data, [](const auto& entry) { return entry.second.newest != 0; });
  }
  /// Lets time pass until it is so.
  bool passes_until(const std::function<bool()>& is_so) {
    for (int step = 0; step < 60 && !is_so(); ++step) {
      clock.advance(20 * second_ms);
      home.say();
      wait_until(is_so, 40);
    }
    return wait_until(is_so);
  }
  bool comes_to(Kind kind, const std::vector<Dataset>& missing = {}) {
    return passes_until([&] { return state().kind == kind && state().missing == missing; });
  }

  QTemporaryDir folder;
  Config config;
  ManualClock clock{evening};
  BentHome home{clock};
  std::unique_ptr<Engine> engine;
};

using Stream = Manners::Stream;

struct Bent {
  const char* name;
  Manners manners;
  Kind kind;
  std::vector<Dataset> missing = {};
  const char* detail = "";  ///< a part of what is said of the API
  bool api = true;
  friend std::ostream& operator<<(std::ostream& out, const Bent& bent) { return out << bent.name; }
};
class FromTheStart : public EngineStates, public testing::WithParamInterface<Bent> {};
class AfterAllWasWell : public EngineStates, public testing::WithParamInterface<Bent> {};

void expect_detail(Engine& engine, const char* detail) {
  const std::string said = test::connection_of(engine, QStringLiteral("API")).detail.toStdString();
  EXPECT_NE(said.find(detail), std::string::npos) << said;
  if (*detail == '\0') {
    EXPECT_EQ(said, "");
  }
}

TEST_P(FromTheStart, IsSaidAsItIs) {
  home.manners = GetParam().manners;
  start(GetParam().api);
  EXPECT_TRUE(comes_to(GetParam().kind, GetParam().missing)) << static_cast<int>(state().kind);
  expect_detail(*engine, GetParam().detail);
}

const Manner page{.body = "<!DOCTYPE html><title>Welcome</title>", .headers = "Content-Type: text/html\r\n"};
const Manner elsewhere{.status = 302, .headers = "Location: http://login.airport.example/welcome\r\n"};

INSTANTIATE_TEST_SUITE_P(
    All, FromTheStart,
    testing::Values(
        Bent{"AllWell", all(well, Stream::talks), Kind::live},
        Bent{"NothingAnswers", all({.silent = true}), Kind::connecting},
        Bent{"NotThere",
             all(refusing(404), Stream::refused),
             Kind::lost,
             {},
             "has no home at this address (404)"},
        Bent{"Forbidden", all(refusing(403)), Kind::closed},
        Bent{"Garbage", all({.body = "\x01garbage{"}), Kind::lost, {}, "."},
        Bent{"OtherJson", all({.body = R"({"status":"ok"})"}), Kind::quiet},
        Bent{"APage", all(page), Kind::lost, {}, "no home: it answers with a page"},
        Bent{"Elsewhere", all(elsewhere), Kind::lost, {}, "it sends its callers to login.airport.example"},
        Bent{"Trouble", all(refusing(500)), Kind::lost, {}, "has trouble (500)"},
        Bent{"NoHeatPumpAtAll", {well, refusing(404), well, well}, Kind::live},
        Bent{"NoEnergyAtAll", {refusing(500), well, well, well, Stream::refused}, Kind::live},
        Bent{"PricesForbidden", {well, well, well, refusing(403)}, Kind::live},
        Bent{"OldReadingsAgainAndAgain",
             all({.age = 4 * hour_ms}, Stream::silent),
             Kind::quiet,
             {Dataset::energy, Dataset::heatpump, Dataset::climate}},
        Bent{"QuietSensors", {well, well, {.age = 2 * hour_ms}, well}, Kind::live},
        Bent{"OnlyTheStream", all(well, Stream::talks), Kind::live, {}, "", false},
        Bent{"OnlyTheStreamAndNoFrames", all(well, Stream::silent), Kind::quiet, {}, "", false}),
    testing::PrintToStringParamName());

TEST_P(AfterAllWasWell, IsSaidAsItIsAndGetsWellAgain) {
  home.manners = all(well, Stream::talks);
  start();
  ASSERT_TRUE(comes_to(Kind::live));
  ASSERT_TRUE(wait_until([&] { return everything_was_heard(); }));
  EXPECT_TRUE(engine->status().status().problems.empty());
  home.manners = GetParam().manners;
  EXPECT_TRUE(comes_to(GetParam().kind, GetParam().missing)) << static_cast<int>(state().kind);
  expect_detail(*engine, GetParam().detail);
  const auto problems = [&] { return engine->status().status().problems.size(); };
  if (GetParam().kind != Kind::live && GetParam().kind != Kind::closed) {
    EXPECT_TRUE(wait_until([&] { return problems() > 0; }, 2000));
  }
  home.manners = all(well, Stream::talks);
  EXPECT_TRUE(comes_to(Kind::live));
  EXPECT_TRUE(passes_until([&] { return problems() == 0; }))
      << engine->status().status().problems.front().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, AfterAllWasWell,
    testing::Values(  // Its sensors of the climate are not expected to have said anything yet.
        Bent{"TheBrokerDies",
             all({.age = 5 * hour_ms}, Stream::silent),
             Kind::partly,
             {Dataset::energy, Dataset::heatpump}},
        Bent{"TheHeatPumpFails",
             {well, refusing(500), well, well, Stream::talks},
             Kind::partly,
             {Dataset::heatpump}},
        Bent{"TheHeatPumpIsGone",
             {well, refusing(404), well, well, Stream::talks},
             Kind::partly,
             {Dataset::heatpump}},
        Bent{"EnergyFails",
             {refusing(500), well, well, well, Stream::silent},
             Kind::partly,
             {Dataset::energy}}),
    testing::PrintToStringParamName());

/// What the log says meanwhile.
class LogWatch {
 public:
  LogWatch() {
    current_ = this;
    before_ =
        qInstallMessageHandler([](QtMsgType type, const QMessageLogContext& context, const QString& text) {
          const QMutexLocker lock(&current_->mutex_);
          if (qstrcmp(context.category, "hearth.health") == 0)
            current_->lines_.append(
                (type == QtWarningMsg ? QStringLiteral("warning ") : QStringLiteral("info ")) + text);
        });
  }
  ~LogWatch() { qInstallMessageHandler(before_); }
  [[nodiscard]] QStringList lines() {
    const QMutexLocker lock(&mutex_);
    return lines_;
  }

 private:
  inline static LogWatch* current_ = nullptr;
  QMutex mutex_;
  QStringList lines_;
  QtMessageHandler before_ = nullptr;
};

/// The energy calls answer 500 for ever, as they do in a home without a meter; nobody listens where the
/// stream should be.
TEST_F(EngineStates, OneCallThatFailsForEverFlipsNothingElse) {
  LogWatch log;
  home.manners = {refusing(500), well, well, well, Stream::refused};
  std::vector<ConnectionState> api;
  std::vector<Kind> said;
  start();
  QObject::connect(&engine->status(), &StatusService::updated, &engine->status(), [&] {
    const ConnectionState now = test::connection_of(*engine, QStringLiteral("API")).state;
    if (api.empty() || api.back() != now) api.push_back(now);
    if (said.empty() || said.back() != state().kind) said.push_back(state().kind);
  });
  // Two minutes: each call fails or succeeds many times, in any order.
  int steps = 0;
  while (steps < 24) {
    const int before = home.heat_pump_asked;
    clock.advance(5 * second_ms);
    // A pause begins when an answer has been heard of, which may be after the clock was moved.
    if (wait_until([&] { return home.heat_pump_asked > before; }, 40)) ++steps;
  }
  EXPECT_EQ(api, (std::vector{ConnectionState::connecting, ConnectionState::connected}));
  EXPECT_EQ(said, (std::vector{Kind::connecting, Kind::live}));
  const QStringList lines = log.lines();
  EXPECT_EQ(lines.filter(QStringLiteral("API, energy data: The service at ")).size(), 1)
      << lines.join(QLatin1Char('\n')).toStdString();
  EXPECT_EQ(lines.filter(QStringLiteral("Live: 127.0.0.1:1 refuses the connection.")).size(), 1);
  EXPECT_EQ(lines.size(), 2) << lines.join(QLatin1Char('\n')).toStdString();
  // What this home never had is no problem of it; that its stream is not there is.
  ASSERT_EQ(engine->status().status().problems.size(), 1U);
  EXPECT_EQ(engine->status().status().problems[0].message, "Live: 127.0.0.1:1 refuses the connection.");
  const Connection connection = test::connection_of(*engine, QStringLiteral("API"));
  EXPECT_TRUE(connection.data.at(Dataset::energy).error.has_value());
  EXPECT_FALSE(connection.data.at(Dataset::heatpump).error.has_value());
}

/// With every answer, and not more than about once a second.
TEST_F(EngineStates, LastHeardMovesWithEveryAnswer) {
  home.manners = all(well);
  start();
  ASSERT_TRUE(comes_to(Kind::live));
  const auto heard = [&] { return test::connection_of(*engine, QStringLiteral("API")).last_heard; };
  int told = 0;
  QObject::connect(&engine->status(), &StatusService::updated, &engine->status(), [&] { ++told; });
  const TimeMs before = heard();
  for (int answered = 0; answered < 14;) {
    const int asked = home.heat_pump_asked;
    clock.advance(5 * second_ms);
    if (wait_until([&] { return home.heat_pump_asked > asked; }, 40)) ++answered;
  }
  EXPECT_TRUE(wait_until([&] { return heard() >= before + minute_ms; }, 5000));
  EXPECT_LE(told, 25);
}

}  // namespace
}  // namespace hearth
