#pragma once

#include "core/export/export.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hearth {

inline TimeMs at(std::string_view text) {
  return parse_rfc3339(text).value();
}

inline constexpr TimeMs everything_from = std::numeric_limits<TimeMs>::min();
inline constexpr TimeMs everything_to = std::numeric_limits<TimeMs>::max();
inline constexpr TimeRange everything = {everything_from, everything_to};

inline std::vector<std::string> split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t end; (end = text.find(by, start)) != std::string::npos; start = end + by.size())
    parts.push_back(text.substr(start, end - start));
  if (start < text.size() || by == ",") parts.push_back(text.substr(start));
  return parts;
}

class ExportRows : public testing::Test {
 protected:
  explicit ExportRows(const char* now = "2026-01-15T12:00:00Z") : clock_(at(now)) {
    auto opened = HistoryStore::open(
        {.path = folder_.filePath(QStringLiteral("h.db")).toStdString(), .writer_name = "test"}, clock_);
    EXPECT_TRUE(opened.has_value());
    store_ = std::move(*opened);
  }

  void add(Dataset dataset, const std::string& entity, TimeMs time, std::vector<Sample> samples) {
    const Reading reading{{dataset, entity}, time, {}, std::move(samples)};
    EXPECT_EQ(store_->append({&reading, 1}, Provenance::live).taken, 1U) << format_rfc3339(time);
  }
  /// A meter that counts `wh` between two readings, from `from` to `to`, both included.
  void add_meter(TimeMs from, TimeMs to, DurationMs every, double wh) {
    double reading = 1000;
    for (TimeMs t = from; t <= to; t += every, reading += wh)
      add(Dataset::energy, "", t,
          {{channel("energy.import"), reading},
           {channel("energy.power_total"), wh * hour_ms / static_cast<double>(every)}});
  }

  std::string text(const ExportRequest& request) {
    std::string text;
    const auto rows = export_history(*store_, request, [&](std::string_view piece) {
      text += piece;
      return Expected<void>();
    });
    EXPECT_TRUE(rows.has_value()) << (rows ? "" : to_text(rows.error()));
    const std::string end = request.format == ExportFormat::csv ? "\r\n" : "\n";
    EXPECT_EQ(rows.value_or(0) + (request.format == ExportFormat::csv ? 1 : 0), split(text, end).size());
    return text;
  }
  Error refused(const ExportRequest& request) {
    const auto rows = export_history(*store_, request, [](std::string_view) { return Expected<void>(); });
    EXPECT_FALSE(rows.has_value());
    return rows ? Error() : rows.error();
  }
  std::string csv(Dataset dataset, std::optional<BucketSpec> buckets = {},
                  TimeRange range = {everything_from, everything_to}) {
    return text({.dataset = dataset, .range = range, .buckets = std::move(buckets)});
  }
  /// The rows as fields by column name.
  static std::vector<std::map<std::string, std::string>> table(const std::string& text) {
    const auto lines = split(text, "\r\n");
    const auto names = split(lines.front(), ",");
    std::vector<std::map<std::string, std::string>> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const auto fields = split(lines[i], ",");
      EXPECT_EQ(fields.size(), names.size()) << lines[i];
      auto& row = rows.emplace_back();
      for (std::size_t f = 0; f < std::min(fields.size(), names.size()); ++f) row[names[f]] = fields[f];
    }
    return rows;
  }

  ManualClock clock_;
  QTemporaryDir folder_;
  std::unique_ptr<HistoryStore> store_;
};

}  // namespace hearth
