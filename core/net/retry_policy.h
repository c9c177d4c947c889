#pragma once

#include "core/telemetry/time.h"

#include <functional>
#include <limits>
#include <optional>

namespace hearth {

/// Even over 0 … 1 (1 excluded). Called in the thread of whoever was given it.
using Random = std::function<double()>;

/// How failures of one kind of call or stream are retried, as data. Durations in milliseconds of the clock
/// that the times given to `Retry` are of.
///
/// The time from a loss on is cut into windows, the first `first` long, each `growth` times as long as the
/// one before it, up to `longest`. A display draws one share of a window at the loss and tries once in each,
/// at that share. So at whatever moment a service returns, its displays come back evenly over the window of
/// then: not in a burst, and nobody waits longer than one window. A `growth` near 1 keeps it so: between two
/// windows the density of tries drops by that factor.
struct RetryPolicy {
  DurationMs first = 10 * second_ms;
  double growth = 1.1;
  DurationMs longest = minute_ms;
  /// The same for what a service refuses (401, 403, 404): it will hardly be granted within a minute.
  double refused_growth = 2;
  DurationMs longest_refused = 5 * minute_ms;
  /// What has been up for less than this counts as failed when it is lost, and is told to be in trouble until
  /// then. For streams that are accepted and dropped.
  DurationMs settled_after = 0;
  /// A try that took longer has spared the service for as long: the next one comes within `first`.
  DurationMs hung_after = 10 * second_ms;
};

inline constexpr RetryPolicy stream_retry{.longest = 30 * second_ms, .settled_after = minute_ms};
inline constexpr RetryPolicy call_retry{};
/// The one call that is made while a service is away: all others follow its success within
/// seconds, so that everything is back within a minute.
inline constexpr RetryPolicy probe_retry{.longest = 50 * second_ms};
/// A provider's refusal is often a restart's, and every other call waits for the token.
inline constexpr RetryPolicy token_retry{.refused_growth = 1.1, .longest_refused = minute_ms};
/// Somebody stands before the display and waits.
inline constexpr RetryPolicy attended_retry{.first = second_ms, .growth = 2, .longest_refused = minute_ms};

/// What a service may demand with `Retry-After` at most: a mistake of its must not end a display.
inline constexpr DurationMs longest_retry_after = hour_ms;

/// 401, 403, 404: the service is there and says no.
[[nodiscard]] constexpr bool is_refusal(ErrorKind kind) noexcept {
  return kind == ErrorKind::sign_in || kind == ErrorKind::not_permitted || kind == ErrorKind::not_found;
}

/// When to try again, of one call or stream. Times are milliseconds of one clock that passes steadily; where
/// it is set back, the wait goes on from there. Pure but for the random source; belongs to one thread.
class Retry {
  static constexpr TimeMs long_ago = std::numeric_limits<TimeMs>::min();

 public:
  Retry(const RetryPolicy& policy, Random random);

  /// It failed or was lost at `now`: the moment of the next try, after `now`. `retry_after`: how long the
  /// service asks to be left alone (RFC 9110, section 10.2.3), which is kept up to `longest_retry_after`.
  /// `earliest`: for a reason of the caller's.
  TimeMs failed(ErrorKind kind, std::optional<DurationMs> retry_after, TimeMs now,
                TimeMs earliest = long_ago);
  /// It was answered, or the stream stands.
  void succeeded(TimeMs now);
  /// Tries anew, as after a first loss: the network or the token has changed. What `Retry-After` said stays.
  void restart() noexcept;

  /// Failing, or up for less than `settled_after`.
  [[nodiscard]] bool in_trouble(TimeMs now) const noexcept;
  /// What `Retry-After` demands: no try before this.
  [[nodiscard]] TimeMs not_before() const noexcept { return not_before_; }
  /// The length of the window of the next try.
  [[nodiscard]] DurationMs window() const noexcept { return width_; }

 private:
  void begin(TimeMs now);
  void follow_clock(TimeMs now) noexcept;
  [[nodiscard]] TimeMs slot() const noexcept;
  [[nodiscard]] DurationMs longest() const noexcept;
  void next_window() noexcept;
  void skip_to(TimeMs earliest) noexcept;
  [[nodiscard]] bool is_settled(TimeMs now) const noexcept;

  RetryPolicy policy_;
  Random random_;
  bool failing_ = false;
  bool refused_ = false;
  double share_ = 0;  ///< of every window
  TimeMs start_ = 0;  ///< of the window of the next try
  DurationMs width_ = 0;
  std::optional<TimeMs> up_since_;
  TimeMs not_before_ = long_ago;
  TimeMs latest_ = long_ago;  ///< the last time that was told
};

/// The moments of something done every `period`: of all displays they are spread evenly, and stay so after a
/// stall that made them wait together, because the next moment follows from the clock and not from the last.
class Phase {
 public:
  /// `share`: where in the period, 0 … 1. `period` > 0.
  Phase(DurationMs period, double share) noexcept;
  /// The first moment that is at least a quarter of the period after `now`.
  [[nodiscard]] TimeMs next(TimeMs now) const noexcept;

 private:
  DurationMs period_;
  DurationMs offset_;
};

}  // namespace hearth
