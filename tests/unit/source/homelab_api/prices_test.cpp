#include "core/source/homelab_api/decode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hearth::homelab_api {
namespace {

const TimeMs now = parse_rfc3339("2026-01-15T12:30:00Z").value();

TEST(HomelabApiPrices, ReadsAreaCurrencyAndPeriod) {
  const auto answer = decode_prices(
      R"({"prices":[{"time":"2026-01-15T11:15:00Z","price_per_kwh":-0.02,"price_ore_per_kwh":-2},
                    {"time":"2026-01-15T11:00:00Z","price_per_kwh":1.25,"price_ore_per_kwh":125},
                    {"time":"2026-01-15T11:30:00Z","price_per_kwh":null,"price_ore_per_kwh":50},
                    {"time":"2026-01-15T11:45:00Z","price_per_kwh":null},
                    {"time":"2026-01-18T12:00:00Z","price_per_kwh":1},
                    {"time":"2026-01-15T12:00:00Z","price_per_kwh":"1"}],
          "delivery_area":"SE3","currency":"SEK","date":"2026-01-15","min":{"time":"x"},"max":null})",
      now);
  ASSERT_TRUE(answer.has_value()) << to_text(answer.error());
  const PriceList& list = answer->value;
  EXPECT_EQ(list.area, "SE3");
  EXPECT_EQ(list.currency, "SEK");
  EXPECT_EQ(list.period, 15 * minute_ms);
  ASSERT_EQ(list.prices.size(), 3U);
  EXPECT_EQ(list.prices[0].group, (GroupKey{Dataset::price, "SE3"}));
  EXPECT_EQ(list.prices[0].value(channel("price.spot")), 1.25);
  EXPECT_EQ(list.prices[1].value(channel("price.spot")), -0.02);
  EXPECT_EQ(list.prices[2].value(channel("price.spot")), 0.5);
  ASSERT_EQ(answer->refused.count, 2U);
  EXPECT_EQ(answer->refused.first[0].place, "prices[4].time");
}

TEST(HomelabApiPrices, HourlyPricesLastAnHour) {
  const auto answer = decode_prices(
      R"({"delivery_area":"SE3","currency":"SEK","prices":[{"time":"2026-01-15T11:00:00Z","price_per_kwh":1},
          {"time":"2026-01-15T12:00:00Z","price_per_kwh":2},{"time":"2026-01-17T12:00:00Z","price_per_kwh":2}]})",
      now);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->value.period, hour_ms);
  EXPECT_EQ(answer->value.prices.size(), 3U);
}

TEST(HomelabApiPrices, LatestJoinsTodayAndTomorrow) {
  const std::string today =
      R"({"delivery_area":"SE3","currency":"SEK","prices":[{"time":"2026-01-15T11:00:00Z","price_per_kwh":1}]})";
  const std::string tomorrow =
      R"({"delivery_area":"SE3","currency":"SEK","prices":[{"time":"2026-01-16T11:00:00Z","price_per_kwh":2}]})";
  const auto both =
      decode_prices_latest(fmt::format(R"({{"tomorrow":{},"today":{}}})", tomorrow, today), now);
  ASSERT_TRUE(both.has_value()) << to_text(both.error());
  ASSERT_EQ(both->value.prices.size(), 2U);
  EXPECT_EQ(both->value.prices[0].value(channel("price.spot")), 1);
  const auto one = decode_prices_latest(fmt::format(R"({{"today":{},"tomorrow":null}})", today), now);
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->value.prices.size(), 1U);
}

std::string day(const char* area, const char* currency, const char* prices) {
  return fmt::format(R"({{"delivery_area":{},"currency":{},"date":"x","min":null,"prices":{}}})", area,
                     currency, prices);
}
const std::string good_today =
    day(R"("SE3")", R"("SEK")", R"([{"time":"2026-01-15T11:00:00Z","price_per_kwh":1}])");
const std::string good_tomorrow =
    day(R"("SE3")", R"("SEK")", R"([{"time":"2026-01-16T11:00:00Z","price_per_kwh":2}])");

/// A day that is no good, and what is said of it.
struct BadDay {
  std::string day;
  const char* says;
};

const std::vector<BadDay>& bad_days() {
  static const std::vector<BadDay> all = {
      {"{}", "There is no price area."},
      {"[]", "Not an object."},
      {R"("later")", "Not an object."},
      {"17", "Not an object."},
      {"true", "Not an object."},
      {"[" + good_tomorrow + "]", "Not an object."},
      {day("null", "null", "[]"), "There is no price area."},
      {day(R"("")", R"("SEK")", "[]"), "There is no price area."},
      {day(R"("SE3")", "null", "[]"), "There is no currency."},
      {day("3", R"("SEK")", "[]"), "Not a text."},
      {day(R"("SE3")", R"({"code":"SEK"})", "[]"), "Not a text."},
      {day(R"("SE3")", R"("SEK")", "{}"), "Not an array."},
      {day(R"("SE3")", R"("SEK")", "null"), "Not an array."},
      {day(R"("SE3")", R"("SEK")", R"("none")"), "Not an array."},
  };
  return all;
}

