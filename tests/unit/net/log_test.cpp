#include "core/net/log.h"

#include <QLoggingCategory>

#include <gtest/gtest.h>

namespace hearth {
namespace {

TEST(LogRedaction, BlotsOutWhatLooksLikeAToken) {
  EXPECT_EQ(redact("open ws://h/ws?token=abc.def-ghi&x=1"), "open ws://h/ws?token=[redacted]&x=1");
  EXPECT_EQ(redact("Authorization: Bearer abc.def"), "Authorization: Bearer [redacted]");
  EXPECT_EQ(redact("BEARER abc"), "BEARER [redacted]");
  EXPECT_EQ(redact("\"access_token=abc\", refresh_token=d e"),
            "\"access_token=[redacted]\", refresh_token=[redacted] e");
  EXPECT_EQ(redact("token=a token=b"), "token=[redacted] token=[redacted]");
  EXPECT_EQ(redact("token="), "token=");
  EXPECT_EQ(redact("nothing to hide"), "nothing to hide");
}

TEST(LogRedaction, LeavesNothingThatATerminalTakesForACommand) {
  EXPECT_EQ(redact("a\x1b[31mb\x07\n\x7f"
                   "c"),
            "a [31mb   c");
  EXPECT_EQ(redact("a\xC2\x9B"
                   "31mb\xE2\x80\xAE"
                   "c \xC3\xA5"),
            "a31mbc \xC3\xA5");
}

TEST(LogRedaction, BlotsOutWhatAQueryOrAFormNamesASecret) {
  for (const char* name :
       {"token", "access_token", "refresh_token", "id_token", "client_secret", "client_assertion",
        "assertion", "code_verifier", "device_code", "user_code", "password", "code"}) {
    const std::string n = name;
    EXPECT_EQ(redact("POST https://h/t?a=1&" + n + "=s3c-r.e_t&b=2"),
              "POST https://h/t?a=1&" + n + "=[redacted]&b=2");
    EXPECT_EQ(redact("GET https://h/cb?" + n + "=s3cret"), "GET https://h/cb?" + n + "=[redacted]");
    EXPECT_EQ(redact("to=http%3A%2F%2Fh%2F%3F" + n + "%3Ds3cret and on"),
              "to=http%3A%2F%2Fh%2F%3F" + n + "%3D[redacted] and on");
    EXPECT_EQ(redact("x%26" + n + "%3Ds3cret"), "x%26" + n + "%3D[redacted]");
  }
  EXPECT_EQ(redact("code=SplxlOBeZQQYbYS6WxSbIA3n&state=1"), "code=[redacted]&state=1");
  EXPECT_EQ(redact("REFRESH_TOKEN=abc"), "REFRESH_TOKEN=[redacted]");
  EXPECT_EQ(redact("token=\"a\" 'token='b'"), "token=\"[redacted]\" 'token='[redacted]'");
}

TEST(LogRedaction, BlotsOutWhatJsonNamesASecret) {
  for (const char* name : {"access_token", "refresh_token", "id_token", "client_secret", "device_code",
                           "code_verifier", "assertion", "user_code"}) {
    const std::string n = name;
    EXPECT_EQ(redact(R"({")" + n + R"(":"s3c.r-et","expires_in":300})"),
              R"({")" + n + R"(":"[redacted]","expires_in":300})");
    EXPECT_EQ(redact(R"({ ")" + n + R"(" : "s3cret" })"), R"({ ")" + n + R"(" : "[redacted]" })");
    EXPECT_EQ(redact(R"("{\")" + n + R"(\":\"s3cret\"}")"), R"("{\")" + n + R"(\":\"[redacted]\"}")");
  }
  EXPECT_EQ(redact(R"({"code":"SplxlOBeZQQYbYS6WxSbIA3n"})"), R"({"code":"[redacted]"})");
}

TEST(LogRedaction, BlotsOutJwtsAndCredentialsWhereverTheyStand) {
  EXPECT_EQ(redact("got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln-_x, kept"), "got [redacted], kept");
  EXPECT_EQ(redact("(eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.)"), "([redacted])");
  EXPECT_EQ(redact("eyJlbmMiOiJBMTI4R0NNIn0.a.b.c.d"), "[redacted]");
  EXPECT_EQ(redact("Authorization: Basic aGVhcnRoYm9hcmQ6czNjcmV0"), "Authorization: Basic [redacted]");
  EXPECT_EQ(redact("basic aGVhcnRoYm9hcmQ6czNjcmV0\""), "basic [redacted]\"");
}

TEST(LogRedaction, LeavesOrdinaryTextAlone) {
  for (const char* text : {"exit code=3", "hearthctl ended with code=69, and again", "error code: 404",
                           R"({"code":403})", R"({"error":{"code":"unprocessable","message":"no"}})",
                           "1.25 kr/kWh at https://h:8443/api/v1/spot?area=SE3&x=1", "token_type=Bearer",
                           "token_endpoint=https://h/token", R"({"expires_in": 300, "token": null})",
                           "basic information about a token", "Basic realm=\"home\"",
                           "eyJ is no JWT, nor is eyJhbGciOiJub25lIn0",
                           "the code verifier and the device code", "a = b : c", "=", "\"", ":", "code"})
    EXPECT_EQ(redact(text), text);
}

TEST(LogRedaction, BlotsOutRegisteredSecretsAnywhere) {
  add_log_secret("registered-secret-1");
  add_log_secret("short");
  EXPECT_EQ(redact("xregistered-secret-1yregistered-secret-1"), "x[redacted]y[redacted]");
  EXPECT_EQ(redact("short"), "short");
}

TEST(LogRedaction, ForgetsTheSecretThatWasAddedLongestAgo) {
  const auto secret = [](int n) { return "passing-secret-" + std::to_string(100 + n); };
  add_log_secret("lasting-secret");
  for (int n = 0; n < 63; ++n) add_log_secret(secret(n));
  add_log_secret("lasting-secret");
  EXPECT_EQ(redact(secret(0)), "[redacted]");
  add_log_secret(secret(63));
  EXPECT_EQ(redact(secret(0)), secret(0));
  EXPECT_EQ(redact(secret(1)), "[redacted]");
  EXPECT_EQ(redact("lasting-secret"), "[redacted]");
}

TEST(LogRedaction, KeepsALineALine) {
  EXPECT_EQ(redact("a\nb\x1b[31m\x7f"), "a b [31m ");
}

TEST(LogHandler, WritesATextLineWithTheClocksTime) {
  const ManualClock clock(parse_rfc3339("2026-01-15T07:00:00Z").value());
  const QtMessageHandler before = qInstallMessageHandler(nullptr);
  testing::internal::CaptureStderr();
  install_log_handler(clock);
  const QLoggingCategory category("hearth.test");
  qCWarning(category, "opened ws://h?token=%s", "abc");
  qInstallMessageHandler(before);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "2026-01-15T07:00:00Z warning hearth.test: opened ws://h?token=[redacted]\n");
}

TEST(LogWarningLimiter, FirstThenOneAMinuteWithTheCount) {
  ManualClock clock(1768460400000);
  WarningLimiter limiter(clock);
  EXPECT_EQ(limiter.count(), 1U);
  EXPECT_FALSE(limiter.count().has_value());
  EXPECT_FALSE(limiter.count(3).has_value());
  clock.advance(minute_ms - 1);
  EXPECT_FALSE(limiter.count().has_value());
  clock.advance(1);
  EXPECT_EQ(limiter.count(), 6U);
  clock.advance(-hour_ms);
  EXPECT_EQ(limiter.count(), 1U);
}

}  // namespace
}  // namespace hearth
