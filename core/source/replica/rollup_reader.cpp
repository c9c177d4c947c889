#include "core/source/replica/rollup_reader.h"

#include "core/store/tail.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

namespace hearth::replica {
namespace {

/// Before a row's channels: start, entity, first and last time, rows.
constexpr std::size_t leading = 5;
constexpr std::size_t per_channel = 6;

Expected<TimeMs> time_in(const Field& field) {
  const auto us = microseconds_in(field);
  if (!us) return std::unexpected(us.error());
  return floor_to(*us, 1000) / 1000;
}

std::unexpected<Error> outside() {
  return fail(ErrorKind::bad_data, "The database's answer has readings outside of their stretch.");
}

/// Joins stretches that touch.
void add_stretch(std::vector<TimeRange>& to, TimeRange stretch) {
  if (!to.empty() && to.back().to == stretch.from)
    to.back().to = stretch.to;
  else
    to.push_back(stretch);
}

/// How long readings of a stretch speak for, where only their count and their ends are known: they are taken
/// to be evenly spread, and no value to be held longer than it may.
DurationMs known_time(ChannelIndex channel, const Rollup& r, DurationMs width) {
  const DurationMs span = r.last_time - r.first_time;
  if (info(channel).kind == Kind::counter) return span;
  const DurationMs usual = r.count > 1 ? span / (r.count - 1) : hold_time(channel);
  return std::min({width, span + std::min(usual, hold_time(channel)), r.count * hold_time(channel)});
}

Rollup roll(ChannelIndex channel, std::span<const Point> points, TimeMs start, DurationMs width) {
  Rollup r;
  r.start = start;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& p = points[i];
    r.min = i == 0 ? p.value : std::min(r.min, p.value);
    r.max = i == 0 ? p.value : std::max(r.max, p.value);
    const TimeMs until = i + 1 < points.size() ? points[i + 1].time : start + width;
    const DurationMs held = std::min(until - p.time, hold_time(channel));
    r.sum += p.value * static_cast<double>(held);
    r.known += held;
    if (info(channel).kind == Kind::state && i > 0 && p.value > 0.5 && points[i - 1].value < 0.5) ++r.starts;
  }
  r.count = static_cast<std::uint32_t>(points.size());
  r.first = points.front().value;
  r.last = points.back().value;
  r.first_time = points.front().time;
  r.last_time = points.back().time;
  r.first_epoch = points.front().epoch;
  r.last_epoch = points.back().epoch;
  return r;
}

}  // namespace

RollupReader::RollupReader(const RowsStatement& statement, DurationMs width, double max_power_w)
    : channels_(statement.channels),
      width_(width),
      max_power_w_(max_power_w),
      reader_(leading + per_channel * statement.channels.size()) {}

Expected<void> RollupReader::ingest(std::span<const std::byte> message) {
  const auto row = reader_.row(message);
  if (!row) return std::unexpected(row.error());
  if (!*row) return {};
  const std::span<const Field> fields = **row;
  ++rows_;
  std::array<TimeMs, 3> times{};
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto time = time_in(fields[i == 0 ? 0 : i + 1]);
    if (!time) return std::unexpected(time.error());
    times[i] = *time;
  }
  const std::string serial(text_in(fields[1]));
  const bool aligned = stretches_.empty() || (times[0] - stretches_.begin()->first) % width_ == 0;
  if (!aligned || times[1] > times[2] || times[1] < times[0] || times[2] - times[0] >= width_)
    return outside();
  Stretch& stretch = stretches_[times[0]];
  // The same again is a first or last row that stands there twice; another meter is another matter.
  const bool other_meter = !stretch.channels.empty() && stretch.serial != serial;
  stretch.doubtful = stretch.doubtful || other_meter;
  stretch.serial = serial;
  if (!serial.empty() && std::ranges::find(serials_, serial) == serials_.end()) serials_.push_back(serial);
  stretch.channels.clear();
  stretch.channels.reserve(channels_.size());
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    Rollup made;
    made.start = times[0];
    made.first_time = times[1];
    made.last_time = times[2];
    made.first_epoch = made.last_epoch = epoch_number(serial);
    const auto sound = std::ranges::all_of(
        fields.subspan(leading + per_channel * i, per_channel),
        [](const Field& field) { return number_in(field, ColumnType::float8).has_value(); });
    if (!sound) return fail(ErrorKind::bad_data, "The database's answer has no number where one belongs.");
    stretch.channels.push_back(rollup_of(fields, i, made, stretch.doubtful));
  }
  return {};
}

