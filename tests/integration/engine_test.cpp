#include "core/demo/home_server.h"
#include "core/net/http_client.h"
#include "core/source/energy_ws/config.h"
#include "core/source/homelab_api/config.h"
#include "tests/integration/engine_fixture.h"
#include "tests/support/loopback.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::ask;
using test::connected;
using test::sync;
using test::wait_until;

constexpr TimeMs winter_evening = 1768498800000;  // 2026-01-15T17:40:00Z
const SeriesKey power{channel("energy.power_total"), {}};

class EngineTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_.isValid());
    config_.history_path = folder_.filePath(QStringLiteral("history.db")).toStdString();
    config_.time_zone = "Europe/Stockholm";
  }

  void serve(demo::Scenario scenario = demo::Scenario::normal) {
    server_ = std::make_unique<demo::HomeServer>(demo::HomeServerOptions{.scenario = scenario}, *clock_);
    ASSERT_TRUE(server_->listen().has_value());
    config_.of<HomelabApiConfig>().base_url = server_->api_url().toString().toStdString();
    config_.of<EnergyWsConfig>().url = server_->live_url().toString().toStdString();
    config_.access_token = server_->token().toStdString();
  }

  std::unique_ptr<Engine> engine(Engine::Options options = {}) {
    options.config = config_;
    return Engine::start(std::move(options), *clock_);
  }

  static ConnectionState state(Engine& engine, const QString& name) {
    return test::connection_of(engine, name).state;
  }

  QTemporaryDir folder_;
  std::unique_ptr<Clock> clock_ = make_scaled_clock(winter_evening, 1);
  std::unique_ptr<demo::HomeServer> server_;
  Config config_;
};

TEST_F(EngineTest, FollowsEverythingTheHomeSays) {
  serve();
  const auto running = engine();
  const LiveValues& values = running->live().values();
  EXPECT_TRUE(wait_until([&] {
    return values.contains(power) && values.contains({channel("climate.temperature"), "kitchen"}) &&
           running->live().energy().price_now.has_value();
  }));
  EXPECT_TRUE(wait_until([&] {
    return connected(*running, QStringLiteral("API")) && connected(*running, QStringLiteral("Live"));
  }));
  bool heat_pump = false;
  EXPECT_TRUE(wait_until([&] {
    for (const auto& [key, value] : values)
      heat_pump = heat_pump || key.channel == channel("heatpump.supply_temp");
    return heat_pump;
  }));
  const TimeMs first = values.at(power).time;
  EXPECT_TRUE(wait_until([&] { return values.at(power).time > first; }));
  EXPECT_EQ(running->live().energy().currency, QStringLiteral("SEK"));
  EXPECT_TRUE(running->status().status().records);
  EXPECT_EQ(running->status().status().refused_readings, 0U);
}

/// A service that was started before its provider refuses everybody until that is there; the live service
/// does to the end.
TEST_F(EngineTest, AStaticTokenOutlivesRefusals) {
  int refusals = 0;
  test::HttpStub home([&](const test::HttpRequest& request, QTcpSocket& socket) {
    const bool refused = request.target.startsWith("/ws/") || ++refusals < 20;
    test::answer(socket, refused ? 401 : 200, refused ? "" : "[]");
  });
  config_.of<HomelabApiConfig>().base_url = home.url().toString().toStdString();
  config_.of<EnergyWsConfig>().url = "ws" + config_.of<HomelabApiConfig>().base_url.substr(4) + "/ws/energy";
  config_.access_token = "good";
  clock_ = make_scaled_clock(winter_evening, 600);
  const auto running = engine({.config = {}, .history_hours = 0});
  const auto state_is = [&](SignInState wanted) {
    return wait_until([&] { return running->status().status().identity.state == wanted; });
  };
  EXPECT_TRUE(state_is(SignInState::needed));
  EXPECT_TRUE(state_is(SignInState::signed_in));
  EXPECT_TRUE(wait_until([&] {
    return connected(*running, QStringLiteral("API")) &&
           state(*running, QStringLiteral("Live")) == ConnectionState::refused;
  }));
  EXPECT_EQ(running->status().status().identity.state, SignInState::signed_in);
}

