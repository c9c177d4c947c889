// The sources against the demo home's real servers: what one says the other understands, quirks and faults
// included.
#include "core/demo/home_server.h"
#include "core/source/energy_ws/stream.h"
#include "core/source/homelab_api/client.h"
#include "tests/support/loopback.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using namespace test;

const TimeMs noon = parse_rfc3339("2026-01-15T12:30:10Z").value();

struct Tokens final : TokenSource {
  std::string value;
  int refusals = 0;
  QCoro::Task<Expected<AccessToken>> token() override { co_return AccessToken{value}; }
  void refused(const AccessToken&, TokenRefusal how) override {
    refusals += how == TokenRefusal::forbidden ? 0 : 1;
  }
};

struct Sources : testing::Test {
  void serve(demo::HomeServerOptions options = {}) {
    options.days = 2;
    server = std::make_unique<demo::HomeServer>(options, clock);
    ASSERT_TRUE(server->listen().has_value());
    tokens.value = server->token().toStdString();
    api = std::make_unique<HomelabApi>(http, tokens, clock, server->api_url(), server->api_url());
    stream = std::make_unique<EnergyStream>(
        server->live_url(), tokens, clock,
        EnergyStream::Timing{std::chrono::seconds(20), std::chrono::seconds(20), 0.001});
    QObject::connect(stream.get(), &EnergyStream::reading, stream.get(),
                     [this](const Reading& r) { readings.push_back(r); });
  }
  bool wait_for(ConnectionState state) {
    return run_until([this, state] { return stream->state() == state; });
  }

  ManualClock clock{noon};
  Tokens tokens;
  HttpClient http;
  std::unique_ptr<demo::HomeServer> server;
  std::unique_ptr<HomelabApi> api;
  std::unique_ptr<EnergyStream> stream;
  std::vector<Reading> readings;
};

TEST_F(Sources, UnderstandEveryAnswerOfTheHome) {
  serve();
  const auto energy = finish(api->energy_latest());
  ASSERT_TRUE(energy.has_value()) << to_text(energy.error());
  ASSERT_EQ(energy->value.size(), 1U);
  EXPECT_EQ(energy->value[0].samples.size(), 5U);
  EXPECT_LE(noon - energy->value[0].time, 5 * second_ms);

  const auto hours = finish(api->energy_history({noon - day_ms, noon}));
  ASSERT_TRUE(hours.has_value()) << to_text(hours.error());
  EXPECT_GE(hours->value.size(), 20U);
  EXPECT_EQ(hours->refused.count, 0U);
  for (const EnergyHour& hour : hours->value) EXPECT_GT(hour.energy_wh, 0);

  const auto total = finish(api->hourly_total());
  ASSERT_TRUE(total.has_value() && total->value.has_value());
  EXPECT_GT(total->value->energy_wh, 0);

  const auto pump = finish(api->heatpump_latest());
  ASSERT_TRUE(pump.has_value()) << to_text(pump.error());
  ASSERT_EQ(pump->value.size(), 1U);
  EXPECT_TRUE(has_value(pump->value[0].value(channel("heatpump.compressor"))));

  const auto rooms = finish(api->temperature_all_latest());
  ASSERT_TRUE(rooms.has_value()) << to_text(rooms.error());
  EXPECT_EQ(rooms->value.size(), 6U);
  EXPECT_EQ(rooms->refused.count, 0U);
  const std::string room = rooms->value.front().group.entity;
  const auto history = finish(api->temperature_history(room, 24));
  ASSERT_TRUE(history.has_value()) << to_text(history.error());
  EXPECT_GT(history->value.size(), 10U);
  EXPECT_EQ(history->refused.count, 0U);
  for (const Reading& r : history->value) EXPECT_EQ(r.group.entity, room);
  EXPECT_TRUE(finish(api->temperature_latest("no such room")).value().value.empty());
  EXPECT_EQ(finish(api->temperature_latest(room)).value().value.size(), 1U);

  const auto prices = finish(api->prices_latest());
  ASSERT_TRUE(prices.has_value()) << to_text(prices.error());
  EXPECT_EQ(prices->refused.count, 0U);
  EXPECT_EQ(prices->value.period, 15 * minute_ms);
  EXPECT_GE(prices->value.prices.size(), 96U);
  EXPECT_EQ(finish(api->prices_today()).value().value.prices.size(), 96U);
}

