#pragma once

// The counter rule by brute force, and meters to try it on.

#include "core/aggregate/counter_rule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace hearth {

using Meter = std::vector<CounterReading>;

// The rule once more, from its text and without regard to time: every question is answered by looking at all
// that was accepted, and an odd run by looking ahead.
namespace model {

using enum CounterVerdict;

struct Accepted {
  std::size_t index = 0;
  TimeMs time = 0;
  double value = 0;
  double rise = 0;     ///< by rule 1
  bool base = false;   ///< a count begins here
  double counted = 0;  ///< by its beginning, or less than nothing where so much is owed from before
};
struct Past {
  std::vector<Accepted> all;
  TimeMs since = 0;
};

inline double smallest_step(std::span<const Accepted> past, TimeMs now, double widest) {
  double least = 0;
  for (const Accepted& a : past)
    if (a.rise > 0 && a.time >= now - 24 * hour_ms && (least == 0 || a.rise < least)) least = a.rise;
  return least == 0 ? 1 : std::min(least, widest);
}

/// A bucket that fills with time, up to a quarter of an hour's worth, and that every rise empties; at the end
/// of `past` and at `now`. A step at most is owed.
inline double bucket(std::span<const Accepted> past, TimeMs now, double rate, double widest) {
  const auto worth = [&](TimeMs span) { return rate * (static_cast<double>(span) / 3'600'000.0); };
  const auto filled = [&](double before, std::size_t n, TimeMs to) {
    const auto until = past.first(n);
    const double from = std::max(before, -smallest_step(until, to, widest));
    const double more = worth(to - until.back().time);
    return from < 0 ? from + more : std::max(more, std::min(worth(15 * minute_ms), from + more));
  };
  double saved = 0;
  for (std::size_t i = 0; i < past.size(); ++i)
    saved = past[i].base ? std::min(0.0, (i == 0 ? 0 : filled(saved, i, past[i].time)) - past[i].counted)
                         : std::min(worth(15 * minute_ms), filled(saved, i, past[i].time) - past[i].rise);
  return filled(saved, past.size(), now);
}

inline double most(std::span<const Accepted> past, TimeMs now, double rate, double widest) {
  return bucket(past, now, rate, widest) + smallest_step(past, now, widest);
}

inline double highest(std::span<const Accepted> past) {
  double value = 0;
  for (const Accepted& a : past) value = a.base ? a.value : std::max(value, a.value);
  return value;
}

class Model {
 public:
  Model(const Meter& readings, double rate, double least_noise, double widest)
      : readings_(readings), rate_(rate), noise_(least_noise), widest_(widest), made_(readings.size()) {
    std::uint32_t epoch = 0;
    for (const CounterReading& r : readings) {
      const bool real = std::isfinite(r.value) && r.value >= 0;
      const std::uint32_t now = real && r.epoch != 0 ? r.epoch : epoch;
      swapped_.push_back(epoch != 0 && now != epoch);
      epoch = now;
    }
  }

  std::vector<Judgement> judge() {
    std::size_t i = 0;
    while (i < readings_.size()) i = judge_from(i);
    return made_;
  }

