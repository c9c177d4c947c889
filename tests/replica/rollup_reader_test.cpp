#include "core/source/replica/rollup_reader.h"

#include "core/store/tail.h"
#include "tests/replica/copy_message.h"
#include "tests/replica/moments.h"

#include <gmock/gmock.h>

#include <limits>

namespace hearth::replica {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A bucket as the server sends it.
struct Bucket {
  TimeMs start = midnight;
  const char* serial = "A";
  TimeMs first_time = start;
  TimeMs last_time = start + 10 * minute_ms;
  double count = 600, low = 100, high = 160, mean = 130, first = 100, last = 160;
};

CopyMessage& put(CopyMessage& message, double number) {
  return has_value(number) ? message.float8(number) : message.null();
}

struct ReplicaRollups : testing::Test {
  Expected<void> ingest(const Bucket& b) {
    CopyMessage message = begun ? CopyMessage() : CopyMessage::first();
    begun = true;
    message.columns(11).moment(b.start);
    b.serial == nullptr ? message.null() : message.text(b.serial);
    message.moment(b.first_time).moment(b.last_time).field(std::uint64_t{600});
    for (const double number : {b.count, b.low, b.high, b.mean, b.first, b.last}) put(message, number);
    return reader.ingest(message.span());
  }
  /// What the one stretch that was taken counted; nothing where it is doubtful.
  static std::optional<double> delta(const Bucket& bucket, ChannelIndex of = channel("energy.import")) {
    ReplicaRollups alone(of);
    EXPECT_TRUE(alone.ingest(bucket).has_value());
    if (!alone.reader.doubtful().empty()) return std::nullopt;
    const MeterRollups all = alone.reader.finish();
    const auto& list = all.rollups.at(of);
    return list.empty() ? -1 : list.front().delta;
  }
  static Rows readings(TimeMs start, const std::vector<double>& values, const char* serial = "A") {
    Rows rows({channel("energy.power_total"), channel("energy.import")});
    for (std::size_t i = 0; i < values.size(); ++i) {
      rows.times.push_back(start + static_cast<TimeMs>(i) * minute_ms);
      rows.epochs.push_back(epoch_number(serial));
      rows.provenances.push_back(Provenance::replica);
      rows.values[0].push_back(0);
      rows.values[1].push_back(values[i]);
    }
    return rows;
  }

