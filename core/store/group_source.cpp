#include "core/store/group_source.h"

#include "core/store/stretches.h"

#include <algorithm>
#include <cmath>

namespace hearth {
GroupSource::GroupSource(BlockTable* table, const std::optional<Group>& group, Dataset dataset, Rows tail,
                         double max_power_w)
    : table_(group ? table : nullptr), group_(group), tail_(std::move(tail)), max_power_w_(max_power_w) {
  if (tail_.channels.empty()) tail_ = Rows::of(dataset);
}

Rows GroupSource::tail_of(TimeRange range, const std::vector<ChannelIndex>& channels) const {
  return tail_.slice(range).with_columns(channels);
}

Rows GroupSource::rows(TimeRange range, const std::vector<ChannelIndex>& channels) {
  Rows found = table_ != nullptr ? table_->read_rows(*group_, Tier::raw, range, channels) : Rows(channels);
  if (found.empty()) return tail_of(range, channels);
  merge_rows(found, tail_of(range, channels));
  return found;
}

void GroupSource::each_columns(TimeRange range, const std::vector<ChannelIndex>& channels,
                               const BlockTable::TakeColumns& take) {
  const auto merged = [&](TimeRange part) {
    const Rows all = rows(part, channels);
    const std::vector<std::span<const double>> columns(all.values.begin(), all.values.end());
    if (!all.empty()) take(all.times, columns);
  };
  if (table_ == nullptr) return merged(range);
  // Where nothing but blocks speaks, they are handed over as they are.
  TimeMs at = range.from;
  auto unwritten = std::ranges::lower_bound(tail_.times, range.from);
  while (unwritten != tail_.times.end() && *unwritten < range.to) {
    const TimeMs from = std::max(at, floor_to(*unwritten, hour_ms));
    TimeMs to = floor_to(*unwritten, hour_ms) + hour_ms;
    while (true) {
      unwritten = std::lower_bound(unwritten, tail_.times.end(), to);
      if (unwritten == tail_.times.end() || *unwritten >= to + hour_ms) break;
      to += hour_ms;
    }
    to = std::min(to, range.to);
    table_->each_columns(*group_, {at, from}, channels, take);
    merged({from, to});
    at = to;
  }
  table_->each_columns(*group_, {at, range.to}, channels, take);
}

Rows GroupSource::hours(TimeRange range, const std::vector<ChannelIndex>& channels) {
  return table_ != nullptr ? table_->read_rows(*group_, Tier::hour, range, channels) : Rows(channels);
}

std::vector<TimeRange> GroupSource::held_hours(TimeRange range, Tier finest) {
  const Sections parts = sections(range, finest);
  Stretches held;
  const auto add = [&](Tier tier, TimeRange part) {
    if (table_ == nullptr) return;
    for (const TimeMs hour : table_->hours_with_rows(*group_, tier, part)) held.add({hour, hour + hour_ms});
  };
  if (finest == Tier::quarter) add(Tier::quarter, parts.quarters);
  if (finest != Tier::raw) add(Tier::minute, parts.minutes);
  if (finest == Tier::raw) add(Tier::raw, parts.points);
  const TimeMs from = finest == Tier::raw ? parts.points.from : range.from;
  for (const TimeMs t : tail_.times)
    if (t >= from && t < range.to) held.add({floor_to(t, hour_ms), floor_to(t, hour_ms) + hour_ms});
  return held.all();
}

std::vector<std::optional<Point>> GroupSource::before(TimeMs time,
                                                      const std::vector<ChannelIndex>& channels) {
  std::vector<std::optional<Point>> found(channels.size());
  if (table_ != nullptr) found = table_->points_before(*group_, time, channels);
  const auto end = std::lower_bound(tail_.times.begin(), tail_.times.end(), time) - tail_.times.begin();
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto at = std::ranges::find(tail_.channels, channels[c]);
    if (at == tail_.channels.end()) continue;
    const auto& values = tail_.values[static_cast<std::size_t>(at - tail_.channels.begin())];
    for (auto i = static_cast<std::size_t>(end); i-- > 0;) {
      if (found[c] && tail_.times[i] < found[c]->time) break;
      if (!has_value(values[i])) continue;
      found[c] = {tail_.times[i], values[i], tail_.epochs[i]};
      break;
    }
  }
  return found;
}

std::vector<std::optional<Point>> GroupSource::after(TimeMs time, const std::vector<ChannelIndex>& channels) {
  std::vector<std::optional<Point>> found(channels.size());
  if (table_ != nullptr) found = table_->points_after(*group_, time, channels);
  const auto begin = std::lower_bound(tail_.times.begin(), tail_.times.end(), time) - tail_.times.begin();
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto at = std::ranges::find(tail_.channels, channels[c]);
    if (at == tail_.channels.end()) continue;
    const auto& values = tail_.values[static_cast<std::size_t>(at - tail_.channels.begin())];
    for (auto i = static_cast<std::size_t>(begin); i < tail_.size(); ++i) {
      if (found[c] && tail_.times[i] > found[c]->time) break;
      if (!has_value(values[i])) continue;
      found[c] = {tail_.times[i], values[i], tail_.epochs[i]};
      break;
    }
  }
  return found;
}

