#include "core/store/group_source.h"

#include <algorithm>
#include <cmath>

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

/// Counters are stored in whole units: no meter has a smaller step.
constexpr double least_step = 1;
/// How far the counter rule looks: a belief is remembered for a day, and an odd run before it or after it has
/// to be settled.
constexpr DurationMs rule_looks = day_ms + hour_ms;

TimeRange rule_reach(TimeRange range) {
  return {floor_to(range.from - rule_looks, minute_ms), ceil_to(range.to + rule_looks, minute_ms)};
}

struct ByRule {
  std::vector<ChannelIndex> counters;
  std::vector<ChannelIndex> held;
};
ByRule by_rule(const std::vector<ChannelIndex>& channels) {
  ByRule parts;
  for (const ChannelIndex c : channels)
    (info(c).kind == Kind::counter ? parts.counters : parts.held).push_back(c);
  return parts;
}

/// The rows with these columns instead.
Rows columns_of(Rows all, const std::vector<ChannelIndex>& channels) {
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

/// Whether each reading is by no more above the one before than can be in the time and one unit, of one
/// meter.
bool only_rises(ChannelIndex channel, const std::optional<Point>& seed, std::span<const Point> points) {
  const CounterLimits limits = counter_limits(channel);
  Point before = seed ? *seed : points.front();
  for (const Point& point : points.subspan(seed ? 0 : 1)) {
    const double rise = point.value - before.value;
    const double hours = static_cast<double>(point.time - before.time) / static_cast<double>(hour_ms);
    if (!(rise >= 0 && rise <= limits.rate * hours + least_step)) return false;
    if (!continues(before.epoch, point.epoch)) return false;
    before = {point.time, point.value, meter_after(before.epoch, point.epoch)};
  }
  return before.value >= 0 && std::isfinite(before.value) && (seed || points.front().value >= 0);
}

/// A counter's minutes, judged together; `seed` is the reading before them.
std::vector<Rollup> roll_settled(ChannelIndex channel, const std::optional<Point>& seed,
                                 std::vector<Point> points) {
  if (seed) points.insert(points.begin(), *seed);
  const std::vector<Point> all = settled(channel, points);
  return roll_minutes(channel, std::span(all).subspan(seed ? 1 : 0), std::nullopt);
}

/// The points of the range, and the nearest accepted one on either side.
std::vector<Point> with_neighbours(std::span<const Point> points, TimeRange range) {
  const auto place = [&](TimeMs t) {
    return std::partition_point(points.begin(), points.end(), [=](const Point& p) { return p.time < t; });
  };
  auto first = place(range.from);
  auto last = place(range.to);
  const auto accepted = [](const Point& p) { return has_value(p.value); };
  std::vector<Point> found;
  if (const auto before = std::find_if(std::make_reverse_iterator(first), points.rend(), accepted);
      before != points.rend())
    found.push_back(*before);
  found.insert(found.end(), first, last);
  if (const auto after = std::find_if(last, points.end(), accepted); after != points.end())
    found.push_back(*after);
  return found;
}

/// Rows without a value are the same, too.
bool same_row(const Rollup& a, const Rollup& b) {
  if (has_value(a.first) || has_value(b.first)) return a == b;
  return a.start == b.start && a.count == b.count;
}

/// The rows that lie in a span, or are other ones than before.
std::vector<Rollup> changed(std::span<const Rollup> made, std::span<const Rollup> had,
                            std::span<const TimeRange> spans) {
  std::vector<Rollup> found;
  auto old = had.begin();
  auto span = spans.begin();
  for (const Rollup& row : made) {
    while (old != had.end() && old->start < row.start) ++old;
    while (span != spans.end() && span->to <= row.start) ++span;
    const bool inside = span != spans.end() && span->contains(row.start);
    if (inside || old == had.end() || !same_row(*old, row)) found.push_back(row);
  }
  return found;
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
  return columns_of(tail_.slice(range), channels);
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
  roll_rows(rows(span, channels), span, into);
}

/// Gauges and states.
void GroupSource::roll_rows(const Rows& all, TimeRange span, RollupMap& into) {
  const auto previous = before(span.from, all.channels);
  for (std::size_t c = 0; c < all.channels.size(); ++c) {
    const ChannelIndex channel = all.channels[c];
    const std::vector<Point> points = all.points(c);
    if (!points.empty()) overlay_rollups(into[channel], roll_minutes(channel, points, previous[c]));
  }
}

/// The usual case, where nothing has to be read anew: readings that follow all others, each of which the rule
/// accepts whatever came before. Nothing where it is not that.
std::optional<std::vector<Rollup>> GroupSource::roll_plainly(TimeRange span, ChannelIndex channel) {
  if (table_ != nullptr && table_->points_after(*group_, span.from, {channel})[0]) return std::nullopt;
  const std::vector<Point> points = tail_of(span, {channel}).points(0);
  const auto seed = before(span.from, {channel})[0];
  if (points.empty() || !only_rises(channel, seed, points)) return std::nullopt;
  if (seed) {
    // Only a minute says whether the reading was accepted.
    if (table_ == nullptr) return std::nullopt;
    const auto minute = table_->rollups_before(*group_, Tier::minute, span.from, {channel})[0];
    if (!minute || minute->last_time != seed->time || minute->last != seed->value) return std::nullopt;
  }
  return roll_minutes(channel, points, std::nullopt);
}

/// Counters: the rule looks at the readings before and after, and what comes new may settle or take back what
/// was rolled before. So minutes beside the spans are rolled again where the new readings make them other
/// ones.
void GroupSource::roll_counters(std::span<const TimeRange> spans, const std::vector<ChannelIndex>& channels,
                                RollupMap& into) {
  if (channels.empty()) return;
  for (std::size_t i = 0; i < spans.size();) {
    // Spans that see each other's readings go together.
    TimeRange around = rule_reach(spans[i]);
    std::size_t end = i + 1;
    for (; end < spans.size() && rule_reach(spans[end]).from <= around.to; ++end)
      around.to = rule_reach(spans[end]).to;
    const TimeRange whole{spans[i].from, spans[end - 1].to};
    std::vector<ChannelIndex> odd;
    for (const ChannelIndex channel : channels) {
      if (const auto made = roll_plainly(whole, channel))
        overlay_rollups(into[channel], *made);
      else
        odd.push_back(channel);
    }
    if (!odd.empty()) roll_with_rule(around, spans.subspan(i, end - i), odd, into);
    i = end;
  }
}

void GroupSource::roll_with_rule(TimeRange around, std::span<const TimeRange> spans,
                                 const std::vector<ChannelIndex>& channels, RollupMap& into) {
  const Rows stored =
      table_ != nullptr ? table_->read_rows(*group_, Tier::raw, around, channels) : Rows(channels);
  Rows merged = stored;
  merge_rows(merged, tail_of(around, channels));
  const auto seed = before(around.from, channels);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto made = roll_settled(channels[c], seed[c], merged.points(c));
    const auto had = roll_settled(channels[c], seed[c], stored.points(c));
    overlay_rollups(into[channels[c]], changed(made, had, spans));
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
  const auto [counters, held] = by_rule(known.channels);
  roll_rows(columns_of(known, held), span, rolled);
  roll_following(span.to, held, rolled);
  roll_counters({&span, 1}, counters, rolled);
  return rolled;
}

RollupMap GroupSource::roll_tail(const std::vector<ChannelIndex>& channels) {
  const std::vector<TimeRange> spans = minute_spans(tail_.times);
  const auto [counters, held] = by_rule(channels);
  RollupMap rolled = roll_held_tail(spans, held);
  roll_counters(spans, counters, rolled);
  return rolled;
}

RollupMap GroupSource::roll_held_tail(const std::vector<TimeRange>& spans,
                                      const std::vector<ChannelIndex>& channels) {
  RollupMap rolled;
  if (channels.empty()) return rolled;
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
      if (info(channels[c]).kind == Kind::counter) continue;
      found[c].points = read.points(c);
      if (first[c].point) found[c].points.insert(found[c].points.begin(), *first[c].point);
    }
  }
  if (!tail_.empty()) overlay_tail(found, parts, channels);
  add_after(found, parts, range, channels);
  if (!parts.points.empty()) add_settled(found, parts.points, channels);
  return found;
}

