#include "core/import/csv_import.h"

#include "tests/support/moments.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <memory>

namespace hearth {
namespace {

namespace fs = std::filesystem;

using test::at;

class CsvImport : public testing::Test {
 protected:
  CsvImport() : clock_(at("2026-01-15T12:00:00Z")) {
    std::string name = (fs::temp_directory_path() / "hearth-import-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    store_ = open(false);
  }
  ~CsvImport() override {
    store_.reset();
    fs::remove_all(folder_);
  }
  std::unique_ptr<HistoryStore> open(bool read_only) {
    auto opened =
        HistoryStore::open({.path = folder_ / "h.db", .read_only = read_only, .writer_name = "test"}, clock_);
    EXPECT_TRUE(opened.has_value());
    return std::move(*opened);
  }
  fs::path file(const std::string& text) {
    fs::path path = folder_ / "in.csv";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  static std::string seconds(int from, int to) {
    std::string text = "time,energy.power_total [W]\r\n";
    for (int i = from; i < to; ++i)
      text +=
          format_rfc3339(at("2026-01-14T00:00:00Z") + i * second_ms) + ',' + std::to_string(i % 100) + "\r\n";
    return text;
  }
  Expected<Series> power() { return store_->raw({channel("energy.power_total"), ""}, {0, clock_.now()}); }

  ManualClock clock_;
  fs::path folder_;
  std::unique_ptr<HistoryStore> store_;
};

TEST_F(CsvImport, PutsReadingsOnTheDisk) {
  ImportReport report;
  std::uint64_t done = 0;
  std::uint64_t whole = 0;
  const auto path = file(seconds(0, 5000));
  ASSERT_TRUE(import_csv(*store_, {path}, clock_, report, [&](std::uint64_t d, std::uint64_t w) {
                done = d;
                whole = w;
              }).has_value());
  EXPECT_EQ(report.read.rows, 5000U);
  EXPECT_EQ(report.stored, 5000U);
  EXPECT_EQ(report.refused, 0U);
  EXPECT_EQ(done, fs::file_size(path));
  EXPECT_EQ(whole, done);
  EXPECT_EQ(open(true)->raw({channel("energy.power_total"), ""}, {0, clock_.now()})->size(), 5000U)
      << "another process sees it";
}

TEST_F(CsvImport, TheSameAgainOrPartOfItChangesNothing) {
  struct Part {
    std::string text;
    std::uint64_t stored;
    std::uint64_t known;
  };
  for (const Part& part : {Part{seconds(100, 5000), 4900, 0}, Part{seconds(0, 300), 100, 200},
                           Part{seconds(0, 5000), 0, 5000}}) {
    ImportReport report;
    ASSERT_TRUE(import_csv(*store_, {file(part.text)}, clock_, report).has_value());
    EXPECT_EQ(report.stored, part.stored);
    EXPECT_EQ(report.known, part.known);
  }
  const auto series = power();
  ASSERT_EQ(series->size(), 5000U);
  for (std::size_t i = 0; i < series->size(); ++i) ASSERT_EQ(series->values[i], static_cast<double>(i % 100));
}

TEST_F(CsvImport, WhatStandsBeforeABadLineIsStored) {
  const auto path = file(seconds(0, 1000) + "2026-01-14T01:00:00Z,x\r\n2026-01-14T01:00:01Z,1\r\n");
  ImportReport report;
  const auto stopped = import_csv(*store_, {path}, clock_, report);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().kind, ErrorKind::bad_data);
  EXPECT_EQ(stopped.error().place, path.string() + ":1002:2");
  EXPECT_EQ(report.stored, 1000U);
  EXPECT_EQ(power()->size(), 1000U);

  ImportReport skipped;
  ASSERT_TRUE(import_csv(*store_, {.file = path, .skip_bad = true}, clock_, skipped).has_value());
  EXPECT_EQ(skipped.read.bad, 1U);
  EXPECT_EQ(power()->size(), 1001U);
}

TEST_F(CsvImport, IsBetterThanWhatWasPolled) {
  const Reading polled{
      {Dataset::energy, ""}, at("2026-01-14T00:00:01Z"), {}, {{channel("energy.power_total"), 77}}};
  ASSERT_EQ(store_->append({&polled, 1}, Provenance::polled).taken, 1U);
  ImportReport report;
  ASSERT_TRUE(import_csv(*store_, {file(seconds(0, 3))}, clock_, report).has_value());
  EXPECT_EQ(power()->values, (std::vector<double>{0, 1, 2}));
}

TEST_F(CsvImport, EndsWhenItIsCancelled) {
  ImportReport report;
  const auto ended = import_csv(*store_, {file(seconds(0, 10))}, clock_, report, {}, [] { return true; });
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(power()->size(), 0U);
}

TEST_F(CsvImport, AFileThatCannotBeReadIsSaid) {
  ImportReport report;
  EXPECT_EQ(import_csv(*store_, {folder_ / "none.csv"}, clock_, report).error().kind, ErrorKind::not_found);
  const auto folder = import_csv(*store_, {folder_}, clock_, report);
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().place, folder_.string());
}

TEST_F(CsvImport, AStoreThatAnotherWritesIsNotWritten) {
  ImportReport report;
  auto other = open(true);
  const auto refused = import_csv(*other, {file(seconds(0, 10))}, clock_, report);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::storage);
  EXPECT_EQ(report.stored, 0U);
}

}  // namespace
}  // namespace hearth
