// Any range that is looked at comes by itself.
#include "core/demo/home_server.h"
#include "core/source/homelab_api/config.h"
#include "core/source/replica/config.h"
#include "tests/integration/engine_fixture.h"
#include "tests/postgres/fill.h"

#include <QTemporaryDir>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace hearth {
namespace {

using namespace test;

constexpr TimeMs noon = 1'768'478'400'000;  // 2026-01-15T12:00:00Z
constexpr TimeMs today = noon - noon % day_ms;
const SeriesKey meter{channel("energy.import"), {}};
const SeriesKey power{channel("energy.power_total"), {}};
const GroupKey energy{Dataset::energy, {}};

struct EngineRange : testing::Test {
  EngineRange() {
    config.history_path = folder.filePath(QStringLiteral("history.db")).toStdString();
    config.state_folder = folder.filePath(QStringLiteral("state")).toStdString();
    config.time_zone = "Europe/Stockholm";
    config.raw_days = 1;
  }
  std::unique_ptr<Engine> engine(bool connect = true) {
    return Engine::start({.config = config, .connect = connect, .history_hours = 1}, clock);
  }
  /// The same question, again whenever the history is said to have changed, until the answer is good.
  static HistoryAnswerPtr ask_until(Engine& engine, const HistoryRequest& request,
                                    const std::function<bool(const HistoryAnswer&)>& good) {
    HistoryAnswerPtr answer = ask(engine, request);
    bool changed = false;
    QObject context;
    QObject::connect(&engine.history(), &HistoryService::changed, &context, [&] { changed = true; });
    while (!good(*answer)) {
      if (!wait_until([&] { return changed; })) break;
      changed = false;
      answer = ask(engine, request);
    }
    return answer;
  }
  static bool is_whole(const HistoryAnswer& answer) {
    return std::ranges::all_of(answer.buckets.at(1).rows, [](const Bucket& b) { return b.count > 0; });
  }
  /// Nothing of it is on its way.
  static bool is_quiet(const HistoryAnswer& answer) {
    return std::ranges::none_of(answer.absent.at(energy),
                                [](const AbsentRange& part) { return part.why == Absence::fetching; });
  }
  static bool is_absent(const HistoryAnswer& answer, TimeMs at, Absence why) {
    for (const AbsentRange& part : answer.absent.at(energy))
      if (part.range.contains(at)) return part.why == why;
    return false;
  }

