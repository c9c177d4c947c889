#include "core/identity/oidc/answers.h"

#include "tests/unit/oidc/refusals.h"

#include <gtest/gtest.h>

namespace hearth::oidc {
namespace {

using test::Refused;
using test::with;
using test::without;

constexpr std::string_view token_answer = R"({
  "access_token": "dont-tell-9f2c-a", "token_type": "Bearer", "refresh_token": "dont-tell-9f2c-r",
  "id_token": "dont-tell-9f2c.i.d", "scope": "openid read:energy", "expires_in": 300
})";

const std::string lone_answer = without(token_answer, R"("refresh_token": "dont-tell-9f2c-r",)");

TEST(TokenAnswer, IsRead) {
  const auto found = parse_token_answer(token_answer);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->access_token, "dont-tell-9f2c-a");
  EXPECT_EQ(found->refresh_token, "dont-tell-9f2c-r");
  EXPECT_EQ(found->id_token, "dont-tell-9f2c.i.d");
  EXPECT_EQ(found->scope, "openid read:energy");
  EXPECT_EQ(found->lifetime, 300 * second_ms);
}

TEST(TokenAnswer, NeedsAnAccessTokenAndItsTypeOnly) {
  const auto found = parse_token_answer(
      R"({"access_token":"a","token_type":"bEARER","refresh_token":"","id_token":null,"scope":null,"x":[{}]})");
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->access_token, "a");
  EXPECT_EQ(found->refresh_token, "");
  EXPECT_EQ(found->id_token, "");
  EXPECT_EQ(found->scope, "");
  EXPECT_EQ(found->lifetime, std::nullopt);
}

TEST(TokenAnswer, TakesLifetimesInEverySpelling) {
  struct Row {
    std::string_view spelled;
    DurationMs lifetime;
  };
  for (const auto& [spelled, lifetime] : {Row{"1", 1000}, Row{"\"3600\"", 3600000}, Row{"3600.5", 3600500},
                                          Row{"3.6e3", 3600000}, Row{"315619200", 315619200000}})
    EXPECT_EQ(parse_token_answer(with(token_answer, "300", spelled)).value_or(TokenAnswer()).lifetime,
              lifetime)
        << spelled;
}

TEST(TokenAnswer, RefusesEachFaultWithItsOwnReason) {
  const std::string large(64UL * 1024 + 1, 'a');
  const std::vector<Refused> rows = {
      {"", "tokens is empty"},
      {R"({"access_token":"dont-tell-9f2c)", "tokens ends early"},
      {"\"dont-tell-9f2c\"", "tokens is not a JSON object"},
      {std::string(256UL * 1024 + 1, ' '), "tokens is larger than 256 KiB"},
      {test::nested(33), "tokens is nested too deeply"},
      {with(token_answer, R"("scope")", R"("access_token")"), R"(says "access_token" twice)"},
      {with(token_answer, R"("access_token")", R"("a")"), "has no access_token"},
      {with(token_answer, "dont-tell-9f2c-a", ""), "has an empty access_token"},
      {with(token_answer, R"("dont-tell-9f2c-a")", R"({"v":"dont-tell-9f2c"})"), "not text (access_token)"},
      {with(token_answer, "dont-tell-9f2c-a", "dont-tell-9f2c a"), "not visible ASCII (access_token)"},
      {with(token_answer, "dont-tell-9f2c-a", "dont-tell-9f2c\\r\\nX: y"),
       "not visible ASCII (access_token)"},
      {with(token_answer, "dont-tell-9f2c-a", "dont-tell-9f2c\\u0000"), "not visible ASCII (access_token)"},
      {with(token_answer, "dont-tell-9f2c-a", large), "more than 65536 bytes (access_token)"},
  };
  // Without a refresh token nothing of these is worth keeping.
  std::vector<Refused> alone = rows;
  for (Refused& row : alone) {
    const auto at = row.input.find(R"("refresh_token": "dont-tell-9f2c-r",)");
    if (at != std::string::npos) row.input.erase(at, 36);
  }
  alone.push_back({with(lone_answer, "Bearer", "DPoP"), "not of the type Bearer"});
  alone.push_back({with(lone_answer, R"("Bearer")", "1"), "not text (token_type)"});
  test::expect_refused(alone, parse_token_answer);
}

