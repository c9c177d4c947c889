#include "core/aggregate/counter_rule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace hearth {
namespace {

constexpr std::array wrap_points = {2'147'483'648.0, 4'294'967'296.0};
constexpr std::size_t no_run = std::numeric_limits<std::size_t>::max();

double step_at(const CounterBase& base, TimeMs time, const CounterLimits& limits) {
  return std::min(base.rises.since(time - limits.step_memory).value_or(limits.unit), limits.widest_step);
}

double in_time(const CounterLimits& limits, DurationMs span) {
  return limits.rate * (static_cast<double>(span) / static_cast<double>(hour_ms));
}

/// What can have been used since the last reading, with what accrued before and was not counted.
double saved(const CounterBase& base, TimeMs time, const CounterLimits& limits) {
  const double since = in_time(limits, time - base.time);
  const double before = std::max(base.credit, -step_at(base, time, limits));
  return before < 0 ? before + since
                    : std::max(since, std::min(before + since, in_time(limits, limits.credit)));
}

double allowed(const CounterBase& base, TimeMs time, const CounterLimits& limits) {
  return saved(base, time, limits) + step_at(base, time, limits);
}

bool accepts(const CounterBase& base, const CounterReading& reading, const CounterLimits& limits) {
  const double rise = reading.value - base.value;
  if (rise >= 0) return rise <= allowed(base, reading.time, limits);
  return -rise <= std::max(limits.noise, 2 * step_at(base, reading.time, limits));
}

bool can_be(const CounterReading& reading) {
  return std::isfinite(reading.value) && reading.value >= 0;
}

/// Between which values, as of `origin`, a base may accept a reading whatever its time: above `from`, and by
/// no more above `below` than the rate brings until then. A little wider than it does.
struct Reach {
  double from = std::numeric_limits<double>::infinity();
  double below = -std::numeric_limits<double>::infinity();
};

Reach reach_of(const CounterBase& base, TimeMs origin, const CounterLimits& limits) {
  const double step = std::min(std::max(base.rises.largest(), limits.unit), limits.widest_step);
  return {base.value - std::max(limits.noise, 2 * step) - limits.unit,
          base.value + std::max(0.0, base.credit) + step + limits.unit - in_time(limits, base.time - origin)};
}

/// What a run that is believed makes of its first reading.
Judgement belief(const CounterBase& base, const CounterReading& first, const CounterLimits& limits) {
  Judgement made{CounterVerdict::jump, 0, base.time, first.value};
  if (first.value >= base.value) return made;
  // What accrued before is another count's; only what is owed goes on.
  const double most = std::min(saved(base, first.time, limits), in_time(limits, first.time - base.time)) +
                      step_at(base, first.time, limits);
  for (const double point : wrap_points) {
    const double amount = point - base.value + first.value;
    if (amount < 0 || amount > most) continue;
    made.verdict = CounterVerdict::wrap;
    made.counted = amount;
    return made;
  }
  made.verdict = CounterVerdict::reset;
  made.counted = first.value <= most ? first.value : 0;
  return made;
}

class Judge {
 public:
  Judge(std::span<const CounterReading> readings, const CounterLimits& limits, CounterState& state)
      : readings_(readings), limits_(limits), state_(state) {
    result_.readings.resize(readings.size());
    for (const auto& r : state.remembered) note_reach(r.base);
  }

  CounterJudgements judge() {
    for (std::size_t i = 0; i < readings_.size();) i = next(i);
    result_.settled = run_ == no_run ? readings_.size() : run_;
    return std::move(result_);
  }

 private:
  /// Judges one reading; gives the next one to be judged.
  std::size_t next(std::size_t i) {
    const CounterReading& reading = readings_[i];
    result_.readings[i] = {};
    if (!can_be(reading)) return i + 1;
    const std::uint32_t epoch =
        std::exchange(state_.epoch, reading.epoch != 0 ? reading.epoch : state_.epoch);
    if (!state_.base || (epoch != 0 && epoch != state_.epoch)) {
      begin(i);
    } else if (accepts(*state_.base, reading, limits_)) {
      accept(i);
    } else if (const auto at = remembered(reading); at < state_.remembered.size()) {
      take_back(at, i);
      accept(i);
    } else {
      return join_run(i);
    }
    return i + 1;
  }