 private:
  bool real(std::size_t i) const { return std::isfinite(readings_[i].value) && readings_[i].value >= 0; }
  bool fits(std::span<const Accepted> past, std::size_t i) const {
    const double value = readings_[i].value;
    const double high = highest(past);
    if (value >= high) return value - high <= most(past, readings_[i].time, rate_, widest_);
    return high - value <= std::max(noise_, 2 * smallest_step(past, readings_[i].time, widest_));
  }
  /// Where in `remembered_` there is what would accept the reading, the newest first.
  std::optional<std::size_t> fits_memory(std::size_t i) const {
    for (std::size_t k = remembered_.size(); k-- > 0;)
      if (readings_[i].time - remembered_[k].since <= 24 * hour_ms && fits(remembered_[k].all, i)) return k;
    return std::nullopt;
  }
  void glitches(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if (real(i)) made_[i] = {glitch, 0, 0, no_value};
  }
  void accept(std::size_t i) {
    const double high = highest(past_);
    const double rise = readings_[i].value > high ? readings_[i].value - high : 0;
    made_[i] = {readings_[i].value < high ? noise : accepted, rise, past_.back().time, high + rise};
    past_.push_back({i, readings_[i].time, readings_[i].value, rise, false, 0});
  }
  std::size_t judge_from(std::size_t i) {
    if (!real(i)) {
      made_[i] = {refused, 0, 0, no_value};
    } else if (past_.empty() || swapped_[i]) {
      made_[i] = {past_.empty() ? accepted : swap, 0, past_.empty() ? readings_[i].time : past_.back().time,
                  readings_[i].value};
      const double owed = past_.empty() ? 0 : std::min(0.0, bucket(past_, readings_[i].time, rate_, widest_));
      past_ = {{i, readings_[i].time, readings_[i].value, 0, true, -owed}};
      remembered_.clear();
    } else if (fits(past_, i)) {
      accept(i);
    } else {
      return judge_run(i);
    }
    return i + 1;
  }
  std::size_t judge_run(std::size_t first) {
    int count = 0;
    for (std::size_t j = first; j < readings_.size(); ++j) {
      if (!real(j)) {
        made_[j] = {refused, 0, 0, no_value};
        continue;
      }
      if (j > first && (swapped_[j] || fits(past_, j))) {
        glitches(first, j);
        return j;
      }
      if (const auto k = fits_memory(j)) {
        past_ = remembered_[*k].all;
        remembered_.resize(*k);
        glitches(past_.back().index + 1, j);
        accept(j);
        return j + 1;
      }
      ++count;
      if (count >= 3 && readings_[j].time - readings_[first].time >= 2 * minute_ms) {
        believe(first);
        return first + 1;
      }
      made_[j] = {settling, 0, 0, no_value};
    }
    return readings_.size();
  }
  void believe(std::size_t i) {
    const TimeMs time = readings_[i].time;
    const double value = readings_[i].value;
    const double high = highest(past_);
    const double since = rate_ * (static_cast<double>(time - past_.back().time) / 3'600'000.0);
    const double limit =
        std::min(bucket(past_, time, rate_, widest_), since) + smallest_step(past_, time, widest_);
    Judgement made{value > high ? jump : reset, 0, past_.back().time, value};
    if (made.verdict == reset && value <= limit) made.counted = value;
    for (const int bits : {32, 31})
      if (const double wrapped = std::ldexp(1.0, bits) - high + value;
          value < high && wrapped >= 0 && wrapped <= limit)
        made = {wrap, wrapped, past_.back().time, value};
    if (made.verdict != wrap) remembered_.push_back({past_, time});
    made_[i] = made;
    past_.push_back({i, time, value, 0, true, made.counted});
  }

  const Meter& readings_;
  double rate_;
  double noise_;
  double widest_;
  std::vector<Judgement> made_;
  std::vector<bool> swapped_;
  std::vector<Accepted> past_;
  std::vector<Past> remembered_;
};

/// What stays of readings in any order.
inline Meter in_order(const Meter& readings) {
  Meter sorted;
  for (const CounterReading& r : readings) {
    const bool beaten = std::ranges::any_of(readings, [&](const CounterReading& other) {
      return other.time == r.time &&
             (other.provenance > r.provenance || (other.provenance == r.provenance && other.value > r.value));
    });
    const bool there =
        std::ranges::any_of(sorted, [&](const CounterReading& other) { return other.time == r.time; });
    if (beaten || there) continue;
    sorted.push_back(r);
  }
  std::ranges::sort(sorted, {}, &CounterReading::time);
  return sorted;
}

}  // namespace model

