#include "core/store/tail.h"

#include "core/store/crc32c.h"

#include <algorithm>
#include <cmath>

namespace hearth {
namespace {

constexpr TimeMs year_2000 = 946'684'800'000;
/// What is stamped by clocks that are as good as right.
constexpr DurationMs clocks_differ = minute_ms;
/// Day-ahead prices reach to the end of tomorrow, wherever that is.
constexpr DurationMs prices_ahead = 3 * day_ms;

bool acceptable(const Reading& reading, TimeMs now) {
  if (!plausible_time(reading.group.dataset, reading.time, now)) return false;
  bool any = false;
  for (const Sample& sample : reading.samples) {
    if (sample.channel >= channel_count || info(sample.channel).dataset != reading.group.dataset)
      return false;
    if (std::isinf(sample.value)) return false;
    any = any || has_value(sample.value);
  }
  return any;
}

void push(Rows& rows, const Reading& reading, Provenance provenance, std::uint32_t epoch) {
  rows.times.push_back(reading.time);
  rows.epochs.push_back(epoch);
  rows.provenances.push_back(provenance);
  const ChannelIndex first = rows.channels.front();
  for (auto& column : rows.values) column.push_back(no_value);
  for (const Sample& sample : reading.samples)
    if (has_value(sample.value))
      rows.values[static_cast<std::size_t>(sample.channel - first)].back() =
          stored_value(sample.channel, sample.value);
}

}  // namespace

std::uint32_t epoch_number(std::string_view name) noexcept {
  if (name.empty()) return 0;
  return std::max<std::uint32_t>(1, crc32c(name));
}

double stored_value(ChannelIndex channel, double value) noexcept {
  double scale = 1;
  for (int i = 0; i < info(channel).stored_decimals; ++i) scale *= 10;
  const double scaled = value * scale;
  // Most are whole already, which is quicker to see than to round.
  if (std::fabs(scaled) < 1e15 && static_cast<double>(static_cast<std::int64_t>(scaled)) == scaled)
    return scaled / scale + 0.0;
  // Beyond this a double has no decimals to lose. Adding 0 turns a negative zero into zero.
  return std::fabs(scaled) < 1e15 ? std::round(scaled) / scale + 0.0 : value;
}

std::size_t drop_unacceptable(Dataset dataset, Rows& rows, TimeMs now) {
  std::vector<unsigned char> keep(rows.size(), 0);
  for (std::size_t c = 0; c < rows.channels.size(); ++c) {
    if (rows.channels[c] >= channel_count || info(rows.channels[c]).dataset != dataset) {
      const std::size_t all = rows.size();
      rows.truncate(0);
      return all;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
      keep[i] = static_cast<unsigned char>(keep[i] | (has_value(rows.values[c][i]) ? 1 : 0));
  }
  for (const auto& column : rows.values)
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (std::isinf(column[i])) keep[i] = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!plausible_time(dataset, rows.times[i], now) || (i > 0 && rows.times[i] <= rows.times[i - 1]))
      keep[i] = 0;
  const auto good = static_cast<std::size_t>(std::count(keep.begin(), keep.end(), 1));
  const std::size_t refused = rows.size() - good;
  const auto pick = [&](auto& column) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < column.size(); ++i)
      if (keep[i] != 0) column[at++] = column[i];
    column.resize(at);
  };
  if (refused > 0) {
    for (auto& column : rows.values) pick(column);
    pick(rows.times);
    pick(rows.epochs);
    pick(rows.provenances);
  }
  for (std::size_t c = 0; c < rows.channels.size(); ++c)
    for (double& value : rows.values[c]) value = stored_value(rows.channels[c], value);
  return refused;
}

bool plausible_time(Dataset dataset, TimeMs time, TimeMs now) noexcept {
  return time >= year_2000 && time <= now + (dataset == Dataset::price ? prices_ahead : clocks_differ);
}