Rollup RollupReader::rollup_of(std::span<const Field> fields, std::size_t channel, Rollup made,
                               bool& doubtful) const {
  const auto number = [&](std::size_t at) {
    return number_in(fields[leading + per_channel * channel + at], ColumnType::float8).value();
  };
  const ChannelIndex index = channels_[channel];
  const double count = number(0);
  constexpr double most = std::numeric_limits<std::uint32_t>::max();
  made.count = has_value(count) && count > 0 ? static_cast<std::uint32_t>(std::min(count, most)) : 0;
  if (made.count == 0) return made;
  made.min = number(1);
  made.max = number(2);
  made.first = number(4);
  made.last = number(5);
  made.known = known_time(index, made, width_);
  // A row without the value, or a number that is none, as float8 has them: it is the highest there is.
  for (const double known : {made.first, made.last, made.min, made.max})
    doubtful = doubtful || !has_value(known) || known < made.min || known > made.max;
  doubtful = doubtful || !has_value(number(3));
  if (info(index).kind == Kind::counter) {
    made.delta = made.last - made.first;
    // Of what only rises, the first is the lowest and the last the highest.
    if (made.min != made.first || made.max != made.last || made.last < made.first) doubtful = true;
  } else {
    made.sum = number(3) * static_cast<double>(made.known);
  }
  return made;
}

std::vector<Point> RollupReader::settled_readings(std::size_t channel) const {
  std::vector<Point> points;
  for (const auto& [start, stretch] : stretches_) {
    if (stretch.doubtful && !stretch.readings.empty()) {
      points.insert(points.end(), stretch.readings[channel].begin(), stretch.readings[channel].end());
      continue;
    }
    const Rollup& r = stretch.channels[channel];
    if (r.count == 0 || !has_value(r.first) || !has_value(r.last)) continue;
    points.push_back({r.first_time, r.first, r.first_epoch});
    if (r.last_time > r.first_time) points.push_back({r.last_time, r.last, r.last_epoch});
  }
  return settle(counter_limits(channels_[channel], max_power_w_), points).points;
}

std::vector<TimeRange> RollupReader::doubtful() {
  std::set<TimeMs> odd;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    if (info(channels_[i]).kind != Kind::counter) continue;
    std::optional<Point> before;
    for (const Point& p : settled_readings(i)) {
      const bool goes_on = has_value(p.value) && p.marks == 0 &&
                           (!before || (p.value >= before->value && continues(before->epoch, p.epoch)));
      // The last one before it may be what is wrong, or the first after.
      if (!goes_on)
        for (const TimeMs t : {p.time - width_, p.time, p.time + width_, before ? before->time : p.time})
          if (const auto at = stretches_.upper_bound(t); at != stretches_.begin())
            if (const auto own = std::prev(at); t < own->first + width_) odd.insert(own->first);
      if (has_value(p.value)) before = p;
    }
  }
  for (const TimeMs start : odd) stretches_.at(start).doubtful = true;
  std::vector<TimeRange> found;
  for (const auto& [start, stretch] : stretches_)
    if (stretch.doubtful) add_stretch(found, {start, start + width_});
  return found;
}

