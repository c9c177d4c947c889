#include "core/store/group_source.h"

#include <algorithm>

namespace hearth {
namespace {

/// Touched minutes closer than this are rolled up in one go, with what lies between.
constexpr DurationMs one_go = 10 * minute_ms;

std::vector<TimeRange> minute_spans(const std::vector<TimeMs>& times) {
  std::vector<TimeRange> spans;
  for (const TimeMs t : times) {
    const TimeMs minute = floor_to(t, minute_ms);
    if (!spans.empty() && minute - spans.back().to <= one_go) {
      spans.back().to = std::max(spans.back().to, minute + minute_ms);
    } else {
      spans.push_back({minute, minute + minute_ms});
    }
  }
  return spans;
}

}  // namespace

GroupSource::GroupSource(BlockTable* table, const std::optional<Group>& group, Dataset dataset, Rows tail)
    : table_(group ? table : nullptr), group_(group), tail_(std::move(tail)) {
  if (tail_.channels.empty()) tail_ = Rows::of(dataset);
  carry_epochs();
}

/// Some sources tell a meter's serial and some do not: a reading that does not continues the one before, and
/// is written so, for a reading alone has to tell its epoch.
void GroupSource::carry_epochs() {
  if (std::find(tail_.epochs.begin(), tail_.epochs.end(), 0U) == tail_.epochs.end()) return;
  std::vector<ChannelIndex> counters;
  for (const ChannelIndex c : tail_.channels)
    if (info(c).kind == Kind::counter) counters.push_back(c);
  if (counters.empty()) return;
  std::uint32_t epoch = 0;
  TimeMs newest = std::numeric_limits<TimeMs>::min();
  if (table_ != nullptr)
    for (const auto& point : table_->points_before(*group_, tail_.times.front(), counters))
      if (point && point->time >= newest) {
        newest = point->time;
        epoch = point->epoch;
      }
  const Rows all = rows({tail_.times.front(), tail_.times.back() + 1}, counters);
  std::size_t row = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all.epochs[i] != 0) epoch = all.epochs[i];
    if (row < tail_.size() && tail_.times[row] == all.times[i]) tail_.epochs[row++] = epoch;
  }
}

Rows GroupSource::tail_of(TimeRange range, const std::vector<ChannelIndex>& channels) const {
  Rows all = tail_.slice(range);
  if (channels == all.channels) return all;
  Rows part(channels);
  for (std::size_t c = 0; c < channels.size(); ++c)
    if (const auto at = std::ranges::find(all.channels, channels[c]); at != all.channels.end())
      part.values[c] = std::move(all.values[static_cast<std::size_t>(at - all.channels.begin())]);
    else
      part.values[c].assign(all.size(), no_value);
  part.times = std::move(all.times);
  part.epochs = std::move(all.epochs);
  part.provenances = std::move(all.provenances);
  return part;
}

Rows GroupSource::rows(TimeRange range, const std::vector<ChannelIndex>& channels) {
  Rows found = table_ != nullptr ? table_->read_rows(*group_, Tier::raw, range, channels) : Rows(channels);
  if (found.empty()) return tail_of(range, channels);
  merge_rows(found, tail_of(range, channels));
  return found;
}

Rows GroupSource::hours(TimeRange range, const std::vector<ChannelIndex>& channels) {
  return table_ != nullptr ? table_->read_rows(*group_, Tier::hour, range, channels) : Rows(channels);
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

void GroupSource::roll_span(TimeRange span, const std::vector<ChannelIndex>& channels, RollupMap& into) {
  roll_rows(rows(span, channels), span, channels, into);
}

void GroupSource::roll_rows(const Rows& all, TimeRange span, const std::vector<ChannelIndex>& channels,
                            RollupMap& into) {
  const auto previous = before(span.from, channels);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const std::vector<Point> points = all.points(c);
    if (!points.empty()) overlay_rollups(into[channels[c]], roll_minutes(channels[c], points, previous[c]));
  }
}

