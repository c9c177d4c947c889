// The engine with a clock that is wrong, its own or a sender's.
#include "core/demo/home_server.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "tests/integration/engine_fixture.h"

#include <QTemporaryDir>
#include <QWebSocket>
#include <QWebSocketServer>

#include <gtest/gtest.h>

#include <array>

namespace hearth {
namespace {

using test::ask;
using test::wait_until;

constexpr TimeMs evening = 1768498800000;  // 2026-01-15T17:40:00Z
const SeriesKey power{channel("energy.power_total"), {}};

struct EngineClock : testing::Test {
  EngineClock() {
    config.history_path = folder.filePath(QStringLiteral("history.db")).toStdString();
    config.time_zone = "Europe/Stockholm";
    config.access_token = "any";
  }
  void serve(const Clock& clock) {
    server = std::make_unique<demo::HomeServer>(demo::HomeServerOptions{.days = 2}, clock);
    ASSERT_TRUE(server->listen().has_value());
    config.of<HomelabApiConfig>().base_url = server->api_url().toString().toStdString();
    config.access_token = server->token().toStdString();
  }
  std::unique_ptr<Engine> engine(const Clock& clock, bool connect = true) {
    Engine::Options options;
    options.config = config;
    options.connect = connect;
    return Engine::start(std::move(options), clock);
  }
  static std::string problems(Engine& engine) {
    std::string all;
    for (const Error& e : engine.status().status().problems) all += e.message + '\n';
    return all;
  }
  static std::optional<LiveValue> live(Engine& engine, const SeriesKey& key) {
    const LiveValues& values = engine.live().values();
    const auto found = values.find(key);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  std::size_t stored(Engine& engine, TimeRange range) {
    return ask(engine, {.range = range, .keys = {power}, .buckets = {}})->series.at(0).size();
  }

  QTemporaryDir folder;
  Config config;
  ManualClock real{evening};
  std::unique_ptr<demo::HomeServer> server;
};

/// What is stamped ahead among frames that are right.
TEST_F(EngineClock, AFrameFromTheFutureIsShownAndNotStored) {
  QWebSocketServer stream(QStringLiteral("s"), QWebSocketServer::NonSecureMode);
  ASSERT_TRUE(stream.listen(QHostAddress::LocalHost));
  config.of<EnergyWsConfig>().url = "ws://127.0.0.1:" + std::to_string(stream.serverPort()) + "/ws/energy";
  ManualClock clock(evening);
  const auto running = engine(clock);
  ASSERT_TRUE(wait_until([&] { return stream.hasPendingConnections(); }));
  const std::unique_ptr<QWebSocket> client(stream.nextPendingConnection());
  const auto send = [&](DurationMs ahead, int watts) {
    client->sendTextMessage(
        QStringLiteral(
            R"({"type":"data","stream":"energy","data":{"ts":"%1","fields":{"active_power_total":%2}}})")
            .arg(QString::fromStdString(format_rfc3339(clock.now() + ahead)))
            .arg(watts));
    EXPECT_TRUE(wait_until([&] {
      const auto shown = live(*running, power);
      return shown && shown->value == watts;
    }));
  };
  send(0, 1001);
  clock.advance(second_ms);
  send(9 * minute_ms, 9999);
  EXPECT_EQ(live(*running, power)->time, clock.now());
  EXPECT_TRUE(
      wait_until([&] { return problems(*running) == "The live stream's clock is 9 minutes ahead.\n"; }));
  clock.advance(second_ms);
  send(-200, 1002);
  send(59 * second_ms, 1003);
  EXPECT_EQ(stored(*running, {evening - minute_ms, evening + hour_ms}), 3U);
  // Right again for some seconds, it is no longer named.
  clock.advance(2 * minute_ms);
  send(0, 1004);
  EXPECT_TRUE(wait_until([&] { return problems(*running).empty(); }));
}

/// A Pi without a clock of its own, before NTP and after it.
TEST_F(EngineClock, AClockBehindIsSaidAndEverythingIsAskedAgainWhenItIsSet) {
  ManualClock ours(evening - 3 * hour_ms);
  serve(real);
  const auto running = engine(ours);
  ASSERT_TRUE(wait_until([&] {
    return problems(*running) == "This machine's clock is 3 hours behind the services'.\n" &&
           live(*running, power).has_value();
  }));
  // What is new is stored by its own time, and shown as being as old as it is.
  EXPECT_TRUE(wait_until([&] { return stored(*running, {evening - minute_ms, evening + minute_ms}) > 0; }));
  EXPECT_TRUE(wait_until([&] { return live(*running, power)->time > ours.now() - minute_ms; }));
  EXPECT_LE(live(*running, power)->time, ours.now() + second_ms);
  EXPECT_TRUE(live(*running, power)->age_known);
  EXPECT_TRUE(wait_until([&] { return running->live().energy().price_now.has_value(); }));
  EXPECT_TRUE(wait_until([&] { return running->status().status().syncing.isEmpty(); }));
  const int before = server->requests();
  ours.set(evening);
  EXPECT_TRUE(wait_until([&] { return problems(*running).empty(); }));
  // Energy, its total, the heat pump, temperatures, prices, and the history.
  EXPECT_TRUE(wait_until([&] { return server->requests() >= before + 6; }));
}

TEST_F(EngineClock, WithoutANetworkWhatWasStoredLaterHasNoAge) {
  {
    auto store = HistoryStore::open({.path = config.history_path, .writer_name = {}}, real);
    ASSERT_TRUE(store.has_value());
    const Reading old{{Dataset::energy, {}}, evening - 5 * hour_ms, {}, {{power.channel, 700}}};
    const Reading last{{Dataset::energy, {}}, evening, {}, {{power.channel, 800}}};
    ASSERT_EQ((*store)->append(std::array{old, last}, Provenance::live).taken, 2U);
  }
  ManualClock ours(evening - 3 * hour_ms);
  const auto running = engine(ours, false);
  ASSERT_TRUE(wait_until([&] { return live(*running, power).has_value() && !problems(*running).empty(); }));
  EXPECT_FALSE(live(*running, power)->age_known);
  EXPECT_NE(problems(*running).find("behind, by 3 hours or more"), std::string::npos);
  EXPECT_FALSE(running->live().energy().today_kwh.has_value());
  ours.set(evening + second_ms);
  EXPECT_TRUE(wait_until([&] { return problems(*running).empty() && live(*running, power)->age_known; }));
}

}  // namespace
}  // namespace hearth
