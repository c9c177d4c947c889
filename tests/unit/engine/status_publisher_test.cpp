#include "core/engine/status_publisher.h"

#include "core/engine/source_problems.h"
#include "tests/unit/engine/engine_rooms_fixture.h"

#include <gmock/gmock.h>

namespace hearth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StatusPublisherTest : public test::EngineRoomsTest {
 protected:
  StatusPublisherTest() {
    QObject::connect(&status_service, &StatusService::updated, [this] { ++told; });
  }
  /// What has been posted arrives.
  static void deliver() {
    for (int i = 0; i < 3; ++i) QCoreApplication::processEvents();
  }
  static Connection api(ConnectionState state, TimeMs heard = evening) {
    return {.name = QStringLiteral("API"),
            .state = state,
            .since = evening,
            .last_heard = heard,
            .detail = QStringLiteral("It is away.")};
  }
  int told = 0;
};

TEST_F(StatusPublisherTest, WhatChangesAtOnceIsToldOnce) {
  status.on_connection(api(ConnectionState::connecting));
  status.on_syncing({QStringLiteral("climate")}, 40);
  status.on_not_permitted({Dataset::heatpump});
  deliver();
  EXPECT_EQ(told, 1);
  const Status& now = status_service.status();
  ASSERT_EQ(now.connections.size(), 1U);
  EXPECT_EQ(now.sync_percent, 40);
  EXPECT_TRUE(now.not_permitted.contains(Dataset::heatpump));
}

TEST_F(StatusPublisherTest, WhatChangesWithEveryAnswerIsToldCalmly) {
  status.on_connection(api(ConnectionState::connected));
  deliver();
  ASSERT_EQ(told, 1);
  for (int second = 1; second < 20; ++second)
    status.on_connection(api(ConnectionState::connected, evening + second));
  deliver();
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(test::wait_until([&] { return told == 2; }));
  EXPECT_EQ(status_service.status().connections.front().last_heard, evening + 19);
  // A loss is told at once.
  status.on_connection(api(ConnectionState::reconnecting));
  deliver();
  EXPECT_EQ(told, 3);
  EXPECT_THAT(problems(), ElementsAre("API: It is away."));
  status.on_connection(api(ConnectionState::connected));
  deliver();
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(StatusPublisherTest, TimesAreByThisMachinesClock) {
  clocks.start();
  const TimeMs truth = evening + 3 * hour_ms;
  clocks.on_dated(truth);
  const std::vector<Reading> frame = {power(truth, 1)};
  clocks.on_readings(frame, Provenance::live);
  const DurationMs offset = clocks.clock().offset();
  ASSERT_GT(offset, hour_ms);
  status.on_connection({.name = QStringLiteral("API"),
                        .state = ConnectionState::connected,
                        .since = truth,
                        .last_heard = 0,
                        .detail = {}});
  status.on_newest(Dataset::energy, truth - minute_ms);
  status.on_newest(Dataset::price, truth + day_ms);
  deliver();
  const Status& now = status_service.status();
  EXPECT_EQ(now.connections.front().since, truth - offset);
  EXPECT_EQ(now.connections.front().last_heard, 0) << "never";
  EXPECT_EQ(now.newest.at(Dataset::energy), truth - minute_ms - offset);
  EXPECT_EQ(now.newest.at(Dataset::price), machine.now()) << "nothing is newer than now";
}

TEST_F(StatusPublisherTest, ARefusalIsAProblemForAWhile) {
  status.on_refused(3);
  status.on_refused_for("no number");
  deliver();
  EXPECT_EQ(status_service.status().refused_readings, 3U);
  EXPECT_THAT(problems(), ElementsAre("Readings are refused: no number"));
  machine.advance(refusals_last);
  status.pass();
  deliver();
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(StatusPublisherTest, WhatTheStoreSaysIsInIt) {
  StoreState state;
  state.writes = true;
  state.stats.rows = 7;
  state.problems = {{ErrorKind::storage, "A block is damaged.", {}, {}}};
  state.paused = Error{ErrorKind::storage, "The disk is full.", {}, {}};
  status.on_store_state(state);
  deliver();
  EXPECT_TRUE(status_service.status().records);
  EXPECT_EQ(status_service.status().store.rows, 7U);
  EXPECT_EQ(status_service.status().recording_paused->message, "The disk is full.");
  EXPECT_THAT(problems(), ElementsAre("A block is damaged."));
  status.on_store_state({});
  deliver();
  EXPECT_THAT(problems(), IsEmpty());
}

/// Who waits for a sign-in, or may not read something, is no fault that somebody could mend.
TEST(SourceProblems, NameWhatCanBeMended) {
  constexpr TimeMs now = 1768498800000;
  Status status;
  status.connections = {{.name = QStringLiteral("API"),
                         .state = ConnectionState::refused,
                         .since = now,
                         .last_heard = now,
                         .detail = QStringLiteral("No.")}};
  EXPECT_EQ(judge_sources(status, now).listed.size(), 1U);
  status.identity.state = SignInState::needed;
  EXPECT_TRUE(judge_sources(status, now).listed.empty());
  status.identity.state = SignInState::signed_in;
  Connection& api = status.connections.front();
  api.data[Dataset::energy].permission = Permission::denied;
  EXPECT_TRUE(judge_sources(status, now).listed.empty());
  api.state = ConnectionState::connected;
  api.data[Dataset::energy].error = Error{ErrorKind::not_permitted, "Not for you.", {}, {}};
  const SourceProblems denied = judge_sources(status, now);
  EXPECT_TRUE(denied.listed.empty());
  EXPECT_EQ(denied.logged.size(), 1U);
  api.data[Dataset::climate].error = Error{ErrorKind::bad_data, "Odd.", {}, {}};
  EXPECT_EQ(judge_sources(status, now).listed.begin()->second.message, "API, climate data: Odd.");
  EXPECT_EQ(judge_sources(status, now).listed.begin()->second.message.id(), "{}, {}: Odd.")
      << "what is wrong can be told apart whatever gave it";
}

}  // namespace
}  // namespace hearth
