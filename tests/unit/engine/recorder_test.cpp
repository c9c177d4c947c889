#include "core/engine/recorder.h"

#include "core/store/tail.h"
#include "tests/unit/engine/engine_rooms_fixture.h"

#include <gmock/gmock.h>

namespace hearth {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const SeriesKey watts{channel("energy.power_total"), {}};

using RecorderTest = test::EngineRoomsTest;

TEST_F(RecorderTest, AReadingIsStoredAndShown) {
  open();
  recorder.on_readings({power(evening - second_ms, 1200)}, Provenance::live);
  settle();
  EXPECT_EQ(stored(watts), 1U);
  EXPECT_EQ(live_service.values().at(watts).value, 1200);
  EXPECT_EQ(live_service.values().at(watts).time, evening - second_ms);
  EXPECT_THAT(history.groups(), ElementsAre(GroupKey{Dataset::energy, {}}));
  status.publish_now();
  settle();
  EXPECT_EQ(status_service.status().newest.at(Dataset::energy), evening - second_ms);
  // The newest is no news of the past.
  EXPECT_THAT(changed, IsEmpty());
}

TEST_F(RecorderTest, OneThatComesLateIsHistory) {
  open();
  recorder.on_readings({power(evening, 1200)}, Provenance::live);
  recorder.on_readings({power(evening - minute_ms, 900)}, Provenance::live);
  settle();
  EXPECT_EQ(stored(watts), 2U);
  EXPECT_EQ(live_service.values().at(watts).value, 1200);
  EXPECT_THAT(changed, ElementsAre(Dataset::energy));
}

TEST_F(RecorderTest, ThePolledAnswerThatIsKnownIsNoNews) {
  open();
  const SeriesKey kitchen{channel("climate.temperature"), "kitchen"};
  for (int i = 0; i < 3; ++i)
    recorder.on_readings({warmth("kitchen", evening - minute_ms, 21)}, Provenance::polled);
  recorder.on_readings({warmth("kitchen", evening, 21.5)}, Provenance::polled);
  settle();
  EXPECT_EQ(stored(kitchen), 2U);
  EXPECT_EQ(live_service.values().at(kitchen).value, 21.5);
}

TEST_F(RecorderTest, APriceListIsTakenOnceAndACorrectionAgain) {
  open();
  const SeriesKey spot{channel("price.spot"), "SE3"};
  const TimeMs hour = floor_to(evening, hour_ms);
  const std::vector<Reading> list = {price(hour, 1.5), price(hour + hour_ms, 2.5)};
  recorder.on_readings(list, Provenance::polled);
  recorder.on_readings(list, Provenance::polled);
  settle();
  EXPECT_THAT(changed, ElementsAre(Dataset::price));
  EXPECT_EQ(live_service.values().at(spot).value, 1.5) << "the one in force, not the last";
  recorder.on_readings({price(hour, 1.25)}, Provenance::polled);
  settle();
  EXPECT_THAT(changed, ElementsAre(Dataset::price, Dataset::price));
}

TEST_F(RecorderTest, WhatIsStampedAheadIsShownAsItCameAndNotStored) {
  open();
  recorder.on_readings({power(evening - second_ms, 1200)}, Provenance::live);
  recorder.on_readings({power(evening + 9 * minute_ms, 9999)}, Provenance::live);
  settle();
  EXPECT_EQ(stored(watts), 1U);
  EXPECT_EQ(live_service.values().at(watts).value, 9999);
  EXPECT_EQ(live_service.values().at(watts).time, evening);
  status.publish_now();
  settle();
  EXPECT_EQ(status_service.status().refused_readings, 1U);
  EXPECT_THAT(problems(), Contains(HasSubstr("clock is 9 minutes ahead")));
}

TEST_F(RecorderTest, OnlyTheHomesMeterIsTaken) {
  open();
  std::vector<std::uint32_t> chosen;
  QObject::connect(&recorder, &Recorder::meter_changed,
                   [&](std::uint32_t meter) { chosen.push_back(meter); });
  for (int second = 0; second < 10; ++second) {
    machine.advance(second_ms);
    recorder.on_readings({power(machine.now(), 1000, "mine")}, Provenance::live);
    recorder.on_readings({power(machine.now() + 1, 5, "another")}, Provenance::live);
  }
  settle();
  EXPECT_EQ(stored(watts), 10U);
  EXPECT_EQ(live_service.values().at(watts).value, 1000);
  EXPECT_THAT(chosen, ElementsAre(epoch_number("mine")));
  EXPECT_EQ(recorder.meter(), epoch_number("mine"));
  EXPECT_EQ(store.store()->note(meter_note), "mine");
}

TEST_F(RecorderTest, PlacesBeyondTheLimitAreLeftOutAndSaid) {
  open();
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < most_places + 2; ++i)
    readings.push_back(warmth(std::to_string(i), evening, 20));
  recorder.on_readings(readings, Provenance::live);
  recorder.on_readings({power(evening, 800)}, Provenance::live);
  status.publish_now();
  settle();
  EXPECT_EQ(history.groups().size(), most_places + 1) << "the meter is no place";
  EXPECT_EQ(status_service.status().refused_readings, 2U);
  EXPECT_THAT(problems(), Contains(HasSubstr("places already")));
}

TEST_F(RecorderTest, WhatIsRememberedIsShownAsOldUntilSomethingIsHeard) {
  open();
  const SeriesKey kitchen{channel("climate.temperature"), "kitchen"};
  recorder.on_remembered({warmth("kitchen", 0, 19)});
  settle();
  EXPECT_FALSE(live_service.values().at(kitchen).age_known);
  EXPECT_EQ(stored(kitchen), 0U);
  recorder.on_readings({warmth("kitchen", evening, 21)}, Provenance::live);
  recorder.on_remembered({warmth("kitchen", 0, 19)});
  settle();
  EXPECT_TRUE(live_service.values().at(kitchen).age_known);
  EXPECT_EQ(live_service.values().at(kitchen).value, 21);
}

TEST_F(RecorderTest, WhatWasWrittenPastItIsFoundAndTold) {
  open();
  const SeriesKey kitchen{channel("climate.temperature"), "kitchen"};
  const std::vector<Reading> rows = {warmth("kitchen", evening - minute_ms, 18)};
  ASSERT_EQ(store.store()->append(rows, Provenance::replica).taken, 1U);
  recorder.on_stored({{Dataset::climate, "kitchen"}});
  settle();
  EXPECT_EQ(live_service.values().at(kitchen).value, 18);
  EXPECT_THAT(changed, ElementsAre(Dataset::climate));
  EXPECT_THAT(history.groups(), ElementsAre(GroupKey{Dataset::climate, "kitchen"}));
}

}  // namespace
}  // namespace hearth
