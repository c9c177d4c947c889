#include "tests/support/wait.h"
#include "tests/ui/scripted_home.h"
#include "ui/heat_pump_live.h"
#include "ui/nice.h"
#include "ui/setup_model.h"
#include "ui/status_model.h"
#include "ui/time_chart.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace hearth {
namespace {

const Format stockholm(QLocale::c(), "Europe/Stockholm");

TimeMs at(const char* text) {
  return parse_rfc3339(text).value();
}

TEST(Format, NumbersHaveATrueMinusAndNoNegativeZero) {
  EXPECT_EQ(stockholm.number(-3.26, 1), QStringLiteral("−3.3"));
  EXPECT_EQ(stockholm.number(-0.04, 1), QStringLiteral("0.0"));
  EXPECT_EQ(stockholm.number(3412.4, 0), QStringLiteral("3412"));
  EXPECT_EQ(stockholm.number(no_value, 1), QStringLiteral("--"));
  EXPECT_EQ(Format(QLocale(QLocale::Swedish), "UTC").number(21.5, 1), QStringLiteral("21,5"));
}

TEST(Format, AgesAreCoarse) {
  EXPECT_EQ(stockholm.age(-5 * second_ms), QStringLiteral("now"));
  EXPECT_EQ(stockholm.age(9 * second_ms), QStringLiteral("now"));
  EXPECT_EQ(stockholm.age(29 * second_ms), QStringLiteral("25 s ago"));
  EXPECT_EQ(stockholm.age(119 * second_ms), QStringLiteral("1 min ago"));
  EXPECT_EQ(stockholm.age(3 * hour_ms), QStringLiteral("3 h ago"));
  EXPECT_EQ(stockholm.age(50 * hour_ms), QStringLiteral("2 days ago"));
}

TEST(Format, DaysAndHoursFollowTheHomesZone) {
  EXPECT_EQ(stockholm.time(at("2026-01-15T17:40:00Z")), QStringLiteral("18:40"));
  EXPECT_EQ(stockholm.date(at("2026-01-15T23:30:00Z")), QStringLiteral("Friday 16 January"));
  const TimeRange spring = stockholm.day_of(at("2026-03-29T12:00:00Z"));
  EXPECT_EQ(spring.length(), 23 * hour_ms);
  const TimeRange autumn = stockholm.day_of(at("2026-10-25T12:00:00Z"));
  EXPECT_EQ(autumn.length(), 25 * hour_ms);
  EXPECT_EQ(Format(QLocale::c(), "Asia/Kolkata").next_hour(at("2026-01-15T17:40:00Z")),
            at("2026-01-15T18:30:00Z"));
}

TEST(Format, AnUnknownZoneIsTheSystems) {
  EXPECT_FALSE(Format(QLocale::c(), "Nowhere/Atlantis").zone_name().empty());
}

TEST(NiceRange, CoversWithRoundSteps) {
  const NiceRange power = nice_range(0, 7.158, 4, 1);
  EXPECT_DOUBLE_EQ(power.low, 0);
  EXPECT_DOUBLE_EQ(power.high, 8);
  EXPECT_DOUBLE_EQ(power.step, 2);
  EXPECT_EQ(power.decimals, 0);
  const NiceRange room = nice_range(20.9, 21.1, 3, 2);
  EXPECT_LE(room.low, 20.9);
  EXPECT_GE(room.high, 21.1);
  EXPECT_GE(room.high - room.low, 2);
  EXPECT_EQ(nice_range(0.1, 0.34, 4, 0.1).decimals, 1);
}

TEST(NiceRange, NeverExceedsItsStepsAndNeverMissesAValue) {
  for (double low = -40; low < 60; low += 3.7)
    for (double span = 0; span < 90; span += 2.9)
      for (const int steps : {1, 2, 4, 7}) {
        const NiceRange range = nice_range(low, low + span, steps, 0.5);
        EXPECT_LE(std::ssize(range.ticks()),
                  (range.low < 0 && range.high > 0 ? std::max(steps, 2) : steps) + 1);
        EXPECT_LE(range.low, low + 1e-9);
        EXPECT_GE(range.high, low + span - 1e-9);
      }
}

TEST(HeatPumpState, IsWhatItDoes) {
  using enum HeatPumpState;
  EXPECT_EQ(heat_pump_state({}), unknown);
  EXPECT_EQ(heat_pump_state({.compressor = false}), standby);
  EXPECT_EQ(heat_pump_state({.hot_water = false, .aux_3kw = false, .aux_6kw = false}), unknown);
  EXPECT_EQ(heat_pump_state({.aux_3kw = true}), aux_only);
  EXPECT_EQ(heat_pump_state({.compressor = true, .hot_water = false}), heating);
  EXPECT_EQ(heat_pump_state({.compressor = true, .hot_water = true}), hot_water);
  EXPECT_EQ(heat_pump_state({.compressor = true, .aux_6kw = true}), heating_with_aux);
  EXPECT_EQ(heat_pump_state({.compressor = false, .aux_3kw = true}), aux_only);
  EXPECT_EQ(heat_pump_state_text(heating_with_aux), QStringLiteral("Heating + auxiliary heat"));
}

Status two_links(ConnectionState api, ConnectionState live, TimeMs last_heard) {
  Status status;
  status.records = true;
  status.connections = {{QStringLiteral("API"), api, 0, last_heard, {}},
                        {QStringLiteral("Live"), live, 0, last_heard, {}}};
  return status;
}

TEST(StatusWords, TellEachStateApart) {
  using enum ConnectionState;
  const TimeMs now = at("2026-01-15T17:40:00Z");
  const auto say = [&](const Status& status) { return StatusModel::say(status, stockholm, now); };
  EXPECT_EQ(say(two_links(connected, connected, now)).text, QStringLiteral("Live"));
  EXPECT_EQ(say(two_links(connecting, connected, now)).text, QStringLiteral("Connecting…"));
  EXPECT_EQ(say(two_links(failed, reconnecting, now - hour_ms)).text,
            QStringLiteral("No connection · last heard 1 h ago"));
  EXPECT_EQ(say(two_links(failed, failed, 0)).text, QStringLiteral("No connection"));
  const auto half = say(two_links(connected, reconnecting, now));
  EXPECT_EQ(half.text, QStringLiteral("Live: trying again"));
  EXPECT_EQ(half.level, StatusModel::Warning);
  EXPECT_EQ(say({}).text, QStringLiteral("Not connected"));
  Status late = two_links(connected, connected, now);
  late.connections.push_back({.name = QStringLiteral("Database"),
                              .state = connected,
                              .last_heard = now,
                              .detail = {},
                              .behind = 59 * second_ms});
  EXPECT_EQ(say(late).level, StatusModel::Good);
  late.connections.back().behind = 3 * minute_ms;
  EXPECT_EQ(say(late).text, QStringLiteral("Live · database 3 min behind"));
  EXPECT_EQ(say(late).short_text, QStringLiteral("Database 3 min behind"));
  EXPECT_EQ(say(late).level, StatusModel::Warning);
  Status unknown_user = two_links(refused, refused, now);
  unknown_user.identity.state = SignInState::needed;
  EXPECT_EQ(say(unknown_user).text, QStringLiteral("Sign-in needed"));
  EXPECT_EQ(say(unknown_user).short_text, QStringLiteral("Sign-in needed"));
  EXPECT_EQ(say(unknown_user).level, StatusModel::Bad);
  unknown_user.identity.state = SignInState::signed_out;
  EXPECT_EQ(say(unknown_user).short_text, QStringLiteral("Signed out"));
  EXPECT_EQ(say(unknown_user).level, StatusModel::Warning);
  unknown_user.identity.state = SignInState::signing_in;
  EXPECT_EQ(say(unknown_user).short_text, QStringLiteral("Signing in…"));
  EXPECT_EQ(say(unknown_user).level, StatusModel::Busy);
  // As long as data flows, a provider that cannot be reached is a warning; else what is lost is said.
  Status cut_off = two_links(connected, connected, now);
  cut_off.identity.state = SignInState::unreachable;
  EXPECT_EQ(say(cut_off).text, QStringLiteral("Live"));
  EXPECT_EQ(say(cut_off).short_text, QStringLiteral("Sign-in unreachable"));
  EXPECT_EQ(say(cut_off).level, StatusModel::Warning);
  cut_off.connections = two_links(failed, failed, 0).connections;
  EXPECT_EQ(say(cut_off).text, QStringLiteral("No connection"));
  Status reader = two_links(connected, connected, now);
  reader.records = false;
  reader.recorder = QStringLiteral("hearthctl record (pid 812)");
  EXPECT_EQ(say(reader).recorder, QStringLiteral("Recorded by hearthctl record (pid 812)"));
  Status fetching = two_links(connected, connected, now);
  fetching.syncing = {QStringLiteral("energy")};
  EXPECT_EQ(say(fetching).text, QStringLiteral("Live · fetching history"));
  fetching.sync_percent = 40;
  EXPECT_EQ(say(fetching).text, QStringLiteral("Live · fetching history 40 %"));
}

Buckets minutes(TimeMs from, const std::vector<double>& values) {
  Buckets buckets{{channel("climate.temperature"), "kitchen"}, {}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const TimeMs start = from + static_cast<TimeMs>(i) * minute_ms;
    buckets.rows.push_back(
        {.start = start, .end = start + minute_ms, .mean = values[i], .min = values[i], .max = values[i]});
  }
  return buckets;
}

TEST(TimeChart, AGapStaysAGap) {
  TimeChartModel chart(stockholm);
  chart.set_plot_size({1000, 300});
  const TimeMs from = at("2026-01-15T17:00:00Z");
  const Buckets data = minutes(from, {20, 20.5, no_value, no_value, no_value, 21, 21.5, 22});
  chart.draw({from, from + hour_ms}, {{}}, {{&data, Tone::warm, 0, false}});
  ASSERT_EQ(chart.curves().size(), 1U);
  ASSERT_EQ(chart.curves()[0].upper.size(), 2U);
  EXPECT_EQ(chart.curves()[0].upper[0].size(), 2U);
  EXPECT_EQ(chart.curves()[0].upper[1].size(), 3U);
  EXPECT_FALSE(chart.empty());
}

TEST(TimeChart, NothingKnownIsEmpty) {
  TimeChartModel chart(stockholm);
  const TimeMs from = at("2026-01-15T17:00:00Z");
  const Buckets data = minutes(from, {no_value, no_value});
  chart.draw({from, from + hour_ms}, {{}}, {{&data, Tone::warm, 0, false}});
  EXPECT_TRUE(chart.empty());
}

TEST(TimeChart, ABandHasBothEdgesAndTheMeanLiesBetween) {
  TimeChartModel chart(stockholm);
  chart.set_plot_size({1000, 300});
  const TimeMs from = at("2026-01-15T17:00:00Z");
  Buckets data = minutes(from, {100, 120, 140});
  for (Bucket& b : data.rows) b.min -= 50, b.max += 50;
  chart.draw({from, from + hour_ms}, {{.from_zero = true}}, {{&data, Tone::power, 0, true}});
  ASSERT_EQ(chart.curves().size(), 2U);
  const ChartCurve& band = chart.curves()[0];
  const hearth::Run& mean = chart.curves()[1].upper[0];
  for (std::size_t i = 0; i < mean.size(); ++i) {
    EXPECT_LT(band.lower[0][i].y(), mean[i].y());
    EXPECT_GT(band.upper[0][i].y(), mean[i].y());
    EXPECT_GE(band.lower[0][i].y(), 0);
    EXPECT_LE(band.upper[0][i].y(), 1);
  }
}

TEST(Setup, WritesTheFileOnlyForAnAddressThatAnswers) {
  const QTemporaryDir folder;
  const std::filesystem::path file = folder.filePath(QStringLiteral("new/hearthboard.toml")).toStdString();
  ScriptedCommands commands;
  SetupModel setup(commands, file);
  int configured = 0;
  QObject::connect(&setup, &SetupModel::configured, &setup, [&] { ++configured; });

  setup.set_base_url(QStringLiteral("home"));
  setup.test();
  EXPECT_TRUE(setup.failed());
  EXPECT_TRUE(commands.tested.isEmpty());

  setup.set_base_url(QStringLiteral(" https://home.example.org "));
  setup.test();
  EXPECT_TRUE(setup.testing());
  EXPECT_EQ(commands.tested, QStringLiteral("https://home.example.org"));
  Q_EMIT commands.connection_tested(false, QStringLiteral("Nobody answers."));
  EXPECT_TRUE(setup.failed());
  EXPECT_EQ(setup.sentence(), QStringLiteral("Nobody answers."));
  setup.test();
  Q_EMIT commands.connection_tested(true, QStringLiteral("It answers."));
  EXPECT_TRUE(setup.reachable());

  setup.save();
  EXPECT_EQ(configured, 1);
  EXPECT_EQ(load_config(file).config.api_base_url, "https://home.example.org");
}

}  // namespace
}  // namespace hearth
