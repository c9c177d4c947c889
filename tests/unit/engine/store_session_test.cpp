#include "core/engine/store_session.h"

#include "tests/unit/engine/engine_rooms_fixture.h"

namespace hearth {
namespace {

using StoreSessionTest = test::EngineRoomsTest;

TEST_F(StoreSessionTest, SaysWhatIsKnownAndHowItStands) {
  std::optional<StoreState> state;
  QObject::connect(&store, &StoreSession::state_changed, [&](const StoreState& s) { state = s; });
  std::vector<std::optional<Error>> disk;
  QObject::connect(&store, &StoreSession::disk_trouble,
                   [&](const std::optional<Error>& error) { disk.push_back(error); });
  open();
  EXPECT_TRUE(known->newest.empty());
  ASSERT_TRUE(state.has_value());
  EXPECT_TRUE(state->writes);
  ASSERT_FALSE(disk.empty());
  EXPECT_FALSE(disk.back().has_value());
  // Time passes, and the store is asked for nothing that it would answer within it.
  machine.advance(hour_ms);
  store.look();
  ASSERT_TRUE(disk.back().has_value());
  EXPECT_EQ(disk.back()->message, "The disk with the history does not answer.");
  EXPECT_TRUE(test::wait_until([&] { return !disk.back().has_value(); })) << "it did answer, later";
}

TEST_F(StoreSessionTest, WhatIsRecordedIsThereAfterItWasClosed) {
  open();
  recorder.on_readings({power(evening, 1100)}, Provenance::live);
  bool answered = false;
  store.ask([](const HistoryStore&) { return 0; }, [&](int) { answered = true; });
  const StoreSession::Closed closed = store.close();
  EXPECT_FALSE(closed.lost);
  EXPECT_FALSE(closed.hangs);
  EXPECT_EQ(store.store(), nullptr);
  QCoreApplication::processEvents();
  EXPECT_FALSE(answered) << "nothing is taken after it has gone";
  known.reset();
  open();
  ASSERT_EQ(known->newest.size(), 1U);
  EXPECT_EQ(known->newest.front().value, 1100);
}

TEST_F(StoreSessionTest, OneThatCannotBeOpenedIsNone) {
  EXPECT_FALSE(store.open({.path = "/proc/no/such/history.db", .writer_name = "test"}).has_value());
  EXPECT_EQ(store.store(), nullptr);
  store.look();
  EXPECT_FALSE(store.close().lost);
}

TEST_F(StoreSessionTest, NewestValuesOfOneTurnAreToldOnce) {
  int told = 0;
  QObject::connect(&live_service, &LiveService::updated, [&](const LiveValuesPtr& fresh) {
    ++told;
    EXPECT_EQ(fresh->size(), 2U);
  });
  live.set_time({.now = evening});
  const Latest known_power{{channel("energy.power_total"), {}}, evening, 500};
  const Latest known_warmth{{channel("climate.temperature"), "kitchen"}, evening, 21};
  const Latest known_price{{channel("price.spot"), "SE3"}, evening + hour_ms, 1.5};
  live.on_stored(std::vector{known_power, known_warmth, known_price});
  live.schedule();
  live.schedule();
  ASSERT_TRUE(test::wait_until([&] { return told > 0; }));
  live.publish();
  QCoreApplication::processEvents();
  EXPECT_EQ(told, 1) << "nothing has changed since";
  EXPECT_FALSE(live_service.values().contains(known_price.key)) << "not in force yet";
}

}  // namespace
}  // namespace hearth
