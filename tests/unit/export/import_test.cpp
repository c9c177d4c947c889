#include "core/import/csv_import.h"
#include "tests/unit/export/export_fixture.h"

#include <fmt/format.h>

#include <fstream>
#include <random>
#include <utility>

namespace hearth {
namespace {

/// What was exported can be brought into another history, whose export is the same to the byte.
class RoundTrip : public ExportRows {
 protected:
  RoundTrip() : ExportRows("2026-04-01T12:00:00Z") {}

  std::unique_ptr<HistoryStore> empty_store() {
    const std::string name = fmt::format("other{}.db", ++others_);
    auto opened = HistoryStore::open(
        {.path = folder_.filePath(QString::fromStdString(name)).toStdString(), .writer_name = "test"},
        clock_);
    EXPECT_TRUE(opened.has_value());
    return std::move(*opened);
  }
  void check(const ExportRequest& request) {
    SCOPED_TRACE(fmt::format("{} {} {}", dataset_name(request.dataset), request.time_zone, request.locale));
    const std::string exported = text(request);
    const std::string path = folder_.filePath(QStringLiteral("out.csv")).toStdString();
    ASSERT_TRUE(export_to_file(*store_, request, path, true).has_value());
    ASSERT_GT(split(exported, "\r\n").size(), 50U);
    auto mine = std::exchange(store_, empty_store());
    ImportReport report;
    const auto imported = import_csv(*store_, {.file = path, .dataset = request.dataset}, clock_, report);
    ASSERT_TRUE(imported.has_value()) << to_text(imported.error());
    EXPECT_EQ(text(request), exported);
    EXPECT_EQ(report.stored + 1, split(exported, "\r\n").size());
    store_ = std::move(mine);
  }
  /// Every second or so for some minutes around Stockholm's change to summer time, with gaps and fractions.
  void add_random(Dataset dataset, const std::string& entity, std::mt19937_64& random, int count) {
    TimeMs time = at("2026-03-29T00:55:00Z");
    for (int i = 0; i < count; ++i) {
      time += 1 + static_cast<TimeMs>(random() % 4) * 500 + (i % 100 == 0 ? 400 * second_ms : 0);
      if (i % 2 == 0) time = floor_to(time, second_ms) + second_ms;
      std::vector<Sample> samples;
      for (const Channel& c : channels_of(dataset)) {
        if (random() % 5 == 0 && !samples.empty()) continue;
        // An import leaves out what no sensor can have read.
        const double low = std::max(-10'000.0, c.plausible.low);
        const double high = std::min(30'000.0, c.plausible.high);
        const auto steps = static_cast<std::uint64_t>((high - low) * 1000);
        const double value = c.kind == Kind::state ? static_cast<double>(random() % 2)
                                                   : low + static_cast<double>(random() % steps) / 1000;
        samples.push_back({index_of(c), c.kind == Kind::counter ? std::abs(value) : value});
      }
      add(dataset, entity, time, std::move(samples));
    }
  }

 private:
  int others_ = 0;
};

TEST_F(ExportRows, WhatWasLookedAtLongAgoIsInAnExportWithoutANetwork) {
  const std::string path = folder_.filePath(QStringLiteral("seen.db")).toStdString();
  const HistoryStore::Options options{.path = path, .writer_name = "test", .cache_bytes = 10'000'000};
  const TimeMs day = at("2025-03-02T00:00:00Z");
  {
    store_ = HistoryStore::open(options, clock_).value();
    add(Dataset::energy, "", clock_.now() - minute_ms, {{channel("energy.power_total"), 700}});
    ASSERT_TRUE(store_->flush());
    Rows rows({channel("energy.power_total")});
    for (TimeMs t = day - minute_ms; t < day + day_ms + minute_ms; t += second_ms) {
      rows.times.push_back(t);
      rows.epochs.push_back(0);
      rows.provenances.push_back(Provenance::replica);
      rows.values[0].push_back(static_cast<double>(100 + t / second_ms % 900));
    }
    ASSERT_TRUE(store_->cache_rows({Dataset::energy, ""}, {day, day + day_ms}, std::move(rows)));
    store_.reset();
  }
  HistoryStore::Options only_read = options;
  only_read.read_only = true;
  store_ = HistoryStore::open(only_read, clock_).value();
  const std::string file = folder_.filePath(QStringLiteral("seen.csv")).toStdString();
  EXPECT_EQ(export_to_file(*store_, {.range = everything}, file, false).value_or(0), 86'401U);
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::getline(in, line);
  EXPECT_TRUE(line.starts_with("2025-03-02T00:00:00Z,")) << line;
  for (int i = 1; i < 86'400; ++i) std::getline(in, line);
  EXPECT_TRUE(line.starts_with("2025-03-02T23:59:59Z,")) << line;
  std::getline(in, line);
  EXPECT_TRUE(line.starts_with("2026-01-15T11:59:00Z,700")) << line;
}

TEST_F(RoundTrip, IsExactForEveryDatasetZoneLocaleAndColumns) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937_64 random(seed);
  add_random(Dataset::energy, "", random, 700);
  for (const char* device : {"pump", "=1+2"}) add_random(Dataset::heatpump, device, random, 200);
  for (const char* location : {"Kök, nere", "a;b", "\"q\"", "-5", "@x", "'", "'=x", "+", "hall"})
    add_random(Dataset::climate, location, random, 100);
  add_random(Dataset::price, "SE3", random, 100);
  for (const Dataset dataset : all_datasets)
    for (const auto& [zone, locale] :
         {std::pair{"", ""}, std::pair{"Europe/Stockholm", "sv_SE"}, std::pair{"Asia/Kathmandu", ""},
          std::pair{"America/St_Johns", "fr_CA"}})
      check({.dataset = dataset, .range = everything, .time_zone = zone, .locale = locale});
  check({.dataset = Dataset::energy,
         .range = everything,
         .time_zone = "Australia/Lord_Howe",
         .columns = {channel("energy.voltage_l2"), channel("energy.import")}});
  check({.dataset = Dataset::climate,
         .range = everything,
         .locale = "de_DE",
         .columns = {channel("climate.humidity")}});
}

TEST_F(RoundTrip, SumsOfIntervalsAreNoReadings) {
  add_meter(at("2026-03-29T00:00:00Z"), at("2026-03-29T02:00:00Z"), minute_ms, 10);
  const std::string path = folder_.filePath(QStringLiteral("hours.csv")).toStdString();
  ASSERT_TRUE(
      export_to_file(*store_,
                     {.dataset = Dataset::energy, .range = everything, .buckets = FixedBuckets{hour_ms}},
                     path, false)
          .has_value());
  ImportReport report;
  const auto refused = import_csv(*store_, {path}, clock_, report);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_data);
  EXPECT_NE(refused.error().message.find("sums of intervals"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace hearth
