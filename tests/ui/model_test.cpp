#include "tests/support/wait.h"
#include "tests/ui/scripted_home.h"
#include "ui/charts/nice.h"
#include "ui/charts/time_chart.h"
#include "ui/models/heat_pump_live.h"
#include "ui/pages/energy/energy_page.h"
#include "ui/pages/services/status_model.h"

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

TEST(TimeChart, AnEmptyPlaceSaysWhy) {
  struct Row {
    std::vector<Absence> why;
    const char* text;
  };
  using enum Absence;
  for (const Row& row : {Row{{}, "No data in these 24 hours"}, Row{{gap}, "No data in these 24 hours"},
                         Row{{gap, fetching, no_source}, "Being fetched …"},
                         Row{{unreachable, gap}, "No data in these 24 hours"},
                         Row{{no_source, unreachable}, "What has these hours cannot be reached now"},
                         Row{{no_source}, "Nobody keeps these hours: they are drawn from now on"}}) {
    HistoryAnswer answer;
    for (const Absence why : row.why) answer.absent[{Dataset::energy, {}}].push_back({{0, 1}, why});
    TimeChartModel chart(stockholm);
    EXPECT_EQ(chart.empty_text(), QStringLiteral("No data in these 24 hours"));
    chart.explain(answer);
    EXPECT_EQ(chart.empty_text(), QString::fromUtf8(row.text));
  }
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
  for (const Dataset dataset : all_datasets)
    status.connections[0].data[dataset] = {.permission = Permission::granted, .newest = last_heard};
  status.connections[1].data[Dataset::energy] = {.permission = Permission::granted, .newest = last_heard};
  status.newest[Dataset::energy] = last_heard;
  return status;
}

/// The pill: what is said where there is room, and where there is little.
struct Pill {
  const char* name;
  Status status;
  StatusModel::Level level;
  const char* text;
  const char* short_text;
};

std::vector<Pill> pills(TimeMs now) {
  using enum ConnectionState;
  using Model = StatusModel;
  const auto links = [&](ConnectionState api, ConnectionState live) { return two_links(api, live, now); };
  const auto with = [&](Status status, const auto& change) {
    change(status);
    return status;
  };
  const auto api_newest = [](Status& s, Dataset d) -> TimeMs& { return s.connections[0].data[d].newest; };
  const Status well = links(connected, connected);
  const auto signing = [&](ConnectionState state, SignInState identity) {
    return with(links(state, state), [&](Status& s) { s.identity.state = identity; });
  };
  const auto database = [&](DurationMs behind) {
    return with(well, [&](Status& s) {
      s.connections.push_back({.name = QStringLiteral("Database"),
                               .state = connected,
                               .last_heard = now,
                               .detail = {},
                               .behind = behind});
    });
  };
  return {
      {"well", well, Model::Good, "Live", "Live"},
      {"first", links(connecting, connecting), Model::Busy, "Connecting…", "Connecting…"},
      {"lost", two_links(failed, reconnecting, now - hour_ms), Model::Bad,
       "No connection · last heard 1 h ago", "No connection"},
      {"never", two_links(failed, failed, 0), Model::Bad, "No connection", "No connection"},
      {"stream lost, energy comes", links(connected, reconnecting), Model::Good, "Live", "Live"},
      {"nothing set up", {}, Model::Off, "Not connected", "Not connected"},
      {"quiet", two_links(connected, connected, now - 4 * hour_ms), Model::Warning,
       "Connected, no readings since 14:40", "No readings since 14:40"},
      {"quiet since yesterday", two_links(connected, connected, now - day_ms), Model::Warning,
       "Connected, no readings since Wed 18:40", "No readings since Wed 18:40"},
      {"never a reading", two_links(connected, connected, 0), Model::Warning, "Connected, no readings yet",
       "No readings yet"},
      {"no heat pump", with(well, [&](Status& s) { api_newest(s, Dataset::heatpump) = now - 6 * minute_ms; }),
       Model::Warning, "Partly: no heat pump data", "No heat pump data"},
      {"two things",
       with(well,
            [&](Status& s) {
              api_newest(s, Dataset::heatpump) = now - hour_ms;
              api_newest(s, Dataset::price) = now - 2 * hour_ms;
            }),
       Model::Warning, "Partly: no heat pump data, no prices", "Partly live"},
      {"may read nothing",
       with(two_links(connected, refused, 0),
            [&](Status& s) {
              for (Connection& c : s.connections)
                for (auto& [dataset, data] : c.data) data.permission = Permission::denied;
            }),
       Model::Bad, "This account may read nothing", "Not permitted"},
      {"hardly late", database(59 * second_ms), Model::Good, "Live", "Live"},
      {"late", database(3 * minute_ms), Model::Warning, "Live · Database 3 min behind",
       "Database 3 min behind"},
      {"session ended", signing(refused, SignInState::needed), Model::Bad, "Sign-in needed",
       "Sign-in needed"},
      {"signed out", signing(refused, SignInState::signed_out), Model::Warning, "Signed out", "Signed out"},
      {"signing in", signing(refused, SignInState::signing_in), Model::Busy, "Signing in…", "Signing in…"},
      // As long as data flows, a provider that cannot be reached is a warning; else what is lost is said.
      {"provider cut off", signing(connected, SignInState::unreachable), Model::Warning, "Live",
       "Sign-in unreachable"},
      {"all cut off", signing(failed, SignInState::unreachable), Model::Bad, "No connection",
       "No connection"},
      {"fetching", with(well, [&](Status& s) { s.syncing = {QStringLiteral("energy")}; }), Model::Good,
       "Live · fetching history", "Live"},
      {"fetching long",
       with(well,
            [&](Status& s) {
              s.syncing = {QStringLiteral("energy")};
              s.sync_percent = 40;
            }),
       Model::Good, "Live · fetching history 40 %", "Live"},
  };
}