void RollupReader::replace(const Rows& rows) {
  if (rows.empty()) return;
  for (auto at = stretches_.upper_bound(rows.times.front() - width_);
       at != stretches_.end() && at->first <= rows.times.back(); ++at) {
    auto& [start, stretch] = *at;
    if (!stretch.doubtful) continue;
    stretch.readings.resize(channels_.size());
    const Rows part = rows.slice({start, start + width_});
    for (std::size_t i = 0; i < channels_.size(); ++i) {
      const auto column = std::ranges::find(part.channels, channels_[i]);
      if (column == part.channels.end()) continue;
      std::ranges::move(part.points(static_cast<std::size_t>(column - part.channels.begin())),
                        std::back_inserter(stretch.readings[i]));
    }
  }
}

/// Rows of a counter: what was settled of each stretch.
void RollupReader::add_counted(std::size_t channel, std::vector<Rollup>& list) const {
  const CounterLimits limits = counter_limits(channels_[channel], max_power_w_);
  const std::vector<Point> points = settled_readings(channel);
  auto at = points.begin();
  for (const auto& [start, stretch] : stretches_) {
    const TimeMs end = start + width_;
    const auto first = std::find_if(at, points.end(), [=](const Point& p) { return p.time >= start; });
    at = std::find_if(first, points.end(), [=](const Point& p) { return p.time >= end; });
    if (first == at || (stretch.doubtful && stretch.readings.empty())) continue;
    Rollup row = roll_counted(start, {first, at}, limits);
    if (!stretch.doubtful) row.count = stretch.channels[channel].count;
    list.push_back(row);
  }
}

MeterRollups RollupReader::finish() {
  MeterRollups all;
  all.serials = std::move(serials_);
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    auto& list = all.rollups[channels_[i]];
    list.reserve(stretches_.size());
    if (info(channels_[i]).kind == Kind::counter) {
      add_counted(i, list);
      continue;
    }
    for (const auto& [start, stretch] : stretches_) {
      if (!stretch.doubtful) {
        if (stretch.channels[i].count > 0) list.push_back(stretch.channels[i]);
      } else if (!stretch.readings.empty() && !stretch.readings[i].empty()) {
        list.push_back(roll(channels_[i], stretch.readings[i], start, width_));
      }
    }
  }
  return all;
}

HourReader::HourReader(TimeRange range, double max_power_w)
    : range_{floor_to(range.from, hour_ms), ceil_to(range.to, hour_ms)},
      limits_(counter_limits(channel("energy.import"), max_power_w)) {}

/// Two readings alone cannot tell a fall or a leap that is one from one that passes: nothing is counted then.
std::pair<double, double> HourReader::Seam::counted_around(TimeMs turn, const CounterLimits& limits) const {
  if (!before || !after || after->value < before->value) return {0, 0};
  if (after->value - before->value > most_in(limits, after->time - before->time)) return {0, 0};
  const double amount = counted(limits, *before, *after);
  const double share = after->time == before->time ? 1
                                                   : static_cast<double>(turn - before->time) /
                                                         static_cast<double>(after->time - before->time);
  return {amount * share, amount * (1 - share)};
}

const HourReader::Seam* HourReader::seam(TimeMs hour) const {
  const auto found = seams_.find(hour);
  return found == seams_.end() ? nullptr : &found->second;
}

Expected<void> HourReader::ingest_seam(std::span<const std::byte> message) {
  const auto row = seam_reader_.row(message);
  if (!row) return std::unexpected(row.error());
  if (!*row) return {};
  const std::span<const Field> fields = **row;
  ++rows_;
  const auto hour = time_in(fields[0]);
  if (!hour) return std::unexpected(hour.error());
  Seam& seam = seams_[*hour];
  for (const std::size_t side : {std::size_t{1}, std::size_t{4}}) {
    if (fields[side].data == nullptr) continue;
    const auto time = time_in(fields[side]);
    const auto value = number_in(fields[side + 1], ColumnType::float8);
    if (!time) return std::unexpected(time.error());
    if (!value) return std::unexpected(value.error());
    const TimeRange around{side == 1 ? *hour - hour_ms : *hour, side == 1 ? *hour : *hour + hour_ms};
    if (*hour % hour_ms != 0 || !around.contains(*time)) return outside();
    if (!has_value(*value)) continue;
    (side == 1 ? seam.before : seam.after) = Point{*time, *value, epoch_number(text_in(fields[side + 2]))};
  }
  return {};
}