TEST(TokenAnswer, TakesOddMembersForAbsent) {
  for (const std::string_view odd :
       {"0", "-1", "0.9", "\"\"", "\"5 min\"", "\"-5\"", "\"99999999999999999999\"", "true", "[]", "{}"}) {
    const auto found = parse_token_answer(with(token_answer, "300", odd));
    ASSERT_TRUE(found) << odd << to_text(found.error());
    EXPECT_EQ(found->lifetime, std::nullopt) << odd;
    EXPECT_EQ(found->refresh_token, "dont-tell-9f2c-r") << odd;
    EXPECT_EQ(found->flaw, std::nullopt) << odd;
  }
  for (const std::string_view huge : {"1e308", "\"315619201\""})
    EXPECT_EQ(parse_token_answer(with(token_answer, "300", huge)).value().lifetime, 315619200 * second_ms);
  const std::string large(64UL * 1024 + 1, 'a');
  for (const std::string& input : {
           with(token_answer, R"("token_type": "Bearer",)", ""),
           with(token_answer, "dont-tell-9f2c.i.d", "dont-tell-9f2c\\t"),
           with(token_answer, R"("dont-tell-9f2c.i.d")", "[]"),
           with(token_answer, R"("dont-tell-9f2c.i.d")", "17"),
           with(token_answer, R"("openid read:energy")", R"(["openid"])"),
           with(token_answer, "openid read:energy", "openid\\n"),
           with(token_answer, "openid read:energy", std::string(8193, 'a')),
       }) {
    const auto found = parse_token_answer(input);
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_EQ(found->access_token, "dont-tell-9f2c-a");
    EXPECT_EQ(found->refresh_token, "dont-tell-9f2c-r");
    EXPECT_EQ(found->flaw, std::nullopt);
  }
  // A refresh token that is none leaves the one before.
  for (const std::string& input : {with(token_answer, "dont-tell-9f2c-r", "dont-tell-9f2c\xc3\xa4"),
                                   with(token_answer, R"("dont-tell-9f2c-r")", "false"),
                                   with(token_answer, "dont-tell-9f2c-r", large)}) {
    const auto found = parse_token_answer(input);
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_EQ(found->refresh_token, "");
    EXPECT_EQ(found->access_token, "dont-tell-9f2c-a");
  }
}

TEST(TokenAnswer, LosesNoRefreshTokenForWhatElseIsWrong) {
  struct Row {
    std::string input;
    std::string_view flaw;
  };
  for (const Row& row :
       {Row{with(token_answer, "300", "1e400"), "has a number that cannot be"},
        Row{with(token_answer, R"("scope")", R"("access_token")"), R"(says "access_token" twice)"},
        Row{with(token_answer, R"("access_token")", R"("a")"), "has no access_token"},
        Row{with(token_answer, R"("dont-tell-9f2c-a")", "5"), "not text (access_token)"},
        Row{with(token_answer, "Bearer", "DPoP"), "not of the type Bearer"},
        Row{with(token_answer, "300", test::nested(33)), "nested too deeply"}}) {
    const auto found = parse_token_answer(row.input);
    ASSERT_TRUE(found) << row.flaw << to_text(found.error());
    EXPECT_EQ(found->refresh_token, "dont-tell-9f2c-r") << row.flaw;
    ASSERT_TRUE(found->flaw) << row.flaw;
    EXPECT_TRUE(found->flaw->message.find(row.flaw) != std::string::npos) << found->flaw->message;
    EXPECT_EQ(to_text(*found->flaw).find(test::secret), std::string::npos);
    EXPECT_EQ(found->access_token, "");
  }
  // Of two nobody knows which is good.
  EXPECT_FALSE(parse_token_answer(with(token_answer, R"("scope")", R"("refresh_token")")));
}

