// How Hearthboard behaves on somebody's production database.
#include "tests/postgres/pgbouncer.h"
#include "tests/replica/replica_fixture.h"

#include <fmt/format.h>

#include <array>
#include <set>

namespace hearth::replica {
namespace {

using test::PostgresServer;
using test::Role;
using testing::HasSubstr;

constexpr TimeRange morning{midnight, midnight + 3 * hour_ms};

/// Everything that a replica can be asked.
struct Answers {
  std::map<GroupKey, std::vector<TimeMs>> times;
  RollupMap rollups;
  std::vector<double> hours;
  std::vector<std::optional<TimeRange>> extents;
  std::optional<DurationMs> lag;
  std::map<std::string, std::string> currencies;
  int version = 0;
  std::vector<std::string> findings;
  friend bool operator==(const Answers&, const Answers&) = default;
};

struct ReplicaManners : testing::Test {
  void SetUp() override {
    test::fill_from_house(server, {.start = midnight, .length = 2 * hour_ms, .energy_step = 5 * second_ms});
    // A meter that is changed, so that doubtful stretches are read as well.
    server.sql(
        "SELECT refresh_aggregates(); UPDATE energy_consumption SET device_serial = 'old' WHERE time < "
        "'2026-01-15T01:20:00Z'");
  }
  Answers ask(const std::string& dsn) {
    Replica replica(options_for(dsn), clock);
    const auto token = stop.get_token();
    Answers all;
    const auto found = replica.connect(token);
    EXPECT_TRUE(found.has_value()) << to_text(found.error());
    if (!found) return all;
    all.version = (*found)->server_version;
    for (const Finding& finding : findings(**found)) all.findings.push_back(finding.what);
    for (const Dataset dataset : all_datasets) {
      const auto sink = [&](const GroupKey& group, Rows&& rows) -> Expected<void> {
        all.times[group] = rows.times;
        return {};
      };
      EXPECT_TRUE(replica.read_rows(dataset, morning, token, sink).has_value());
      all.extents.push_back(replica.extent(dataset, token).value());
    }
    all.rollups = replica
                      .read_rollups({channel("energy.import"), channel("energy.power_total")}, morning,
                                    quarter_ms, midnight, token)
                      .value()
                      .rollups;
    const auto hours = replica.energy_hours(morning, token).value();
    for (const EnergyHour& hour : hours) all.hours.push_back(hour.energy_wh);
    all.lag = replica.lag(token).value();
    all.currencies = replica.currencies(token).value();
    EXPECT_TRUE(replica.look_again(token).has_value());
    return all;
  }

