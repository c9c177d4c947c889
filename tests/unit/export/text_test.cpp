#include "core/export/layout.h"
#include "core/export/number_text.h"
#include "core/export/time_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <random>

namespace hearth {
namespace {

TimeMs at(std::string_view text) {
  return parse_rfc3339(text).value();
}

std::string decimal(std::int64_t value, int decimals, char point = '.') {
  std::array<char, 40> text{};
  return {text.data(), put_decimal(text.data(), value, decimals, point)};
}

/// What `decimal` should say, the slow way.
std::string expected_decimal(std::int64_t value, int decimals) {
  std::string digits = fmt::format(
      "{:0{}}", value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value),
      decimals + 1);
  if (decimals > 0) digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
  return (value < 0 ? "-" : "") + digits;
}

TEST(NumberText, WritesEveryLengthOfNumber) {
  EXPECT_EQ(decimal(0, 0), "0");
  EXPECT_EQ(decimal(-1, 0), "-1");
  EXPECT_EQ(decimal(0, 2), "0.00");
  EXPECT_EQ(decimal(-5, 2, ','), "-0,05");
  EXPECT_EQ(decimal(-12500, 6), "-0.012500");
  EXPECT_EQ(decimal(std::numeric_limits<std::int64_t>::min(), 0), "-9223372036854775808");
  std::int64_t power = 1;
  for (int digits = 1; digits <= 18; ++digits, power *= 10)
    for (const std::int64_t value : {power - 1, power, power + 1, 2 * power, -power})
      for (int decimals = 0; decimals <= 9; ++decimals)
        EXPECT_EQ(decimal(value, decimals), expected_decimal(value, decimals));
}

TEST(NumberText, AgreesWithTheSlowWayOnRandomNumbers) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) >> (random() % 64);
    const int decimals = static_cast<int>(random() % 10);
    ASSERT_EQ(decimal(value, decimals), expected_decimal(value, decimals));
    const double number = static_cast<double>(value % 1'000'000'000'000) / 16;
    ASSERT_EQ(nearest(number), std::llrint(number)) << number;
  }
}

std::string time_text(const char* zone, TimeMs time) {
  auto text = TimeText::in(zone);
  std::array<char, TimeText::longest> place{};
  return {place.data(), text.value().put(place.data(), time)};
}

TEST(TimeText, IsRfc3339WithTheOffsetThatHoldsThen) {
  EXPECT_EQ(time_text("", 0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(time_text("", at("2026-01-15T07:00:09.070Z")), "2026-01-15T07:00:09.070Z");
  EXPECT_EQ(time_text("Europe/Stockholm", at("2026-03-29T00:59:59Z")), "2026-03-29T01:59:59+01:00");
  EXPECT_EQ(time_text("Europe/Stockholm", at("2026-03-29T01:00:00Z")), "2026-03-29T03:00:00+02:00");
  EXPECT_EQ(time_text("Asia/Kathmandu", at("2026-01-01T18:15:00.5Z")), "2026-01-02T00:00:00.500+05:45");
  EXPECT_EQ(time_text("America/St_Johns", at("2026-01-01T03:29:59Z")), "2025-12-31T23:59:59-03:30");
  EXPECT_EQ(time_text("UTC", at("2026-01-01T00:00:00Z")), "2026-01-01T00:00:00+00:00");
  EXPECT_EQ(TimeText::in("Mars/Olympus").error().kind, ErrorKind::usage);
}

/// One writer for many times, in any order, says what a fresh one says, and means the time that it was given.
TEST(TimeText, MeansTheTimeInEveryZone) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937_64 random(seed);
  for (const char* zone : {"", "Europe/Stockholm", "Australia/Lord_Howe", "Asia/Kathmandu",
                           "America/St_Johns", "Africa/Casablanca", "Pacific/Chatham"}) {
    auto text = TimeText::in(zone).value();
    std::array<char, TimeText::longest> place{};
    TimeMs time = at("2000-01-01T00:00:00Z");
    for (int i = 0; i < 5000; ++i) {
      time += static_cast<TimeMs>(random() % static_cast<std::uint64_t>(10 * day_ms)) -
              (i % 7 == 0 ? 40 * day_ms : 0);
      if (i % 3 == 0) time = floor_to(time, second_ms);
      const std::string_view said(place.data(),
                                  static_cast<std::size_t>(text.put(place.data(), time) - place.data()));
      ASSERT_EQ(parse_rfc3339(said), time) << said;
      if (i % 50 == 0) {
        ASSERT_EQ(said, time_text(zone, time));
      }
    }
  }
}

TEST(CsvText, IsQuotedWhereItMustAndIsNoFormula) {
  EXPECT_EQ(csv_text("living room", ','), "living room");
  EXPECT_EQ(csv_text("", ','), "");
  EXPECT_EQ(csv_text("a,b", ','), "\"a,b\"");
  EXPECT_EQ(csv_text("a,b", ';'), "a,b");
  EXPECT_EQ(csv_text("a;b", ';'), "\"a;b\"");
  EXPECT_EQ(csv_text("12\" pipe", ','), "\"12\"\" pipe\"");
  EXPECT_EQ(csv_text("two\nlines", ','), "\"two\nlines\"");
  EXPECT_EQ(csv_text("=1+2", ','), "\"'=1+2\"");
  EXPECT_EQ(csv_text("=cmd|' /C calc'!A0", ','), "\"'=cmd|' /C calc'!A0\"");
  EXPECT_EQ(csv_text("=\"x\"", ','), "\"'=\"\"x\"\"\"");
  for (const char* text : {"+46", "-1", "@SUM(1)", "\tx", "\rx", "\nx", "'x"})
    EXPECT_EQ(csv_text(text, ','), "\"'" + std::string(text) + "\"");
  EXPECT_EQ(csv_text("a=b", ','), "a=b");
}

TEST(TableLocale, KnowsWhoWritesADecimalComma) {
  const auto is = [](const char* name, char separator, char point) {
    const auto locale = table_locale(name);
    return locale && locale->separator == separator && locale->point == point;
  };
  for (const char* name : {"sv_SE", "sv-SE", "sv", "sv_SE.UTF-8", "de_DE@euro", "fr_FR", "pt_BR", "da_DK",
                           "nb_NO", "fi_FI", "de_AT"})
    EXPECT_TRUE(is(name, ';', ',')) << name;
  for (const char* name : {"", "C", "POSIX", "en_US", "en_GB", "de_CH", "es_MX", "ja_JP", "zh_Hans_CN"})
    EXPECT_TRUE(is(name, ',', '.')) << name;
  for (const char* name : {"xx_YY", "sv_XX", "swedish", "1", "_", "Sverige"}) {
    const auto locale = table_locale(name);
    ASSERT_FALSE(locale.has_value()) << name;
    EXPECT_EQ(locale.error().kind, ErrorKind::usage);
  }
}

}  // namespace
}  // namespace hearth
