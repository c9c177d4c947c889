#include "tests/unit/net/displays.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace hearth::test {
namespace {

constexpr DurationMs answer_takes = 20;
constexpr DurationMs observed = 2 * minute_ms;  ///< after the return

/// SplitMix64: each display has its own, which its parts share.
Random random_of(std::uint64_t seed) {
  return [state = std::make_shared<std::uint64_t>(seed)] {
    std::uint64_t z = (*state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
  };
}

/// One display; the service is away from 0 on.
class Display {
 public:
  Display(const Outage& outage, std::uint64_t seed, Return& seen)
      : outage_(outage),
        seen_(seen),
        random_(random_of(seed)),
        stream_(stream_retry, random_),
        calls_(random_) {
    constexpr std::array ranks = {CallRank::live, CallRank::live, CallRank::viewed, CallRank::viewed,
                                  CallRank::history};
    for (std::size_t i = 0; i < call_periods.size(); ++i) {
      const double before = random_() * static_cast<double>(call_periods[i]);
      calls_.add(ranks[i], call_periods[i], -1 - static_cast<TimeMs>(before));
    }
    stream_due_ = stream_.failed(ErrorKind::offline, std::nullopt, 0);
  }

  void run() {
    const TimeMs end = outage_.length + observed;
    while (true) {
      const TimeMs call = calls_.next().value_or(end);
      const TimeMs ended = next_end().value_or(end);
      const TimeMs now = std::min({stream_due_.value_or(end), call, ended});
      if (now >= end) break;
      if (now == ended)
        end_call(now);
      else if (now == stream_due_)
        connect(now);
      else
        ask(now);
    }
  }

 private:
  struct UnderWay {
    CallSchedule::Id call;
    TimeMs asked;
    TimeMs ends;
  };

  [[nodiscard]] bool is_away(TimeMs t) const { return t >= 0 && t < outage_.length; }

  static void count(std::vector<int>& bins, DurationMs since_return) {
    const auto bin = static_cast<std::size_t>(since_return / second_ms);
    if (bins.size() <= bin) bins.resize(bin + 1);
    ++bins[bin];
  }

  void connect(TimeMs now) {
    if (is_away(now)) {
      stream_due_ = stream_.failed(outage_.kind, std::nullopt, now + outage_.hangs);
      return;
    }
    count(seen_.connects, now - outage_.length);
    seen_.streams_back = std::max(seen_.streams_back, now - outage_.length);
    stream_.succeeded(now);
    stream_due_.reset();
  }

  void ask(TimeMs now) {
    const auto id = calls_.take(now);
    if (!id) return;
    if (now >= outage_.length) count(seen_.requests, now - outage_.length);
    const bool fails = is_away(now);
    failed_[*id] = failed_[*id] || fails;
    under_way_.push_back({*id, now, now + (fails ? outage_.hangs : answer_takes)});
  }

  [[nodiscard]] std::optional<TimeMs> next_end() const {
    if (under_way_.empty()) return std::nullopt;
    return std::ranges::min_element(under_way_, {}, &UnderWay::ends)->ends;
  }

  void end_call(TimeMs now) {
    const auto ended = std::ranges::min_element(under_way_, {}, &UnderWay::ends);
    const auto [call, asked, ends] = *ended;
    under_way_.erase(ended);
    if (is_away(asked)) return calls_.failed(call, outage_.kind, std::nullopt, now);
    calls_.succeeded(call, now);
    if (asked < 0) {
      answered_[call] = asked;
      return;
    }
    // A poll that was not due before the return has missed nothing.
    const bool due = answered_[call] + call_periods[call] * 5 / 4 < outage_.length;
    if (back_[call] || (!failed_[call] && !due)) return;
    back_[call] = true;
    ++seen_.calls_away;
    count(seen_.first_answers, asked - outage_.length);
    seen_.calls_back = std::max(seen_.calls_back, asked - outage_.length);
  }

  Outage outage_;
  Return& seen_;
  Random random_;
  Retry stream_;
  CallSchedule calls_;
  std::optional<TimeMs> stream_due_;
  std::vector<UnderWay> under_way_;
  std::array<bool, call_periods.size()> failed_ = {};
  std::array<bool, call_periods.size()> back_ = {};
  std::array<TimeMs, call_periods.size()> answered_ = {};
};

}  // namespace

Return simulate(int displays, const Outage& outage, std::uint64_t seed) {
  Return seen;
  for (int i = 0; i < displays; ++i)
    Display(outage, seed * 1'000'003 + static_cast<std::uint64_t>(i) * 7919, seen).run();
  return seen;
}

}  // namespace hearth::test