  ManualClock clock{noon};
  PostgresServer server{{.timescale = true}};
  std::stop_source stop;
};

/// Statements of ours that a string of them consists of, without what surrounds them.
std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> found;
  std::size_t from = 0;
  for (;;) {
    const std::size_t end = text.find(';', from);
    std::string part = text.substr(from, end - from);
    part.erase(0, part.find_first_not_of(' '));
    if (!part.empty()) found.push_back(part);
    if (end == std::string::npos) return found;
    from = end + 1;
  }
}

TEST_F(ReplicaManners, EveryStatementOnlyReads) {
  for (const Role role : {Role::reader, Role::writer}) ask(server.dsn(role));
  // What is copied may begin with a WITH, which can hold a statement that writes: NobodyWritesThroughUs.
  const auto allowed = [](const std::string& part) {
    constexpr std::array whole = {"BEGIN READ ONLY", "COMMIT", "ROLLBACK"};
    constexpr std::array begins = {"SELECT ", "SET LOCAL ", "SHOW ", "DECLARE ", "FETCH ", "CLOSE "};
    const bool copies = (part.starts_with("COPY (SELECT ") || part.starts_with("COPY (WITH ")) &&
                        part.ends_with(") TO STDOUT (FORMAT binary)");
    return copies || std::ranges::find(whole, part) != whole.end() ||
           std::ranges::any_of(begins, [&](const char* begin) { return part.starts_with(begin); });
  };
  std::map<int, std::vector<std::string>> by_session;
  std::set<std::string> users;
  for (const test::Statement& statement : server.statements("hearthboard")) {
    users.insert(statement.user);
    for (std::string& part : parts(statement.text)) {
      EXPECT_TRUE(allowed(part)) << part;
      by_session[statement.process].push_back(std::move(part));
    }
  }
  EXPECT_EQ(users, (std::set<std::string>{"hearth_reader", "hearth_writer"}));
  // All in transactions that only read, each with its time-outs before anything else.
  for (const auto& [process, statements] : by_session) {
    std::size_t in_transaction = 0;
    for (const std::string& statement : statements) {
      ++in_transaction;
      const bool ends = statement == "COMMIT" || statement == "ROLLBACK";
      switch (in_transaction) {
        case 1:
          EXPECT_EQ(statement, "BEGIN READ ONLY");
          break;
        case 2:
          EXPECT_THAT(statement, testing::StartsWith("SET LOCAL statement_timeout"));
          break;
        case 3:
          EXPECT_THAT(statement, testing::StartsWith("SET LOCAL idle_in_transaction_session_timeout"));
          break;
        default:
          EXPECT_FALSE(statement.starts_with("BEGIN")) << "within a transaction";
      }
      if (ends) in_transaction = 0;
    }
    EXPECT_EQ(in_transaction, 0U) << "a transaction has no end";
    EXPECT_GT(statements.size(), 40U);
  }
}

TEST_F(ReplicaManners, APoolerChangesNothing) {
  const test::PgBouncer bouncer(server);
  const Answers direct = ask(server.dsn(Role::reader));
  EXPECT_EQ(direct.hours.size(), 2U);
  EXPECT_TRUE(ask(bouncer.dsn(Role::reader)) == direct);
  // Nor do we change anything for those who get our server connection after us.
  const char* session =
      "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'), "
      "current_setting('default_transaction_read_only'), current_setting('TimeZone'), "
      "current_setting('DateStyle'), current_setting('bytea_output'), "
      "(SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors), "
      "(SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'), "
      "(SELECT count(*) FROM pg_listening_channels())";
  const auto untouched = test::Connection(server.dsn(Role::reader)).query(session);
  std::set<std::string> backends;
  test::Connection one(bouncer.dsn(Role::reader));
  test::Connection other(bouncer.dsn(Role::reader));
  one.query("BEGIN");
  other.query("BEGIN");
  for (test::Connection* client : {&one, &other}) {
    EXPECT_EQ(client->query(session), untouched);
    backends.insert(client->query("SELECT pg_backend_pid()").front().front());
  }
  bool shared = false;
  for (const test::Statement& statement : server.statements("hearthboard"))
    shared = shared || backends.contains(std::to_string(statement.process));
  EXPECT_TRUE(shared) << "neither is a connection that we have used";
}

TEST_F(ReplicaManners, NobodyWritesThroughUs) {
  server.sql("CREATE SEQUENCE counter; GRANT ALL ON SEQUENCE counter TO hearth_writer");
  const auto plan = plan_connection({.dsn = server.dsn(Role::writer), .password = {}});
  const auto connection = Connection::open(*plan, clock, stop.get_token());
  ASSERT_TRUE(connection.has_value()) << to_text(connection.error());
  const auto attempt = [&](const std::string& sql, const std::vector<std::string>& parameters = {}) {
    return (*connection)->read({}, stop.get_token(), [&](Transaction& transaction) {
      return outcome(transaction.rows(sql, parameters));
    });
  };
  const std::string insert = "INSERT INTO energy_consumption (time) VALUES (now())";
  ASSERT_NO_THROW(test::Connection(server.dsn(Role::writer)).query("BEGIN; " + insert + "; ROLLBACK"));
  const auto rows = server.value("SELECT count(*) FROM energy_consumption");
  for (const std::string& sql :
       {insert, std::string("DELETE FROM energy_consumption"), std::string("TRUNCATE energy_consumption"),
        std::string("SELECT nextval('counter')"), "WITH i AS (" + insert + " RETURNING 1) SELECT * FROM i"}) {
    const auto done = attempt(sql);
    ASSERT_FALSE(done.has_value()) << sql;
    EXPECT_EQ(done.error().kind, ErrorKind::not_permitted) << sql;
    EXPECT_THAT(done.error().message, HasSubstr("no writing")) << sql;
    EXPECT_FALSE((*connection)->may_try_again());
  }
  // Several statements at once are refused, with parameters and without, and in COPY.
  for (const auto& smuggled :
       {attempt("SELECT $1; COMMIT; " + insert, {"1"}), attempt("SELECT 1; COMMIT; " + insert),
        (*connection)->read({}, stop.get_token(), [&](Transaction& transaction) {
          return transaction.copy("SELECT 1) TO STDOUT; COMMIT; " + insert + "; COPY (SELECT 1",
                                  [](auto) -> Expected<void> { return {}; });
        })}) {
    ASSERT_FALSE(smuggled.has_value());
    EXPECT_EQ(smuggled.error().kind, ErrorKind::bad_data);
  }
  const auto value = attempt("SELECT $1", {"1'); COMMIT; " + insert + "; --"});
  EXPECT_TRUE(value.has_value()) << to_text(value.error());
  EXPECT_EQ(server.value("SELECT count(*) FROM energy_consumption"), rows);
  EXPECT_EQ(server.value("SELECT is_called FROM counter"), "f");
}

}  // namespace
}  // namespace hearth::replica