Tail::Taken Tail::append(std::span<const Reading> readings, Provenance provenance, TimeMs now) {
  Taken taken;
  std::vector<const Reading*> good;
  good.reserve(readings.size());
  for (const Reading& reading : readings)
    if (acceptable(reading, now)) good.push_back(&reading);
  taken.result.refused = readings.size() - good.size();
  std::stable_sort(good.begin(), good.end(), [](const Reading* a, const Reading* b) {
    return a->group != b->group ? a->group < b->group : a->time < b->time;
  });

  const std::lock_guard lock(mutex_);
  const std::size_t held = rows_in(fresh_) + (writing_ ? rows_in(*writing_) : 0);
  if (held + good.size() > capacity_) {
    const std::size_t room = capacity_ - std::min(capacity_, held);
    taken.full = true;
    taken.result.refused += good.size() - room;
    good.resize(room);
  }
  for (std::size_t i = 0; i < good.size();) {
    const GroupKey& group = good[i]->group;
    Rows batch = Rows::of(group.dataset);
    for (; i < good.size() && good[i]->group == group; ++i) {
      const Reading& reading = *good[i];
      const std::uint32_t epoch = epoch_number(reading.epoch);
      if (epoch != 0) epochs_.try_emplace(epoch, reading.epoch);
      if (batch.empty() || reading.time > batch.times.back()) {
        push(batch, reading, provenance, epoch);
      } else {
        Rows one = Rows::of(group.dataset);
        push(one, reading, provenance, epoch);
        const MergeCount count = merge_rows(batch, one);
        taken.result.taken += count.changed;
        taken.result.duplicates += count.same;
      }
    }
    auto [entry, fresh] = fresh_.try_emplace(group, Rows::of(group.dataset));
    taken.times[group] = batch.times;
    const MergeCount count = merge_rows(entry->second, batch);
    taken.result.taken += count.added + count.changed;
    taken.result.duplicates += count.same;
  }
  return taken;
}

void Tail::take_back(const Groups& rows) {
  const std::lock_guard lock(mutex_);
  Groups whole = rows;
  merge_groups(whole, fresh_);
  fresh_ = std::move(whole);
}

void Tail::forget_before(TimeMs time) {
  const std::lock_guard lock(mutex_);
  for (auto& [group, rows] : fresh_)
    if (!rows.empty() && rows.times.front() < time) rows = rows.slice({time, rows.times.back() + 1});
}

std::shared_ptr<const Tail::Groups> Tail::begin_writing() {
  const std::lock_guard lock(mutex_);
  writing_ = std::make_shared<const Groups>(std::move(fresh_));
  fresh_.clear();
  return writing_;
}

void Tail::written() {
  const std::lock_guard lock(mutex_);
  writing_.reset();
}

void Tail::not_written() {
  const std::lock_guard lock(mutex_);
  if (!writing_) return;
  Groups whole = *writing_;
  merge_groups(whole, fresh_);
  fresh_ = std::move(whole);
  writing_.reset();
}

Rows Tail::rows(const GroupKey& group, TimeRange range, std::size_t beside) const {
  const std::lock_guard lock(mutex_);
  Rows found = Rows::of(group.dataset);
  const auto take = [&](const Groups& groups) {
    merge_rows(found, rows_around(groups, group, range, beside));
  };
  if (writing_) take(*writing_);
  take(fresh_);
  return found;
}

std::vector<GroupKey> Tail::groups() const {
  const std::lock_guard lock(mutex_);
  std::vector<GroupKey> found;
  for (const auto& [group, rows] : fresh_) found.push_back(group);
  if (writing_)
    for (const auto& [group, rows] : *writing_)
      if (!fresh_.contains(group)) found.push_back(group);
  return found;
}

std::size_t Tail::size() const {
  const std::lock_guard lock(mutex_);
  return rows_in(fresh_) + (writing_ ? rows_in(*writing_) : 0);
}

Tail::Groups Tail::all() const {
  const std::lock_guard lock(mutex_);
  Groups found = writing_ ? *writing_ : Groups();
  merge_groups(found, fresh_);
  return found;
}

std::map<std::uint32_t, std::string> Tail::epochs() const {
  const std::lock_guard lock(mutex_);
  return epochs_;
}

}  // namespace hearth
