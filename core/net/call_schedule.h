#pragma once

#include "core/net/retry_policy.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace hearth {

/// How one service's calls are held back while it is away. Durations as in `RetryPolicy`.
struct BreakerPolicy {
  RetryPolicy probe = probe_retry;
  /// A connection that fails says little where another call has been answered within this.
  DurationMs unreachable_after = 10 * second_ms;
  /// Nor does a 5xx of one call where the service does another's work; longer than most calls' period.
  DurationMs erring_after = 90 * second_ms;
  /// What part of the probe's window the calls that come back are spread over, and the least.
  double spread = 0.05;
  DurationMs least_spread = second_ms / 2;
};

/// A circuit breaker for one service. Closed, until calls fail for want of the service: no connection, 5xx,
/// or a `Retry-After`. While it is open one call at a time asks whether the service is back; the first answer
/// closes it.
class Breaker {
 public:
  Breaker(const BreakerPolicy& policy, const Random& random);

  [[nodiscard]] bool is_open() const noexcept { return open_; }
  /// When to ask the next time, while it is open.
  [[nodiscard]] TimeMs probe_due() const noexcept { return probe_due_; }
  /// A call failed for want of the service (`offline`, `retry`); while it is open: the one that asked.
  void failed(ErrorKind kind, std::optional<DurationMs> retry_after, TimeMs now);
  /// The service answered a call, be it with a refusal. Where that closes the breaker: how long the calls
  /// that come back should be spread over.
  std::optional<DurationMs> answered(TimeMs now);
  /// While it is open: asks at `at`, or when `Retry-After` allows it, and then as after a first loss.
  void hurry(TimeMs at) noexcept;
  /// While it is open: asks at `at`, or when `Retry-After` allows it.
  void postpone(TimeMs at) noexcept { probe_due_ = std::max(at, retry_.not_before()); }

 private:
  BreakerPolicy policy_;
  Retry retry_;
  bool open_ = false;
  TimeMs probe_due_ = 0;
  std::optional<TimeMs> last_answer_;    ///< of any status
  std::optional<TimeMs> last_good_one_;  ///< that was no 5xx
};

/// In which order calls come back.
enum class CallRank {
  live,     ///< what is shown as the value of now
  viewed,   ///< what a page is looking at
  history,  ///< the rest
};

/// When each call of one service is due: at its own phase of its period while all is well, as its policy says
/// after a failure, and not at all while the service is away, but for one call that probes. When that
/// is answered, all that is overdue comes back in order of rank, spread over some seconds at most.
///
/// Whoever makes the calls needs one timer: `take` what is due, tell what became of it, and set the timer to
/// `next` again. Times are milliseconds of one clock that passes steadily; where it is set back, the waits go
/// on from there. Pure but for the random source; belongs to one thread.
class CallSchedule {
 public:
  using Id = std::size_t;

  explicit CallSchedule(Random random, const BreakerPolicy& policy = {});

  /// A call that is made every `every` (> 0), the first time at `first`.
  Id add(CallRank rank, DurationMs every, TimeMs first, const RetryPolicy& retry = call_retry);

  /// When `take` will have something; nothing before one of the calls that are under way has ended.
  [[nodiscard]] std::optional<TimeMs> next() const;
  /// A call that is due at `now`, the most urgent first. It is under way until one of the next three.
  [[nodiscard]] std::optional<Id> take(TimeMs now);
  void succeeded(Id call, TimeMs now);
  /// `cancelled` says nothing of the service, and is as if it had not been made.
  void failed(Id call, ErrorKind kind, std::optional<DurationMs> retry_after, TimeMs now);
  /// It need not be made just now.
  void skipped(Id call, TimeMs now);

  /// The network changed, or the machine has slept: everything is asked, within a second, in order of rank;
  /// where the service is away, one call at once, and the rest when that is answered.
  void ask_all(TimeMs now);
  /// The same for what fails, for when there is a new token.
  void ask_failed(TimeMs now);

  /// Whether the service is away, as far as its calls tell.
  [[nodiscard]] bool is_away() const noexcept { return breaker_.is_open(); }

 private:
  struct Call {
    CallRank rank;
    DurationMs every;
    Phase phase;
    Retry retry;
    TimeMs due;
    bool failing = false;  ///< for want of the service
    bool refused = false;
    bool under_way = false;
  };

  void follow_clock(TimeMs now);
  [[nodiscard]] std::optional<TimeMs> due(Id call) const;
  [[nodiscard]] bool precedes(Id a, Id b) const;
  [[nodiscard]] std::optional<Id> choose_probe() const;
  void answered(TimeMs now);
  void bring_back(std::vector<Id> calls, DurationMs spread, TimeMs now);
  void ask(std::vector<Id> calls, TimeMs now);

  Random random_;
  Breaker breaker_;
  std::vector<Call> calls_;
  std::optional<Id> probe_;                             ///< the one that asks, or has asked last
  TimeMs latest_ = std::numeric_limits<TimeMs>::min();  ///< the last time that was told
};

}  // namespace hearth