  void begin(std::size_t i) {
    const CounterReading& reading = readings_[i];
    end_run(i);
    result_.readings[i] = {state_.base ? CounterVerdict::swap : CounterVerdict::accepted, 0,
                           state_.base ? state_.base->time : reading.time, reading.value};
    const double owed = state_.base ? std::min(0.0, saved(*state_.base, reading.time, limits_)) : 0;
    state_.base = {reading.time, reading.value, owed, {}};
    state_.remembered.clear();
    reaches_.clear();
  }

  void accept(std::size_t i) {
    const CounterReading& reading = readings_[i];
    CounterBase& base = *state_.base;
    end_run(i);
    const double rise = std::max(0.0, reading.value - base.value);
    const CounterVerdict verdict =
        reading.value < base.value ? CounterVerdict::noise : CounterVerdict::accepted;
    result_.readings[i] = {verdict, rise, base.time, base.value + rise, step_at(base, reading.time, limits_)};
    base.credit = std::min(saved(base, reading.time, limits_) - rise, in_time(limits_, limits_.credit));
    if (rise > 0) base.rises.add(reading.time, rise, limits_.step_memory);
    base.time = reading.time;
    base.value = std::max(base.value, reading.value);
  }

  [[nodiscard]] TimeMs origin() const { return readings_.front().time; }

  void note_reach(const CounterBase& base) {
    const Reach older = reaches_.empty() ? Reach() : reaches_.back();
    const Reach own = reach_of(base, origin(), limits_);
    reaches_.push_back({std::min(older.from, own.from), std::max(older.below, own.below)});
  }

  void forget_past(TimeMs time) {
    auto& all = state_.remembered;
    const auto kept =
        std::ranges::find_if(all, [&](const auto& r) { return time - r.since <= limits_.memory; });
    const auto gone = kept - all.begin();
    if (gone == 0) return;
    all.erase(all.begin(), kept);
    reaches_.erase(reaches_.begin(), reaches_.begin() + gone);
  }

  /// The newest remembered value that would accept the reading. A meter that never counts as it can leaves
  /// very many, which are not looked at one by one.
  std::size_t remembered(const CounterReading& reading) {
    forget_past(reading.time);
    const auto& all = state_.remembered;
    const double now = reading.value - in_time(limits_, reading.time - origin());
    for (std::size_t at = all.size(); at-- > 0;) {
      if (reading.value < reaches_[at].from || now > reaches_[at].below) break;
      if (accepts(all[at].base, reading, limits_)) return at;
    }
    return all.size();
  }

  void take_back(std::size_t at, std::size_t i) {
    state_.base = std::move(state_.remembered[at].base);
    state_.remembered.resize(at);
    reaches_.resize(at);
    if (state_.base->time < readings_.front().time &&
        (!result_.taken_back_to || state_.base->time < *result_.taken_back_to))
      result_.taken_back_to = state_.base->time;
    mark_glitches(state_.base->time, i);
    run_ = no_run;
  }

  void end_run(std::size_t i) {
    if (run_ == no_run) return;
    mark_glitches(readings_[run_].time - 1, i);
    run_ = no_run;
  }

  /// Those after `time` and before the reading `end`.
  void mark_glitches(TimeMs time, std::size_t end) {
    std::size_t i = end;
    while (i > 0 && readings_[i - 1].time > time) {
      --i;
      if (can_be(readings_[i])) result_.readings[i] = {.verdict = CounterVerdict::glitch};
    }
  }

  std::size_t join_run(std::size_t i) {
    if (run_ == no_run) {
      run_ = i;
      in_run_ = 0;
    }
    ++in_run_;
    result_.readings[i] = {.verdict = CounterVerdict::settling};
    if (in_run_ < limits_.settling_readings ||
        readings_[i].time - readings_[run_].time < limits_.settling_time)
      return i + 1;
    return believe();
  }