Expected<void> HourReader::ingest_hour(std::span<const std::byte> message) {
  const auto row = hour_reader_.row(message);
  if (!row) return std::unexpected(row.error());
  if (!*row) return {};
  const std::span<const Field> fields = **row;
  ++rows_;
  const auto start = time_in(fields[0]);
  if (!start) return std::unexpected(start.error());
  std::array<double, 5> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = number_in(fields[i + 1], ColumnType::float8);
    if (!number) return std::unexpected(number.error());
    numbers[i] = *number * 1000;
  }
  const bool can_be = numbers[0] >= 0 && numbers[0] <= limits_.rate;
  if (!can_be || !range_.contains(*start) || *start % hour_ms != 0) return {};
  double energy = numbers[0];
  const Seam* from = seam(*start);
  const Seam* to = seam(*start + hour_ms);
  if (from != nullptr && to != nullptr && from->after && to->before) {
    const bool same_meter = from->after->epoch == to->before->epoch;
    if (!same_meter || to->before->value < from->after->value) return {};
  }
  if (from != nullptr) energy += from->counted_around(*start, limits_).second;
  if (to != nullptr) energy += to->counted_around(*start + hour_ms, limits_).first;
  hours_[*start] = {*start, energy, numbers[4], numbers[1], numbers[2], numbers[3]};
  return {};
}

std::vector<TimeRange> HourReader::missing() const {
  std::vector<TimeRange> found;
  for (TimeMs hour = range_.from; hour < range_.to; hour += hour_ms) {
    const Seam* from = seam(hour);
    const Seam* to = seam(hour + hour_ms);
    const bool has_rows = (from != nullptr && from->after) || (to != nullptr && to->before);
    if (has_rows && !hours_.contains(hour)) add_stretch(found, {hour, hour + hour_ms});
  }
  return found;
}

void HourReader::fill(const MeterRollups& hours) {
  const auto mean = [&](ChannelIndex channel, TimeMs start) {
    const auto list = hours.rollups.find(channel);
    if (list == hours.rollups.end()) return no_value;
    const auto found = std::ranges::lower_bound(list->second, start, {}, &Rollup::start);
    return found != list->second.end() && found->start == start && found->known > 0
               ? found->sum / static_cast<double>(found->known)
               : no_value;
  };
  const auto counters = hours.rollups.find(channel("energy.import"));
  if (counters == hours.rollups.end()) return;
  for (const Rollup& r : counters->second) {
    double energy = r.delta;
    if (const Seam* from = seam(r.start)) energy += from->counted_around(r.start, limits_).second;
    if (const Seam* to = seam(r.start + hour_ms))
      energy += to->counted_around(r.start + hour_ms, limits_).first;
    hours_[r.start] = {r.start,
                       energy,
                       mean(channel("energy.power_total"), r.start),
                       mean(channel("energy.power_l1"), r.start),
                       mean(channel("energy.power_l2"), r.start),
                       mean(channel("energy.power_l3"), r.start)};
  }
}

std::vector<EnergyHour> HourReader::finish() const {
  std::vector<EnergyHour> all;
  all.reserve(hours_.size());
  // Less than nothing, as a meter that shows negative readings makes it, or more than the fuses let through,
  // is no energy.
  for (const auto& [start, hour] : hours_)
    if (range_.contains(start) && hour.energy_wh >= 0 && hour.energy_wh <= limits_.rate) all.push_back(hour);
  return all;
}

}  // namespace hearth::replica