/// A value holds into the minute of the next reading, and a state's start is told there: that minute is
/// rolled up anew.
void GroupSource::roll_following(TimeMs end, const std::vector<ChannelIndex>& channels, RollupMap& into) {
  const auto following = after(end, channels);
  std::map<TimeMs, std::vector<ChannelIndex>> minutes;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const DurationMs reach = std::max(hold_time(channels[c]), start_memory_ms);
    if (following[c] && following[c]->time < end + reach)
      minutes[floor_to(following[c]->time, minute_ms)].push_back(channels[c]);
  }
  for (const auto& [minute, of] : minutes) roll_span({minute, minute + minute_ms}, of, into);
}

RollupMap GroupSource::roll_up(TimeRange span, const Rows& known) {
  RollupMap rolled;
  const std::vector<ChannelIndex>& channels = known.channels;
  roll_rows(known, span, channels, rolled);
  roll_following(span.to, channels, rolled);
  return rolled;
}

RollupMap GroupSource::roll_tail(const std::vector<ChannelIndex>& channels) {
  RollupMap rolled;
  const std::vector<TimeRange> spans = minute_spans(tail_.times);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    roll_span(spans[i], channels, rolled);
    RollupMap next;
    roll_following(spans[i].to, channels, next);
    for (auto& [channel, rows] : next)
      if (i + 1 == spans.size() || rows.front().start < spans[i + 1].from)
        overlay_rollups(rolled[channel], rows);
  }
  return rolled;
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

std::vector<ChannelHistory> GroupSource::history(TimeRange range, Tier finest,
                                                 const std::vector<ChannelIndex>& channels) {
  const Sections parts = sections(range, finest);
  std::vector<ChannelHistory> found(channels.size());
  // The neighbour before comes first, so that nothing has to move for it.
  const auto first = before_range(parts, range, channels);
  if (table_ != nullptr) {
    RollupMap quarters;
    RollupMap minutes;
    for (std::size_t c = 0; c < channels.size(); ++c) {
      if (first[c].quarter) quarters[channels[c]].push_back(*first[c].quarter);
      if (first[c].minute) minutes[channels[c]].push_back(*first[c].minute);
    }
    quarters = table_->read_rollups(*group_, Tier::quarter, parts.quarters, channels, std::move(quarters));
    minutes = table_->read_rollups(*group_, Tier::minute, parts.minutes, channels, std::move(minutes));
    for (std::size_t c = 0; c < channels.size(); ++c) {
      found[c].quarters = std::move(quarters[channels[c]]);
      found[c].minutes = std::move(minutes[channels[c]]);
    }
  }
  if (!parts.points.empty()) {
    const Rows read = rows(parts.points, channels);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      found[c].points = read.points(c);
      if (first[c].point) found[c].points.insert(found[c].points.begin(), *first[c].point);
    }
  }
  if (!tail_.empty()) overlay_tail(found, parts, channels);
  add_after(found, parts, range, channels);
  return found;
}

/// What the tail says of times that the blocks' minutes and quarters speak for.
void GroupSource::overlay_tail(std::vector<ChannelHistory>& history, const Sections& parts,
                               const std::vector<ChannelIndex>& channels) {
  if (parts.minutes.empty() && parts.quarters.empty()) return;
  const RollupMap rolled = roll_tail(channels);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto mine = rolled.find(channels[c]);
    if (mine == rolled.end()) continue;
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
    overlay_rollups(quarters, roll_quarters(channel, minutes[channel], before));
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
void GroupSource::add_after(std::vector<ChannelHistory>& history, const Sections& parts, TimeRange range,
                            const std::vector<ChannelIndex>& channels) {
  if (!parts.points.empty()) {
    const auto points = after(range.to, channels);
    for (std::size_t c = 0; c < channels.size(); ++c)
      if (points[c]) history[c].points.push_back(*points[c]);
    return;
  }
  if (table_ == nullptr) return;
  const auto minutes = table_->rollups_after(*group_, Tier::minute, range.to, channels);
  for (std::size_t c = 0; c < channels.size(); ++c)
    if (minutes[c]) overlay_rollups(history[c].minutes, {&*minutes[c], 1});
}

}  // namespace hearth