/// What was asked for in somebody's name ends with their sign-out; what is shown stays, and grows old.
TEST_F(EngineTest, ASignOutEndsRequestsAndLiveReadings) {
  serve();
  config_.access_token.clear();
  config_.issuer = server_->identity().issuer().toStdString();
  config_.secret_keeper = "file";
  config_.state_folder = folder_.filePath(QStringLiteral("state")).toStdString();
  const auto running = engine({.config = {}, .history_hours = 0});
  const auto state_is = [&](SignInState wanted) {
    return wait_until([&] { return running->status().status().identity.state == wanted; });
  };
  ASSERT_TRUE(state_is(SignInState::signed_out));
  HttpClient browser;
  const auto sign_in = [&] {
    running->commands().sign_in(SignInMethod::browser);
    const auto page = [&] { return running->status().status().identity.browser_page; };
    EXPECT_TRUE(wait_until([&] { return !page().isEmpty(); }));
    test::finish(browser.get(QUrl(page()), std::nullopt, {}));
    return state_is(SignInState::signed_in);
  };
  ASSERT_TRUE(sign_in());
  ASSERT_TRUE(wait_until([&] {
    return connected(*running, QStringLiteral("Live")) && running->live().values().contains(power);
  }));
  running->commands().sign_out();
  ASSERT_TRUE(state_is(SignInState::signed_out));
  EXPECT_TRUE(wait_until([&] { return state(*running, QStringLiteral("Live")) == ConnectionState::off; }));
  EXPECT_TRUE(running->live().values().contains(power));
  const TimeMs last = running->live().values().at(power).time;
  ASSERT_TRUE(sign_in());
  EXPECT_TRUE(wait_until([&] { return running->live().values().at(power).time > last; }));
}

TEST_F(EngineTest, FetchesTheDayAndKeepsItWithoutNetwork) {
  serve();
  {
    const auto running = engine({.config = {}, .poll = false});
    EXPECT_TRUE(sync(*running, 24));
  }
  server_.reset();
  const auto restarted = engine();
  const TimeMs now = clock_->now();
  const HistoryAnswerPtr energy = ask(*restarted, {.range = {now - day_ms, now},
                                                   .keys = {{channel("energy.import"), {}}},
                                                   .buckets = FixedBuckets{hour_ms}});
  ASSERT_EQ(energy->buckets.size(), 1U);
  int hours = 0;
  for (const Bucket& b : energy->buckets[0].rows) hours += has_value(b.sum) && b.sum > 0 ? 1 : 0;
  EXPECT_GE(hours, 21);  // the service's aggregate lags by up to two hours
  const HistoryAnswerPtr kitchen = ask(
      *restarted,
      {.range = {now - day_ms, now}, .keys = {{channel("climate.temperature"), "kitchen"}}, .buckets = {}});
  ASSERT_EQ(kitchen->series.size(), 1U);
  EXPECT_GT(kitchen->series[0].size(), 20U);
  EXPECT_TRUE(restarted->live().values().contains({channel("climate.temperature"), "kitchen"}));
  EXPECT_TRUE(
      wait_until([&] { return state(*restarted, QStringLiteral("API")) == ConnectionState::failed; }));
  EXPECT_TRUE(restarted->live().energy().price_now.has_value());
}

TEST_F(EngineTest, DoesNotFetchTwiceWhatIsSettled) {
  serve();
  const auto running = engine({.config = {}, .poll = false});
  EXPECT_TRUE(sync(*running, 24));
  const int first = server_->requests();
  EXPECT_TRUE(sync(*running, 24));
  // The open ends are asked for again, nothing else: energy, six locations, their list, and prices.
  EXPECT_LE(server_->requests() - first, first);
  const TimeMs now = clock_->now();
  const auto before = ask(*running, {.range = {now - day_ms, now},
                                     .keys = {{channel("energy.import"), {}}},
                                     .buckets = FixedBuckets{hour_ms}});
  EXPECT_FALSE(before->error.has_value());
}