TEST(HomelabApiPrices, ABadDayDoesNotCostTheOther) {
  for (const BadDay& bad : bad_days())
    for (const bool today_is_bad : {false, true})
      for (const bool today_first : {false, true}) {
        const std::string today = R"("today":)" + (today_is_bad ? bad.day : good_today);
        const std::string tomorrow = R"("tomorrow":)" + (today_is_bad ? good_tomorrow : bad.day);
        const std::string body = '{' + (today_first ? today + ',' + tomorrow : tomorrow + ',' + today) + '}';
        const auto answer = decode_prices_latest(body, now);
        ASSERT_TRUE(answer.has_value()) << body << to_text(answer.error());
        EXPECT_EQ(answer->value.area, "SE3") << body;
        EXPECT_EQ(answer->value.currency, "SEK") << body;
        ASSERT_EQ(answer->value.prices.size(), 1U) << body;
        EXPECT_EQ(answer->value.prices[0].value(channel("price.spot")), today_is_bad ? 2 : 1) << body;
        ASSERT_EQ(answer->refused.count, 1U) << body;
        EXPECT_EQ(answer->refused.first[0].place, today_is_bad ? "today" : "tomorrow") << body;
        EXPECT_NE(answer->refused.first[0].message.find(bad.says), std::string::npos)
            << answer->refused.first[0].message;
      }
}

TEST(HomelabApiPrices, ADayThatIsNotThereIsNotRefused) {
  for (const char* nothing : {R"(,"tomorrow":null)", ""}) {
    const auto today = decode_prices_latest(R"({"today":)" + good_today + nothing + "}", now);
    ASSERT_TRUE(today.has_value()) << nothing;
    EXPECT_EQ(today->value.prices.size(), 1U);
    EXPECT_EQ(today->refused.count, 0U);
  }
  for (const char* nothing : {R"(,"today":null)", ""}) {
    const auto tomorrow = decode_prices_latest(R"({"tomorrow":)" + good_tomorrow + nothing + "}", now);
    ASSERT_TRUE(tomorrow.has_value()) << nothing;
    EXPECT_EQ(tomorrow->value.prices.size(), 1U);
    EXPECT_EQ(tomorrow->refused.count, 0U);
  }
}

TEST(HomelabApiPrices, TomorrowMustFitToToday) {
  const char* const prices = R"([{"time":"2026-01-16T11:00:00Z","price_per_kwh":0.05}])";
  for (const std::string& other : {day(R"("SE3")", R"("EUR")", prices), day(R"("NO1")", R"("SEK")", prices),
                                   day(R"("SE3")", R"("EUR")", "[]")})
    for (const bool today_first : {true, false}) {
      const std::string body = today_first
                                   ? fmt::format(R"({{"today":{},"tomorrow":{}}})", good_today, other)
                                   : fmt::format(R"({{"tomorrow":{},"today":{}}})", other, good_today);
      const auto answer = decode_prices_latest(body, now);
      ASSERT_TRUE(answer.has_value()) << body;
      EXPECT_EQ(answer->value.currency, "SEK") << body;
      EXPECT_EQ(answer->value.area, "SE3") << body;
      ASSERT_EQ(answer->value.prices.size(), 1U) << body;
      EXPECT_EQ(answer->value.prices[0].value(channel("price.spot")), 1) << body;
      ASSERT_EQ(answer->refused.count, 1U) << body;
      EXPECT_EQ(answer->refused.first[0].place, "tomorrow") << body;
      EXPECT_NE(answer->refused.first[0].message.find("not that of the day before"), std::string::npos);
    }
}

TEST(HomelabApiPrices, ABadRowCostsItself) {
  for (const char* bad : {"null", "[]", "17", R"({"price_per_kwh":1})", R"({"time":17,"price_per_kwh":1})",
                          R"({"time":"2026-01-16T12:00:00Z","price_per_kwh":"1"})",
                          R"({"time":"2026-01-16T12:00:00Z","price_per_kwh":1e400})",
                          R"({"time":"2027-01-16T12:00:00Z","price_per_kwh":1})"}) {
    const std::string rows = fmt::format(R"([{{"time":"2026-01-16T11:00:00Z","price_per_kwh":2}},{},
                        {{"time":"2026-01-16T13:00:00Z","price_per_kwh":3}}])",
                                         bad);
    const auto answer = decode_prices_latest(
        fmt::format(R"({{"today":{},"tomorrow":{}}})", good_today, day(R"("SE3")", R"("SEK")", rows.c_str())),
        now);
    ASSERT_TRUE(answer.has_value()) << bad << to_text(answer.error());
    EXPECT_EQ(answer->value.prices.size(), 3U) << bad;
    ASSERT_EQ(answer->refused.count, 1U) << bad;
    EXPECT_TRUE(answer->refused.first[0].place.starts_with("tomorrow.prices[1]"))
        << answer->refused.first[0].place;
  }
}

TEST(HomelabApiPrices, NoGoodDayIsAnErrorThatSaysWhy) {
  for (const char* body : {R"({"today":null,"tomorrow":null})", "{}"})
    EXPECT_EQ(decode_prices_latest(body, now).error().message, "There are no prices in the answer.") << body;
  const auto both = decode_prices_latest(R"({"today":{},"tomorrow":"later"})", now);
  ASSERT_FALSE(both.has_value());
  EXPECT_EQ(to_text(both.error()), "today: delivery_area: There is no price area.");
  for (const std::string& body :
       {R"({"today":)" + good_today, R"({"today":)" + good_today + R"(,"tomorrow":{)", std::string("[]"),
        std::string("null")})
    EXPECT_FALSE(decode_prices_latest(body, now).has_value()) << body;
}

TEST(HomelabApiPrices, WithoutAreaOrCurrencyIsAnError) {
  for (const char* body : {R"({"currency":"SEK","prices":[]})", R"({"delivery_area":"SE3","prices":[]})",
                           "[]", "null", R"({"delivery_area":"SE3","currency":"SEK","prices":{}})"}) {
    EXPECT_FALSE(decode_prices(body, now).has_value()) << body;
  }
}

}  // namespace
}  // namespace hearth::homelab_api
