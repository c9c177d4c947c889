#include "tests/unit/export/export_fixture.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace hearth {
namespace {

constexpr ChannelIndex power = channel("energy.power_total");
constexpr ChannelIndex import = channel("energy.import");
constexpr ChannelIndex temperature = channel("climate.temperature");
constexpr ChannelIndex humidity = channel("climate.humidity");

class ExportFormats : public ExportRows {
 protected:
  void add_power(const char* time, double watts) { add(Dataset::energy, "", at(time), {{power, watts}}); }
};

TEST_F(ExportFormats, ColumnsComeAsTheyAreAskedFor) {
  add_meter(at("2026-01-15T06:00:00Z"), at("2026-01-15T06:00:00Z"), minute_ms, 10);
  const ExportRequest request{.dataset = Dataset::energy, .range = everything, .columns = {import, power}};
  EXPECT_EQ(text(request),
            "time,energy.import [Wh],energy.power_total [W]\r\n2026-01-15T06:00:00Z,1000,600\r\n");
  ASSERT_TRUE(store_->flush().has_value());
  EXPECT_EQ(split(text(request), "\r\n")[1], "2026-01-15T06:00:00Z,1000,600") << "from the disk";
  EXPECT_EQ(refused({.dataset = Dataset::energy, .range = everything, .columns = {temperature}}).kind,
            ErrorKind::usage);
  EXPECT_EQ(refused({.dataset = Dataset::energy, .range = everything, .columns = {power, power}}).kind,
            ErrorKind::usage);
}

TEST_F(ExportFormats, MarksOfSumsAreColumnsWhereTheyAreAskedFor) {
  EXPECT_EQ(find_column("energy.import"), AskedColumn(import));
  EXPECT_EQ(find_column("energy.import.doubtful"), AskedColumn(import, &export_marks[1]));
  EXPECT_EQ(find_column("energy.import.wrong"), std::nullopt);
  EXPECT_EQ(find_column(".doubtful"), std::nullopt);
  EXPECT_EQ(find_column("doubtful"), std::nullopt);
  const TimeMs from = at("2026-01-15T06:00:00Z");
  for (int i = 0; i < 10; ++i)
    add(Dataset::energy, "", from + i * 10 * minute_ms, {{import, i == 8 ? 0 : 5000.0 + 10 * i}});
  ExportRequest request{.dataset = Dataset::energy,
                        .range = everything,
                        .buckets = FixedBuckets{hour_ms},
                        .columns = {import, {import, &export_marks[0]}, {import, &export_marks[1]}}};
  EXPECT_EQ(text(request),
            "time,energy.import sum [kWh],energy.import last "
            "[kWh],energy.import.estimated,energy.import.doubtful\r\n"
            "2026-01-15T06:00:00Z,0.060,5.050,0,0\r\n2026-01-15T07:00:00Z,0.030,5.090,0,1\r\n");
  request.format = ExportFormat::ndjson;
  request.columns = {{import, &export_marks[1]}};
  EXPECT_EQ(text(request),
            "{\"time\":\"2026-01-15T06:00:00Z\",\"energy.import.doubtful\":0}\n"
            "{\"time\":\"2026-01-15T07:00:00Z\",\"energy.import.doubtful\":1}\n");
  request.buckets.reset();
  EXPECT_EQ(refused(request).kind, ErrorKind::usage) << "a reading has none";
  request.buckets = FixedBuckets{hour_ms};
  request.columns.push_back(request.columns.front());
  EXPECT_EQ(refused(request).kind, ErrorKind::usage) << "twice";
}

TEST_F(ExportFormats, RowsWithNothingInTheChosenColumnsAreLeftOut) {
  add(Dataset::climate, "attic", at("2026-01-15T06:00:00Z"), {{temperature, 4}});
  add(Dataset::climate, "attic", at("2026-01-15T06:05:00Z"), {{humidity, 80}});
  EXPECT_EQ(text({.dataset = Dataset::climate, .range = everything, .columns = {humidity}}),
            "time,location,climate.humidity [%]\r\n2026-01-15T06:05:00Z,attic,80.0\r\n");
}

TEST_F(ExportFormats, TimesAreThoseOfTheZone) {
  add_power("2026-01-15T06:00:00Z", 500);
  const ExportRequest request{
      .dataset = Dataset::energy, .range = everything, .time_zone = "Europe/Stockholm", .columns = {power}};
  EXPECT_EQ(split(text(request), "\r\n")[1], "2026-01-15T07:00:00+01:00,500");
  EXPECT_EQ(refused({.dataset = Dataset::energy, .range = everything, .time_zone = "Mars/Olympus"}).kind,
            ErrorKind::usage);
}

TEST_F(ExportFormats, ALocaleWithADecimalCommaSeparatesBySemicolon) {
  add(Dataset::climate, "Kök; nere", at("2026-01-15T06:00:00Z"), {{temperature, -21.5}, {humidity, 40}});
  EXPECT_EQ(text({.dataset = Dataset::climate,
                  .range = everything,
                  .locale = "sv_SE",
                  .columns = {temperature, humidity}}),
            "time;location;climate.temperature [°C];climate.humidity [%]\r\n"
            "2026-01-15T06:00:00Z;\"Kök; nere\";-21,50;40,0\r\n");
  EXPECT_EQ(refused({.dataset = Dataset::climate, .range = everything, .locale = "xx_YY"}).kind,
            ErrorKind::usage);
}

TEST_F(ExportFormats, NdjsonIsAnObjectALine) {
  add(Dataset::climate, "=1+\"2\"\n", at("2026-01-15T06:00:00.250Z"), {{temperature, 21.5}});
  ExportRequest request{.dataset = Dataset::climate,
                        .range = everything,
                        .format = ExportFormat::ndjson,
                        .columns = {temperature, humidity}};
  EXPECT_EQ(text(request),
            "{\"time\":\"2026-01-15T06:00:00.250Z\",\"location\":\"=1+\\\"2\\\"\\u000a\","
            "\"climate.temperature\":21.50,\"climate.humidity\":null}\n");
  request.locale = "sv_SE";
  EXPECT_EQ(refused(request).kind, ErrorKind::usage);
  add_meter(at("2026-01-15T06:00:00Z"), at("2026-01-15T07:00:00Z"), minute_ms, 10);
  EXPECT_EQ(text({.dataset = Dataset::energy,
                  .range = {at("2026-01-15T06:00:00Z"), at("2026-01-15T07:00:00Z")},
                  .buckets = FixedBuckets{hour_ms},
                  .format = ExportFormat::ndjson,
                  .columns = {import}}),
            "{\"time\":\"2026-01-15T06:00:00Z\",\"energy.import sum\":0.600,\"energy.import last\":1.590}\n");
}

TEST_F(ExportFormats, NullGivesARowForEveryExpectedReading) {
  add_power("2026-01-15T06:00:01Z", 500);
  add_power("2026-01-15T06:00:02.250Z", 510);
  add_power("2026-01-15T06:00:05Z", 520);
  ExportRequest request{.dataset = Dataset::energy,
                        .range = {at("2026-01-15T06:00:00Z"), at("2026-01-15T06:00:07Z")},
                        .columns = {power},
                        .fill = Fill::null};
  EXPECT_EQ(split(text(request), "\r\n"),
            (std::vector<std::string>{"time,energy.power_total [W]", "2026-01-15T06:00:00Z,",
                                      "2026-01-15T06:00:01Z,500", "2026-01-15T06:00:02.250Z,510",
                                      "2026-01-15T06:00:03Z,", "2026-01-15T06:00:04Z,",
                                      "2026-01-15T06:00:05Z,520", "2026-01-15T06:00:06Z,"}));
  request.range = everything;
  const auto open = split(text(request), "\r\n");
  EXPECT_EQ(open[1], "2026-01-15T06:00:01Z,500") << "an open end is where the history begins";
  EXPECT_EQ(open.back(), "2026-01-15T06:00:05Z,520");
  request.format = ExportFormat::ndjson;
  EXPECT_NE(text(request).find("{\"time\":\"2026-01-15T06:00:03Z\",\"energy.power_total\":null}\n"),
            std::string::npos);
}

TEST_F(ExportFormats, PreviousHoldsNoLongerThanAValueMay) {
  add_power("2026-01-15T06:00:00Z", 500);
  const auto lines = split(text({.dataset = Dataset::energy,
                                 .range = {at("2026-01-15T05:59:59Z"), at("2026-01-15T06:02:00Z")},
                                 .columns = {power},
                                 .fill = Fill::previous}),
                           "\r\n");
  ASSERT_EQ(lines.size(), 122U);
  EXPECT_EQ(lines[1], "2026-01-15T05:59:59Z,");
  const auto held =
      std::count_if(lines.begin(), lines.end(), [](const auto& l) { return l.ends_with(",500"); });
  EXPECT_EQ(held, hold_time(power) / second_ms);
  EXPECT_EQ(lines[61], "2026-01-15T06:00:59Z,500");
  EXPECT_EQ(lines[62], "2026-01-15T06:01:00Z,");
}

TEST_F(ExportFormats, EachLocationIsFilledByItself) {
  add(Dataset::climate, "attic", at("2026-01-15T06:00:00Z"), {{temperature, 4}, {humidity, 80}});
  add(Dataset::climate, "attic", at("2026-01-15T06:07:00Z"), {{temperature, 5}});
  add(Dataset::climate, "cellar", at("2026-01-15T06:05:00Z"), {{temperature, 9}});
  EXPECT_EQ(split(text({.dataset = Dataset::climate,
                        .range = {at("2026-01-15T06:00:00Z"), at("2026-01-15T06:15:00Z")},
                        .columns = {temperature, humidity},
                        .fill = Fill::previous}),
                  "\r\n"),
            (std::vector<std::string>{
                "time,location,climate.temperature [°C],climate.humidity [%]",
                "2026-01-15T06:00:00Z,attic,4.00,80.0", "2026-01-15T06:00:00Z,cellar,,",
                "2026-01-15T06:05:00Z,cellar,9.00,", "2026-01-15T06:07:00Z,attic,5.00,80.0",
                "2026-01-15T06:10:00Z,attic,5.00,80.0", "2026-01-15T06:10:00Z,cellar,9.00,"}));
}

TEST_F(ExportFormats, BucketsAreFilledToo) {
  add_meter(at("2026-01-15T04:00:00Z"), at("2026-01-15T04:30:00Z"), minute_ms, 10);
  ExportRequest request{.dataset = Dataset::energy,
                        .range = {at("2026-01-15T03:00:00Z"), at("2026-01-15T07:00:00Z")},
                        .buckets = FixedBuckets{hour_ms},
                        .columns = {power, import},
                        .fill = Fill::null};
  EXPECT_EQ(
      split(text(request), "\r\n"),
      (std::vector<std::string>{"time,energy.power_total avg [W],energy.power_total min "
                                "[W],energy.power_total max [W],energy.import sum "
                                "[kWh],energy.import last [kWh]",
                                "2026-01-15T03:00:00Z,,,,,", "2026-01-15T04:00:00Z,600,600,600,0.300,1.300",
                                "2026-01-15T05:00:00Z,,,,,", "2026-01-15T06:00:00Z,,,,,"}));
  request.fill = Fill::previous;
  const auto lines = split(text(request), "\r\n");
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[3], "2026-01-15T05:00:00Z,600,600,600,,1.300") << "what was counted is not carried on";
  EXPECT_EQ(lines[4], "2026-01-15T06:00:00Z,,,,,");
}