TEST_F(Sources, TomorrowsPricesAreAnEmptyListUntilPublished) {
  clock.set(parse_rfc3339("2026-01-15T08:00:00Z").value());
  serve();
  const auto none = finish(api->prices_tomorrow());
  ASSERT_TRUE(none.has_value()) << to_text(none.error());
  EXPECT_TRUE(none->value.prices.empty());
  clock.set(parse_rfc3339("2026-01-15T16:00:00Z").value());
  EXPECT_EQ(finish(api->prices_tomorrow()).value().value.prices.size(), 96U);
}

TEST_F(Sources, ClassTheHomesErrors) {
  serve({.scenario = demo::Scenario::barebones, .scopes = {QStringLiteral("read:heatpump")}});
  EXPECT_EQ(finish(api->heatpump_latest()).error().kind, ErrorKind::not_found);
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::not_permitted);
  tokens.value = "another-token";
  EXPECT_EQ(finish(api->heatpump_latest()).error().kind, ErrorKind::sign_in);
  EXPECT_EQ(tokens.refusals, 1);
}

TEST_F(Sources, SurviveEveryFaultOfTheHome) {
  serve();
  server->set_faults({.energy_missing = true});
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::retry);
  server->set_faults({.status = 503});
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::retry);
  server->set_faults({.close_mid_body = true});
  EXPECT_EQ(finish(api->temperature_all_latest()).error().kind, ErrorKind::offline);
  server->set_faults({.garbage = true});
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::bad_data);
  server->set_faults({.huge_bytes = 65LL * 1024 * 1024});
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::bad_data);
  server->set_faults({});
  EXPECT_TRUE(finish(api->energy_latest()).has_value());
  server->set_refusing(true);
  EXPECT_EQ(finish(api->energy_latest()).error().kind, ErrorKind::offline);
  server->set_refusing(false);
  EXPECT_TRUE(finish(api->energy_latest()).has_value());
}

TEST_F(Sources, StreamOneReadingASecondOfTheHomesTime) {
  serve();
  stream->start();
  ASSERT_TRUE(wait_for(ConnectionState::connected));
  for (int i = 0; i < 5; ++i) {
    const std::size_t before = readings.size();
    clock.advance(second_ms);
    ASSERT_TRUE(run_until([&] { return readings.size() > before; }));
  }
  ASSERT_EQ(readings.size(), 5U);
  for (std::size_t i = 1; i < readings.size(); ++i) {
    EXPECT_GT(readings[i].time, readings[i - 1].time);
    EXPECT_GE(readings[i].value(channel("energy.import")), readings[i - 1].value(channel("energy.import")));
  }
  EXPECT_FALSE(readings[0].epoch.empty());
  // What polling says of the same second is the same reading.
  const auto polled = finish(api->energy_latest());
  ASSERT_TRUE(polled.has_value());
  EXPECT_EQ(polled->value.at(0).value(channel("energy.import")),
            readings.back().value(channel("energy.import")));
}

TEST_F(Sources, TheStreamComesBackWhenTheHomeDoes) {
  serve();
  stream->start();
  ASSERT_TRUE(wait_for(ConnectionState::connected));
  server->set_refusing(true);
  ASSERT_TRUE(wait_for(ConnectionState::reconnecting));
  server->set_refusing(false);
  ASSERT_TRUE(wait_for(ConnectionState::connected));
  clock.advance(second_ms);
  EXPECT_TRUE(run_until([&] { return !readings.empty(); }));
}

TEST_F(Sources, ARefusedUpgradeIsSignIn) {
  serve();
  server->set_faults({.unauthorized = true});
  stream->start();
  ASSERT_TRUE(wait_for(ConnectionState::refused));
  EXPECT_GE(tokens.refusals, 1);
  server->set_faults({});
  EXPECT_TRUE(wait_for(ConnectionState::connected));
}

}  // namespace
}  // namespace hearth