TEST(Refusal, IsRead) {
  const auto found =
      parse_refusal(R"({"error":"invalid_grant","error_description":"Token is\nnot\u0000 active."})");
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->error, "invalid_grant");
  EXPECT_EQ(found->description, "Token is not  active.");
}

TEST(Refusal, IsReadWhateverItsDescriptionIs) {
  for (const char* more : {"", R"(,"error_description":null)", R"(,"error_description":["a"])"}) {
    const auto found = parse_refusal(fmt::format(R"({{"error":"slow_down"{}}})", more));
    ASSERT_TRUE(found) << more;
    EXPECT_EQ(found->error, "slow_down");
    EXPECT_EQ(found->description, "");
  }
  // A character of two bytes would straddle the limit.
  std::string text(299, 'a');
  const auto found = parse_refusal(fmt::format(R"({{"error":"e","error_description":"{}äb"}})", text));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->description, text);
}

TEST(Refusal, RefusesEachFaultWithItsOwnReason) {
  const std::vector<Refused> rows = {
      {"", "refusal is empty"},
      {"<html>Bad gateway</html>", "refusal is not valid JSON"},
      {R"({"error":"a","error_description":"\udc00"})", "refusal is not valid JSON"},
      {"[]", "refusal is not a JSON object"},
      {std::string(64UL * 1024 + 1, ' '), "refusal is larger than 64 KiB"},
      {R"({"message":"Not found"})", "has no error"},
      {R"({"error":""})", "has an empty error"},
      {R"({"error":{"code":403}})", "not text (error)"},
      {R"({"error":"a","error":"b"})", R"(says "error" twice)"},
      {R"({"error":"a\nb"})", "an error that is no error code"},
      {R"({"error":"say \"a\""})", "an error that is no error code"},
      {R"({"error":"a\\b"})", "an error that is no error code"},
      {R"({"error":"ä"})", "an error that is no error code"},
      {R"({"error":")" + std::string(101, 'a') + "\"}", "more than 100 bytes (error)"},
  };
  test::expect_refused(rows, parse_refusal);
}

constexpr std::string_view device = R"({
  "device_code": "dont-tell-9f2c", "user_code": "WDJB-MJHT", "verification_uri": "https://auth.example.org/device",
  "verification_uri_complete": "https://auth.example.org/device?user_code=WDJB-MJHT", "expires_in": 1800, "interval": 7
})";

TEST(DeviceAnswer, IsRead) {
  const auto found = parse_device_answer(device);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->device_code, "dont-tell-9f2c");
  EXPECT_EQ(found->user_code, "WDJB-MJHT");
  EXPECT_EQ(found->verification_uri, "https://auth.example.org/device");
  EXPECT_EQ(found->verification_uri_complete, "https://auth.example.org/device?user_code=WDJB-MJHT");
  EXPECT_EQ(found->lifetime, 1800 * second_ms);
  EXPECT_EQ(found->interval, 7 * second_ms);
}

TEST(DeviceAnswer, KnowsGooglesSpellingAndTheDefaultInterval) {
  const auto found = parse_device_answer(
      R"({"device_code":"d","user_code":"AB CD","verification_url":"http://localhost/device","expires_in":"60"})");
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->verification_uri, "http://localhost/device");
  EXPECT_EQ(found->verification_uri_complete, "");
  EXPECT_EQ(found->lifetime, minute_ms);
  EXPECT_EQ(found->interval, 5 * second_ms);
}

