#include "core/store/history_store.h"
#include "tests/integration/program_run.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace hearth {
namespace {

/// A history that this process records, in a home without any network.
class CtlExport : public testing::Test {
 protected:
  CtlExport() : clock_(parse_rfc3339("2026-01-15T07:00:00Z").value()) {
    runner_.set("HEARTHBOARD_HISTORY_PATH", runner_.path("history.db"));
  }
  void record(DurationMs every = 10 * second_ms) {
    auto opened = HistoryStore::open({.path = runner_.path("history.db"), .writer_name = "the test"}, clock_);
    ASSERT_TRUE(opened.has_value());
    store_ = std::move(*opened);
    double meter = 5000;
    std::vector<Reading> readings;
    for (TimeMs t = clock_.now() - 2 * hour_ms; t <= clock_.now();
         t += every, meter += static_cast<double>(every) / 2000)
      readings.push_back({{Dataset::energy, ""},
                          t,
                          {},
                          {{channel("energy.import"), meter}, {channel("energy.power_total"), 1800}}});
    ASSERT_EQ(store_->append(readings, Provenance::live).taken, readings.size());
    ASSERT_TRUE(store_->flush().has_value());
  }

  ManualClock clock_;
  ProgramRunner runner_;
  std::unique_ptr<HistoryStore> store_;
};

TEST_F(CtlExport, ReadsWhatAnotherProcessRecords) {
  record();
  const Ended ended = runner_.run("hearthctl", words("export --dataset energy --every 1h"));
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_TRUE(ended.out.starts_with("time,energy.power_total avg [W],")) << ended.out.substr(0, 200);
  EXPECT_TRUE(has(ended.out, "\r\n2026-01-15T05:00:00Z,1800,1800,1800,")) << ended.out;
  EXPECT_TRUE(has(ended.out, ",1.800,")) << ended.out;
  EXPECT_TRUE(store_->is_writer());
}

TEST_F(CtlExport, HasTheDetailsOfLongAgoThatWereLookedAt) {
  const TimeMs day = floor_to(clock_.now(), day_ms) - 100 * day_ms;
  {
    const auto store = HistoryStore::open(
        {.path = runner_.path("history.db"), .writer_name = "the test", .cache_bytes = 10'000'000}, clock_);
    ASSERT_TRUE(store.has_value());
    const Reading now{{Dataset::energy, ""}, clock_.now(), {}, {{channel("energy.power_total"), 1}}};
    ASSERT_EQ((*store)->append({&now, 1}, Provenance::live).taken, 1U);
    Rows rows({channel("energy.power_total")});
    for (TimeMs t = day; t < day + day_ms; t += minute_ms) {
      rows.times.push_back(t);
      rows.epochs.push_back(0);
      rows.provenances.push_back(Provenance::replica);
      rows.values[0].push_back(1234);
    }
    ASSERT_TRUE((*store)->cache_rows({Dataset::energy, ""}, {day, day + day_ms}, std::move(rows)));
  }
  const Ended ended = runner_.run("hearthctl", words("export --dataset energy"));
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(std::count(ended.out.begin(), ended.out.end(), '\n'), 1 + 1440 + 1);
  EXPECT_TRUE(has(ended.out, format_rfc3339(day + 17 * minute_ms) + ",1234")) << ended.out.substr(0, 300);
}

TEST_F(CtlExport, AHistoryThatIsNotThereIsSaid) {
  const Ended ended = runner_.run("hearthctl", words("export --dataset energy"));
  EXPECT_EQ(ended.code, 69);
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(has(ended.err, "history.db")) << ended.err;
  EXPECT_TRUE(has(ended.err, "hearthctl sync")) << ended.err;
  const Ended status = runner_.run("hearthctl", words("status"));
  EXPECT_EQ(status.code, 0);
  EXPECT_TRUE(has(status.out, "nothing has been recorded yet")) << status.out;
  struct stat facts = {};
  EXPECT_NE(::stat(runner_.path("history.db").c_str(), &facts), 0) << "looking makes no history";
}

TEST_F(CtlExport, AFileAppearsWholeAndIsNotOverwrittenByChance) {
  record();
  const QStringList to_file = words("export --dataset energy --every 1h --out out.csv");
  const Ended first = runner_.run("hearthctl", to_file);
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.out, "");
  const std::string content = runner_.read("out.csv");
  EXPECT_EQ(std::count(content.begin(), content.end(), '\n'), 4);

  runner_.write("out.csv", "mine");
  const Ended second = runner_.run("hearthctl", to_file);
  EXPECT_EQ(second.code, 73);
  EXPECT_TRUE(has(second.err, "exists already")) << second.err;
  EXPECT_TRUE(has(second.err, "--force")) << second.err;
  EXPECT_EQ(runner_.read("out.csv"), "mine");

  EXPECT_EQ(runner_.run("hearthctl", to_file + words("--force")).code, 0);
  EXPECT_EQ(runner_.read("out.csv"), content);
  EXPECT_EQ(runner_.run("hearthctl", words("export --dataset energy --out none/out.csv")).code, 73);
  EXPECT_EQ(runner_.run("hearthctl", words("export --dataset energy --every 1h --out -")).out, content);
}