  ManualClock clock{noon};
  QTemporaryDir folder;
  Config config;
};

/// Days that are past what is kept in readings, at the resolution that is drawn; and what becomes of them.
TEST_F(EngineRange, ADayOfLongAgoComesAtTheResolutionDrawn) {
  PostgresServer server;
  config.of<ReplicaConfig>().dsn = server.dsn(Role::reader);
  const EnergySeries made{.start = today - 3 * day_ms, .seconds = 3 * 86'400};
  fill_energy(server, made);
  const TimeRange hole{today - 2 * day_ms + 5 * hour_ms, today - 2 * day_ms + 6 * hour_ms};
  server.sql(fmt::format("DELETE FROM energy_consumption WHERE time >= '{}' AND time < '{}'",
                         format_rfc3339(hole.from), format_rfc3339(hole.to)));
  const TimeRange seconds{today - 2 * day_ms + hour_ms, today - 2 * day_ms + hour_ms + 20 * minute_ms};
  const HistoryRequest fine{
      .range = seconds, .keys = {meter, power}, .buckets = FixedBuckets{10 * second_ms}};
  const HistoryRequest coarser{.range = {today - 3 * day_ms, today - 2 * day_ms},
                               .keys = {meter, power},
                               .buckets = FixedBuckets{5 * minute_ms}};
  const auto check_seconds = [&](const HistoryAnswer& answer) {
    ASSERT_TRUE(is_whole(answer));
    for (std::size_t i = 0; i < answer.buckets[1].rows.size(); ++i) {
      const Bucket& b = answer.buckets[1].rows[i];
      const std::int64_t first = (b.start - made.start) / second_ms;
      double mean = 0;
      for (std::int64_t s = first; s < first + 10; ++s) mean += static_cast<double>(made.power_w(s)) / 10;
      ASSERT_NEAR(b.mean, mean, 1e-6) << format_rfc3339(b.start);
      ASSERT_EQ(b.count, 10U);
    }
    double sum = 0;
    for (const Bucket& b : answer.buckets[0].rows) sum += b.sum;
    const std::int64_t first = (seconds.from - made.start) / second_ms;
    EXPECT_NEAR(sum, static_cast<double>(made.used_wh(first, first + 1200)), 1);
  };
  std::size_t reads = 0;
  const auto copies = [&] {
    return static_cast<std::size_t>(std::ranges::count_if(
        server.statements("hearthboard"),
        [](const auto& s) { return s.text.starts_with("COPY") && s.text.contains("2026-01-13"); }));
  };
  {
    auto running = engine();
    ASSERT_TRUE(wait_until([&] { return connected(*running, QStringLiteral("Database")); }));
    check_seconds(*ask_until(*running, fine, is_whole));
    const auto minutes = ask_until(*running, coarser, [](const HistoryAnswer& a) {
      return std::ranges::all_of(a.buckets.at(1).rows, [](const Bucket& b) { return b.count >= 290; });
    });
    for (const Bucket& b : minutes->buckets[1].rows) {
      const std::int64_t first = (b.start - made.start) / second_ms;
      double mean = 0;
      for (std::int64_t s = first; s < first + 300; ++s) mean += static_cast<double>(made.power_w(s)) / 300;
      ASSERT_NEAR(b.mean, mean, 3) << format_rfc3339(b.start);
      ASSERT_LT(b.min, 800) << "not what quarters of an hour say";
    }
    // A hole is a hole, before the beginning there is nothing, and neither is asked for for ever.
    const auto whole = ask_until(*running,
                                 {.range = {today - 9 * day_ms, today - day_ms},
                                  .keys = {meter, power},
                                  .buckets = FixedBuckets{hour_ms}},
                                 [&](const HistoryAnswer& a) {
                                   return is_quiet(a) && is_absent(a, hole.from + minute_ms, Absence::gap) &&
                                          is_absent(a, today - 8 * day_ms, Absence::no_source);
                                 });
    EXPECT_TRUE(is_absent(*whole, hole.from + minute_ms, Absence::gap));
    EXPECT_TRUE(is_absent(*whole, today - 8 * day_ms, Absence::no_source));
    reads = copies();
    EXPECT_GE(reads, 1U);
    check_seconds(*ask(*running, fine));
    ASSERT_TRUE(sync(*running, 1));
    EXPECT_EQ(copies(), reads) << "what is there was fetched again";
    EXPECT_FALSE(running->status().status().store.oldest.value_or(0) > today - 2 * day_ms);
  }
  // Without any network it is still there, and so is what it rests on.
  config.of<ReplicaConfig>().dsn.clear();
  auto offline = engine(false);
  check_seconds(*ask(*offline, fine));
}

TEST_F(EngineRange, WhatIsLookedAtIsSaidToBeFetched) {
  PostgresServer server;
  config.of<ReplicaConfig>().dsn = server.dsn(Role::reader);
  fill_energy(server, {.start = today - 3 * day_ms, .seconds = 3 * 86'400});
  auto running = engine();
  ASSERT_TRUE(wait_until([&] { return connected(*running, QStringLiteral("Database")); }));
  ASSERT_TRUE(sync(*running, 1));
  const HistoryRequest request{.range = {today - 3 * day_ms, today - 2 * day_ms},
                               .keys = {meter, power},
                               .buckets = FixedBuckets{hour_ms}};
  bool was_fetching = false;
  const auto answer = ask_until(*running, request, [&](const HistoryAnswer& a) {
    was_fetching = was_fetching || is_absent(a, today - 3 * day_ms, Absence::fetching);
    return is_whole(a);
  });
  EXPECT_TRUE(is_whole(*answer));
  EXPECT_TRUE(is_absent(*answer, today - 3 * day_ms, Absence::gap));
  // Asked once more before the first answer can have come: it is known to be on its way.
  const HistoryRequest other{.range = {today - 2 * day_ms, today - day_ms},
                             .keys = {meter, power},
                             .buckets = FixedBuckets{hour_ms}};
  ask(*running, other);
  const auto second = ask_until(*running, other, [&](const HistoryAnswer& a) {
    was_fetching = was_fetching || is_absent(a, today - 2 * day_ms, Absence::fetching);
    return is_whole(a);
  });
  EXPECT_TRUE(is_whole(*second));
  EXPECT_TRUE(was_fetching);
  // Nobody who has it answers.
  server.stop();
  ask(*running, {.range = {today - 30 * day_ms, today - 29 * day_ms},
                 .keys = {meter},
                 .buckets = FixedBuckets{hour_ms}});
}

TEST_F(EngineRange, HoursOfLongAgoComeFromTheService) {
  demo::HomeServer home({.days = 60}, clock);
  ASSERT_TRUE(home.listen().has_value());
  config.of<HomelabApiConfig>().base_url = home.api_url().toString().toStdString();
  config.access_token = home.token().toStdString();
  auto running = engine();
  ASSERT_TRUE(wait_until([&] { return connected(*running, QStringLiteral("API")); }));
  const auto whole = [](const HistoryAnswer& a) {
    return std::ranges::all_of(a.buckets.at(0).rows, [](const Bucket& b) { return has_value(b.sum); });
  };
  const HistoryRequest month{.range = {today - 50 * day_ms, today - 20 * day_ms},
                             .keys = {meter},
                             .buckets = CalendarBuckets{CalendarUnit::day, "UTC"}};
  const auto answer = ask_until(*running, month, whole);
  ASSERT_TRUE(whole(*answer));
  for (const Bucket& b : answer->buckets[0].rows) EXPECT_GT(b.sum, 1000) << format_rfc3339(b.start);
  // No service has readings of it, and what is asked at their resolution asks nobody in vain.
  const auto fine = ask(*running, {.range = {today - 40 * day_ms, today - 40 * day_ms + hour_ms},
                                   .keys = {power},
                                   .buckets = FixedBuckets{second_ms}});
  EXPECT_FALSE(is_absent(*fine, today - 40 * day_ms + minute_ms, Absence::fetching));
}

}  // namespace
}  // namespace hearth