TEST(DeviceAnswer, RefusesEachFaultWithItsOwnReason) {
  constexpr std::string_view page = R"("https://auth.example.org/device")";
  constexpr std::string_view complete = R"("https://auth.example.org/device?user_code=WDJB-MJHT")";
  const std::vector<Refused> rows = {
      {"", "device code is empty"},
      {"dont-tell-9f2c", "device code is not valid JSON"},
      {"1", "device code is not a JSON object"},
      {std::string(64UL * 1024 + 1, ' '), "device code is larger than 64 KiB"},
      {with(device, R"("interval")", R"("user_code")"), R"(says "user_code" twice)"},
      {with(device, R"("device_code")", R"("d")"), "has no device_code"},
      {with(device, "dont-tell-9f2c", ""), "has an empty device_code"},
      {with(device, "dont-tell-9f2c", "dont-tell-9f2c b"), "not visible ASCII (device_code)"},
      {with(device, "dont-tell-9f2c", std::string(4097, 'a')), "more than 4096 bytes (device_code)"},
      {with(device, R"("user_code")", R"("u")"), "has no user_code"},
      {with(device, R"("WDJB-MJHT",)", R"("",)"), "has an empty user_code"},
      {with(device, R"("WDJB-MJHT",)", R"("WDJB\u001b[2J",)"), "not printable ASCII"},
      {with(device, R"("WDJB-MJHT",)", "\"" + std::string(65, 'a') + "\","),
       "more than 64 bytes (user_code)"},
      {with(device, R"("WDJB-MJHT",)", "12345678,"), "not text (user_code)"},
      {with(device, R"("verification_uri")", R"("v")"), "has no verification_uri"},
      {with(device, page, R"("http://auth.example.org/device")"),
       "is not https, and its host is not this machine (verification_uri)"},
      {with(device, page, "\"javascript:alert(1)\""), "does not begin with https:// (verification_uri)"},
      {with(device, page, R"("https://")"), "names no host (verification_uri)"},
      {with(device, page, "{}"), "not text (verification_uri)"},
      {with(device, complete, R"("http://evil.example/")"), "not this machine (verification_uri_complete)"},
      {with(device, complete, R"("")"), "has an empty verification_uri_complete"},
      {with(device, complete, R"("https://a/\u202e")"),
       "a character that no web address has (verification_uri_complete)"},
      {with(device, R"("expires_in": 1800,)", ""), "has no expires_in"},
      {with(device, "1800", "0"), "less than a second (expires_in)"},
      {with(device, "1800", "86401"), "more than 86400 s (expires_in)"},
      {with(device, "1800", "null"), "has no expires_in"},
  };
  test::expect_refused(rows, parse_device_answer);
}

TEST(Person, IsCalledByTheBestNameThereIs) {
  const auto name = [](std::string_view body) { return parse_person(body).value().name; };
  EXPECT_EQ(name(R"({"sub":"1","name":"Anna Ek","preferred_username":"anna","email":"a@example.org"})"),
            "Anna Ek");
  EXPECT_EQ(name(R"({"sub":"1","name":" ","preferred_username":"anna","email":"a@example.org"})"), "anna");
  EXPECT_EQ(name(R"({"sub":"1","name":7,"email":"a@example.org"})"), "a@example.org");
  EXPECT_EQ(name(R"({"sub":"1"})"), "");
  EXPECT_EQ(parse_person(R"({"sub":"me"})").value().subject, "me");
}

TEST(Person, IsRefusedWithItsOwnReason) {
  test::expect_refused(
      {
          {"", "about the person is empty"},
          {"eyJhbGciOiJub25lIn0.e30.", "about the person is not valid JSON"},
          {"[]", "about the person is not a JSON object"},
          {R"({"name":"Anna"})", "about the person has no sub"},
          {R"({"sub":""})", "about the person has an empty sub"},
          {R"({"sub":1})", "is not text (sub)"},
          {R"({"sub":")" + std::string(256, 's') + R"("})", "more than 255 bytes (sub)"},
      },
      parse_person);
}

}  // namespace
}  // namespace hearth::oidc