  /// The run's first reading is where the count goes on; its others are judged as any.
  std::size_t believe() {
    const CounterReading& first = readings_[run_];
    CounterBase& base = *state_.base;
    const Judgement made = belief(base, first, limits_);
    result_.readings[run_] = made;
    if (made.verdict != CounterVerdict::wrap) {
      state_.remembered.push_back({base, first.time});
      note_reach(base);
    }
    base.credit = std::min(0.0, saved(base, first.time, limits_) - made.counted);
    base.time = first.time;
    base.value = first.value;
    return std::exchange(run_, no_run) + 1;
  }

  std::span<const CounterReading> readings_;
  const CounterLimits& limits_;
  CounterState& state_;
  CounterJudgements result_;
  std::vector<Reach> reaches_;  ///< of each remembered value and all older ones
  std::size_t run_ = no_run;    ///< where the open run begins
  std::size_t in_run_ = 0;
};

}  // namespace

CounterLimits counter_limits(ChannelIndex channel, double max_power_w) noexcept {
  if (info(channel).quantity == Quantity::hours)
    return {.rate = 1, .noise = 0, .widest_step = 1, .coarse_step = 24};
  return {.rate = max_power_w};
}

bool CounterState::may_take_back(TimeMs time, const CounterLimits& limits) const noexcept {
  return std::ranges::any_of(remembered, [&](const auto& r) { return time - r.since <= limits.memory; });
}

void SmallestRise::add(TimeMs time, double rise, DurationMs memory) {
  while (!rises_.empty() && rises_.back().amount >= rise) rises_.pop_back();
  forget(time - memory);
  rises_.push_back({time, rise});
}

void SmallestRise::forget(TimeMs time) {
  rises_.erase(rises_.begin(), std::ranges::lower_bound(rises_, time, {}, &Rise::time));
}

std::optional<double> SmallestRise::since(TimeMs from) const {
  for (const Rise& rise : rises_)
    if (rise.time >= from) return rise.amount;
  return std::nullopt;
}

CounterJudgements judge_counter(std::span<const CounterReading> readings, const CounterLimits& limits,
                                CounterState& state) {
  return Judge(readings, limits, state).judge();
}

bool continues(std::uint32_t before, std::uint32_t after) noexcept {
  return after == begun_from_zero || (after != begun_anew && (before == 0 || after == 0 || before == after));
}

std::uint32_t meter_after(std::uint32_t before, std::uint32_t after) noexcept {
  return after == 0 || after == begun_anew || after == begun_from_zero ? before : after;
}

double counted(const CounterLimits& limits, const CounterReading& before,
               const CounterReading& after) noexcept {
  if (!continues(before.epoch, after.epoch)) return 0;
  if (after.epoch == begun_from_zero) return after.value;
  const double rise = after.value - before.value;
  const DurationMs span = after.time - before.time;
  if (rise >= 0) return can_be_told(limits, rise, span) ? rise : 0;
  if (-rise <= std::max(limits.noise, 2 * limits.unit)) return 0;
  const double most = most_in(limits, span);
  for (const double point : wrap_points)
    if (point + rise >= 0 && point + rise <= most) return point + rise;
  return after.value <= most ? after.value : 0;
}

double most_in(const CounterLimits& limits, DurationMs span) noexcept {
  return limits.rate * (static_cast<double>(std::max(span, limits.credit)) / static_cast<double>(hour_ms)) +
         limits.coarse_step;
}

bool can_be_told(const CounterLimits& limits, double rise, DurationMs span) noexcept {
  constexpr double far_more = 10;
  // Nearly every row rises by less than the least of these bounds, which is quicker to see.
  return rise >= 0 && (rise <= far_more * limits.coarse_step ||
                       rise <= far_more * most_in(limits, std::max(span, hour_ms)));
}

void put_in_order(std::vector<CounterReading>& readings) {
  const auto better_first = [](const CounterReading& a, const CounterReading& b) {
    return std::tie(a.time, b.provenance, b.value) < std::tie(b.time, a.provenance, a.value);
  };
  // What is no number has no place in an order.
  std::erase_if(readings, [](const CounterReading& r) { return !has_value(r.value); });
  std::ranges::stable_sort(readings, better_first);
  const auto same_time = [](const CounterReading& a, const CounterReading& b) { return a.time == b.time; };
  readings.erase(std::ranges::unique(readings, same_time).begin(), readings.end());
}

}  // namespace hearth
