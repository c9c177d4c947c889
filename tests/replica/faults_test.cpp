// Reads in the middle of which something happens: to the connection, the server, or our own mind.
#include "tests/postgres/fault_proxy.h"
#include "tests/postgres/process.h"
#include "tests/replica/gate.h"
#include "tests/replica/replica_fixture.h"

#include <atomic>
#include <chrono>
#include <future>
#include <random>
#include <thread>

namespace hearth::replica {
namespace {

using namespace std::chrono_literals;
using test::PostgresServer;
using test::Role;
using testing::HasSubstr;

constexpr TimeRange the_hour{midnight, midnight + hour_ms};

/// What is asked of the server at this moment by us.
std::string active(const PostgresServer& server) {
  return server.value(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hearthboard' AND state = 'active'");
}

struct ReplicaFaults : testing::Test {
  void serve(test::PostgresOptions options = {}) {
    server = std::make_unique<PostgresServer>(std::move(options));
    test::fill_energy(*server, series);
  }
  void read_from(const std::string& dsn, Limits limits = {}) {
    Replica::Options options = options_for(dsn);
    options.limits = limits;
    options.rows_window = hour_ms;
    replica = std::make_unique<Replica>(options, clock);
  }
  /// Reads the hour; what came, and how often the sink was called.
  Expected<ReadCount> read() {
    found = {};
    handed_over = 0;
    const auto count = replica->read_rows(Dataset::energy, the_hour, stop.get_token(),
                                          [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
                                            handed_over += rows.size();
                                            return found.sink()(group, std::move(rows));
                                          });
    return count;
  }
  auto read_beside() {
    return std::async(std::launch::async, [this] { return read(); });
  }
  /// Every row of the series has come exactly once.
  void expect_complete(const Expected<ReadCount>& count) {
    ASSERT_TRUE(count.has_value()) << to_text(count.error());
    EXPECT_EQ(count->rows, static_cast<std::uint64_t>(series.seconds));
    EXPECT_EQ(handed_over, count->rows);
    ASSERT_EQ(found.rows.size(), 1U);
    const Rows& rows = found.rows.begin()->second;
    const auto import = std::ranges::find(rows.channels, channel("energy.import")) - rows.channels.begin();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(rows.times[i], series.time(static_cast<std::int64_t>(i)));
      ASSERT_EQ(rows.values[static_cast<std::size_t>(import)][i],
                static_cast<double>(series.import_wh(static_cast<std::int64_t>(i))));
    }
  }

  const test::EnergySeries series{.start = midnight, .seconds = 3600};
  ManualClock clock{noon};
  std::unique_ptr<PostgresServer> server;
  std::unique_ptr<Replica> replica;
  std::stop_source stop;
  Collected found;
  std::uint64_t handed_over = 0;
};

TEST_F(ReplicaFaults, ATerminatedReadIsRepeated) {
  serve();
  Gate::build(*server);
  Gate gate(*server);
  read_from(server->dsn(Role::reader));
  auto reading = read_beside();
  ASSERT_TRUE(gate.has_waiting());
  EXPECT_EQ(server->terminate_backends("hearthboard"), 1);
  gate.open();
  expect_complete(reading.get());
  EXPECT_EQ(replica->traffic().retries, 1U);
  EXPECT_EQ(replica->traffic().rows, 3600U);
  EXPECT_GT(replica->traffic().bytes, 3600U * 50);
}

TEST_F(ReplicaFaults, ARestartBetweenReadsIsNotNoticed) {
  serve();
  read_from(server->dsn(Role::reader));
  for (const test::Shutdown how : {test::Shutdown::fast, test::Shutdown::immediate}) {
    expect_complete(read());
    server->restart(how);
    expect_complete(read());
  }
  EXPECT_EQ(replica->traffic().retries, 2U);
}

TEST_F(ReplicaFaults, AServerThatIsGoneIsOffline) {
  serve();
  read_from(server->dsn(Role::reader));
  expect_complete(read());
  server->stop();
  const auto count = read();
  ASSERT_FALSE(count.has_value());
  EXPECT_EQ(count.error().kind, ErrorKind::offline) << to_text(count.error());
  EXPECT_EQ(replica->traffic().retries, 2U);
  server->start();
  expect_complete(read());
}

TEST_F(ReplicaFaults, AConnectionThatIsCutAnywhereIsOpenedAnew) {
  serve();
  test::FaultProxy proxy(server->port());
  read_from(test::dsn(Role::reader, proxy.port()));
  expect_complete(read());
  const auto whole = replica->traffic().bytes;
  std::uint64_t retries = 0;
  for (const std::uint64_t bytes : {std::uint64_t{1}, std::uint64_t{100}, whole / 2, whole}) {
    proxy.cut_after(bytes);
    expect_complete(read());
    EXPECT_EQ(replica->traffic().retries, ++retries) << bytes;
  }
}

TEST_F(ReplicaFaults, SlowRepliesAreWaitedFor) {
  serve();
  test::FaultProxy proxy(server->port());
  read_from(test::dsn(Role::reader, proxy.port()));
  expect_complete(read());
  proxy.delay(2s);
  const auto start = test::real_time();
  expect_complete(read());
  EXPECT_GE(test::real_time() - start, 2s);
  EXPECT_EQ(replica->traffic().retries, 0U);
}

TEST_F(ReplicaFaults, ASilentConnectionIsGivenUp) {
  serve();
  Gate::build(*server);
  Gate gate(*server);
  test::FaultProxy proxy(server->port());
  read_from(test::dsn(Role::reader, proxy.port()), {.silence = second_ms});
  auto reading = read_beside();
  ASSERT_TRUE(gate.has_waiting());
  proxy.drop();
  const auto start = test::real_time();
  gate.open();
  // The server thinks that it has said everything.
  ASSERT_TRUE(test::wait_for([&] { return active(*server) == "0"; }));
  proxy.pass();
  expect_complete(reading.get());
  EXPECT_LT(test::real_time() - start, 10s);
  EXPECT_EQ(replica->traffic().retries, 1U);
}

TEST_F(ReplicaFaults, ASlowStatementIsToldAndNotRepeated) {
  serve();
  Gate::build(*server);
  const Gate gate(*server);
  read_from(server->dsn(Role::reader), {.statement = 100});
  const auto count = read();
  ASSERT_FALSE(count.has_value());
  EXPECT_EQ(count.error().kind, ErrorKind::retry);
  EXPECT_THAT(count.error().message, HasSubstr("took longer than a read may"));
  EXPECT_EQ(replica->traffic().retries, 0U);
  EXPECT_EQ(handed_over, 0U);
  // The connection is as good as before.
  EXPECT_TRUE(replica->lag(stop.get_token()).has_value());
  EXPECT_EQ(server->value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hearthboard'"),
            "1");
}

TEST_F(ReplicaFaults, AViewThatWritesIsTold) {
  serve();
  server->sql(
      "CREATE TABLE seen (t timestamptz); GRANT INSERT ON seen TO hearth_reader;"
      "CREATE FUNCTION note() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS "
      "'BEGIN INSERT INTO seen VALUES (now()); RETURN true; END';"
      "ALTER TABLE energy_consumption RENAME TO kept;"
      "CREATE VIEW energy_consumption AS SELECT * FROM kept WHERE note();"
      "GRANT SELECT ON energy_consumption TO hearth_reader");
  read_from(server->dsn(Role::reader));
  const auto count = read();
  ASSERT_FALSE(count.has_value());
  EXPECT_EQ(count.error().kind, ErrorKind::not_permitted);
  EXPECT_THAT(count.error().message, HasSubstr("no writing"));
  EXPECT_EQ(replica->traffic().retries, 0U);
  EXPECT_EQ(server->value("SELECT count(*) FROM seen"), "0");
}

TEST_F(ReplicaFaults, AStopCancelsOnTheServer) {
  serve();
  Gate::build(*server);
  const Gate gate(*server);
  read_from(server->dsn(Role::reader));
  const std::function<Expected<void>()> reads[] = {
      [&]() -> Expected<void> { return outcome(read()); },
      [&]() -> Expected<void> {
        return outcome(replica->read_rollups({channel("energy.import")}, the_hour, quarter_ms, midnight,
                                             stop.get_token()));
      },
      [&]() -> Expected<void> { return outcome(replica->energy_hours(the_hour, stop.get_token())); }};
  for (const auto& read_something : reads) {
    stop = {};
    auto reading = std::async(std::launch::async, read_something);
    ASSERT_TRUE(gate.has_waiting());
    stop.request_stop();
    ASSERT_EQ(reading.wait_for(10s), std::future_status::ready);
    const auto done = reading.get();
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().kind, ErrorKind::cancelled);
    EXPECT_TRUE(test::wait_for([&] { return active(*server) == "0"; }));
  }
  stop = {};
  EXPECT_TRUE(replica->lag(stop.get_token()).has_value());
}

TEST_F(ReplicaFaults, AStopIsHeardAtEveryMoment) {
  serve();
  Gate::build(*server);
  const Gate gate(*server);
  const auto plan = plan_connection({.dsn = server->dsn(Role::reader), .password = {}});
  ASSERT_TRUE(plan.has_value());
  std::mt19937 random(7);
  for (int i = 0; i < 40; ++i) {
    stop = {};
    const auto connection = Connection::open(*plan, clock, stop.get_token());
    ASSERT_TRUE(connection.has_value()) << to_text(connection.error());
    std::atomic<bool> go = false;
    const auto turns = random() % 2000;
    std::jthread stopper([&, turns] {
      while (!go) std::this_thread::yield();
      for (std::atomic<unsigned> turn = 0; turn < turns; ++turn) {
      }
      stop.request_stop();
    });
    go = true;
    const auto done = (*connection)->read({}, stop.get_token(), [](Transaction& transaction) {
      const auto rows = transaction.rows("SELECT gate()");
      // The server has heard it, whenever it was.
      EXPECT_THAT(to_text(rows.error()), HasSubstr("cancelled it"));
      return outcome(rows);
    });
    ASSERT_FALSE(done.has_value());
    ASSERT_EQ(done.error().kind, ErrorKind::cancelled) << to_text(done.error());
  }
}

TEST_F(ReplicaFaults, AStopEndsAReadInABlackHole) {
  serve();
  Gate::build(*server);
  const Gate gate(*server);
  test::FaultProxy proxy(server->port());
  read_from(test::dsn(Role::reader, proxy.port()));
  auto reading = read_beside();
  ASSERT_TRUE(gate.has_waiting());
  proxy.drop();
  const auto start = test::real_time();
  stop.request_stop();
  const auto done = reading.get();
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, ErrorKind::cancelled);
  EXPECT_LT(test::real_time() - start, 10s);
}

