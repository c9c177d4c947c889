#include "tests/postgres/fault_proxy.h"

#include "tests/postgres/server.h"

#include <gmock/gmock.h>

#include <future>

namespace hearth::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class FaultProxyTest : public testing::Test {
 protected:
  PostgresServer server_{{.tables = Tables::none}};
  FaultProxy proxy_{server_.port()};
  const std::string dsn_ = dsn(Role::reader, proxy_.port());
};

TEST_F(FaultProxyTest, PassesAndCounts) {
  {
    Connection client(dsn_);
    const auto before = proxy_.bytes_from_server();
    const Rows rows = client.query("select repeat('x', 3000000)");
    EXPECT_EQ(rows.front().front().size(), 3'000'000U);
    EXPECT_GT(proxy_.bytes_from_server() - before, 3'000'000U);
    EXPECT_LT(proxy_.bytes_from_server() - before, 3'001'000U);
    EXPECT_GT(proxy_.bytes_to_server(), 30U);
    EXPECT_EQ(proxy_.open(), 1);
  }
  const Connection second(dsn_);
  EXPECT_TRUE(wait_for([&] { return proxy_.open() == 1; }));
  EXPECT_EQ(proxy_.accepted(), 2);
}

TEST_F(FaultProxyTest, DelaysWhatTheServerSays) {
  Connection client(dsn_);
  proxy_.delay(300ms);
  const auto start = real_time();
  client.query("select 1");
  EXPECT_GE(real_time() - start, 300ms);
  proxy_.pass();
  EXPECT_THAT(client.query("select 2"), ElementsAre(ElementsAre("2")));
}

TEST_F(FaultProxyTest, DropsWithoutAWord) {
  Connection client(dsn_);
  proxy_.drop();
  auto answer = std::async(std::launch::async, [&] { return client.query("select 1"); });
  // The system takes the connection, and libpq waits in vain for the server to speak.
  const auto start = real_time();
  EXPECT_THROW(Connection(dsn_ + " connect_timeout=2"), SqlFailure);
  EXPECT_GE(real_time() - start, 1900ms);
  EXPECT_EQ(answer.wait_for(0ms), std::future_status::timeout);
  EXPECT_EQ(server_.value("select count(*) from pg_stat_activity where usename = 'hearth_reader'"), "1");
  proxy_.pass();
  EXPECT_THAT(Connection(dsn_).query("select 2"), ElementsAre(ElementsAre("2")));
  EXPECT_EQ(answer.wait_for(0ms), std::future_status::timeout);
  proxy_.cut();
  EXPECT_THROW(answer.get(), SqlFailure);
}

TEST_F(FaultProxyTest, CutsAndServesAgain) {
  Connection client(dsn_);
  proxy_.cut();
  EXPECT_THROW(client.query("select 1"), SqlFailure);
  EXPECT_THAT(Connection(dsn_).query("select 2"), ElementsAre(ElementsAre("2")));
}

TEST_F(FaultProxyTest, CutsInTheMiddleOfAnAnswer) {
  Connection client(dsn_);
  proxy_.cut_after(1'000'000);
  EXPECT_THROW(client.query("select repeat('x', 3000000)"), SqlFailure);
  EXPECT_THAT(Connection(dsn_).query("select 2"), ElementsAre(ElementsAre("2")));
}

TEST_F(FaultProxyTest, EndsThoughAClientReadsNothing) {
  Connection client(dsn_);
  Connection other(dsn_);
  proxy_.delay(10min);
  auto answer = std::async(std::launch::async, [&] { return client.query("select repeat('x', 40000000)"); });
  EXPECT_TRUE(wait_for([&] { return proxy_.bytes_from_server() > 10'000'000; }));
  proxy_.cut();
  EXPECT_THROW(answer.get(), SqlFailure);
  EXPECT_THROW(other.query("select 1"), SqlFailure);
}

TEST_F(FaultProxyTest, ResetsClientsOfAServerThatIsGone) {
  server_.stop();
  EXPECT_THROW(Connection{dsn_}, SqlFailure);
}

}  // namespace
}  // namespace hearth::test