TEST_F(ExportFormats, ManyLocationsInManyWindowsStayInOrder) {
  const TimeMs from = at("2026-01-08T00:00:00Z");
  const TimeMs to = at("2026-01-12T00:00:00Z");
  std::size_t count = 0;
  for (const char* room : {"attic", "cellar", "hall"})
    for (TimeMs t = from + static_cast<TimeMs>(count % 3) * minute_ms; t < to; t += 7 * minute_ms, ++count)
      add(Dataset::climate, room, t, {{temperature, static_cast<double>(count % 40)}});
  ASSERT_TRUE(store_->flush().has_value());
  const auto lines =
      split(text({.dataset = Dataset::climate, .range = everything, .columns = {temperature}}), "\r\n");
  EXPECT_EQ(lines.size(), count + 1);
  EXPECT_TRUE(std::is_sorted(lines.begin() + 1, lines.end(), [](const std::string& a, const std::string& b) {
    return a.substr(0, a.rfind(',')) < b.substr(0, b.rfind(','));
  }));
}

TEST_F(ExportFormats, AFileIsMadeWholeOrNotAtAll) {
  add_power("2026-01-15T06:00:00Z", 500);
  const ExportRequest request{.dataset = Dataset::energy, .range = everything, .columns = {power}};
  const std::filesystem::path path = folder_.filePath(QStringLiteral("out.csv")).toStdString();
  const auto content = [&] {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto cancelled = export_to_file(*store_, request, path, false, {}, [] { return true; });
  ASSERT_FALSE(cancelled.has_value());
  EXPECT_EQ(cancelled.error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(export_to_file(*store_, request, path, false), 1U);
  EXPECT_EQ(content(), text(request));
  const auto again = export_to_file(*store_, request, path, false);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().kind, ErrorKind::cannot_create);
  add_power("2026-01-15T06:00:01Z", 500);
  EXPECT_EQ(export_to_file(*store_, request, path, true), 2U);
  EXPECT_EQ(content(), text(request));
}

}  // namespace
}  // namespace hearth