TEST_F(CtlExport, WritesTheColumnsZoneAndLocaleThatAreAskedFor) {
  record();
  const char* const range = " --from 2026-01-15T06:00:00Z --to 2026-01-15T06:00:10Z";
  const auto run = [&](const std::string& options) {
    return runner_.run("hearthctl", words(("export --dataset energy " + options + range).c_str()));
  };
  EXPECT_EQ(run("--columns energy.power_total --time-zone Europe/Stockholm").out,
            "time,energy.power_total [W]\r\n2026-01-15T07:00:00+01:00,1800\r\n");
  EXPECT_EQ(run("--columns energy.import,energy.power_total --locale sv_SE").out,
            "time;energy.import [Wh];energy.power_total [W]\r\n2026-01-15T06:00:00Z;6800;1800\r\n");
  EXPECT_TRUE(has(run("--every 1h --locale de_DE --columns energy.import").out, ";1,800;"));
  EXPECT_EQ(run("--columns energy.power_total --format ndjson").out,
            "{\"time\":\"2026-01-15T06:00:00Z\",\"energy.power_total\":1800}\n");
  EXPECT_TRUE(has(run("--columns energy.power_total --fill null").out, "\r\n2026-01-15T06:00:09Z,\r\n"));
  EXPECT_TRUE(
      has(run("--columns energy.power_total --fill previous").out, "\r\n2026-01-15T06:00:09Z,1800\r\n"));
  EXPECT_TRUE(has(run("--every 1d --time-zone America/New_York --columns energy.power_total").out,
                  "\r\n2026-01-15T00:00:00-05:00,1800,1800,1800\r\n"));
}

TEST_F(CtlExport, WhatCannotBeAskedForIsSaid) {
  record();
  const auto says = [&](const char* options, const char* part) {
    const Ended ended =
        runner_.run("hearthctl", words("export --dataset energy --out out.csv ") + words(options));
    EXPECT_EQ(ended.code, 64) << options;
    EXPECT_TRUE(has(ended.err, part)) << ended.err;
    EXPECT_EQ(runner_.read("out.csv"), "");
  };
  says("--columns energy.power_totl", "Perhaps energy.power_total is meant.");
  says("--columns power_l", "Perhaps energy.power_l1, energy.power_l2 or energy.power_l3 is meant.");
  says("--columns energy.import,heatpump.supply_temp", "no column \"heatpump.supply_temp\" in energy");
  says("--columns energy.import,", "There is no column \"\"");
  says("--columns energy.import,energy.import", "twice");
  says("--locale xx_YY", "--locale: There is no locale \"xx_YY\"");
  says("--time-zone Mars/Olympus", "--time-zone: There is no time zone");
  says("--fill zero", "none, null or previous");
  says("--format json", "csv or ndjson");
  says("--format ndjson --locale sv_SE", "no locale");
  says("--every 2h", "raw, 5m, 1h or 1d");
}

TEST_F(CtlExport, AReaderThatGoesIsNoError) {
  record();
  const Ended ended = runner_.run(
      "/bin/sh", {QStringLiteral("-c"),
                  QStringLiteral("{ " HEARTHBOARD_BIN_DIR
                                 "/hearthctl export --dataset energy; echo code $? >&2; } | head -n 1")});
  EXPECT_TRUE(ended.out.starts_with("time,energy.power_total [W],")) << ended.out;
  EXPECT_EQ(ended.err, "code 0\n");
}

TEST_F(CtlExport, EndsWhenToldToAlsoWhileItsReaderStandsStill) {
  record(second_ms);
  const std::string pipe = runner_.path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  const int capacity = ::fcntl(reader, F_GETPIPE_SZ);
  const Ended ended = runner_.run_until(
      "/bin/sh",
      {QStringLiteral("-c"),
       QStringLiteral("exec " HEARTHBOARD_BIN_DIR "/hearthctl export --dataset energy >pipe")},
      [&](const QByteArray&) {
        int waiting = 0;
        while (waiting < capacity - 4096)
          if (::ioctl(reader, FIONREAD, &waiting) != 0) return true;
        return true;
      });
  ::close(reader);
  EXPECT_EQ(ended.code, 128 + SIGTERM);
  EXPECT_EQ(ended.err, "");
}

TEST_F(CtlExport, AFullDiskIsSaid) {
  record();
  const Ended ended = runner_.run(
      "/bin/sh",
      {QStringLiteral("-c"),
       QStringLiteral(HEARTHBOARD_BIN_DIR "/hearthctl export --dataset energy >/dev/full; echo code $?")});
  EXPECT_EQ(ended.out, "code 74\n");
  EXPECT_TRUE(has(ended.err, "cannot be written")) << ended.err;
}

TEST_F(CtlExport, StatusSaysWhoRecordsAndHowOldTheValuesAre) {
  record();
  const Ended text = runner_.run("hearthctl", words("status"));
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_TRUE(has(text.out, "the test (pid ")) << text.out;
  EXPECT_TRUE(has(text.out, "energy.power_total")) << text.out;
  const Ended json = runner_.run("hearthctl", words("status --json"));
  EXPECT_EQ(json.code, 0);
  EXPECT_TRUE(has(json.out, "\"recorder\": \"the test (pid ")) << json.out;
  EXPECT_TRUE(has(json.out, "\"stale\": false")) << json.out;
  EXPECT_TRUE(has(json.out, "\"channel\": \"energy.import\"")) << json.out;
}

TEST_F(CtlExport, OnlyOneProcessRecords) {
  record();
  runner_.write("hearthboard.toml", "[api]\nbase_url = \"http://127.0.0.1:9\"\n");
  runner_.set("HEARTHBOARD_ACCESS_TOKEN", "token");
  for (const char* command : {"record", "sync"}) {
    const Ended ended = runner_.run("hearthctl", words(command));
    EXPECT_EQ(ended.code, 69) << command;
    EXPECT_TRUE(has(ended.err, "the test (pid ")) << ended.err;
  }
}

}  // namespace
}  // namespace hearth
