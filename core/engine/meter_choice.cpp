#include "core/engine/meter_choice.h"

#include "core/store/tail.h"

#include <fmt/format.h>

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

/// Marks the rows of `others` that lie where `meter` is there: between two readings of it that are no longer
/// apart than a meter is silent, and, where others lie between, about as long before the first and after the
/// last, for what takes turns is no successor.
void drop_beside(const Rows& rows, std::uint32_t meter, const std::vector<std::uint32_t>& others,
                 std::vector<bool>& gone) {
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows.epochs[i] == meter && !gone[i]) own.push_back(i);
  if (own.empty()) return;
  const auto is_other = [&](std::size_t i) {
    return std::find(others.begin(), others.end(), rows.epochs[i]) != others.end();
  };
  bool takes_turns = false;
  for (std::size_t n = 1; n < own.size(); ++n) {
    if (rows.times[own[n]] - rows.times[own[n - 1]] >= meter_gone_after) continue;
    for (std::size_t k = own[n - 1] + 1; k < own[n]; ++k)
      if (is_other(k)) gone[k] = takes_turns = true;
  }
  if (!takes_turns) return;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const bool near = k < own.front()
                          ? rows.times[own.front()] - rows.times[k] < meter_gone_after
                          : k > own.back() && rows.times[k] - rows.times[own.back()] < meter_gone_after;
    if (near && is_other(k)) gone[k] = true;
  }
}

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
                     fmt::format("The meter \"{}\" is silent, while \"{}\" is heard: nothing is recorded.",
                                 configured_, serial),
                     "Check the meter, or name the one that is yours: meter under [home].", "[home] meter"};
    else if (other.alternates)
      all[serial] = {
          ErrorKind::config,
          fmt::format("Two meters are heard: \"{}\" is followed, \"{}\" is not stored.", name_, serial),
          configured_.empty() ? fmt::format("If that is the wrong one: meter = \"{}\" under [home].", serial)
                              : std::string(),
          "[home] meter"};
  }
  return all;
}

std::size_t keep_one_meter(Rows& rows, std::uint32_t preferred) {
  // Meters in the order of who stays.
  std::vector<std::uint32_t> meters;
  for (const std::uint32_t epoch : rows.epochs)
    if (epoch != 0 && std::find(meters.begin(), meters.end(), epoch) == meters.end()) meters.push_back(epoch);
  if (meters.size() < 2) return 0;
  if (const auto first = std::find(meters.begin(), meters.end(), preferred); first != meters.end())
    std::rotate(meters.begin(), first, first + 1);
  std::vector<bool> gone(rows.size(), false);
  while (meters.size() > 1) {
    const std::uint32_t meter = meters.front();
    meters.erase(meters.begin());
    drop_beside(rows, meter, meters, gone);
  }
  const auto pick = [&](auto& column) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < column.size(); ++i)
      if (!gone[i]) column[at++] = column[i];
    column.resize(at);
  };
  for (auto& column : rows.values) pick(column);
  pick(rows.times);
  pick(rows.epochs);
  pick(rows.provenances);
  return static_cast<std::size_t>(std::count(gone.begin(), gone.end(), true));
}

}  // namespace hearth
