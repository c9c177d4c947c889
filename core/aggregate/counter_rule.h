#pragma once

#include "core/telemetry/reading.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// What a counter counted: one rule for every path that sees a meter's readings.
///
/// Units: values, rises and noise are in the channel's stored unit (Wh, h), rates in that unit per hour.
/// Times are ms UTC; the rule knows no time zone. It knows no error either: what cannot be a reading
/// (negative, not finite) is refused and changes nothing. Everything here is a pure function of its
/// arguments: any thread, one state per thread. Source: "What a counter counted", the project's rule for
/// counters; its numbers stand below.
namespace hearth {

/// One reading of one meter. Epoch 0 is "unknown": it continues whatever meter was before.
struct CounterReading {
  TimeMs time = 0;
  double value = no_value;
  std::uint32_t epoch = 0;
  Provenance provenance = Provenance::api_history;
  friend bool operator==(const CounterReading&, const CounterReading&) = default;
};

/// What a home can use at most, in W, where its owner has not said.
inline constexpr double usual_max_power_w = 45'000;

struct CounterLimits {
  double rate = usual_max_power_w;           ///< what can be used in an hour
  double unit = 1;                           ///< the step of a meter that has not risen in the last day
  double noise = 100;                        ///< at least so far below the highest value is still the same
  DurationMs credit = 15 * minute_ms;        ///< what was not used in so long may still come
  DurationMs step_memory = day_ms;           ///< the step is the smallest rise of so long
  std::size_t settling_readings = 3;         ///< an odd run of so many readings
  DurationMs settling_time = 2 * minute_ms;  ///< that lasts so long, first to last, is believed
  DurationMs memory = day_ms;                ///< how long the value before a reset or jump is remembered
  double widest_step = 1000;                 ///< what rises by more has not shown its step
  double coarse_step = 1000;                 ///< a meter's step where its readings are not at hand
  friend bool operator==(const CounterLimits&, const CounterLimits&) = default;
};

/// Energy: noise of 100 Wh. Running hours: an hour per hour, noise of two steps.
CounterLimits counter_limits(ChannelIndex channel, double max_power_w = usual_max_power_w) noexcept;

enum class CounterVerdict : std::uint8_t {
  accepted,  ///< at or above the value that stood, by no more than can be
  noise,     ///< a little below it, which therefore stands
  settling,  ///< odd, and not clear yet; counts nothing so far
  glitch,    ///< was odd and passed; counts nothing
  swap,      ///< the first reading of another meter
  wrap,      ///< the first reading after 2^31 or 2^32
  reset,     ///< the first reading of a meter that began anew
  jump,      ///< the first reading of a rise that cannot be, and stayed
  refused,   ///< no reading of a meter
};

struct Judgement {
  CounterVerdict verdict = CounterVerdict::refused;
  double counted = 0;        ///< never negative
  TimeMs since = 0;          ///< when `counted` began: the time of the reading accepted before
  double stands = no_value;  ///< the value that stands from here on, of an accepted reading (all but
                             ///< settling, glitch, refused)
  double step = 0;           ///< of the meter, where the reading was accepted
  friend bool operator==(const Judgement&, const Judgement&) = default;
};

/// The smallest rise within a stretch of time that moves on: each one that no later one undercuts is kept.
class SmallestRise {
 public:
  void add(TimeMs time, double rise, DurationMs memory);
  /// Those before `time`.
  void forget(TimeMs time);
  /// Of the rises at `from` or later.
  [[nodiscard]] std::optional<double> since(TimeMs from) const;
  /// What `since` gives at most, whatever it is asked; 0 for none.
  [[nodiscard]] double largest() const { return rises_.empty() ? 0 : rises_.back().amount; }
  friend bool operator==(const SmallestRise&, const SmallestRise&) = default;

 private:
  struct Rise {
    TimeMs time = 0;
    double amount = 0;
    friend bool operator==(const Rise&, const Rise&) = default;
  };
  std::vector<Rise> rises_;  ///< times and amounts both ascend
};

/// Where the count stands, as of the last settled reading.
struct CounterBase {
  TimeMs time = 0;
  double value = 0;   ///< the highest that was accepted
  double credit = 0;  ///< what could have been counted and was not; less than 0: a step ahead
  SmallestRise rises;
  friend bool operator==(const CounterBase&, const CounterBase&) = default;
};

/// All that is needed to go on after the last settled reading.
struct CounterState {
  struct Remembered {
    CounterBase base;  ///< before the reset or jump
    TimeMs since = 0;  ///< its first reading
    friend bool operator==(const Remembered&, const Remembered&) = default;
  };
  std::optional<CounterBase> base;
  std::uint32_t epoch = 0;
  std::vector<Remembered> remembered;  ///< oldest first
  /// Whether a reading at `time` or later may take back a reset or jump of before.
  [[nodiscard]] bool may_take_back(TimeMs time, const CounterLimits& limits) const noexcept;
  friend bool operator==(const CounterState&, const CounterState&) = default;
};

struct CounterJudgements {
  std::vector<Judgement> readings;  ///< one for each reading handed over
  /// The readings from here on are an open run. The state is that before them: to go on, hand them over
  /// again, with what follows.
  std::size_t settled = 0;
  /// A belief of an earlier call was taken back: all readings after this time, handed over before, are
  /// glitches.
  std::optional<TimeMs> taken_back_to;
};

/// Judges readings that ascend strictly by time and follow what `state` has seen; leaves in it what is
/// settled. Readings of one meter cost little each; where none of many is ever accepted, each is looked at as
/// often as there are readings in the settling time.
CounterJudgements judge_counter(std::span<const CounterReading> readings, const CounterLimits& limits,
                                CounterState& state);

/// A reading's epoch where the count begins anew, though the meter may be the same: after a jump, or a reset
/// to more than can have been counted since. No serial has this number.
inline constexpr std::uint32_t begun_anew = 0xFFFF'FFFF;

/// The same where the meter began anew from 0, and nothing else (a wrap) is meant.
inline constexpr std::uint32_t begun_from_zero = 0xFFFF'FFFE;

/// Whether what one meter counted goes on from an epoch to the next; and the meter after that.
[[nodiscard]] bool continues(std::uint32_t before, std::uint32_t after) noexcept;
[[nodiscard]] std::uint32_t meter_after(std::uint32_t before, std::uint32_t after) noexcept;

/// What was counted between two *settled* readings that follow each other: a rise counts, a fall is a wrap or
/// a reset, a change of epoch counts nothing. The bounds are wide, for the rule has spoken; they keep out
/// what rows say that were made before there was the rule.
double counted(const CounterLimits& limits, const CounterReading& before,
               const CounterReading& after) noexcept;

/// Whatever the readings around it are, no more than this is counted in `span`, credit and a wide step
/// included.
double most_in(const CounterLimits& limits, DurationMs span) noexcept;
/// Whether a rise over `span` is no more than what rows from before the rule may say: far more than can be.
bool can_be_told(const CounterLimits& limits, double rise, DurationMs span) noexcept;

/// Sorts by time; of readings at one time the better provenance stays, then the larger value.
void put_in_order(std::vector<CounterReading>& readings);

}  // namespace hearth
