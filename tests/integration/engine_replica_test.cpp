// The engine on nothing but a database.
#include "core/demo/home_server.h"
#include "core/source/homelab_api/config.h"
#include "core/source/replica/config.h"
#include "tests/integration/engine_fixture.h"
#include "tests/postgres/fault_proxy.h"
#include "tests/postgres/fill.h"
#include "tests/support/passing_time.h"

#include <QTemporaryDir>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <random>

namespace hearth {
namespace {

using namespace test;

constexpr TimeMs noon = 1'768'478'400'000;  // 2026-01-15T12:00:00Z
const QString database = QStringLiteral("Database");

struct EngineReplica : testing::Test {
  void serve(PostgresOptions options = {}) {
    server = std::make_unique<PostgresServer>(std::move(options));
    config.of<ReplicaConfig>().dsn = server->dsn(Role::reader);
    config.history_path = folder.filePath(QStringLiteral("history.db")).toStdString();
    config.state_folder = folder.filePath(QStringLiteral("state")).toStdString();
    config.time_zone = "Europe/Stockholm";
  }
  std::unique_ptr<Engine> engine(int hours = 24, bool poll = true) {
    return Engine::start({.config = config, .poll = poll, .history_hours = hours}, clock);
  }
  /// The readings of one channel in the database, by time.
  std::map<TimeMs, double> table(const std::string& query) const {
    std::map<TimeMs, double> values;
    for (const auto& row : server->query(query)) values[std::stoll(row[0])] = std::stod(row[1]);
    return values;
  }
  static std::map<TimeMs, double> series(Engine& engine, const SeriesKey& key, TimeRange range) {
    std::map<TimeMs, double> values;
    const auto answer = ask(engine, {.range = range, .keys = {key}, .buckets = std::nullopt});
    const Series& found = answer->series.at(0);
    for (std::size_t i = 0; i < found.size(); ++i)
      if (has_value(found.values[i])) values[found.times[i]] = found.values[i];
    return values;
  }

