#pragma once

#include "core/telemetry/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace hearth {

/// From now on Qt's messages go to stderr as text lines, `<time> <level> <category>: <message>`, redacted.
/// The clock must outlive
/// the program's last message. First before threads start; later calls only change the clock. Any thread.
void install_log_handler(const Clock& clock);

/// A text (of at least 8 bytes) that `redact` blots out wherever it stands. Bounded at 64: the one that was
/// added longest ago is forgotten; adding it again makes it the newest. Any thread.
void add_log_secret(std::string secret);

/// The text without registered secrets and what looks like one: values named token, secret, password,
/// assertion, code verifier, device, user or authorization code in a query, a form or JSON, JWTs, credentials
/// after `Bearer` and `Basic`. Control characters become spaces. Any thread.
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
