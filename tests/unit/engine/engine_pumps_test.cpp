// Two heat pumps, and two meters, in the engine.
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "tests/integration/engine_fixture.h"
#include "tests/support/loopback.h"
#include "tests/support/passing_time.h"

#include <QTemporaryDir>
#include <QWebSocket>
#include <QWebSocketServer>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::ask;
using test::wait_until;

constexpr TimeMs evening = 1768498800000;  // 2026-01-15T17:40:00Z
constexpr ChannelIndex supply = channel("heatpump.supply_temp");
const SeriesKey import{channel("energy.import"), {}};

struct EngineEntities : testing::Test {
  EngineEntities() {
    config.history_path = folder.filePath(QStringLiteral("history.db")).toStdString();
    config.time_zone = "Europe/Stockholm";
    config.access_token = "any";
  }
  std::unique_ptr<Engine> engine() {
    Engine::Options options;
    options.config = config;
    options.history_hours = 0;
    return Engine::start(std::move(options), clock);
  }
  std::vector<double> stored(Engine& engine, const SeriesKey& key) {
    return ask(engine, {.range = {evening - hour_ms, evening + hour_ms}, .keys = {key}, .buckets = {}})
        ->series.at(0)
        .values;
  }
  static std::string problems(Engine& engine) {
    std::string all;
    for (const Error& e : engine.status().status().problems) all += e.message + '\n';
    return all;
  }

  QTemporaryDir folder;
  Config config;
  ManualClock clock{evening};
};

TEST_F(EngineEntities, TwoHeatPumpsStayApart) {
  int asked = 0;
  test::HttpStub api([&](const test::HttpRequest& request, QTcpSocket& socket) {
    if (!request.target.startsWith("/api/v1/heatpump/latest")) return test::answer(socket, 404, {});
    const bool garage = asked++ % 2 == 1;
    test::answer(socket, 200,
                 QStringLiteral(R"({"ts":"%1","device_id":"%2","compressor_on":%3,"supplyline_temp":%4})")
                     .arg(QString::fromStdString(format_rfc3339(clock.now())),
                          garage ? QStringLiteral("garage") : QStringLiteral("house"),
                          garage ? QStringLiteral("false") : QStringLiteral("true"))
                     .arg(garage ? 28 : 41)
                     .toUtf8());
  });
  config.of<HomelabApiConfig>().base_url = "http://127.0.0.1:" + std::to_string(api.url().port());
  const auto running = engine();
  const LiveValues& values = running->live().values();
  ASSERT_TRUE(wait_until([&] { return values.contains({supply, "house"}); }));
  for (int i = 1; i < 4; ++i) {
    ASSERT_TRUE(test::pass_time_until(clock, 5 * second_ms, [&] { return asked > i; }));
    const SeriesKey key{supply, i % 2 == 1 ? "garage" : "house"};
    ASSERT_TRUE(wait_until([&] { return values.contains(key) && values.at(key).time == clock.now(); }));
  }
  EXPECT_EQ(values.at({supply, "house"}).value, 41);
  EXPECT_EQ(values.at({supply, "garage"}).value, 28);
  EXPECT_EQ(values.at({channel("heatpump.compressor"), "garage"}).value, 0);
  EXPECT_EQ(stored(*running, {supply, "house"}), (std::vector<double>{41, 41}));
  EXPECT_EQ(stored(*running, {supply, "garage"}), (std::vector<double>{28, 28}));
}

TEST_F(EngineEntities, OfTwoMetersInOneStreamOneIsStoredAndTheOtherNamed) {
  QWebSocketServer stream(QStringLiteral("s"), QWebSocketServer::NonSecureMode);
  ASSERT_TRUE(stream.listen(QHostAddress::LocalHost));
  config.of<EnergyWsConfig>().url = "ws://127.0.0.1:" + std::to_string(stream.serverPort()) + "/ws/energy";
  const auto play = [&](const char* first, const char* second) {
    const auto running = engine();
    EXPECT_TRUE(wait_until([&] { return stream.hasPendingConnections(); }));
    const std::unique_ptr<QWebSocket> client(stream.nextPendingConnection());
    for (int i = 0; i < 6; ++i) {
      clock.advance(second_ms);
      const bool one = i % 2 == 0;
      client->sendTextMessage(
          QStringLiteral(
              R"({"data":{"ts":"%1","tags":{"device_serial":"%2"},"fields":{"active_energy_total":%3}}})")
              .arg(QString::fromStdString(format_rfc3339(clock.now())),
                   QString::fromLatin1(one ? first : second))
              .arg(*(one ? first : second) == 'A' ? 1000 + i : 90'000 + i));
    }
    EXPECT_TRUE(wait_until([&] { return !problems(*running).empty(); }));
    return std::pair(stored(*running, import), problems(*running));
  };
  const auto [of_a, said_a] = play("A", "B");
  EXPECT_EQ(of_a, (std::vector<double>{1000, 1002, 1004}));
  EXPECT_EQ(said_a, "Two meters are heard: \"A\" is followed, \"B\" is not stored.\n");
  // The one that was stored before is followed, also where the other is heard first.
  const auto [of_both, said_both] = play("B", "A");
  EXPECT_EQ(of_both, (std::vector<double>{1000, 1002, 1004, 1001, 1003, 1005}));
  config.meter = "B";
  const auto [of_b, said_b] = play("A", "B");
  EXPECT_EQ(of_b.size(), 9U);
  EXPECT_EQ(of_b.back(), 90'005);
  EXPECT_EQ(said_b, "Two meters are heard: \"B\" is followed, \"A\" is not stored.\n");
}

}  // namespace
}  // namespace hearth