TEST(StatusWords, TellEachStateApart) {
  const TimeMs now = at("2026-01-15T17:40:00Z");
  for (const Pill& pill : pills(now)) {
    const StatusModel::Said said = StatusModel::say(pill.status, stockholm, now);
    EXPECT_EQ(said.text.toStdString(), pill.text) << pill.name;
    EXPECT_EQ(said.short_text.toStdString(), pill.short_text) << pill.name;
    EXPECT_EQ(said.level, pill.level) << pill.name;
  }
}

TEST(StatusWords, SayWhoRecordsAndHowMuchIsWrongBesides) {
  using enum ConnectionState;
  const TimeMs now = at("2026-01-15T17:40:00Z");
  Status status = two_links(connected, connected, now);
  status.records = false;
  status.recorder = QStringLiteral("hearthctl record (pid 812)");
  const auto say = [&] { return StatusModel::say(status, stockholm, now); };
  EXPECT_EQ(say().recorder, QStringLiteral("Recorded by hearthctl record (pid 812)"));
  EXPECT_EQ(say().problem, QString());
  const Error error{ErrorKind::offline, "What is wrong.", "Mend it.", {}};
  status.problems = {{error, ProblemTopic::sources, now}, {error, ProblemTopic::disk, now}};
  EXPECT_EQ(say().problem, QStringLiteral("2 problems"));
  // That nothing is connected, or that something is missing, is said already.
  status.problems.push_back({error, ProblemTopic::data, now});
  EXPECT_EQ(say().problem, QStringLiteral("2 problems"));
  status.connections = two_links(failed, failed, now).connections;
  EXPECT_EQ(say().problem, QStringLiteral("1 problem"));
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

TEST(DayHistory, AsksAgainOnlyWhereBucketsOrDataAreOthers) {
  const TimeMs now = at("2026-01-15T17:40:00Z");
  ManualClock clock(now);
  ScriptedHome home(now);
  RefreshThrottle throttle(home.live, home.status, clock);
  EnergyPageModel page({home.history, home.live, home.status, clock, stockholm, throttle});
  TimeChartModel& chart = *page.chart();
  const auto settle = [&] { EXPECT_TRUE(test::wait_until([&] { return page.settled(); })); };
  const auto asked = [&](auto change) {
    const int before = home.history.requests;
    change();
    settle();
    return home.history.requests - before;
  };
  const auto resized = [&](int width, int height) {
    return asked([&] { chart.set_plot_size({width, height}); });
  };
  chart.set_plot_size({1000, 300});
  EXPECT_EQ(asked([&] { page.set_active(true); }), 2) << "power and energy";
  // Two minutes fit all of these; a wider label takes some pixels away.
  const auto values = chart.value_ticks()->count();
  for (const int width : {999, 1001, 980, 950}) EXPECT_EQ(resized(width, 300), 0) << width;
  EXPECT_EQ(resized(950, 60), 0);
  EXPECT_LT(chart.value_ticks()->count(), values) << "labels are fitted to what is there";
  const auto times = chart.time_ticks()->count();
  EXPECT_EQ(asked([&] { chart.set_text_height(40); }), 0);
  EXPECT_LT(chart.time_ticks()->count(), times);
  EXPECT_EQ(resized(500, 300), 1) << "fewer, wider buckets";
  EXPECT_EQ(resized(499, 300), 0);
  EXPECT_EQ(asked([&] {
              page.set_active(false);
              page.set_active(true);
            }),
            0);
  EXPECT_EQ(asked([&] { Q_EMIT home.history.changed(Dataset::climate); }), 0);
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

}  // namespace
}  // namespace hearth
