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

TEST(LogRedaction, BlotsOutRegisteredSecretsAnywhere) {
  add_log_secret("registered-secret-1");
  add_log_secret("short");
  EXPECT_EQ(redact("xregistered-secret-1yregistered-secret-1"), "x[redacted]y[redacted]");
  EXPECT_EQ(redact("short"), "short");
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