GroupSource::Sections GroupSource::sections(TimeRange range, Tier finest) {
  if (table_ == nullptr) return finest == Tier::raw ? Sections{{}, {}, range} : Sections{{}, range, {}};
  constexpr TimeMs never = std::numeric_limits<TimeMs>::max();
  TimeMs quarters_to = group_->quarters_until;
  TimeMs minutes_to = range.to;
  if (finest != Tier::quarter)
    quarters_to = std::min(quarters_to, floor_to(table_->dropped_before(Tier::minute), hour_ms));
  if (finest == Tier::raw) {
    const TimeRange extent = table_->extent(*group_, Tier::raw);
    TimeMs first = extent.empty() ? never : extent.from;
    if (!tail_.empty()) first = std::min(first, tail_.times.front());
    minutes_to = std::max(first == never ? range.to : floor_to(first, hour_ms),
                          floor_to(table_->dropped_before(Tier::raw), hour_ms));
  }
  quarters_to = std::clamp(std::min(quarters_to, minutes_to), range.from, range.to);
  minutes_to = std::clamp(minutes_to, quarters_to, range.to);
  return {{range.from, quarters_to}, {quarters_to, minutes_to}, {minutes_to, range.to}};
}

GroupSource::Outline GroupSource::outline(TimeRange range, Tier finest,
                                          const std::vector<ChannelIndex>& channels) {
  Outline found;
  found.range = range;
  found.parts = sections(range, finest);
  found.before = before_range(found.parts, range, channels);
  found.after = after_range(found.parts, range, channels);
  found.as_stored_until = range.to;
  if (tail_.empty() || (found.parts.minutes.empty() && found.parts.quarters.empty())) return found;
  found.rolled = roll_tail(channels);
  for (const auto& [channel, rows] : found.rolled)
    if (!rows.empty())
      found.as_stored_until = std::min(found.as_stored_until, floor_to(rows.front().start, quarter_ms));
  found.as_stored_until = std::max(found.as_stored_until, range.from);
  return found;
}

TimeRange GroupSource::Outline::reach(std::size_t place, ChannelIndex channel) const {
  TimeRange reached = range;
  const auto widen = [&](TimeMs time) {
    reached = {std::min(reached.from, time), std::max(reached.to, time)};
  };
  for (const auto* side : {&before[place], &after[place]}) {
    if (side->point) widen(side->point->time);
    if (side->minute) widen(side->minute->start);
    if (side->quarter) widen(side->quarter->start);
  }
  if (const auto rows = rolled.find(channel); rows != rolled.end() && !rows->second.empty()) {
    widen(rows->second.front().start);
    widen(rows->second.back().start);
  }
  return reached;
}

std::vector<ChannelHistory> GroupSource::history(const Outline& outline,
                                                 const std::vector<ChannelIndex>& channels, bool streamed) {
  const Sections& parts = outline.parts;
  std::vector<ChannelHistory> found(channels.size());
  // What the tail says of times before the range may take the place of the row before it.
  const bool apart = streamed && outline.as_stored_until > outline.range.from;
  RollupMap quarters;
  RollupMap minutes;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const Neighbour& before = outline.before[c];
    if (apart) {
      found[c].before = before.quarter ? before.quarter : before.minute;
      if (before.quarter) found[c].before_width = quarter_ms;
    } else {
      if (before.quarter) quarters[channels[c]].push_back(*before.quarter);
      if (before.minute) minutes[channels[c]].push_back(*before.minute);
    }
  }
  if (table_ != nullptr) {
    const auto rest = [&](TimeRange part) {
      return apart ? part.intersected({outline.as_stored_until, part.to}) : part;
    };
    quarters =
        table_->read_rollups(*group_, Tier::quarter, rest(parts.quarters), channels, std::move(quarters));
    minutes = table_->read_rollups(*group_, Tier::minute, rest(parts.minutes), channels, std::move(minutes));
    for (std::size_t c = 0; c < channels.size(); ++c) {
      found[c].quarters = std::move(quarters[channels[c]]);
      found[c].minutes = std::move(minutes[channels[c]]);
    }
  }
  for (std::size_t c = 0; c < channels.size(); ++c) {
    if (info(channels[c]).kind == Kind::counter) continue;
    if (outline.before[c].point) found[c].points = {*outline.before[c].point};
    found[c].following = outline.after[c].point;
  }
  overlay_tail(found, outline, channels);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    if (const auto& after = outline.after[c].minute) overlay_rollups(found[c].minutes, {&*after, 1});
    if (!parts.points.empty() && info(channels[c]).kind == Kind::counter)
      found[c].points = settled_around(parts.points, channels[c]);
  }
  return found;
}

