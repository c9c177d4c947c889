#include "tests/unit/import/csv_text_source.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace hearth {
namespace {

using Lines = std::vector<std::string>;

using test::at;
CsvReaderOptions options() {
  return {.name = "f.csv", .now = at("2026-01-15T12:00:00Z")};
}
CsvReaderOptions skipping() {
  CsvReaderOptions o = options();
  o.skip_bad = true;
  return o;
}

TEST(CsvReader, ReadsReadings) {
  const auto read = read_text(
      "time,energy.power_total [W],energy.import [Wh]\r\n"
      "2026-01-15T06:00:00Z,500,1000\r\n"
      "2026-01-15T06:00:01.250Z,-12,\r\n"
      "2026-01-15T06:00:02Z,,1001\r\n"
      "2026-01-15T06:00:03Z,,\r\n",
      options());
  ASSERT_TRUE(read.result.has_value()) << to_text(read.result.error());
  EXPECT_EQ(read.rows, (Lines{"energy 2026-01-15T06:00:00Z 500 1000", "energy 2026-01-15T06:00:01.250Z -12 -",
                              "energy 2026-01-15T06:00:02Z - 1001"}));
  EXPECT_EQ(read.count.rows, 3U);
  EXPECT_EQ(read.count.empty, 1U);
  EXPECT_EQ(read.count.dataset, Dataset::energy);
  EXPECT_EQ(read.count.range, (TimeRange{at("2026-01-15T06:00:00Z"), at("2026-01-15T06:00:02.001Z")}));
}

TEST(CsvReader, ReadsOtherZonesLocalesUnitsAndOrders) {
  const auto read = read_text(
      "\xEF\xBB\xBF"
      "location;climate.humidity [%];time;climate.temperature [°C]\n"
      "Kök;40,5;2026-01-15T07:00:00+01:00;-21,25\n"
      "\"Vind; övre\";40;2026-01-15T07:00:00.5+01:00;0,1\n"
      "\"'=1+1\";;2026-01-15T11:45:00+05:45;\"20,5\"\n"
      "'-x;;2026-01-15T06:00:00Z;1\n"
      "\n"
      "Kök;;2026-01-15T07:00:01+01:00;7",
      options());
  ASSERT_TRUE(read.result.has_value()) << to_text(read.result.error());
  EXPECT_EQ(read.rows,
            (Lines{"climate:Kök 2026-01-15T06:00:00Z 40.5 -21.25", "climate:Kök 2026-01-15T06:00:01Z - 7",
                   "climate:Vind; övre 2026-01-15T06:00:00.500Z 40 0.1",
                   "climate:=1+1 2026-01-15T06:00:00Z - 20.5", "climate:-x 2026-01-15T06:00:00Z - 1"}));
  const auto units = read_text(
      "time,energy.import [kWh],energy.power_total [kW],energy.current_l1 [A],energy.power_l1\n"
      "2026-01-15T06:00:00Z,1.234,-0.5,2.5,7\n",
      options());
  ASSERT_TRUE(units.result.has_value()) << to_text(units.result.error());
  EXPECT_EQ(units.rows, (Lines{"energy 2026-01-15T06:00:00Z 1234 -500 2500 7"}));
}

TEST(CsvReader, ReadsAQuotedDecimalComma) {
  const auto read = read_text(
      "time,location,climate.temperature [°C]\n"
      "2026-01-15T06:00:00Z,attic,\"21,9\"\n"
      "2026-01-15T06:00:01Z,attic,\"-0,25\"\n"
      "2026-01-15T06:00:02Z,attic,\"21.5\"\n"
      "2026-01-15T06:00:03Z,attic,\"22\"\n",
      options());
  ASSERT_TRUE(read.result.has_value()) << to_text(read.result.error());
  EXPECT_EQ(read.rows,
            (Lines{"climate:attic 2026-01-15T06:00:00Z 21.9", "climate:attic 2026-01-15T06:00:01Z -0.25",
                   "climate:attic 2026-01-15T06:00:02Z 21.5", "climate:attic 2026-01-15T06:00:03Z 22"}));
}

TEST(CsvReader, TakesTimesWithoutAnOffsetFromTheZoneThatIsNamed) {
  CsvReaderOptions zoned = options();
  zoned.time_zone = "Europe/Stockholm";
  const auto read = read_text(
      "time,energy.power_total [W]\n"
      "\"2026/01/15 07:00:00\",1\n"
      "2026-01-15 07:00:01,2\n"
      "2026-01-15T06:00:02Z,3\n"
      "2026-01-15 07:01,4\n",
      zoned);
  ASSERT_TRUE(read.result.has_value()) << to_text(read.result.error());
  EXPECT_EQ(read.rows, (Lines{"energy 2026-01-15T06:00:00Z 1", "energy 2026-01-15T06:00:01Z 2",
                              "energy 2026-01-15T06:00:02Z 3", "energy 2026-01-15T06:01:00Z 4"}));
  EXPECT_FALSE(read.count.lacks_offsets);
  const auto future = read_text("time,energy.power_total [W]\n2026-01-15 23:00,1\n", zoned);
  EXPECT_NE(future.result.error().message.find("no time at which"), std::string::npos);
  EXPECT_TRUE(read_text("time,energy.power_total [W]\n2026-01-15 06:00,1\n", options()).count.lacks_offsets);
}

TEST(CsvReader, SortsAndJoinsRowsOfOneTime) {
  const auto read = read_text(
      "time,energy.power_total [W],energy.import [Wh]\n"
      "2026-01-15T06:00:02Z,3,\n"
      "2026-01-15T06:00:00Z,1,10\n"
      "2026-01-15T06:00:02Z,4,\n"
      "2026-01-15T06:00:01Z,2,\n"
      "2026-01-15T06:00:00Z,,11\n",
      options());
  EXPECT_EQ(read.rows, (Lines{"energy 2026-01-15T06:00:00Z 1 11", "energy 2026-01-15T06:00:01Z 2 -",
                              "energy 2026-01-15T06:00:02Z 4 -"}));
  EXPECT_EQ(read.count.duplicates, 2U);
  EXPECT_EQ(read.count.rows, 3U);
}

TEST(CsvReader, NamesAreKeptWholeWithoutWhatCannotBeSeen) {
  const std::string longest(4096, 'x');
  const auto read = read_text(
      "time,location,climate.temperature [°C]\n"
      "2026-01-15T06:00:00Z,,1\n"
      "2026-01-15T06:00:00Z,p\x01\xE2\x80\xAEq\xC2\x85,2\n"
      "2026-01-15T06:00:01Z,pq,3\n"
      "2026-01-15T06:00:00Z," +
          longest + ",4\n",
      options());
  ASSERT_TRUE(read.result.has_value()) << to_text(read.result.error());
  EXPECT_EQ(read.rows,
            (Lines{"climate 2026-01-15T06:00:00Z 1", "climate:pq 2026-01-15T06:00:00Z 2",
                   "climate:pq 2026-01-15T06:00:01Z 3", "climate:" + longest + " 2026-01-15T06:00:00Z 4"}));
}

/// Where a bad line is, and what the reader says of it.
struct BadLine {
  const char* line;
  const char* field;
  const char* says;
};

TEST(CsvReader, ABadLineHasItsPlaceAndItsReason) {
  const std::string header = "time,device,heatpump.supply_temp [°C],heatpump.compressor [on/off]\n";
  const std::string good = "2026-01-15T06:00:00Z,pump,31.5,1\n";
  const std::string long_name(4097, 'x');
  const std::string long_line = "2026-01-15T06:00:00Z," + long_name + ",1,1";
  for (const BadLine& bad : {
           BadLine{"2026-01-15T06:00:00Z,pump,12x,1", ":3:3", "\"12x\" is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,nan,1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,1e400,1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,1e16,1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,-,1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,.,1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,\"1,234,567\",1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,\"1.234,5\",1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,\",\",1", ":3:3", "is no number"},
           BadLine{"2026-01-15T06:00:00Z,pump,31.5,2", ":3:4", "neither 0 nor 1"},
           BadLine{"2026-01-15T06:00:00Z,pump,31.5", ":3:3", "fewer fields"},
           BadLine{"2026-01-15T06:00:00Z,pump,31.5,1,", ":3:5", "more fields"},
           BadLine{"2026-01-15T06:00:00Z,pump,31,5,1", ":3:4", "neither 0 nor 1"},
           BadLine{"2026-01-15T06:00:00Z,\"pump,31.5,1", ":3:2", "quote"},
           BadLine{"2026-01-15T06:00:00Z,\"pump\"x,31.5,1", ":3:2", "quoted field"},
           BadLine{"2026-01-15T06:00:00Z,,31.5,1", ":3:2", "not named"},
           BadLine{"2026-01-15T06:00:00Z,\x01,31.5,1", ":3:2", "not named"},
           BadLine{"2026-01-15T06:00:00Z,p\xC3,31.5,1", ":3:2", "UTF-8"},
           BadLine{long_line.c_str(), ":3:2", "4096 bytes"},
           BadLine{"2026-01-15 06:00,pump,31.5,1", ":3:1", "lacks its offset"},
           BadLine{"\"2026/01/15 06:00:00\",pump,31.5,1", ":3:1", "\"2026/01/15 06:00:00\" lacks its offset"},
           BadLine{"2026-01-15,pump,31.5,1", ":3:1", "lacks its offset"},
           BadLine{"2026-01-15T06:00:61Z,pump,31.5,1", ":3:1", "no RFC 3339 time"},
           BadLine{"2026-01-15T06:00:00.Z,pump,31.5,1", ":3:1", "no RFC 3339 time"},
           BadLine{"2026-01-15T06:00:00,pump,31.5,1", ":3:1", "lacks its offset"},
           BadLine{"1999-12-31T23:59:59Z,pump,31.5,1", ":3:1", "no time at which"},
           BadLine{"2026-01-15T12:10:01Z,pump,31.5,1", ":3:1", "no time at which"},
           BadLine{"x", ":3:1", "no RFC 3339 time"},
       }) {
    const std::string text = header + good + bad.line + "\n2026-01-15T06:00:30Z,pump,32,0\n";
    const auto stopped = read_text(text, options());
    ASSERT_FALSE(stopped.result.has_value()) << bad.line;
    EXPECT_EQ(stopped.result.error().kind, ErrorKind::bad_data);
    EXPECT_EQ(stopped.result.error().place, std::string("f.csv") + bad.field) << bad.line;
    EXPECT_NE(stopped.result.error().message.find(bad.says), std::string::npos)
        << stopped.result.error().message;
    EXPECT_EQ(stopped.rows, (Lines{"heatpump:pump 2026-01-15T06:00:00Z 31.5 1"})) << bad.line;
    const auto skipped = read_text(text, skipping());
    EXPECT_TRUE(skipped.result.has_value());
    EXPECT_EQ(skipped.count.bad, 1U);
    ASSERT_EQ(skipped.count.bad_lines.size(), 1U);
    EXPECT_EQ(skipped.count.bad_lines[0], stopped.result.error());
    EXPECT_EQ(skipped.rows,
              (Lines{"heatpump:pump 2026-01-15T06:00:00Z 31.5 1", "heatpump:pump 2026-01-15T06:00:30Z 32 0"}))
        << bad.line;
  }
}

TEST(CsvReader, AHeaderThatIsNotOursIsRefused) {
  const auto says = [](std::string_view header, std::string_view part, const char* place = "f.csv:1:1",
                       std::optional<Dataset> wanted = {}) {
    CsvReaderOptions o = skipping();
    o.dataset = wanted;
    const auto read = read_text(header, o);
    ASSERT_FALSE(read.result.has_value()) << header;
    EXPECT_EQ(read.result.error().kind, ErrorKind::bad_data);
    EXPECT_NE(read.result.error().message.find(part), std::string::npos) << read.result.error().message;
    EXPECT_EQ(read.result.error().place, place) << header;
  };
  says("", "no header", "f.csv:1");
  says("\n", "no header", "f.csv:1");
  says("time", "no column of a channel");
  says("a,b", "\"a\" is no channel");
  says("time,energy.power_totl [W]", "\"energy.power_totl [W]\" is no channel", "f.csv:1:2");
  says("time,energy.power_total [°C]", "cannot be read in °C; it is in W", "f.csv:1:2");
  says("time,energy.power_total avg [W],energy.import sum [kWh]", "holds sums of intervals", "f.csv:1:2");
  says("time,energy.power_total [W],energy.power_total [kW]", "twice", "f.csv:1:2");
  says("energy.power_total [W]", "no column time");
  says("time,climate.humidity [%]", "no column location");
  says("time,location,energy.import [Wh]", "energy have no location", "f.csv:1:2");
  says("time,device,heatpump.supply_temp [°C],energy.import [Wh]", "another dataset", "f.csv:1:4");
  says("time,energy.import [Wh]", "readings of energy, not of price", "f.csv:1:1", Dataset::price);
  says(std::string(100'000, 'x'), "64 KiB", "f.csv:1");
  says("time,energy.import [Wh]\n" + std::string(100'000, 'x') + "\n", "64 KiB", "f.csv:2");
}

TEST(CsvReader, AHeaderIsKnownInEachSpelling) {
  struct Header {
    std::string_view text;
    std::string_view value;
  };
  for (const Header& header :
       {Header{"time,energy.import [Wh]", "1234"}, Header{"Time,Energy.Import [Wh]", "1234"},
        Header{"time , energy.import [Wh] ", " 1234 "},
        Header{"\"time\",\" energy.import [Wh]\"", "\" 1234 \""}, Header{"time,energy.import[kwh]", "1.234"},
        Header{"TIME,ENERGY.IMPORT (KWH)", "1.234"}, Header{"time,energy.import ( kWh )", "1.234"},
        Header{"time,energy.import [MWh]", "0.001234"}}) {
    const auto read =
        read_text(fmt::format("{}\n2026-01-15T06:00:00Z ,{}\n", header.text, header.value), options());
    ASSERT_TRUE(read.result.has_value()) << header.text << ": " << to_text(read.result.error());
    EXPECT_EQ(read.rows, (Lines{"energy 2026-01-15T06:00:00Z 1234"})) << header.text;
  }
  // Milli or mega: nobody knows.
  for (const std::string_view unit : {"mwh", "MWH", "mWh", "J"})
    EXPECT_FALSE(read_text(fmt::format("time,energy.import [{}]\n", unit), options()).result.has_value())
        << unit;
}

TEST(CsvReader, ADecimalCommaIsNoThousandsSeparator) {
  EXPECT_FALSE(
      read_text("time;energy.import [Wh]\n2026-01-15T06:00:00Z;1.234\n", options()).result.has_value());
  EXPECT_FALSE(
      read_text("time;energy.import [Wh]\n2026-01-15T06:00:00Z;1.234,5\n", options()).result.has_value());
}

/// A file in pieces of any size, in any line ending, says the same.
TEST(CsvReader, PiecesMakeNoDifference) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937_64 random(seed);
  std::string text = "time,location,climate.temperature [°C],climate.humidity [%]\n";
  TimeMs time = at("2025-03-30T00:00:00Z");
  for (int i = 0; i < 500; ++i) {
    time +=
        static_cast<TimeMs>(random() % 4) * (i % 5 == 0 ? 250 : second_ms) - (i % 50 == 0 ? minute_ms : 0);
    text +=
        fmt::format("{},{},{},{}\n", format_rfc3339(time), i % 3 == 0 ? "\"a, b\"" : "hall",
                    i % 7 == 0 ? "" : fmt::format("{:.2f}", static_cast<double>(random() % 9999) / 100 - 50),
                    i % 90 == 0 ? "x" : "40.5");
  }
  const auto whole = read_text(text, skipping());
  EXPECT_EQ(whole.count.bad, 6U);
  EXPECT_GT(whole.rows.size(), 200U);
  for (const std::size_t piece : {1, 2, 3, 7, 64, 1000}) {
    const auto pieces = read_text(text, skipping(), piece);
    EXPECT_EQ(pieces.rows, whole.rows);
    EXPECT_EQ(pieces.count.bad_lines, whole.count.bad_lines);
  }
  std::string with_returns;
  for (const char c : text) (c == '\n' ? with_returns += '\r' : with_returns) += c;
  EXPECT_EQ(read_text(with_returns, skipping()).rows, whole.rows);
  text.pop_back();
  EXPECT_EQ(read_text(text, skipping()).rows, whole.rows) << "without an end of the last line";
}

TEST(CsvReader, NumbersAreTheNearestDoubles) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2000; ++i) {
    std::string digits = std::to_string(random() % (i % 2 == 0 ? 1'000'000 : 999'999'999'999'999));
    if (const auto point = random() % (digits.size() + 1); point < digits.size()) digits.insert(point, ".");
    if (i % 3 == 0) digits.insert(0, "-");
    if (i % 10 == 0) digits += digits.find('.') == std::string::npos ? ".1234567890123456789" : "0123456789";
    const auto read =
        read_text("time,energy.power_total [W]\n2026-01-15T06:00:00Z," + digits + "\n", options());
    ASSERT_TRUE(read.result.has_value()) << digits;
    ASSERT_EQ(read.rows, (Lines{fmt::format("energy 2026-01-15T06:00:00Z {}", std::stod(digits))})) << digits;
  }
}

TEST(CsvReader, HandsOverInBoundedParts) {
  CsvReaderOptions o = options();
  o.rows_at_once = 100;
  std::string text = "time,energy.power_total [W]\n";
  for (int i = 0; i < 1000; ++i) text += format_rfc3339(at("2026-01-15T06:00:00Z") + i * second_ms) + ",1\n";
  std::size_t parts = 0;
  CsvCount count;
  const auto read = read_csv(
      source_of(text), o,
      [&](const GroupKey&, Rows&& rows) -> Expected<void> {
        EXPECT_LE(rows.size(), 100U);
        return ++parts == 3 ? fail(ErrorKind::storage, "full") : Expected<void>();
      },
      count);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().message, "full");
  EXPECT_EQ(parts, 3U);
  EXPECT_EQ(count.rows, 200U);
}

TEST(CsvReader, ValuesThatNoSensorCanReadAreLeftOutAndCounted) {
  const auto read = read_text(
      "time,location,climate.temperature [°C],climate.humidity [%]\n"
      "2026-01-15T06:00:00Z,attic,-99.5,40\n"
      "2026-01-15T06:00:01Z,attic,-60,255\n"
      "2026-01-15T06:00:02Z,attic,100.1,-1\n"
      "2026-01-15T06:00:03Z,attic,100,100\n",
      options());
  ASSERT_TRUE(read.result.has_value()) << to_text(read.result.error());
  EXPECT_EQ(read.rows,
            (Lines{"climate:attic 2026-01-15T06:00:00Z - 40", "climate:attic 2026-01-15T06:00:01Z -60 -",
                   "climate:attic 2026-01-15T06:00:03Z 100 100"}));
  EXPECT_EQ(read.count.implausible, 4U);
  EXPECT_EQ(read.count.bad, 0U);
  EXPECT_EQ(to_text(read.count.implausible_values.at(0)),
            "f.csv:2:3: -99.5 is no climate.temperature that can be.");
  EXPECT_EQ(read.count.implausible_values.at(1).place, "f.csv:3:4");
}

TEST(CsvReader, AMinuteAheadIsAsGoodAsNowAndMoreIsRefusedWithItsLine) {
  const std::string header = "time,energy.power_total [W]\n";
  EXPECT_TRUE(read_text(header + "2026-01-15T12:00:59Z,1\n", options()).result.has_value());
  const auto ahead = read_text(header + "2026-01-15T12:01:01Z,1\n", options());
  ASSERT_FALSE(ahead.result.has_value());
  EXPECT_EQ(ahead.result.error().place, "f.csv:2:1");
}

}  // namespace
}  // namespace hearth
