#include "tests/postgres/pgbouncer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <set>

namespace hearth::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Le;
using testing::SizeIs;

TEST(PgBouncer, RefusesStartupOptionsAndWrongPasswords) {
  const PostgresServer server({.tables = Tables::none});
  const PgBouncer bouncer(server);
  EXPECT_EQ(refusal(bouncer.dsn(Role::reader) + " application_name=hearthboard"), "");
  EXPECT_THAT(refusal(bouncer.dsn(Role::reader) + " options='-c statement_timeout=5s'"),
              HasSubstr("unsupported startup parameter"));
  EXPECT_THAT(refusal(bouncer.dsn(Role::reader) + "x"), HasSubstr("SASL authentication failed"));
}

TEST(PgBouncer, SharesTwoServerConnectionsAndWhatIsSetInThem) {
  const PostgresServer server({.tables = Tables::none});
  const PgBouncer bouncer(server);
  constexpr std::size_t many = 6;
  std::vector<Connection> clients;
  clients.reserve(many);
  while (clients.size() < many) clients.emplace_back(bouncer.dsn(Role::reader));
  std::set<std::string> backends;
  for (Connection& client : clients) backends.insert(client.query("select pg_backend_pid()").front().front());
  EXPECT_THAT(backends, SizeIs(Le(2U)));
  // What a client sets without a transaction is seen by the next one: why it must not.
  clients[0].query("set work_mem = '77MB'");
  EXPECT_THAT(clients[1].query("show work_mem"), ElementsAre(ElementsAre("77MB")));
  // A third transaction waits for the end of one of two.
  clients[2].query("begin; select 1");
  clients[3].query("begin; select 1");
  auto third = std::async(std::launch::async, [&] { return clients[4].query("select 3"); });
  Connection console(bouncer.console_dsn());
  EXPECT_TRUE(wait_for([&] {
    const Rows pools = console.query("show pools");
    return std::ranges::any_of(pools,
                               [](const Row& pool) { return pool[0] == "telemetry" && pool[3] == "1"; });
  }));
  clients[2].query("commit");
  EXPECT_THAT(third.get(), ElementsAre(ElementsAre("3")));
  EXPECT_EQ(server.value("select count(*) from pg_stat_activity where usename = 'hearth_reader'"), "2");
}

}  // namespace
}  // namespace hearth::test
