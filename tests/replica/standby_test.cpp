// A primary and its standby: conflicts with replay, lag, and one in the other's place.
#include "tests/replica/gate.h"
#include "tests/replica/replica_fixture.h"

#include <chrono>
#include <future>
#include <random>

namespace hearth::replica {
namespace {

using test::PostgresServer;
using test::Role;
using testing::HasSubstr;

struct ReplicaStandby : testing::Test {
  void make_both(const std::vector<std::string>& settings = {}) {
    test::fill_energy(*primary, {.start = midnight, .seconds = 4 * 3600});
    Gate::build(*primary);
    standby = test::make_standby(*primary, settings);
  }
  [[nodiscard]] std::string both() const {
    return fmt::format("host=127.0.0.1,127.0.0.1 port={},{} dbname=telemetry user={} password={}",
                       primary->port(), standby->port(), test::user_of(Role::reader),
                       test::password_of(Role::reader));
  }
  void read_from(const std::string& dsn) {
    Replica::Options options = options_for(dsn);
    options.rows_window = 4 * hour_ms;
    replica = std::make_unique<Replica>(options, clock);
  }
  /// All readings: time and import.
  std::map<TimeMs, double> read() {
    std::map<TimeMs, double> values;
    const auto sink = [&](const GroupKey&, Rows&& rows) -> Expected<void> {
      const auto import = std::ranges::find(rows.channels, channel("energy.import")) - rows.channels.begin();
      for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_TRUE(values.emplace(rows.times[i], rows.values[static_cast<std::size_t>(import)][i]).second);
      return {};
    };
    const auto count = replica->read_rows(Dataset::energy, {midnight, noon}, stop.get_token(), sink);
    EXPECT_TRUE(count.has_value()) << to_text(count.error());
    return values;
  }
  static std::map<TimeMs, double> truth(const PostgresServer& server) {
    std::map<TimeMs, double> values;
    for (const auto& row :
         server.query("SELECT extract(epoch FROM time)::bigint * 1000, active_energy_total FROM kept"))
      values[std::stoll(row[0])] = std::stod(row[1]);
    return values;
  }
  int port() {
    const auto found = replica->connect(stop.get_token());
    return found ? std::stoi((*found)->host.substr((*found)->host.rfind(':') + 1)) : 0;
  }

