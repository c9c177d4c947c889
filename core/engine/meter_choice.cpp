#include "core/engine/meter_choice.h"

#include "core/store/tail.h"

#include <algorithm>
#include <utility>

namespace hearth {
namespace {

/// Without any reading for longer, nobody listened; some meters say something every few minutes only.
constexpr DurationMs longest_deafness = 5 * minute_ms;
/// A meter that was named by its owner and is not heard is missed sooner than another takes a place.
constexpr DurationMs missed_after = minute_ms;
/// Twenty readings a second for a quarter of an hour, and some.
constexpr std::size_t most_waiting = 20'000;
constexpr std::size_t most_others = 4;

}  // namespace

MeterChoice::MeterChoice(std::string configured, std::uint32_t stored)
    : configured_(std::move(configured)),
      followed_(configured_.empty() ? stored : epoch_number(configured_)),
      name_(configured_) {}

MeterChoice::Fate MeterChoice::hear(const Reading& reading) {
  const DurationMs step = last_ != 0 && reading.time - last_ <= longest_deafness
                              ? std::max<DurationMs>(0, reading.time - last_)
                              : 0;
  last_ = std::max(last_, reading.time);
  const std::uint32_t number = epoch_number(reading.epoch);
  if (number == 0) {
    const bool doubtful =
        std::any_of(others_.begin(), others_.end(), [&](const auto& o) { return is_recent(o.second); });
    return doubtful ? Fate::refuse : Fate::take;
  }
  if (followed_ == 0) followed_ = number;
  if (number != followed_) return hear_other(reading, number, step);
  name_ = reading.epoch;
  return hear_followed();
}

MeterChoice::Fate MeterChoice::hear_followed() {
  silent_ = 0;
  waiting_.clear();
  std::erase_if(others_, [&](const auto& o) { return !is_recent(o.second); });
  for (auto& [serial, other] : others_) other.alternates = true;
  return Fate::take;
}

MeterChoice::Fate MeterChoice::hear_other(const Reading& reading, std::uint32_t number, DurationMs step) {
  if (!others_.contains(reading.epoch) && others_.size() >= most_others) return Fate::refuse;
  others_[reading.epoch].last = reading.time;
  silent_ += step;
  if (!configured_.empty()) return Fate::refuse;
  if (silent_ >= meter_gone_after) {
    followed_ = number;
    name_ = reading.epoch;
    silent_ = 0;
    others_.clear();
    std::erase_if(waiting_, [&](const Reading& r) { return r.epoch != reading.epoch; });
    ready_ = std::exchange(waiting_, {});
    return Fate::take;
  }
  if (waiting_.size() < most_waiting) waiting_.push_back(reading);
  return Fate::wait;
}

std::vector<Reading> MeterChoice::take_waiting() {
  return std::exchange(ready_, {});
}

std::map<std::string, Error> MeterChoice::problems() const {
  std::map<std::string, Error> all;
  for (const auto& [serial, other] : others_) {
    if (!is_recent(other)) continue;
    if (!configured_.empty() && silent_ >= missed_after)
      all[serial] = {ErrorKind::config,
                     said("The meter \"{}\" is silent, while \"{}\" is heard: nothing is recorded.",
                          configured_, serial),
                     "Check the meter, or name the one that is yours: meter under [home].", "[home] meter"};
    else if (other.alternates)
      all[serial] = {ErrorKind::config,
                     said("Two meters are heard: \"{}\" is followed, \"{}\" is not stored.", name_, serial),
                     configured_.empty()
                         ? said("If that is the wrong one: meter = \"{}\" under [home].", serial)
                         : Text(),
                     "[home] meter"};
  }
  return all;
}

}  // namespace hearth