/// A counter's points of the range, with the nearest accepted one on either side.
void GroupSource::add_settled(std::vector<ChannelHistory>& history, TimeRange range,
                              const std::vector<ChannelIndex>& channels) {
  const std::vector<ChannelIndex> counters = by_rule(channels).counters;
  if (counters.empty()) return;
  const TimeRange around = rule_reach(range);
  const Rows read = rows(around, counters);
  const auto first = before(around.from, counters);
  const auto last = after(around.to, counters);
  for (std::size_t c = 0; c < counters.size(); ++c) {
    std::vector<Point> points = read.points(c);
    if (first[c]) points.insert(points.begin(), *first[c]);
    if (last[c]) points.push_back(*last[c]);
    points = settled(counters[c], points);
    const auto at = std::ranges::find(channels, counters[c]) - channels.begin();
    history[static_cast<std::size_t>(at)].points = with_neighbours(points, range);
  }
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
      if (points[c] && info(channels[c]).kind != Kind::counter) history[c].points.push_back(*points[c]);
    return;
  }
  if (table_ == nullptr) return;
  const auto minutes = table_->rollups_after(*group_, Tier::minute, range.to, channels);
  for (std::size_t c = 0; c < channels.size(); ++c)
    if (minutes[c]) overlay_rollups(history[c].minutes, {&*minutes[c], 1});
}

}  // namespace hearth
