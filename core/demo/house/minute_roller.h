#pragma once

#include "core/store/rollups.h"

#include <array>

namespace hearth::demo {

/// Rolls readings that come every `step` ms, beginning with each minute, up into rows of the 1-minute tier:
/// what `roll_minutes` makes of them, without keeping the readings.
template <std::size_t N>
class MinuteRoller {
 public:
  /// `first` is the channel of the first of the values; the others follow in the catalogue.
  MinuteRoller(ChannelIndex first, DurationMs step) : first_channel_(first), step_(step) {}

  void add(TimeMs time, std::uint32_t epoch, const std::array<double, N>& values) {
    if (count_ == 0) {
      start_ = time;
      first_ = low_ = high_ = values;
      sum_.fill(0);
      starts_.fill(0);
      first_epoch_ = epoch;
    }
    for (std::size_t i = 0; i < N; ++i) {
      low_[i] = values[i] < low_[i] ? values[i] : low_[i];
      high_[i] = values[i] > high_[i] ? values[i] : high_[i];
      sum_[i] += values[i];
    }
    if (any_ && time - last_time_ <= start_memory_ms)
      for (std::size_t i = 0; i < N; ++i) starts_[i] += last_[i] == 0 && values[i] == 1 ? 1 : 0;
    last_ = values;
    last_time_ = time;
    last_epoch_ = epoch;
    any_ = true;
    if (++count_ == static_cast<std::uint32_t>(minute_ms / step_)) finish_minute();
  }

  /// The finished minutes since the last call.
  RollupMap take() {
    RollupMap taken;
    taken.swap(minutes_);
    return taken;
  }

 private:
  void finish_minute() {
    for (std::size_t i = 0; i < N; ++i) {
      const auto channel = static_cast<ChannelIndex>(first_channel_ + i);
      const Kind kind = info(channel).kind;
      Rollup m;
      m.start = start_;
      m.count = count_;
      m.min = low_[i];
      m.max = high_[i];
      m.first = first_[i];
      m.last = last_[i];
      m.first_time = start_;
      m.last_time = last_time_;
      m.first_epoch = first_epoch_;
      m.last_epoch = last_epoch_;
      if (kind == Kind::counter) {
        m.delta = m.last - m.first;
        m.known = last_time_ - start_;
      } else {
        m.sum = sum_[i] * static_cast<double>(step_);
        m.known = minute_ms;
        if (kind == Kind::state) m.starts = starts_[i];
      }
      minutes_[channel].push_back(m);
    }
    count_ = 0;
  }

  ChannelIndex first_channel_;
  DurationMs step_;
  RollupMap minutes_;
  TimeMs start_ = 0;
  std::uint32_t count_ = 0;
  std::array<double, N> first_{}, last_{}, low_{}, high_{}, sum_{};
  std::array<std::uint32_t, N> starts_{};
  std::uint32_t first_epoch_ = 0;
  std::uint32_t last_epoch_ = 0;
  TimeMs last_time_ = 0;
  bool any_ = false;
};

}  // namespace hearth::demo