  ManualClock clock{noon};
  QTemporaryDir folder;
  Config config;
  std::unique_ptr<PostgresServer> server;
};

TEST_F(EngineReplica, ShowsAHomeThatHasOnlyADatabase) {
  serve({.timescale = true});
  fill_from_house(*server, {.start = noon - day_ms, .length = day_ms, .energy_step = 5 * second_ms});
  // The house's last price ends where its readings do.
  clock.set(noon - minute_ms);
  auto running = engine();
  ASSERT_TRUE(wait_until([&] { return connected(*running, database); }));
  EXPECT_THAT(connection_of(*running, database).place.toStdString(), testing::StartsWith("127.0.0.1:"));
  ASSERT_TRUE(sync(*running, 24));

  // A day of the heat pump, which no REST service has.
  const std::vector<GroupKey> groups = running->history().groups();
  const auto pump = std::ranges::find(groups, Dataset::heatpump, &GroupKey::dataset);
  ASSERT_NE(pump, groups.end());
  const SeriesKey supply{channel("heatpump.supply_temp"), pump->entity};
  const auto shown = series(*running, supply, {noon - day_ms, noon});
  EXPECT_GT(shown.size(), 2000U);
  EXPECT_EQ(
      shown,
      table("SELECT floor(extract(epoch FROM time) * 1000)::bigint, supplyline_temp FROM heatpump_status "
            "WHERE supplyline_temp IS NOT NULL"));
  const auto power = series(*running, {channel("energy.power_total"), {}}, {noon - day_ms, noon});
  EXPECT_EQ(power.size(), 17280U);
  EXPECT_GE(std::ranges::count(groups, Dataset::climate, &GroupKey::dataset), 3);
  EXPECT_TRUE(wait_until([&] { return running->live().values().contains(supply); }));
  EXPECT_TRUE(wait_until([&] { return running->live().energy().price_now.has_value(); }));
  EXPECT_EQ(running->live().energy().currency, QStringLiteral("SEK"));
}

TEST_F(EngineReplica, FollowsWhatComesIn) {
  serve();
  auto running = engine(1);
  ASSERT_TRUE(wait_until([&] { return connected(*running, database); }));
  const SeriesKey power{channel("energy.power_total"), {}};
  for (int i = 1; i <= 3; ++i) {
    server->sql(fmt::format(
        "INSERT INTO energy_consumption (time, device_serial, active_power_total, active_energy_total) "
        "VALUES ('{}', 'M', {}, {})",
        format_rfc3339(noon + i * 20 * second_ms), 100 * i, 1000 + i));
    ASSERT_TRUE(pass_time_until(clock, 6 * second_ms, [&] {
      const auto& values = running->live().values();
      return values.contains(power) && values.at(power).value == 100 * i;
    })) << i;
    EXPECT_EQ(running->live().values().at(power).time, noon + i * 20 * second_ms);
  }
}

TEST_F(EngineReplica, ASecondSyncAsksOnlyForWhatIsNew) {
  serve();
  fill_from_house(*server,
                  {.start = noon - 6 * hour_ms, .length = 6 * hour_ms, .energy_step = 10 * second_ms});
  auto running = engine(0, false);
  ASSERT_TRUE(sync(*running, 24));
  const std::size_t before = server->statements("hearthboard").size();
  ASSERT_TRUE(sync(*running, 24));
  std::size_t copies = 0;
  const auto all = server->statements("hearthboard");
  for (std::size_t i = before; i < all.size(); ++i)
    if (all[i].text.starts_with("COPY")) {
      ++copies;
      // Nothing older than what may still have arrived late, but for sensors that say little.
      if (all[i].text.contains("energy_consumption")) {
        EXPECT_THAT(all[i].text, testing::HasSubstr(">= '2026-01-15T11:5"));
      }
    }
  EXPECT_LE(copies, 8U);
}

TEST_F(EngineReplica, OlderDaysComeReducedAndTheirEnergyIsWhole) {
  serve({.timescale = true});
  config.raw_days = 1;
  const EnergySeries made{.start = noon - 4 * day_ms, .seconds = 4 * 86'400};
  fill_energy(*server, made);
  auto running = engine(0, false);
  ASSERT_TRUE(sync(*running, 6 * 24));
  const SeriesKey meter{channel("energy.import"), {}};
  const auto answer = ask(*running, {.range = {noon - 4 * day_ms, noon},
                                     .keys = {meter, {channel("energy.power_total"), {}}},
                                     .buckets = FixedBuckets{hour_ms}});
  double sum = 0;
  for (const Bucket& b : answer->buckets[0].rows) {
    if (!has_value(b.sum)) continue;
    sum += b.sum;
    EXPECT_NEAR(b.sum, 900, 3) << format_rfc3339(b.start);
    EXPECT_FALSE(b.estimated) << format_rfc3339(b.start);
  }
  EXPECT_NEAR(sum, static_cast<double>(made.used_wh(0, made.seconds - 1)), 1);
  for (const Bucket& b : answer->buckets[1].rows)
    if (has_value(b.mean)) {
      EXPECT_NEAR(b.mean, 900, 3) << format_rfc3339(b.start);
    }
  // Days that are kept reduced were fetched reduced.
  std::size_t rows = 0;
  for (const Statement& s : server->statements("hearthboard"))
    if (s.text.starts_with("COPY (SELECT \"time\"") && s.text.contains("energy_consumption")) ++rows;
  EXPECT_LE(rows, 3U);
}

TEST_F(EngineReplica, WhatTheDatabaseNoLongerHasComesFromItsAggregate) {
  serve({.timescale = true});
  const EnergySeries made{.start = noon - 3 * day_ms, .seconds = 3 * 86'400};
  fill_energy(*server, made);
  server->sql(fmt::format("SELECT refresh_aggregates(); DELETE FROM energy_consumption WHERE time < '{}'",
                          format_rfc3339(noon - day_ms)));
  auto running = engine(0, false);
  ASSERT_TRUE(sync(*running, 4 * 24));
  const auto sum = [&] {
    const auto answer = ask(*running, {.range = {noon - 3 * day_ms, noon},
                                       .keys = {{channel("energy.import"), {}}},
                                       .buckets = FixedBuckets{hour_ms}});
    double all = 0;
    for (const Bucket& b : answer->buckets[0].rows)
      if (has_value(b.sum)) all += b.sum;
    return all;
  };
  // Nobody can tell any more what was used at the turns of the oldest hours, 1 Wh each; and sums are rounded.
  constexpr double lost_wh = 48 + 2;
  const auto used = static_cast<double>(made.used_wh(0, made.seconds - 1));
  EXPECT_TRUE(wait_until([&] { return std::abs(sum() - used) <= lost_wh; })) << sum() << " of " << used;
}

TEST_F(EngineReplica, HistoryStaysWhenTheDatabaseIsGoneAndGoesOnWhenItIsBack) {
  serve();
  fill_from_house(*server,
                  {.start = noon - 2 * hour_ms, .length = 2 * hour_ms, .energy_step = 10 * second_ms});
  FaultProxy proxy(server->port());
  config.of<ReplicaConfig>().dsn = dsn(Role::reader, proxy.port());
  auto running = engine(2);
  ASSERT_TRUE(wait_until([&] { return connected(*running, database); }));
  ASSERT_TRUE(sync(*running, 2));
  server->stop();
  ASSERT_TRUE(pass_time_until(clock, 10 * second_ms, [&] {
    return connection_of(*running, database).state == ConnectionState::reconnecting;
  }));
  EXPECT_FALSE(connection_of(*running, database).detail.isEmpty());
  EXPECT_GT(series(*running, {channel("energy.power_total"), {}}, {noon - hour_ms, noon}).size(), 300U);
  server->start();
  ASSERT_TRUE(pass_time_until(clock, 30 * second_ms, [&] { return connected(*running, database); }));
  EXPECT_TRUE(connection_of(*running, database).detail.isEmpty());
}

TEST_F(EngineReplica, AServiceServesWhereTheDatabaseDoesNot) {
  serve();
  server->stop();
  demo::HomeServer home({.days = 2}, clock);
  ASSERT_TRUE(home.listen().has_value());
  config.of<HomelabApiConfig>().base_url = home.api_url().toString().toStdString();
  config.access_token = home.token().toStdString();
  auto running = engine(12);
  ASSERT_TRUE(wait_until([&] {
    return connected(*running, QStringLiteral("API")) &&
           connection_of(*running, database).state == ConnectionState::failed;
  }));
  EXPECT_TRUE(sync(*running, 12));
  const auto answer = ask(*running, {.range = {noon - 6 * hour_ms, noon - 4 * hour_ms},
                                     .keys = {{channel("energy.import"), {}}},
                                     .buckets = FixedBuckets{hour_ms}});
  EXPECT_TRUE(has_value(answer->buckets[0].rows.at(0).sum));
}

TEST_F(EngineReplica, ALaggingStandbyIsSaid) {
  serve();
  fill_from_house(*server, {.start = noon - hour_ms, .length = hour_ms, .energy_step = 10 * second_ms});
  const auto standby = make_standby(*server);
  ASSERT_TRUE(wait_until_replayed(*standby, *server));
  pretend_replay_lag(*server, 600);
  ASSERT_TRUE(wait_until_replayed(*standby, *server));
  config.of<ReplicaConfig>().dsn = standby->dsn(Role::reader);
  auto running = engine(1);
  ASSERT_TRUE(wait_until([&] { return connection_of(*running, database).behind >= 10 * minute_ms; }));
  EXPECT_THAT(connection_of(*running, database).place.toStdString(), testing::EndsWith(", a standby"));
}

TEST_F(EngineReplica, WhatTheRoleMayNotReadIsSaid) {
  serve();
  server->sql("REVOKE SELECT ON heatpump_status FROM hearth_reader");
  auto running = engine(1);
  ASSERT_TRUE(
      wait_until([&] { return running->status().status().not_permitted.contains(Dataset::heatpump); }));
  EXPECT_EQ(running->status().status().not_permitted.size(), 1U);
}

TEST_F(EngineReplica, ShowsThePrimarysRowsAfterEachOfTenSwitches) {
  serve();
  const auto insert = [this](int minute) {
    const TimeMs from = noon + minute * minute_ms;
    server->sql(fmt::format(
        "INSERT INTO energy_consumption (time, device_serial, active_power_total, active_energy_total) "
        "SELECT t, 'M', 100 * {} + extract(second FROM t), 1000 + extract(epoch FROM t - '{}') FROM "
        "generate_series('{}'::timestamptz, '{}', '1 second') t",
        minute, format_rfc3339(noon - hour_ms), format_rfc3339(from - minute_ms),
        format_rfc3339(from - second_ms)));
  };
  insert(0);
  const auto standby = make_standby(*server);
  ASSERT_TRUE(wait_until_replayed(*standby, *server));
  config.of<ReplicaConfig>().dsn =
      fmt::format("host=127.0.0.1,127.0.0.1 port={},{} dbname=telemetry user=hearth_reader password={}",
                  server->port(), standby->port(), password_of(Role::reader));
  auto running = engine(0, false);
  bool standby_runs = true;
  std::minstd_rand random(20260115);
  std::set<std::string> places;
  const auto query = fmt::format(
      "SELECT floor(extract(epoch FROM time) * 1000)::bigint, active_power_total FROM energy_consumption "
      "WHERE time >= '{}'",
      format_rfc3339(noon - hour_ms));
  for (int i = 1; i <= 10; ++i) {
    clock.advance(minute_ms);
    insert(i);
    if (standby_runs && random() % 2 == 0) {
      standby->stop(random() % 2 == 0 ? Shutdown::fast : Shutdown::immediate);
      standby_runs = false;
    } else {
      if (!standby_runs) standby->start();
      standby_runs = true;
      server->terminate_backends("hearthboard");
      standby->terminate_backends("hearthboard");
    }
    if (standby_runs) {
      ASSERT_TRUE(wait_until_replayed(*standby, *server));
    }
    ASSERT_TRUE(sync(*running, 1)) << i;
    const auto expected = table(query);
    ASSERT_EQ(expected.size(), static_cast<std::size_t>(60 * (i + 1)));
    EXPECT_EQ(series(*running, {channel("energy.power_total"), {}}, {noon - hour_ms, noon + hour_ms}),
              expected)
        << i;
    places.insert(connection_of(*running, database).place.toStdString());
  }
  EXPECT_EQ(places.size(), 2U) << "both hosts have served";
}

TEST_F(EngineReplica, FollowsRowsThatComeAfterNewerOnes) {
  serve();
  auto running = engine(0);
  ASSERT_TRUE(wait_until([&] { return connected(*running, database); }));
  const auto say = [&](const std::string& pump, TimeMs time) {
    server->sql(
        fmt::format("INSERT INTO heatpump_status (time, device_id, supplyline_temp) VALUES ('{}', '{}', 35)",
                    format_rfc3339(time), pump));
    const SeriesKey key{channel("heatpump.supply_temp"), pump};
    return pass_time_until(clock, 6 * second_ms, [&] { return running->live().values().contains(key); });
  };
  ASSERT_TRUE(say("fast", noon + 5 * minute_ms));
  EXPECT_TRUE(say("right", clock.now()));
  EXPECT_TRUE(say("slow", clock.now() - minute_ms));
}

TEST_F(EngineReplica, FollowsOnAfterTheClockWasSetBack) {
  serve();
  auto running = engine(0);
  ASSERT_TRUE(wait_until([&] { return connected(*running, database); }));
  const auto say = [&](double temperature) {
    server->sql(
        fmt::format("INSERT INTO heatpump_status (time, device_id, supplyline_temp) VALUES ('{}', 'A', {})",
                    format_rfc3339(clock.now()), temperature));
    const SeriesKey key{channel("heatpump.supply_temp"), "A"};
    return pass_time_until(clock, 6 * second_ms, [&] {
      return series(*running, key, {noon - day_ms, noon + day_ms}).size() == (temperature == 35 ? 1 : 2);
    });
  };
  ASSERT_TRUE(say(35));
  clock.set(noon - 6 * hour_ms);
  EXPECT_TRUE(say(36));
}

TEST_F(EngineReplica, ADatabaseThatComesLaterGivesItsHistoryAndPricesAtOnce) {
  serve();
  fill_from_house(*server, {.start = noon - hour_ms, .length = hour_ms, .energy_step = 10 * second_ms});
  server->stop();
  // The house's last price ends where its readings do.
  clock.set(noon - 5 * minute_ms);
  auto running = engine(1);
  ASSERT_TRUE(wait_until([&] { return connection_of(*running, database).state == ConnectionState::failed; }));
  server->start();
  ASSERT_TRUE(pass_time_until(clock, 5 * second_ms, [&] { return connected(*running, database); }));
  EXPECT_TRUE(wait_until([&] {
    return series(*running, {channel("energy.power_total"), {}}, {noon - hour_ms, noon}).size() > 300;
  }));
  EXPECT_TRUE(wait_until([&] { return running->live().energy().price_now.has_value(); }));
  EXPECT_LT(clock.now(), noon);
}

TEST_F(EngineReplica, ADatasetThatIsTakenAwayLeavesTheOthers) {
  serve();
  auto running = engine(0);
  ASSERT_TRUE(wait_until([&] { return connected(*running, database); }));
  std::set<ConnectionState> states;
  QObject context;
  QObject::connect(&running->status(), &StatusService::updated, &context,
                   [&] { states.insert(connection_of(*running, database).state); });
  server->sql("REVOKE SELECT ON heatpump_status FROM hearth_reader");
  EXPECT_TRUE(pass_time_until(clock, 6 * second_ms, [&] {
    return running->status().status().not_permitted.contains(Dataset::heatpump);
  }));
  EXPECT_THAT(states, testing::IsSubsetOf({ConnectionState::connected}));
}

TEST_F(EngineReplica, ATableThatCannotBeReadKeepsNothingElseBack) {
  serve();
  fill_from_house(*server, {.start = noon - hour_ms, .length = hour_ms, .energy_step = 10 * second_ms});
  server->sql(
      "ALTER TABLE heatpump_status ENABLE ROW LEVEL SECURITY;"
      "CREATE POLICY broken ON heatpump_status USING (1 / (length(device_id) - length(device_id)) > 0)");
  auto running = engine(0);
  QString sentence;
  EXPECT_FALSE(sync(*running, 1, &sentence));
  EXPECT_THAT(sentence.toStdString(), testing::HasSubstr("SQLSTATE 22012"));
  const SeriesKey power{channel("energy.power_total"), {}};
  EXPECT_GT(series(*running, power, {noon - hour_ms, noon}).size(), 300U);
  EXPECT_TRUE(connected(*running, database));
  for (int i = 1; i <= 10; ++i) {
    server->sql(
        fmt::format("INSERT INTO energy_consumption (time, device_serial, active_power_total) "
                    "SELECT '{}', max(device_serial), {} FROM energy_consumption",
                    format_rfc3339(clock.now() + second_ms), 100 * i));
    ASSERT_TRUE(pass_time_until(clock, 6 * second_ms, [&] {
      const auto& values = running->live().values();
      return values.contains(power) && values.at(power).value == 100 * i;
    })) << i;
  }
}

TEST_F(EngineReplica, ADatabaseThatIsNotNeededIsKnownAllTheSame) {
  serve();
  demo::HomeServer home({.days = 2}, clock);
  ASSERT_TRUE(home.listen().has_value());
  config.of<HomelabApiConfig>().base_url = home.api_url().toString().toStdString();
  config.access_token = home.token().toStdString();
  auto running = engine(0);
  const QString api = QStringLiteral("API");
  ASSERT_TRUE(wait_until([&] { return connected(*running, api) && connected(*running, database); }));
  server->stop();
  EXPECT_TRUE(pass_time_until(clock, 20 * second_ms, [&] {
    return connection_of(*running, database).state == ConnectionState::reconnecting;
  }));
  server->start();
  EXPECT_TRUE(pass_time_until(clock, 20 * second_ms, [&] { return connected(*running, database); }));
}

TEST_F(EngineReplica, WhatTheServicesDoNotHaveIsFollowedInTheDatabase) {
  serve();
  demo::HomeServer home({.days = 2}, clock);
  home.set_faults({.energy_missing = true});
  ASSERT_TRUE(home.listen().has_value());
  config.of<HomelabApiConfig>().base_url = home.api_url().toString().toStdString();
  config.access_token = home.token().toStdString();
  auto running = engine(0);
  const QString api = QStringLiteral("API");
  ASSERT_TRUE(wait_until([&] { return connected(*running, api) && connected(*running, database); }));
  // By now both know each other's state.
  clock.advance(minute_ms);
  server->sql(
      fmt::format("INSERT INTO energy_consumption (time, device_serial, active_power_total) "
                  "VALUES ('{}', 'M', 700)",
                  format_rfc3339(clock.now() + minute_ms)));
  const SeriesKey power{channel("energy.power_total"), {}};
  EXPECT_TRUE(pass_time_until(clock, 6 * second_ms, [&] {
    const auto& values = running->live().values();
    return values.contains(power) && values.at(power).value == 700;
  }));
}

TEST_F(EngineReplica, ASyncAfterTheClockWasSetBackAsksAgain) {
  serve();
  const auto insert = [&](TimeMs time) {
    server->sql(fmt::format(
        "INSERT INTO energy_consumption (time, device_serial, active_power_total) VALUES ('{}', 'M', 700)",
        format_rfc3339(time)));
  };
  insert(noon - hour_ms);
  insert(noon - minute_ms);
  auto running = engine(0, false);
  ASSERT_TRUE(sync(*running, 2));
  insert(noon - 2 * minute_ms);
  clock.set(noon - 10 * second_ms);
  ASSERT_TRUE(sync(*running, 2));
  EXPECT_EQ(series(*running, {channel("energy.power_total"), {}}, {noon - day_ms, noon}).size(), 3U);
}

TEST_F(EngineReplica, QuitsWhileItWaits) {
  serve();
  FaultProxy proxy(server->port());
  config.of<ReplicaConfig>().dsn = dsn(Role::reader, proxy.port());
  {
    auto running = engine(1);
    ASSERT_TRUE(wait_until([&] { return connected(*running, database); }));
    proxy.drop();
    clock.advance(minute_ms);
    QObject receiver;
    running->commands().sync(5, &receiver, [](const SyncEnd&) {});
  }
  {
    const auto connecting = engine(1);
  }
}

}  // namespace
}  // namespace hearth
