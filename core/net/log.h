#pragma once

#include "core/telemetry/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace hearth {

/// From now on Qt's messages go to stderr as text lines, `<time> <level> <category>: <message>`, redacted.
/// The clock must outlive the program's last message. Call it once, before threads start.
void install_log_handler(const Clock& clock);

/// A text (of at least 8 bytes) that `redact` blots out wherever it stands. Bounded: the oldest are
/// forgotten. Any thread.
void add_log_secret(std::string secret);

/// The text without registered secrets, values of `token=`, `access_token=`, `refresh_token=`,
/// `client_secret=` and the credentials after `Bearer`. Control characters become spaces. Any thread.
std::string redact(std::string_view text);

/// Keeps a repeating warning from flooding the log: the first passes, then at most one a minute.
class WarningLimiter {
 public:
  /// The clock must outlive this. One thread.
  explicit WarningLimiter(const Clock& clock, DurationMs every = minute_ms) : clock_(clock), every_(every) {}

  /// Counts `times` more; the number to report where a warning is due now, which begins a new count.
  std::optional<std::size_t> count(std::size_t times = 1);

 private:
  const Clock& clock_;
  DurationMs every_;
  std::size_t pending_ = 0;
  std::optional<TimeMs> last_;
};

}  // namespace hearth
