#include "core/store/history_store.h"
#include "tests/integration/program_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>

namespace hearth {
namespace {

/// A history of two hours in a home without any network.
class CtlStore : public testing::Test {
 protected:
  CtlStore() : clock_(parse_rfc3339("2026-01-15T07:00:00Z").value()) {
    runner_.set("HEARTHBOARD_HISTORY_PATH", runner_.path("history.db"));
  }
  std::unique_ptr<HistoryStore> record() {
    auto opened = HistoryStore::open({.path = runner_.path("history.db"), .writer_name = "the test"}, clock_);
    EXPECT_TRUE(opened.has_value());
    std::vector<Reading> readings;
    for (TimeMs t = clock_.now() - 2 * hour_ms; t < clock_.now(); t += 10 * second_ms)
      readings.push_back({{Dataset::energy, ""},
                          t,
                          {},
                          {{channel("energy.power_total"), static_cast<double>(t / 10'000 % 500)}}});
    EXPECT_EQ((*opened)->append(readings, Provenance::live).taken, readings.size());
    EXPECT_TRUE((*opened)->flush().has_value());
    return std::move(*opened);
  }
  Ended run(const char* line) { return runner_.run("hearthctl", words(line)); }
  std::string exported() { return run("export --dataset energy").out; }

  ManualClock clock_;
  ProgramRunner runner_;
};

TEST_F(CtlStore, ChecksWhileAnotherRecordsAndFindsDamage) {
  auto store = record();
  const Ended sound = run("store check");
  EXPECT_EQ(sound.code, 0) << sound.err;
  EXPECT_TRUE(has(sound.out, "with 720 readings: all is sound.")) << sound.out;
  EXPECT_EQ(sound.err, "");
  store.reset();

  EXPECT_EQ(run("store compact").code, 0);
  const auto path = runner_.path("history.db");
  std::string bytes = runner_.read("history.db");
  for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 600; ++i)
    bytes[i] = static_cast<char>(~bytes[i]);
  runner_.write("history.db", bytes);
  const Ended damaged = run("store check");
  EXPECT_TRUE(damaged.code == 65 || damaged.code == 74) << damaged.code << damaged.out;
  EXPECT_TRUE(has(damaged.err, "history.db: ")) << damaged.err;
  EXPECT_EQ(runner_.read("history.db"), bytes) << "looking mends nothing";
}

TEST_F(CtlStore, CompactsWhatNobodyElseWrites) {
  auto store = record();
  const Ended refused = run("store compact");
  EXPECT_EQ(refused.code, 69);
  EXPECT_TRUE(has(refused.err, "the test (pid ")) << refused.err;
  store.reset();
  const std::string before = exported();
  const Ended compacted = run("store compact");
  EXPECT_EQ(compacted.code, 0) << compacted.err;
  EXPECT_TRUE(has(compacted.out, " MB before.")) << compacted.out;
  EXPECT_EQ(exported(), before);
}

TEST_F(CtlStore, ACounterThatDipsAndIsBackHasNotBeenReset) {
  runner_.set("HEARTHBOARD_CLOCK", "2026-11-26T00:00:00Z");
  const TimeMs from = parse_rfc3339("2026-11-25T08:00:00Z").value();
  for (const double dip : {0.0, 13'424'899.0, 99'000'000.0}) {
    std::string text = "time,energy.import [Wh]\r\n";
    for (int i = 0; i <= 360; ++i)
      text += fmt::format("{},{}\r\n", format_rfc3339(from + i * 30 * second_ms),
                          i == 121 ? dip : 13'423'700.0 + 10 * i);
    runner_.write("dips.csv", text);
    const Ended imported = run("store import dips.csv");
    ASSERT_EQ(imported.code, 0) << imported.err;
    const Ended day = run(
        "export --dataset energy --every 1d --columns energy.import,energy.import.doubtful --time-zone UTC");
    EXPECT_TRUE(has(day.out, fmt::format(",3.600,13427.300,{}\r\n", dip == 13'424'899.0 ? 0 : 1)))
        << day.out << day.err;
    std::filesystem::remove(runner_.path("history.db"));
  }
}

TEST_F(CtlStore, NoMoreIsCountedThanTheFusesLetThrough) {
  runner_.set("HEARTHBOARD_CLOCK", "2026-11-26T00:00:00Z");
  runner_.write(
      "meter.csv",
      "time,energy.import [Wh]\r\n2026-11-25T08:00:00Z,1000\r\n2026-11-25T09:00:00Z,31000\r\n"
      "2026-11-25T10:00:00Z,61000\r\n2026-11-25T11:00:00Z,91000\r\n2026-11-25T12:00:00Z,121000\r\n");
  const auto exported_day = [&] {
    EXPECT_EQ(run("store import meter.csv").code, 0);
    const Ended day =
        run("export --dataset energy --every 1d --columns energy.import,energy.import.doubtful");
    std::filesystem::remove(runner_.path("history.db"));
    return day.out;
  };
  EXPECT_TRUE(has(exported_day(), ",120.000,121.000,0\r\n"));
  runner_.set("HEARTHBOARD_HOME_MAX_POWER_KW", "20");
  EXPECT_FALSE(has(exported_day(), ",120.000,"));
}

TEST_F(CtlStore, ABackupComesBack) {
  auto store = record();
  const std::string before = exported();
  const Ended made = run("store backup saved.db");
  EXPECT_EQ(made.code, 0) << made.err;
  const Ended again = run("store backup saved.db");
  EXPECT_EQ(again.code, 73);
  EXPECT_TRUE(has(again.err, "--force")) << again.err;
  EXPECT_EQ(run("store backup saved.db --force").code, 0);

  EXPECT_EQ(run("store restore saved.db").code, 69) << "the test still records";
  store.reset();
  std::filesystem::remove(runner_.path("history.db"));
  EXPECT_EQ(run("store check").code, 69);
  const Ended restored = run("store restore saved.db");
  EXPECT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(restored.out, "");
  EXPECT_EQ(exported(), before);
  const Ended over = run("store restore saved.db");
  EXPECT_EQ(over.code, 0) << over.err;
  EXPECT_TRUE(has(over.out, "history.db.set-aside-20260115T0700")) << over.out;
  runner_.write("saved.db", "no history");
  EXPECT_EQ(run("store restore saved.db").code, 65);
  EXPECT_EQ(exported(), before);
}

TEST_F(CtlStore, AnExportComesHome) {
  record();
  EXPECT_EQ(run("export --dataset energy --time-zone Europe/Stockholm --locale sv_SE --out out.csv").code, 0);
  const std::string before = exported();
  std::filesystem::remove(runner_.path("history.db"));
  const Ended imported = run("store import out.csv");
  EXPECT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(imported.out, "720 rows of energy read, 720 new.\n");
  EXPECT_EQ(imported.err, "");
  EXPECT_EQ(exported(), before);
  EXPECT_EQ(run("store import out.csv").code, 0);
  EXPECT_EQ(exported(), before) << "again makes no difference";
  const Ended wrong = run("store import out.csv --dataset climate");
  EXPECT_EQ(wrong.code, 65);
  EXPECT_TRUE(has(wrong.err, "readings of energy, not of climate")) << wrong.err;
}

TEST_F(CtlStore, ABadLineIsNamedAndCanBeLeftOut) {
  runner_.write("in.csv",
                "time,energy.power_total [W]\n2026-01-15T06:00:00Z,1\n2026-01-15T06:00:01Z,many\n"
                "2026-01-15T06:00:02Z,3\n");
  const Ended stopped = run("store import in.csv");
  EXPECT_EQ(stopped.code, 65);
  EXPECT_EQ(stopped.out, "");
  EXPECT_TRUE(has(stopped.err, "in.csv:3:2: \"many\" is no number")) << stopped.err;
  EXPECT_TRUE(has(stopped.err, "1 row before it")) << stopped.err;
  const Ended skipped = run("store import in.csv --skip-bad");
  EXPECT_EQ(skipped.code, 0);
  EXPECT_TRUE(has(skipped.err, "in.csv:3:2: ")) << skipped.err;
  EXPECT_TRUE(has(skipped.out, "2 rows of energy read")) << skipped.out;
  EXPECT_TRUE(has(skipped.out, "1 row could not be read")) << skipped.out;
  const std::string all = exported();
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3);
  EXPECT_EQ(run("export --dataset energy --every 1h --out hours.csv").code, 0);
  const Ended sums = run("store import hours.csv");
  EXPECT_EQ(sums.code, 65);
  EXPECT_TRUE(has(sums.err, "only readings can be imported. Export with --every raw.")) << sums.err;
}

TEST_F(CtlStore, WhatASpreadsheetHasWrittenComesBack) {
  const std::string header = "time,location,\"climate.temperature [°C]\"\n";
  runner_.write("comma.csv", header + "2026-01-15T06:51:15+01:00,attic,\"21,9\"\n");
  const Ended comma = run("store import comma.csv");
  EXPECT_EQ(comma.code, 0) << comma.err;
  runner_.write("zoneless.csv", header + "\"2026/01/15 06:30:15\",attic,21.4\n");
  const Ended refused = run("store import zoneless.csv");
  EXPECT_EQ(refused.code, 65);
  EXPECT_TRUE(has(refused.err, "zoneless.csv:2:1: \"2026/01/15 06:30:15\" lacks its offset")) << refused.err;
  EXPECT_TRUE(has(refused.err, "--time-zone Europe/Stockholm")) << refused.err;
  EXPECT_EQ(run("store import zoneless.csv --time-zone Europe/Stockholm").code, 0);
  EXPECT_EQ(run("store import zoneless.csv --time-zone Europe/Atlantis").code, 64);
  const Ended out = run("export --dataset climate --every raw --columns climate.temperature");
  EXPECT_TRUE(has(out.out, "2026-01-15T05:51:15Z,attic,21.9")) << out.out;
  EXPECT_TRUE(has(out.out, "2026-01-15T05:30:15Z,attic,21.4")) << out.out;
}

TEST_F(CtlStore, WhatCannotBeImportedLeavesNoHistory) {
  const ProgramRunner fresh;
  fresh.write("text.csv", "no export\n");
  fresh.write("empty.csv", "");
  fresh.write("zoneless.csv", "time,energy.power_total [W]\n2026-01-15 06:00,1\n");
  const auto import = [&](const std::string& file) {
    return fresh.run("hearthctl", words(("store import " + file).c_str()));
  };
  for (const char* file : {"none.csv", "text.csv", "empty.csv", "zoneless.csv", "."}) {
    const Ended ended = import(file);
    EXPECT_NE(ended.code, 0) << file;
    EXPECT_TRUE(has(fresh.run("hearthctl", words("status")).out, "nothing has been recorded yet"))
        << file << ": " << ended.err;
  }
  // Nor does what a file says reach a terminal as a command.
  fresh.write("escape.csv",
              "time,energy.power_total [W]\n2026-01-15T06:00:00Z,\x1b]0;x\x07\xC2\x9B"
              "1m\n");
  const Ended escape = import("escape.csv");
  EXPECT_EQ(escape.code, 65);
  for (const char* bad : {"\x1b", "\x07", "\xC2\x9B"}) EXPECT_FALSE(has(escape.err, bad)) << escape.err;
}

/// What the present retention would drop is in the coarser tiers.
TEST_F(CtlStore, OldReadingsStayInTheTierOfTheirAge) {
  std::string text = "time,energy.power_total [W]\n";
  const TimeMs from = parse_rfc3339("2025-11-01T00:00:00Z").value();
  for (int i = 0; i < 3600; ++i) text += format_rfc3339(from + i * second_ms) + ",700\n";
  runner_.write("old.csv", text);
  const Ended imported = run("store import old.csv");
  EXPECT_EQ(imported.code, 0) << imported.err;
  EXPECT_TRUE(
      has(imported.out, "3600 new; kept as minutes: 3600 rows older than 14 days ([history] raw_days).\n"))
      << imported.out;
  EXPECT_TRUE(has(run("export --dataset energy --every 1h").out, "\r\n2025-11-01T00:00:00Z,700,700,700,"))
      << run("export --dataset energy --every 1h").out;
}

/// Ten days of quarters from long ago: 240 kWh less the first quarter.
TEST_F(CtlStore, AnOldImportKeepsItsEnergy) {
  std::string text = "time,energy.import [Wh]\n";
  const TimeMs from = parse_rfc3339("2022-09-01T00:00:00Z").value();
  for (int i = 0; i < 960; ++i)
    text += format_rfc3339(from + i * 15 * minute_ms) + ',' + std::to_string(8'350'000 + 250 * i) + '\n';
  runner_.write("quarters.csv", text);
  const Ended imported = run("store import quarters.csv");
  EXPECT_EQ(imported.code, 0) << imported.err;
  EXPECT_TRUE(
      has(imported.out,
          "960 rows of energy read, 960 new; kept as quarters of an hour: 960 rows older than 730 days"))
      << imported.out;
  EXPECT_EQ(run("store compact").code, 0);
  for (const char* every : {"5m", "1h", "1d"}) {
    const std::string out =
        run((std::string("export --dataset energy --columns energy.import --every ") + every).c_str()).out;
    double sum = 0;
    std::istringstream lines(out);
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) sum += std::strtod(line.c_str() + line.find(',') + 1, nullptr);
    EXPECT_NEAR(sum, 239.75, every[0] == '5' ? 1 : 0.001) << every << '\n' << out.substr(0, 300);
  }
}

/// A clock that is years ahead deletes nothing, and is said.
TEST_F(CtlStore, AWrongClockIsSaid) {
  std::string text = "time,energy.power_total [W]\n";
  const TimeMs from = parse_rfc3339("2026-01-14T00:00:00Z").value();
  for (int i = 0; i < 3600; ++i) text += format_rfc3339(from + i * 10 * second_ms) + ",700\n";
  runner_.write("in.csv", text);
  EXPECT_EQ(run("store import in.csv").code, 0);
  const std::string before = run("export --dataset energy --every raw").out;
  runner_.set("HEARTHBOARD_CLOCK", "2029-01-15T12:00:00Z");
  const Ended compacted = run("store compact");
  EXPECT_EQ(compacted.code, 0);
  EXPECT_TRUE(has(compacted.err, "nothing is deleted from the history")) << compacted.err;
  EXPECT_TRUE(has(run("status").out, "nothing is deleted from the history"));
  runner_.set("HEARTHBOARD_CLOCK", "2026-01-15T12:00:00Z");
  EXPECT_EQ(run("export --dataset energy --every raw").out, before);
}

TEST_F(CtlStore, WrongWordsAreSaid) {
  EXPECT_EQ(run("store").code, 64);
  EXPECT_EQ(run("store mend").code, 64);
  EXPECT_EQ(run("store check now").code, 64);
  EXPECT_EQ(run("store backup").code, 64);
  EXPECT_EQ(run("store import x.csv --dataset weather").code, 64);
  EXPECT_EQ(run("store import none.csv").code, 69);
  const Ended help = run("store --help");
  EXPECT_EQ(help.code, 0);
  EXPECT_TRUE(has(help.out, "check | compact | backup FILE | restore FILE | import FILE.csv")) << help.out;
}

}  // namespace
}  // namespace hearth