  explicit ReplicaRollups(ChannelIndex of = channel("energy.import"))
      : reader({.sql = {}, .channels = {of}, .types = {ColumnType::float8}}, quarter_ms) {}
  void TestBody() override {}
  RollupReader reader;
  bool begun = false;
};

TEST_F(ReplicaRollups, AreWhatTheServerSays) {
  ASSERT_TRUE(ingest({}).has_value());
  ASSERT_TRUE(ingest({.start = midnight + quarter_ms,
                      .count = 0,
                      .low = nan,
                      .high = nan,
                      .mean = nan,
                      .first = nan,
                      .last = nan})
                  .has_value());
  EXPECT_THAT(reader.doubtful(), IsEmpty());
  EXPECT_EQ(reader.rows(), 2U);
  const MeterRollups all = reader.finish();
  EXPECT_THAT(all.serials, ElementsAre("A"));
  ASSERT_EQ(all.rollups.at(channel("energy.import")).size(), 1U) << "without a reading there is no row";
  const Rollup& r = all.rollups.at(channel("energy.import")).front();
  EXPECT_EQ(r.start, midnight);
  EXPECT_EQ(r.count, 600U);
  EXPECT_EQ(r.delta, 60);
  EXPECT_EQ(r.known, 10 * minute_ms);
  EXPECT_EQ(r.first_time, midnight);
  EXPECT_EQ(r.last_time, midnight + 10 * minute_ms);
  EXPECT_EQ(r.first_epoch, epoch_number("A"));
}

TEST_F(ReplicaRollups, AFallMakesThemDoubtful) {
  EXPECT_EQ(delta({}), 60);
  EXPECT_EQ(delta({.low = 0}), std::nullopt) << "it fell below the first";
  EXPECT_EQ(delta({.high = 200}), std::nullopt) << "it fell to the last";
  EXPECT_EQ(delta({.first = nan}), std::nullopt) << "the first row has no reading";
  EXPECT_EQ(delta({.last = nan}), std::nullopt);
  EXPECT_EQ(delta({.low = -5, .first = -5}), std::nullopt) << "no reading of a meter";
  EXPECT_EQ(delta({.high = 90'000, .last = 90'000}), std::nullopt) << "more than can be used";
  // Not so for what is no counter.
  const ChannelIndex power = channel("energy.power_total");
  EXPECT_EQ(delta({.low = 0, .high = 200}, power), 0);
  EXPECT_EQ(delta({.high = std::numeric_limits<double>::infinity()}, power), std::nullopt);
  EXPECT_EQ(delta({.mean = nan}, power), std::nullopt);
}

TEST_F(ReplicaRollups, AFallOrALeapFromOneToTheNextIsReadAsRows) {
  for (const double last : {0.0, 9'000'100.0}) {
    ReplicaRollups one;
    for (int i = 0; i < 6; ++i) {
      const double first = 1000 + 100 * i;
      // The third stretch is all wrong.
      const bool wrong = i == 2;
      ASSERT_TRUE(one.ingest({.start = midnight + i * quarter_ms,
                              .first_time = midnight + i * quarter_ms,
                              .last_time = midnight + i * quarter_ms + 10 * minute_ms,
                              .low = wrong ? last : first,
                              .high = wrong ? last : first + 90,
                              .first = wrong ? last : first,
                              .last = wrong ? last : first + 90})
                      .has_value());
    }
    EXPECT_THAT(one.reader.doubtful(),
                ElementsAre(TimeRange{midnight + quarter_ms, midnight + 4 * quarter_ms}));
  }
}

TEST_F(ReplicaRollups, ARowThatStandsThereTwiceIsOne) {
  ASSERT_TRUE(ingest({}).has_value());
  ASSERT_TRUE(ingest({.last = 159}).has_value());
  EXPECT_THAT(reader.doubtful(), ElementsAre(TimeRange{midnight, midnight + quarter_ms}));
  ReplicaRollups same;
  ASSERT_TRUE(same.ingest({}).has_value());
  ASSERT_TRUE(same.ingest({}).has_value());
  EXPECT_THAT(same.reader.doubtful(), IsEmpty());
  EXPECT_EQ(same.reader.finish().rollups.at(channel("energy.import")).size(), 1U);
}

TEST_F(ReplicaRollups, TwoMetersInAStretchAreReadAsTheyAre) {
  ASSERT_TRUE(ingest({.last_time = midnight + minute_ms, .high = 101, .last = 101}).has_value());
  ASSERT_TRUE(ingest({.serial = "B", .first_time = midnight + 2 * minute_ms}).has_value());
  // Two that touch are one; a third is apart.
  ASSERT_TRUE(ingest({.start = midnight + quarter_ms, .low = 0}).has_value());
  ASSERT_TRUE(ingest({.start = midnight + 3 * quarter_ms, .low = 0}).has_value());
  EXPECT_THAT(reader.doubtful(),
              ElementsAre(TimeRange{midnight, midnight + 2 * quarter_ms},
                          TimeRange{midnight + 3 * quarter_ms, midnight + 4 * quarter_ms}));
  EXPECT_THAT(reader.finish().serials, ElementsAre("A", "B"));
}

TEST_F(ReplicaRollups, ReadingsReplaceWhatIsDoubtful) {
  ASSERT_TRUE(ingest({.low = 0}).has_value());
  ASSERT_TRUE(ingest({.start = midnight + quarter_ms}).has_value());
  ASSERT_TRUE(ingest({.start = midnight + 2 * quarter_ms, .low = 0}).has_value());
  // In parts, of which one ends within the stretch; beside it are readings that nobody asked for.
  Rows rows = readings(midnight, {100, 110, 150, 5, 15});
  reader.replace({});
  reader.replace(rows);
  rows = readings(midnight + 5 * minute_ms, {40, 50});
  rows.append(readings(midnight + quarter_ms, {1, 2, 3}, "B"));
  reader.replace(rows);
  const MeterRollups all = reader.finish();
  const auto& list = all.rollups.at(channel("energy.import"));
  ASSERT_EQ(list.size(), 2U) << "of the third nothing came: nothing is guessed";
  EXPECT_EQ(list[0].delta, 50 + 5 + 45);
  EXPECT_EQ(list[0].count, 7U);
  EXPECT_EQ(list[0].min, 5);
  EXPECT_EQ(list[0].max, 150);
  EXPECT_EQ(list[0].first, 100);
  EXPECT_EQ(list[0].last, 50);
  EXPECT_EQ(list[0].known, 6 * minute_ms);
  EXPECT_EQ(list[1].delta, 60);
}

TEST_F(ReplicaRollups, RefuseWhatCannotBe) {
  for (const Bucket& impossible :
       {Bucket{.first_time = midnight - 1}, Bucket{.first_time = midnight + 5, .last_time = midnight + 4},
        Bucket{.last_time = midnight + quarter_ms}}) {
    ReplicaRollups alone;
    const auto taken = alone.ingest(impossible);
    ASSERT_FALSE(taken.has_value());
    EXPECT_EQ(taken.error().kind, ErrorKind::bad_data);
  }
  ASSERT_TRUE(ingest({}).has_value());
  EXPECT_FALSE(ingest({.start = midnight + 1}).has_value()) << "one over the other";
  EXPECT_EQ(delta({.count = 1e12}), 60) << "more than fit";
  const CopyMessage small =
      CopyMessage::first().columns(11).moment(0).null().moment(0).moment(0).null().raw("");
  EXPECT_FALSE(ReplicaRollups().reader.ingest(small.span()).has_value());
}

struct ReplicaHours : testing::Test {
  void seam(TimeMs hour, std::optional<Point> before, std::optional<Point> after,
            const char* serial_before = "A", const char* serial_after = "A") {
    CopyMessage message = seams++ == 0 ? CopyMessage::first() : CopyMessage();
    message.columns(7).moment(hour);
    for (const auto& [side, serial] : {std::pair(before, serial_before), std::pair(after, serial_after)}) {
      if (side)
        message.moment(side->time).float8(side->value).text(serial);
      else
        message.null().null().null();
    }
    ASSERT_TRUE(reader.ingest_seam(message.span()).has_value());
  }
  void hour(TimeMs start, double kwh) {
    CopyMessage message = hours++ == 0 ? CopyMessage::first() : CopyMessage();
    message.columns(6).moment(start).float8(kwh).float8(0.9).null().null().null();
    ASSERT_TRUE(reader.ingest_hour(message.span()).has_value());
  }
  /// Readings every minute from `from` on, a watt-hour each.
  static Point reading(TimeMs time) {
    return {time, static_cast<double>((time - midnight) / minute_ms) + 1000, 0};
  }
  void seam_at(TimeMs turn) { seam(turn, reading(turn - minute_ms), reading(turn)); }