  ManualClock clock{noon};
  std::unique_ptr<PostgresServer> primary = std::make_unique<PostgresServer>();
  std::unique_ptr<PostgresServer> standby;
  std::unique_ptr<Replica> replica;
  std::stop_source stop;
};

TEST_F(ReplicaStandby, AReadThatReplayCancelsIsRepeatedInSmallerParts) {
  make_both({"max_standby_streaming_delay = 50"});
  read_from(standby->dsn(Role::reader));
  Gate gate(*standby);
  auto reading = std::async(std::launch::async, [&] { return read(); });
  ASSERT_TRUE(gate.has_waiting());
  primary->sql("DELETE FROM kept WHERE time < '2026-01-15T00:10:00Z'");
  primary->sql("VACUUM kept");
  ASSERT_TRUE(test::wait_until_replayed(*standby, *primary));
  gate.open();
  const auto values = reading.get();
  EXPECT_EQ(values, truth(*primary));
  EXPECT_EQ(values.size(), 4U * 3600 - 600);
  EXPECT_GE(replica->traffic().retries, 1U) << "a busy machine may be cancelled once more";
  std::vector<std::string> copies;
  for (const test::Statement& statement : standby->statements("hearthboard"))
    if (statement.text.starts_with("COPY")) copies.push_back(statement.text);
  ASSERT_GE(copies.size(), 2U);
  EXPECT_THAT(copies[0], HasSubstr("< '2026-01-15T04:00:00Z'"));
  EXPECT_THAT(copies[1], HasSubstr("< '2026-01-15T01:00:00Z'"));
}

TEST_F(ReplicaStandby, SoIsAReduction) {
  make_both({"max_standby_streaming_delay = 50"});
  read_from(standby->dsn(Role::reader));
  Gate gate(*standby);
  const TimeRange range{midnight, midnight + 4 * hour_ms};
  auto reading = std::async(std::launch::async, [&] {
    return replica->read_rollups({channel("energy.import")}, range, quarter_ms, midnight, stop.get_token());
  });
  ASSERT_TRUE(gate.has_waiting());
  primary->sql("DELETE FROM kept WHERE time < '2026-01-15T00:10:00Z'");
  primary->sql("VACUUM kept");
  ASSERT_TRUE(test::wait_until_replayed(*standby, *primary));
  gate.open();
  const auto found = reading.get();
  ASSERT_TRUE(found.has_value()) << to_text(found.error());
  const auto& list = found->rollups.at(channel("energy.import"));
  ASSERT_EQ(list.size(), 16U);
  EXPECT_EQ(list[0].count, 300U);
  EXPECT_EQ(list[1].count, 900U);
  double all = 0;
  for (const Rollup& r : list) all += r.delta;
  EXPECT_GT(all, 3400);
  EXPECT_GE(replica->traffic().retries, 1U) << "a busy machine may be cancelled once more";
  std::vector<std::string> copies;
  for (const test::Statement& statement : standby->statements("hearthboard"))
    if (statement.text.starts_with("COPY")) copies.push_back(statement.text);
  ASSERT_GE(copies.size(), 2U);
  EXPECT_THAT(copies[0], HasSubstr("< '2026-01-15T04:00:00Z'"));
  EXPECT_THAT(copies[1], HasSubstr("< '2026-01-15T01:00:00Z'"));
}

TEST_F(ReplicaStandby, ATransactionThatWaitsIsEndedByReplay) {
  make_both({"max_standby_streaming_delay = 50"});
  const auto plan = plan_connection({.dsn = standby->dsn(Role::reader), .password = {}});
  const auto connection = Connection::open(*plan, clock, stop.get_token());
  ASSERT_TRUE(connection.has_value()) << to_text(connection.error());
  const auto work = [&](Transaction& transaction) -> Expected<void> {
    if (const auto first = transaction.rows("SELECT count(*) FROM spot_prices"); !first)
      return std::unexpected(first.error());
    primary->sql("TRUNCATE spot_prices");
    EXPECT_TRUE(test::wait_for([&] {
      return standby->value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hearthboard'") ==
             "0";
    }));
    return outcome(transaction.rows("SELECT 1"));
  };
  const auto done = (*connection)->read({}, stop.get_token(), work);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, ErrorKind::retry);
  EXPECT_THAT(done.error().message, HasSubstr("stood in the way of replication"));
  EXPECT_TRUE((*connection)->may_try_again());
  EXPECT_FALSE((*connection)->is_open());
}

TEST_F(ReplicaStandby, LagIsTold) {
  make_both();
  primary->sql("INSERT INTO kept (time) VALUES (now())");
  ASSERT_TRUE(test::wait_until_replayed(*standby, *primary));
  read_from(standby->dsn(Role::reader));
  standby->pause_replay();
  const auto first = replica->lag(stop.get_token());
  ASSERT_TRUE(first.has_value() && first->has_value());
  EXPECT_TRUE(test::wait_for([&] { return replica->lag(stop.get_token()).value().value() > **first; }));
  standby->resume_replay();
  test::pretend_replay_lag(*primary, 120);
  ASSERT_TRUE(test::wait_until_replayed(*standby, *primary));
  read_from(standby->dsn(Role::reader));
  ASSERT_TRUE(replica->connect(stop.get_token()).has_value());
  EXPECT_TRUE(replica->capabilities()->standby);
  EXPECT_GE(replica->capabilities()->lag.value_or(0), 2 * minute_ms);
  std::string said;
  for (const Finding& finding : findings(*replica->capabilities())) said += finding.what;
  EXPECT_THAT(said, HasSubstr("behind its primary"));
}

TEST_F(ReplicaStandby, AStandbyThatIsPromotedGoesOn) {
  make_both();
  read_from(both());
  EXPECT_EQ(read(), truth(*primary));
  EXPECT_EQ(port(), standby->port());
  const auto before = truth(*primary);
  primary->stop();
  standby->promote();
  standby->sql("DELETE FROM kept WHERE time < '2026-01-15T00:10:00Z'");
  EXPECT_EQ(read(), truth(*standby));
  EXPECT_FALSE(replica->lag(stop.get_token()).value().has_value());
  // And where it ends as well, the old one that has come back is as good.
  primary->start();
  standby->stop();
  EXPECT_EQ(read(), before);
  EXPECT_EQ(port(), primary->port());
  EXPECT_FALSE(replica->capabilities()->standby);
}

TEST_F(ReplicaStandby, HostsComeAndGo) {
  make_both();
  read_from(both());
  std::mt19937 random(4711);
  bool up = true;
  int at_primary = 0;
  for (int i = 0; i < 10; ++i) {
    primary->sql(
        fmt::format("INSERT INTO kept (time, device_serial, active_energy_total) VALUES "
                    "('2026-01-15T05:00:0{}Z', 'm', {})",
                    i, i));
    switch (random() % 3) {
      case 0:
        up ? standby->stop(test::Shutdown::immediate) : standby->start();
        up = !up;
        break;
      case 1:
        if (up) standby->terminate_backends("hearthboard");
        primary->terminate_backends("hearthboard");
        break;
      default:
        read_from(both());
    }
    ASSERT_TRUE(!up || test::wait_until_replayed(*standby, *primary));
    ASSERT_EQ(read(), truth(*primary)) << i;
    at_primary += port() == primary->port() ? 1 : 0;
  }
  EXPECT_GT(at_primary, 0);
  EXPECT_LT(at_primary, 10);
}

}  // namespace
}  // namespace hearth::replica
