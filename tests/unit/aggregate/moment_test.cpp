#include "core/aggregate/moment.h"

#include "tests/support/moments.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

using test::at;

const std::string home = "Europe/Stockholm";

struct WrittenMoment {
  const char* text;
  const char* means;
  LocalTimeIs local = LocalTimeIs::once;
};

TEST(Moment, IsReadAsPeopleWriteIt) {
  const TimeMs now = at("2026-11-27T01:20:30Z");
  for (const WrittenMoment& c : {
           WrittenMoment{"2026-11-20T13:00:00Z", "2026-11-20T13:00:00Z"},
           WrittenMoment{"2026-11-20T14:00:00+01:00", "2026-11-20T13:00:00Z"},
           WrittenMoment{"2026-11-20", "2026-11-19T23:00:00Z"},
           WrittenMoment{"2026-07-01", "2026-06-30T22:00:00Z"},
           WrittenMoment{"2026/07/01", "2026-06-30T22:00:00Z"},
           WrittenMoment{"2026-11-20 14:00", "2026-11-20T13:00:00Z"},
           WrittenMoment{"2026-11-20T14:00", "2026-11-20T13:00:00Z"},
           WrittenMoment{"2026-11-20 14:00:07.25", "2026-11-20T13:00:07.250Z"},
           WrittenMoment{"now", "2026-11-27T01:20:30Z"},
           WrittenMoment{"today", "2026-11-26T23:00:00Z"},
           WrittenMoment{"yesterday", "2026-11-25T23:00:00Z"},
           WrittenMoment{"-90m", "2026-11-26T23:50:30Z"},
           WrittenMoment{"-36h", "2026-11-25T13:20:30Z"},
           WrittenMoment{"-7d", "2026-11-20T01:20:30Z"},
           WrittenMoment{"-2w", "2026-11-13T01:20:30Z"},
           // Over the end of summer time a day has 25 hours.
           WrittenMoment{"-34d", "2026-10-24T00:20:30Z"},
           WrittenMoment{"2026-03-29 02:30", "2026-03-29T01:00:00Z", LocalTimeIs::skipped},
           WrittenMoment{"2026-10-25 02:30", "2026-10-25T00:30:00Z", LocalTimeIs::twice},
           WrittenMoment{"2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"},
       }) {
    const auto moment = parse_moment(c.text, home, now);
    ASSERT_TRUE(moment.has_value()) << c.text;
    EXPECT_EQ(format_rfc3339(moment->time), format_rfc3339(at(c.means))) << c.text;
    EXPECT_EQ(moment->local, c.local) << c.text;
  }
}

TEST(Moment, WhatIsNoneIsToldWhatIsUnderstood) {
  for (const char* text : {"",
                           "tomorrowish",
                           "-",
                           "-d",
                           "-7",
                           "-7y",
                           "7d",
                           "--7d",
                           "-7.5d",
                           "-99999999999d",
                           "2026-02-30",
                           "2026-13-01",
                           "2026-1-1",
                           "2026-11-20 25:00",
                           "2026-11-20 14:60",
                           "2026-11-20 14",
                           "2026-11-20 14:00:00.",
                           "2026-11/20",
                           "2026-11-20 14:00x",
                           "20.11.2026",
                           "14:00"}) {
    const auto moment = parse_moment(text, home, 0);
    ASSERT_FALSE(moment.has_value()) << text;
    EXPECT_EQ(moment.error().kind, ErrorKind::usage);
    for (const char* form : {"2026-11-20", "yesterday", "-7d", "RFC 3339", "Europe/Stockholm"})
      EXPECT_NE(moment.error().next.find(form), std::string::npos) << form;
  }
  EXPECT_EQ(parse_moment("today", "Europe/Atlantis", 0).error().kind, ErrorKind::config);
}

TEST(Moment, IsShownAsTheHomesClockShowsIt) {
  EXPECT_EQ(local_time_text(at("2026-11-20T13:00:05.5Z"), home), "2026-11-20 14:00:05");
  EXPECT_EQ(local_time_text(at("2026-07-20T13:00:05Z"), home, true), "2026-07-20 15:00:05 +02:00");
  EXPECT_EQ(local_time_text(at("2026-07-20T13:00:05Z"), "America/St_Johns", true),
            "2026-07-20 10:30:05 -02:30");
}

}  // namespace
}  // namespace hearth