  HourReader reader{{midnight, midnight + 3 * hour_ms}};
  int seams = 0;
  int hours = 0;
};

TEST_F(ReplicaHours, LoseNothingAtTheirSeams) {
  for (int i = 0; i <= 3; ++i) seam_at(midnight + i * hour_ms);
  for (int i = 0; i < 3; ++i) hour(midnight + i * hour_ms, 0.059);
  EXPECT_THAT(reader.missing(), IsEmpty());
  const auto all = reader.finish();
  ASSERT_EQ(all.size(), 3U);
  for (const EnergyHour& hour : all) {
    EXPECT_NEAR(hour.energy_wh, 60, 1e-9);
    EXPECT_FALSE(has_value(hour.power_total_w));
    EXPECT_NEAR(hour.power_l1_w, 900, 1e-9);
  }
}

TEST_F(ReplicaHours, DivideWhatIsCountedOverATurnByTime) {
  seam(midnight, std::nullopt, Point{midnight, 1000, 0});
  seam(midnight + hour_ms, Point{midnight + hour_ms - minute_ms, 1100, 0},
       Point{midnight + hour_ms + 3 * minute_ms, 1140, 0});
  seam(midnight + 2 * hour_ms, Point{midnight + 2 * hour_ms - minute_ms, 1200, 0}, std::nullopt);
  hour(midnight, 0.1);
  hour(midnight + hour_ms, 0.06);
  const auto all = reader.finish();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NEAR(all[0].energy_wh, 100 + 10, 1e-9);
  EXPECT_NEAR(all[1].energy_wh, 60 + 30, 1e-9);
}

TEST_F(ReplicaHours, AskForReadingsWhereTheAggregateIsWrongOrMissing) {
  const auto turn = [](int i) { return midnight + i * hour_ms; };
  // In the first hour the meter changes, in the second the counter falls, the third the aggregate lacks.
  seam(turn(0), std::nullopt, Point{turn(0), 1000, 0});
  seam(turn(1), Point{turn(1) - 1, 50, 0}, Point{turn(1), 60, 0}, "B", "B");
  seam(turn(2), Point{turn(2) - 1, 10, 0}, Point{turn(2), 10, 0}, "B", "B");
  seam(turn(3), Point{turn(3) - 1, 70, 0}, std::nullopt, "B");
  hour(turn(0), 0.01);
  hour(turn(1), 0.02);
  EXPECT_THAT(reader.missing(), ElementsAre(TimeRange{turn(0), turn(3)}));
  MeterRollups read;
  Rollup r{.start = turn(1), .count = 60, .known = hour_ms, .delta = 42};
  read.rollups[channel("energy.import")] = {r};
  r.sum = 500.0 * hour_ms;
  read.rollups[channel("energy.power_total")] = {r};
  reader.fill(read);
  EXPECT_THAT(reader.missing(), ElementsAre(TimeRange{turn(0), turn(1)}, TimeRange{turn(2), turn(3)}));
  const auto all = reader.finish();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_NEAR(all[0].energy_wh, 42, 1e-9) << "all that was counted over its first turn came before it";
  EXPECT_NEAR(all[0].power_total_w, 500, 1e-9);
  EXPECT_FALSE(has_value(all[0].power_l1_w));
}

TEST_F(ReplicaHours, LeaveOutWhatNobodyKnowsOrAskedFor) {
  hour(midnight - hour_ms, 1);
  hour(midnight + 3 * hour_ms, 1);
  hour(midnight, nan);
  hour(midnight + hour_ms, -1);
  EXPECT_THAT(reader.finish(), IsEmpty());
  EXPECT_THAT(reader.missing(), IsEmpty());
  // The aggregate is as old as it likes: its hours need no readings.
  hour(midnight + 2 * hour_ms, 1);
  ASSERT_EQ(reader.finish().size(), 1U);
  EXPECT_EQ(reader.finish()[0].energy_wh, 1000);
}

TEST_F(ReplicaHours, RefuseWhatIsNoHour) {
  hour(midnight + minute_ms, 1);
  EXPECT_THAT(reader.finish(), IsEmpty());
  const auto is_refused = [](TimeMs turn, TimeMs before, TimeMs after) {
    CopyMessage message = CopyMessage::first().columns(7).moment(turn);
    message.moment(before).float8(1).text("A").moment(after).float8(2).text("A");
    return !HourReader({midnight, midnight + hour_ms}).ingest_seam(message.span()).has_value();
  };
  EXPECT_FALSE(is_refused(midnight, midnight - 1, midnight));
  EXPECT_TRUE(is_refused(midnight + 1, midnight, midnight + 1));
  EXPECT_TRUE(is_refused(midnight, midnight, midnight));
  EXPECT_TRUE(is_refused(midnight, midnight - hour_ms - 1, midnight));
  EXPECT_TRUE(is_refused(midnight, midnight - 1, midnight - 1));
  EXPECT_TRUE(is_refused(midnight, midnight - 1, midnight + hour_ms));
  const CopyMessage narrow = CopyMessage::first().columns(2).moment(0).null();
  EXPECT_FALSE(HourReader({0, hour_ms}).ingest_hour(narrow.span()).has_value());
  EXPECT_FALSE(HourReader({0, hour_ms}).ingest_seam(narrow.span()).has_value());
  const CopyMessage nameless = CopyMessage::first().columns(6).null().null().null().null().null().null();
  EXPECT_FALSE(HourReader({0, hour_ms}).ingest_hour(nameless.span()).has_value());
}

}  // namespace
}  // namespace hearth::replica
