#include "tests/postgres/server.h"

#include <gmock/gmock.h>

#include <future>

namespace hearth::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Standby, FollowsItsPrimaryUntilItIsPromoted) {
  const PostgresServer primary;
  const auto standby = make_standby(primary);
  const std::string count = "select count(*) from spot_prices";
  const std::string insert = "insert into spot_prices values (now(), 'SE3', 'SEK', 1000, 1, null, null)";
  primary.sql(insert);
  ASSERT_TRUE(wait_until_replayed(*standby, primary));
  EXPECT_TRUE(standby->in_recovery());
  EXPECT_FALSE(primary.in_recovery());
  Connection writer(standby->dsn(Role::writer));
  EXPECT_THAT(writer.query(count), ElementsAre(ElementsAre("1")));
  try {
    writer.query(insert);
    FAIL() << "a standby was written to";
  } catch (const SqlFailure& failure) {
    EXPECT_EQ(failure.sqlstate, "25006");
  }
  standby->pause_replay();
  primary.sql(insert);
  EXPECT_EQ(standby->value(count), "1");
  standby->resume_replay();
  ASSERT_TRUE(wait_until_replayed(*standby, primary));
  EXPECT_EQ(standby->value(count), "2");
  standby->promote();
  writer.query(insert);
  EXPECT_EQ(standby->value(count), "3");
  EXPECT_EQ(primary.value(count), "2");
}

TEST(Standby, CancelsReadsThatReplayWaitsFor) {
  const PostgresServer primary;
  primary.sql(
      "insert into spot_prices select now(), 'SE3', 'SEK', i, i, null, null from generate_series(1, 1000) i");
  const auto standby = make_standby(primary, {"max_standby_streaming_delay = 50"});
  auto read = std::async(std::launch::async, [&]() -> std::string {
    try {
      Connection(standby->dsn(Role::reader) + " application_name=slow")
          .query(
              "begin isolation level repeatable read; select count(*) from spot_prices; select pg_sleep(60)");
    } catch (const SqlFailure& failure) {
      return failure.sqlstate + failure.what();
    }
    return {};
  });
  ASSERT_TRUE(wait_for([&] {
    return standby->value(
               "select count(*) from pg_stat_activity where application_name = 'slow' and "
               "wait_event = 'PgSleep'") == "1";
  }));
  primary.sql("delete from spot_prices");
  primary.sql("vacuum spot_prices");
  EXPECT_THAT(read.get(), HasSubstr("40001ERROR:  canceling statement due to conflict with recovery"));
}

TEST(Standby, CanBeMadeToLookLate) {
  const PostgresServer primary;
  const auto standby = make_standby(primary);
  pretend_replay_lag(primary, 7200);
  ASSERT_TRUE(wait_until_replayed(*standby, primary));
  const std::string late = "select now() - pg_last_xact_replay_timestamp() > interval '2 hours'";
  EXPECT_THAT(Connection(standby->dsn(Role::reader)).query(late), ElementsAre(ElementsAre("t")));
  EXPECT_THAT(Connection(standby->dsn(Role::writer)).query(late), ElementsAre(ElementsAre("f")));
}

}  // namespace
}  // namespace hearth::test