TEST_F(ReplicaFaults, AStopEndsThePauseBetweenTries) {
  serve();
  Replica::Options options = options_for(server->dsn(Role::reader));
  options.retry_pause = hour_ms;
  replica = std::make_unique<Replica>(options, clock);
  expect_complete(read());
  server->stop();
  auto reading = read_beside();
  ASSERT_TRUE(reading.wait_for(100ms) == std::future_status::timeout);
  stop.request_stop();
  EXPECT_EQ(reading.get().error().kind, ErrorKind::cancelled);
}

TEST_F(ReplicaFaults, ThereIsOneConnectionAtATime) {
  serve();
  test::FaultProxy proxy(server->port());
  read_from(test::dsn(Role::reader, proxy.port()));
  std::atomic<int> most = 0;
  std::jthread watching([&](const std::stop_token& enough) {
    test::Connection admin(server->admin_dsn());
    while (!enough.stop_requested())
      most = std::max(most.load(), std::stoi(admin
                                                 .query("SELECT count(*) FROM pg_stat_activity WHERE "
                                                        "application_name = 'hearthboard'")
                                                 .front()
                                                 .front()));
  });
  for (int i = 0; i < 5; ++i) {
    expect_complete(read());
    EXPECT_TRUE(replica->energy_hours(the_hour, stop.get_token()).has_value());
    if (i % 2 == 0)
      server->terminate_backends("hearthboard");
    else
      proxy.cut_after(1000);
  }
  watching.request_stop();
  watching.join();
  // A session whose client is gone may take a moment to see it.
  EXPECT_GE(most, 1);
  EXPECT_LE(most, 2);
}

}  // namespace
}  // namespace hearth::replica
