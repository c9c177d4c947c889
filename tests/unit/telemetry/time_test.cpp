#include "core/telemetry/time.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

TEST(Rfc3339, TruncatesToMilliseconds) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00.9999Z"), 999);
  EXPECT_EQ(parse_rfc3339("2025-12-26T14:46:27.88864083Z"), 1766760387888);
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59.5Z"), -500);
}

TEST(Rfc3339, TakesOffsets) {
  EXPECT_EQ(parse_rfc3339("2026-01-15T08:00:00+01:00"), parse_rfc3339("2026-01-15T07:00:00Z"));
  EXPECT_EQ(parse_rfc3339("2026-01-15T01:30:00-05:30"), parse_rfc3339("2026-01-15T07:00:00Z"));
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026", "2026-01-15", "2026-01-15T07:00:00", "2026-02-30T07:00:00Z", "2026-13-01T07:00:00Z",
        "2026-01-15T24:00:00Z", "2026-01-15T07:60:00Z", "2026-01-15T07:00:00.Z",
        "2026-01-15T07:00:00.1234567890Z", "2026-01-15T07:00:00Z ", "2026-01-15T07:00:00+0100",
        "2026-01-15T07:00:00+24:00", "\xff\xfe", "2026-01-15T07:00:0xZ"}) {
    const auto parsed = parse_rfc3339(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::bad_data);
  }
}

TEST(Rfc3339, WritesWhatItReads) {
  for (const TimeMs t :
       {TimeMs{0}, TimeMs{-1}, TimeMs{1766760387888}, TimeMs{1766760387000}, TimeMs{4102444800000}})
    EXPECT_EQ(parse_rfc3339(format_rfc3339(t)), t) << format_rfc3339(t);
  EXPECT_EQ(format_rfc3339(1768460400000), "2026-01-15T07:00:00Z");
  EXPECT_EQ(format_rfc3339(1768460400050), "2026-01-15T07:00:00.050Z");
}

TEST(FloorTo, GoesDownAlsoBefore1970) {
  EXPECT_EQ(floor_to(-1, minute_ms), -minute_ms);
  EXPECT_EQ(floor_to(0, minute_ms), 0);
  EXPECT_EQ(ceil_to(1, minute_ms), minute_ms);
  EXPECT_EQ(ceil_to(minute_ms, minute_ms), minute_ms);
}

}  // namespace
}  // namespace hearth