void GroupSource::each_rollups(const Outline& outline, Tier tier, const std::vector<ChannelIndex>& channels,
                               const BlockTable::TakeRollups& take) {
  const TimeRange part = tier == Tier::quarter ? outline.parts.quarters : outline.parts.minutes;
  if (table_ == nullptr || part.from >= outline.as_stored_until) return;
  table_->each_rollups(*group_, tier, {part.from, std::min(part.to, outline.as_stored_until)}, channels,
                       take);
}

/// What the tail says of times that the blocks' minutes and quarters speak for.
void GroupSource::overlay_tail(std::vector<ChannelHistory>& history, const Outline& outline,
                               const std::vector<ChannelIndex>& channels) {
  const Sections& parts = outline.parts;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto mine = outline.rolled.find(channels[c]);
    if (mine == outline.rolled.end()) continue;
    const std::span<const Rollup> all = mine->second;
    const auto place = [&](TimeMs t) {
      return static_cast<std::size_t>(
          std::partition_point(all.begin(), all.end(), [=](const Rollup& r) { return r.start < t; }) -
          all.begin());
    };
    const std::size_t minutes_from = parts.quarters.empty() ? 0 : place(parts.quarters.to);
    const std::size_t minutes_to = parts.points.empty() ? all.size() : place(parts.points.from);
    if (minutes_from > 0) overlay_quarters(history[c].quarters, channels[c], all.first(minutes_from));
    if (minutes_from < minutes_to)
      overlay_rollups(history[c].minutes, all.subspan(minutes_from, minutes_to - minutes_from));
  }
}

void GroupSource::overlay_quarters(std::vector<Rollup>& quarters, ChannelIndex channel,
                                   std::span<const Rollup> rolled) {
  for (std::size_t i = 0; i < rolled.size();) {
    const TimeMs start = floor_to(rolled[i].start, quarter_ms);
    std::size_t end = i;
    while (end < rolled.size() && rolled[end].start < start + quarter_ms) ++end;
    RollupMap minutes = table_->read_rollups(*group_, Tier::minute, {start, start + quarter_ms}, {channel});
    overlay_rollups(minutes[channel], rolled.subspan(i, end - i));
    auto before = table_->rollups_before(*group_, Tier::minute, start, {channel})[0];
    if (i > 0 && (!before || rolled[i - 1].start >= before->start)) before = rolled[i - 1];
    overlay_rollups(quarters, roll_quarters(channel, minutes[channel], before, limits_of(channel)));
    i = end;
  }
}

/// The neighbour before the range, which completes its first bucket: from the tier that the range begins
/// with, or the coarser one where that has nothing.
std::vector<GroupSource::Neighbour> GroupSource::before_range(const Sections& parts, TimeRange range,
                                                              const std::vector<ChannelIndex>& channels) {
  std::vector<Neighbour> found(channels.size());
  const auto missing = [&] {
    return std::ranges::any_of(found, [](const Neighbour& n) { return !n.point && !n.minute; });
  };
  if (parts.points.from == range.from && !parts.points.empty()) {
    const auto points = before(range.from, channels);
    for (std::size_t c = 0; c < channels.size(); ++c) found[c].point = points[c];
  } else if (table_ != nullptr && parts.quarters.empty()) {
    const auto minutes =
        table_->rollups_before(*group_, Tier::minute, floor_to(range.from, minute_ms), channels);
    for (std::size_t c = 0; c < channels.size(); ++c) found[c].minute = minutes[c];
  }
  if (table_ == nullptr || !missing()) return found;
  // None that reaches into the range.
  const auto quarters =
      table_->rollups_before(*group_, Tier::quarter, floor_to(range.from, quarter_ms), channels);
  for (std::size_t c = 0; c < channels.size(); ++c)
    if (!found[c].point && !found[c].minute) found[c].quarter = quarters[c];
  return found;
}

/// The neighbour after the range, which completes its last bucket.
std::vector<GroupSource::Neighbour> GroupSource::after_range(const Sections& parts, TimeRange range,
                                                             const std::vector<ChannelIndex>& channels) {
  std::vector<Neighbour> found(channels.size());
  if (!parts.points.empty()) {
    const auto points = after(range.to, channels);
    for (std::size_t c = 0; c < channels.size(); ++c) found[c].point = points[c];
  } else if (table_ != nullptr) {
    const auto minutes = table_->rollups_after(*group_, Tier::minute, range.to, channels);
    for (std::size_t c = 0; c < channels.size(); ++c) found[c].minute = minutes[c];
  }
  return found;
}

}  // namespace hearth