TEST_F(EngineTest, OnTheFirstDaySumsReachToTheTopOfTheHourOnEveryPage) {
  serve(demo::Scenario::first_day);
  const auto running = engine();
  const EnergySummary& sums = running->live().energy();
  const TimeMs hour = floor_to(clock_->now(), hour_ms);
  // The service knows all of the hour; the stream has counted seconds of it.
  ASSERT_TRUE(wait_until([&] {
    return sums.today_kwh.has_value() && running->live().values().contains({channel("energy.import"), {}});
  }));
  EXPECT_EQ(sums.today_since, hour);
  EXPECT_EQ(sums.hour_since, 0);
  const auto counted = [&] {
    const demo::EnergyView& view = server_->home().hours().back();
    return static_cast<double>(view.last_wh - view.first_wh) / 1000;
  };
  EXPECT_GT(counted(), 0.5);
  EXPECT_NEAR(sums.hour_kwh.value(), counted(), 0.05);
  EXPECT_DOUBLE_EQ(sums.today_kwh.value(), sums.hour_kwh.value());
  const HistoryAnswerPtr page = ask(*running, {.range = {hour, hour + hour_ms},
                                               .keys = {{channel("energy.import"), {}}},
                                               .buckets = FixedBuckets{hour_ms}});
  EXPECT_NEAR(page->buckets[0].rows[0].sum / 1000, counted(), 0.05);
}

TEST_F(EngineTest, SaysThatASignInIsNeeded) {
  serve();
  config_.access_token = "not-the-token-of-this-home";
  const auto running = engine();
  EXPECT_TRUE(wait_until([&] { return running->status().status().identity.state == SignInState::needed; }));
  EXPECT_TRUE(
      wait_until([&] { return state(*running, QStringLiteral("Live")) == ConnectionState::refused; }));
  QString sentence;
  EXPECT_FALSE(sync(*running, 1, &sentence));
  EXPECT_FALSE(sentence.isEmpty());
  EXPECT_FALSE(sentence.contains(QStringLiteral("not-the-token")));
}

TEST_F(EngineTest, AHomeWithoutHeatPumpIsNoTrouble) {
  serve(demo::Scenario::barebones);
  const auto running = engine();
  EXPECT_TRUE(wait_until([&] { return running->live().values().contains(power); }));
  EXPECT_TRUE(wait_until([&] { return connected(*running, QStringLiteral("API")); }));
  EXPECT_TRUE(sync(*running, 24));
  EXPECT_TRUE(running->status().status().problems.empty());
}

