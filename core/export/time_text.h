#pragma once

#include "core/telemetry/time.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <string>

namespace hearth {

class TimeZone;

/// Writes times as RFC 3339 has them: in UTC ending in `Z`, or in a zone with the offset that holds then
/// (`2026-03-29T03:00:00+02:00`); milliseconds only where they are not zero. What a minute's times share is
/// worked out once, so ascending times cost next to nothing. One thread at a time.
class TimeText {
 public:
  static constexpr std::size_t longest = 32;

  /// `time_zone` is an IANA name; empty means UTC. Errors: usage (no such zone).
  static Expected<TimeText> in(const std::string& time_zone);

  /// Returns the end of what was written, `longest` characters at most.
  char* put(char* to, TimeMs time) {
    // Unsigned, so that one comparison sees what is earlier, too.
    if (static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(minute_) >=
        static_cast<std::uint64_t>(minute_ms)) [[unlikely]]
      begin_minute(time);
    const auto ms = static_cast<unsigned>(time - minute_);
    const unsigned seconds = ms / 1000;
    std::memcpy(to, prefix_.data(), prefix_.size());
    to += prefix_.size();
    *to++ = static_cast<char>('0' + seconds / 10);
    *to++ = static_cast<char>('0' + seconds % 10);
    if (const unsigned rest = ms % 1000; rest != 0) [[unlikely]] {
      *to++ = '.';
      *to++ = static_cast<char>('0' + rest / 100);
      *to++ = static_cast<char>('0' + rest / 10 % 10);
      *to++ = static_cast<char>('0' + rest % 10);
    }
    std::memcpy(to, suffix_.data(), suffix_.size());
    return to + suffix_size_;
  }

 private:
  explicit TimeText(const TimeZone* zone);
  void begin_minute(TimeMs time);

  const TimeZone* zone_;    ///< none for UTC
  TimeRange offset_holds_;  ///< where `offset_` is known to hold
  DurationMs offset_ = 0;   ///< whole minutes
  TimeMs minute_ = 0;       ///< the minute that `prefix_` speaks of
  std::array<char, 17> prefix_{};
  std::array<char, 8> suffix_{};
  std::size_t suffix_size_ = 0;
};

}  // namespace hearth