/// A meter's bad year in a hundred readings.
class BadMeter {
 public:
  explicit BadMeter(unsigned seed) : random_(seed) {
    step_ = std::array{1.0, 1.0, 10.0, 1000.0}[below(4)];
    every_ = static_cast<DurationMs>(std::array{1, 10, 30, 300, 3600}[below(5)]) * second_ms;
    true_ = static_cast<double>(below(3) == 0 ? below(50'000) : 13'000'000 + below(1'000'000));
    if (below(6) == 0)
      true_ = std::ldexp(1.0, 31 + static_cast<int>(below(2))) - static_cast<double>(below(2000));
  }
  Meter readings(std::size_t n) {
    while (made_.size() < n) event();
    disturb();
    return std::move(made_);
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  void pass(DurationMs time) {
    now_ += time;
    watts_ = below(10) == 0 ? static_cast<double>(below(40'000)) : watts_;
    true_ += watts_ * static_cast<double>(time) / 3'600'000.0;
    for (const double place : {2'147'483'648.0, 4'294'967'296.0})
      if (true_ >= place && true_ < place + 1e6) true_ -= place;
  }
  DurationMs tick() {
    return every_ * 9 / 10 + 1 + static_cast<DurationMs>(below(static_cast<std::size_t>(every_ / 5) + 1));
  }
  void say(double value) {
    made_.push_back(
        {now_, value, below(5) == 0 ? 0 : epoch_, below(9) == 0 ? Provenance::polled : Provenance::live});
  }
  double shown() const { return std::floor(true_ / step_) * step_; }
  void usual(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      pass(tick());
      say(shown());
    }
  }
  void wrong(std::size_t n, double value, double grows) {
    for (std::size_t i = 0; i < n; ++i, value += grows) {
      pass(tick());
      say(value);
    }
  }
  std::size_t length() { return 1 + below(below(3) == 0 ? 25 : 3); }
  void event() {
    usual(1 + below(6));
    switch (below(12)) {
      case 0:
        return wrong(length(), 0, 0);
      case 1:
        return wrong(length(), shown() + 1e6 * static_cast<double>(1 + below(50)), 1);
      case 2:
        return wrong(length(), shown() - static_cast<double>(below(250)), 0);
      case 3:
        return wrong(length(), static_cast<double>(below(20'000'000)), static_cast<double>(below(40)));
      case 4:
        true_ = static_cast<double>(below(3) == 0 ? below(500'000) : below(20));
        return;
      case 5:
        ++epoch_;
        true_ = static_cast<double>(below(30'000'000));
        return;
      case 6:
        return pass(static_cast<DurationMs>(below(static_cast<std::size_t>(30 * hour_ms))));
      case 7:
        return wrong(below(40), shown(), 0);
      case 8:
        return stall();
      case 9:
        return wrong(1, -static_cast<double>(below(50)), 0);
      case 10:
        true_ += static_cast<double>(below(2'000'000));
        return;
      default:
        return usual(below(20));
    }
  }
  void stall() {
    pass(static_cast<DurationMs>(below(static_cast<std::size_t>(20 * minute_ms))));
    const double whole = true_;
    for (std::size_t n = 1 + below(6), i = 1; i <= n; ++i) {
      now_ += 1 + static_cast<DurationMs>(below(50));
      say(std::floor(whole) - static_cast<double>(n - i));
    }
  }
  void disturb() {
    for (std::size_t i = below(20); i > 0; --i) {
      CounterReading again = made_[below(made_.size())];
      if (below(2) == 0) again.value += static_cast<double>(below(5000));
      if (below(2) == 0) again.provenance = Provenance::replica;
      made_.push_back(again);
    }
    std::ranges::shuffle(made_, random_);
  }

  std::mt19937 random_;
  Meter made_;
  TimeMs now_ = 1'768'435'200'000;
  double true_ = 0;
  double watts_ = 800;
  double step_ = 1;
  DurationMs every_ = second_ms;
  std::uint32_t epoch_ = 7;
};

}  // namespace hearth
