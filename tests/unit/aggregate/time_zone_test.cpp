#include "core/aggregate/time_zone.h"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace hearth {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// Around each change of the years 1900 to 2037 that the library tells, and far from any.
template <class Look>
void each_change(const date::time_zone& zone, Look look) {
  date::sys_seconds at{date::sys_days{date::year{1900} / 1 / 1}};
  const date::sys_seconds end{date::sys_days{date::year{2037} / 1 / 1}};
  while (at < end) {
    const date::sys_info info = zone.get_info(at);
    for (const seconds off : {seconds{-1}, seconds{0}, seconds{1}, seconds{hours{5}}}) look(info.end + off);
    at = info.end;
  }
}

TEST(TimeZone, SaysOfEveryZoneWhatTheLibrarySays) {
  for (const date::time_zone& theirs : date::get_tzdb().zones) {
    SCOPED_TRACE(theirs.name());
    const TimeZone* ours = zone_named(theirs.name());
    ASSERT_NE(ours, nullptr);
    each_change(theirs, [&](date::sys_seconds time) {
      if (time >= date::sys_days{date::year{2037} / 1 / 1}) return;
      const auto expected = theirs.get_info(time);
      const auto period = ours->period_at(time);
      ASSERT_EQ(period.offset, expected.offset) << time.time_since_epoch().count();
      ASSERT_LE(period.begin, time);
      ASSERT_GT(period.end, time);
      for (const seconds off : {seconds{0}, seconds{hours{-1}}, seconds{1800}}) {
        const date::local_seconds local{(time + expected.offset + off).time_since_epoch()};
        const auto known = theirs.get_info(local);
        const auto found = ours->local_at(local);
        ASSERT_EQ(static_cast<int>(found.is), known.result == date::local_info::unique      ? 0
                                              : known.result == date::local_info::ambiguous ? 1
                                                                                            : 2)
            << local.time_since_epoch().count();
        ASSERT_EQ(found.first.offset, known.first.offset);
        if (found.is == LocalTimeIs::once) continue;
        ASSERT_EQ(found.second.offset, known.second.offset);
        ASSERT_EQ(found.first.end, known.first.end);
      }
    });
  }
}

TEST(TimeZone, HasNoZoneOfAnyOtherName) {
  for (const char* name :
       {"", "Europe", "Europe/", "Nowhere/Town", "../zoneinfo/UTC", "/etc/localtime", "tzdata.zi", "zone.tab",
        "right/Europe/Stockholm", "Factory", "Europe/Stockholm ", "europe/stockholm"})
    EXPECT_EQ(zone_named(name), nullptr) << name;
  EXPECT_EQ(zone_named(std::string("UTC\0", 4)), nullptr);
  EXPECT_EQ(zone_named("Europe/Stockholm"), zone_named("Europe/Stockholm"));
}

TEST(TimeZone, RefusesAFileThatIsCutShort) {
  std::ifstream file("/usr/share/zoneinfo/Europe/Stockholm", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  ASSERT_GT(bytes.size(), 100U);
  // What follows the offsets is not read.
  for (std::size_t n = 0; n + 100 < bytes.size(); n += 7)
    EXPECT_THROW(TimeZone(std::string_view(bytes).substr(0, n)), std::runtime_error) << n;
  std::string spoiled = bytes;
  for (std::size_t i = 0; i < spoiled.size(); i += 3) {
    spoiled[i] = static_cast<char>(spoiled[i] ^ 0x55);
    try {
      static_cast<void>(TimeZone(spoiled).period_at({}));
    } catch (const std::runtime_error&) {
      continue;
    }
  }
}

}  // namespace
}  // namespace hearth