TEST_F(EngineTest, ComesBackAfterAnOutage) {
  serve();
  const auto running = engine();
  ASSERT_TRUE(wait_until([&] {
    return connected(*running, QStringLiteral("Live")) && running->live().values().contains(power);
  }));
  server_->set_refusing(true);
  ASSERT_TRUE(wait_until([&] { return !connected(*running, QStringLiteral("Live")); }));
  const TimeMs last = running->live().values().at(power).time;
  server_->set_refusing(false);
  EXPECT_TRUE(wait_until([&] { return running->live().values().at(power).time > last; }, 60'000));
}

TEST_F(EngineTest, ASecondProgramReadsAndSaysWhoRecords) {
  serve();
  const auto recorder = engine({.config = {}, .name = "hearthctl record"});
  ASSERT_TRUE(wait_until([&] { return recorder->status().status().records; }));
  const auto display = engine({.config = {}, .name = "hearthboard"});
  EXPECT_TRUE(wait_until([&] { return !display->status().status().recorder.isEmpty(); }));
  EXPECT_FALSE(display->status().status().records);
  EXPECT_TRUE(display->status().status().recorder.contains(QStringLiteral("hearthctl record")));
  EXPECT_TRUE(wait_until([&] { return display->live().values().contains(power); }));
}

TEST_F(EngineTest, TriesAnAddressWhereThereIsNoHistoryAndNoneCanBeMade) {
  serve();
  const QUrl url = server_->api_url();
  config_ = {};
  config_.history_path = "/proc/no/such/history.db";
  const auto running = engine({.config = {}, .record = false, .connect = false});
  std::vector<HomeReport> reports;
  std::optional<ProviderReport> provider;
  QObject receiver;
  const auto try_home = [&](const QUrl& address) {
    running->commands().test_home(address, &receiver,
                                  [&](const HomeReport& report) { reports.push_back(report); });
  };
  // The later one takes the place of the earlier, of which nothing is said.
  try_home(QUrl(QStringLiteral("http://127.0.0.1:1")));
  try_home(url);
  EXPECT_TRUE(wait_until([&] { return !reports.empty(); }));
  try_home(QUrl(QStringLiteral("http://127.0.0.1:1")));
  EXPECT_TRUE(wait_until([&] { return reports.size() == 2; }));
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].verdict, HomeReport::Verdict::sign_in) << reports[0].sentence.toStdString();
  EXPECT_EQ(reports[1].verdict, HomeReport::Verdict::none);
  EXPECT_EQ(reports[1].sentence, QStringLiteral("127.0.0.1:1 refuses the connection."));
  running->commands().test_provider(url.toString(), &receiver,
                                    [&](const ProviderReport& report) { provider = report; });
  EXPECT_TRUE(wait_until([&] { return provider.has_value(); }));
  EXPECT_EQ(provider.value_or(ProviderReport()).issuer, server_->identity().issuer());
}

TEST_F(EngineTest, WritesAConfigurationAndSaysHowThatWent) {
  const auto running = engine({.config = {}, .record = false, .connect = false});
  std::vector<std::optional<Error>> said;
  QObject receiver;
  const auto note = [&](const std::optional<Error>& error) { said.push_back(error); };
  const std::filesystem::path file = folder_.filePath(QStringLiteral("new/my.toml")).toStdString();
  const auto change = config_change("api.base_url", "https://home.example");
  ASSERT_TRUE(change.has_value());
  running->commands().change_configuration(file, {*change}, &receiver, note);
  running->commands().change_configuration(file / "below", {*change}, &receiver, note);
  EXPECT_TRUE(wait_until([&] { return said.size() == 2; }));
  ASSERT_EQ(said.size(), 2U);
  EXPECT_FALSE(said[0].has_value());
  EXPECT_EQ(load_config_layers({file}).config.of<HomelabApiConfig>().base_url, "https://home.example");
  ASSERT_TRUE(said[1].has_value());
  EXPECT_EQ(said[1]->kind, ErrorKind::cannot_create);
}

/// The program is quit while it waits for something, at each number of requests that it has made.
TEST_F(EngineTest, QuitsWhateverItWaitsFor) {
  serve();
  server_->set_faults({.delay_ms = 60'000});
  for (int requests = 0; requests < 8; ++requests) {
    auto running = engine();
    QObject receiver;
    running->commands().sync(24, &receiver, [](const SyncEnd&) {});
    running->commands().test_home(server_->api_url(), &receiver, [](const HomeReport&) {});
    const int before = server_->requests();
    ASSERT_TRUE(wait_until([&] { return server_->requests() - before >= std::min(requests, 5); }));
    running.reset();
  }
  server_->set_faults({.close_mid_body = true});
  for (int round = 0; round < 3; ++round) {
    auto running = engine();
    const int before = server_->requests();
    ASSERT_TRUE(wait_until([&] { return server_->requests() - before >= round; }));
  }
}

}  // namespace
}  // namespace hearth
