#include "tests/postgres/server.h"

#include <gmock/gmock.h>

namespace hearth::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What the server says no with; empty where it does not.
std::string state_of(const std::string& conninfo, const std::string& statement) {
  try {
    Connection(conninfo).query(statement);
  } catch (const SqlFailure& failure) {
    return failure.sqlstate.empty() ? failure.what() : failure.sqlstate;
  }
  return {};
}

TEST(PostgresServer, AsksForPasswordsAndGivesEachRoleItsRights) {
  const PostgresServer server;
  const std::string count = "select count(*) from energy_consumption";
  const std::string insert = "insert into energy_consumption (time) values (now())";
  EXPECT_THAT(Connection(server.dsn(Role::reader)).query(count), ElementsAre(ElementsAre("0")));
  EXPECT_EQ(state_of(server.dsn(Role::reader), insert), "42501");
  EXPECT_EQ(state_of(server.dsn(Role::writer), insert), "");
  EXPECT_EQ(state_of(server.dsn(Role::stranger), "select 1"), "");
  EXPECT_EQ(state_of(server.dsn(Role::stranger), count), "42501");
  EXPECT_THAT(Connection(server.socket_dsn(Role::reader)).query(count), ElementsAre(ElementsAre("1")));
  for (const std::string& conninfo : {server.dsn(Role::reader), server.socket_dsn(Role::reader)})
    EXPECT_THAT(state_of(conninfo + "x", "select 1"), HasSubstr("password authentication failed"));
}

TEST(PostgresServer, TellsTheStatementsOfEachApplication) {
  const PostgresServer server({.tables = Tables::none});
  Connection client(server.dsn(Role::reader) + " application_name=somebody");
  client.query("select\n\t'a',\n  'b'");
  client.query("select $1,\n $2::int", {"it's: a\n\tb", "7"});
  client.query("select 3");
  const auto statements = server.statements("somebody");
  ASSERT_EQ(statements.size(), 3U);
  EXPECT_EQ(statements[0].text, "select\n\t'a',\n  'b'");
  EXPECT_EQ(statements[0].user, "hearth_reader");
  EXPECT_EQ(statements[0].parameters, "");
  EXPECT_EQ(statements[1].text, "select $1,\n $2::int");
  EXPECT_EQ(statements[1].parameters, "$1 = 'it''s: a\n\tb', $2 = '7'");
  EXPECT_EQ(statements[2].text, "select 3");
  EXPECT_EQ(statements[2].process, statements[0].process);
  EXPECT_TRUE(server.statements("nobody").empty());
}

TEST(PostgresServer, ComesBackWhereItWas) {
  PostgresServer server;
  server.sql("insert into spot_prices values (now(), 'SE3', 'SEK', 1000, 1, null, null)");
  Connection client(server.dsn(Role::reader));
  server.restart();
  EXPECT_THROW(client.query("select 1"), SqlFailure);
  EXPECT_THAT(Connection(server.dsn(Role::reader)).query("select count(*) from spot_prices"),
              ElementsAre(ElementsAre("1")));
  server.stop();
  EXPECT_THAT(state_of(server.dsn(Role::reader), "select 1"), HasSubstr("refused"));
}

TEST(PostgresServer, EndsSessionsByTheirName) {
  const PostgresServer server({.tables = Tables::none});
  Connection one(server.dsn(Role::reader) + " application_name=one");
  Connection two(server.dsn(Role::reader) + " application_name=two");
  EXPECT_EQ(server.terminate_backends("one"), 1);
  EXPECT_EQ(server.terminate_backends("three"), 0);
  try {
    one.query("select 1");
    FAIL() << "the session lives";
  } catch (const SqlFailure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("due to administrator command"));
  }
  EXPECT_THAT(two.query("select 1"), ElementsAre(ElementsAre("1")));
}

TEST(PostgresServer, TakesSettings) {
  const PostgresServer server({.tables = Tables::none, .settings = {"timezone = 'Asia/Kathmandu'"}});
  EXPECT_EQ(server.value("show timezone"), "Asia/Kathmandu");
  EXPECT_THROW(PostgresServer({.tables = Tables::none, .settings = {"no_such_setting = 1"}}), FixtureFailure);
}

}  // namespace
}  // namespace hearth::test
