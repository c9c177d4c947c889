#include "core/store/group_source.h"

#include <algorithm>
#include <cmath>

namespace hearth {
namespace {

/// Touched minutes closer than this are rolled up in one go, with what lies between.
constexpr DurationMs one_go = 10 * minute_ms;
/// How far the counter rule looks where nothing is odd: a belief and the meter's step are remembered for a
/// day, and an odd run at either end has to be settled.
constexpr DurationMs rule_looks = day_ms + hour_ms;
/// Where something is odd it looks as far as it takes, up to so many readings.
constexpr std::size_t most_judged = 300'000;
constexpr DurationMs longest_look = 3650 * day_ms;
/// Touched spans so near to each other are judged together.
constexpr DurationMs together = 2 * rule_looks;

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

/// Whether each reading is by less above the one before than can be in the time, and a unit once: the rule
/// accepts these whatever came before, if it has accepted the one before them, and dates none of them back.
/// All of the unit is just too much: whether a whole one lies before it is for sums of the very same order.
bool only_rises(const CounterLimits& limits, const std::optional<Point>& seed,
                std::span<const Point> points) {
  Point before = seed ? *seed : points.front();
  double spare = 0;
  for (const Point& point : points.subspan(seed ? 0 : 1)) {
    const double rise = point.value - before.value;
    const double hours = static_cast<double>(point.time - before.time) / static_cast<double>(hour_ms);
    spare = std::min(limits.unit, spare + limits.rate * hours - rise);
    const bool accepted = rise >= 0 && spare > limits.unit / 1000 && continues(before.epoch, point.epoch);
    if (!accepted) return false;
    before = {point.time, point.value, meter_after(before.epoch, point.epoch)};
  }
  return before.value >= 0 && std::isfinite(before.value) && (seed || points.front().value >= 0);
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
  return a.start == b.start && a.count == b.count && a.marks == b.marks;
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

void GroupSource::roll_span(TimeRange span, const std::vector<ChannelIndex>& channels, RollupMap& into) {
  roll_rows(rows(span, channels), span, into);
}

/// Gauges and states.
void GroupSource::roll_rows(const Rows& all, TimeRange span, RollupMap& into) {
  const auto previous = before(span.from, all.channels);
  for (std::size_t c = 0; c < all.channels.size(); ++c) {
    const ChannelIndex channel = all.channels[c];
    const std::vector<Point> points = all.points(c);
    if (!points.empty())
      overlay_rollups(into[channel], roll_minutes(channel, points, previous[c], limits_of(channel)));
  }
}

/// The usual case, where nothing has to be read anew: readings that follow all others, each of which the rule
/// accepts whatever came before. Nothing where it is not that.
std::optional<std::vector<Rollup>> GroupSource::roll_plainly(TimeRange span, ChannelIndex channel) {
  if (table_ != nullptr && table_->points_after(*group_, span.from, {channel})[0]) return std::nullopt;
  std::vector<Point> points = tail_of(span, {channel}).points(0);
  const auto seed = before(span.from, {channel})[0];
  if (points.empty() || !only_rises(limits_of(channel), seed, points)) return std::nullopt;
  std::uint32_t epoch = 0;
  if (seed) {
    // Only a minute says whether the reading was accepted.
    if (table_ == nullptr) return std::nullopt;
    const auto minute = table_->rollups_before(*group_, Tier::minute, span.from, {channel})[0];
    if (!minute || minute->last_time != seed->time || minute->last != seed->value) return std::nullopt;
    epoch = minute->last_epoch;
    if (!continues(epoch, points.front().epoch)) return std::nullopt;
  }
  for (Point& point : points) point.epoch = epoch = meter_after(epoch, point.epoch);
  return roll_minutes(channel, points, std::nullopt, limits_of(channel));
}

/// The newest accepted reading before `time`, as far as minutes tell.
std::optional<Point> GroupSource::standing_before(TimeMs time, ChannelIndex channel) {
  if (table_ == nullptr) return std::nullopt;
  const auto row = table_->rollups_before(*group_, Tier::minute, floor_to(time, minute_ms), {channel})[0];
  return row ? std::optional(Point{row->last_time, row->last, row->last_epoch}) : std::nullopt;
}

/// The first of all readings there are.
TimeMs GroupSource::beginning() {
  TimeMs first = tail_.empty() ? std::numeric_limits<TimeMs>::max() : tail_.times.front();
  if (table_ != nullptr)
    if (const TimeRange stored = table_->extent(*group_, Tier::raw); !stored.empty())
      first = std::min(first, stored.from);
  return first;
}

/// Judges what lies `back` before the range and `ahead` behind it, and whatever follows the last reading that
/// stood before; all of it, where none did.
GroupSource::Judged GroupSource::judge(ChannelIndex channel, TimeRange range, DurationMs back,
                                       DurationMs ahead) {
  const CounterLimits limits = limits_of(channel);
  Judged judged;
  const TimeMs from = floor_to(range.from - back, minute_ms);
  const auto seed = standing_before(from, channel);
  const auto next = after(range.to, {channel})[0];
  judged.read = {std::min(from, seed ? seed->time + 1 : beginning()),
                 ceil_to((next ? next->time : range.to) + ahead, minute_ms)};
  const std::vector<Point> points = rows(judged.read, {channel}).points(0);
  CounterState state;
  if (seed) {
    state = {CounterBase{seed->time, seed->value, 0, {}}, seed->epoch, {}};
    judged.told_from = from + limits.step_memory;
    const auto first_told = std::ranges::lower_bound(points, judged.told_from, {}, &Point::time);
    // What stands may have been dated back to: the reading itself was less.
    const std::vector<Point> itself = rows({seed->time, seed->time + 1}, {channel}).points(0);
    const double least = itself.empty() ? seed->value : std::min(seed->value, itself.front().value);
    judged.begun = tell_alone(limits, {points.begin(), first_told}, *seed, least, judged.told_from);
  }
  judged.settled = settle(limits, points, std::move(state));
  return judged;
}

/// Judges readings as all there are would have it. What was before does not matter after a plain day that
/// ends before the range; `complete` says whether what comes after does.
GroupSource::Judged GroupSource::judge_around(TimeRange range, ChannelIndex channel,
                                              const std::function<bool(const Judged&)>& complete) {
  DurationMs back = rule_looks;
  DurationMs ahead = rule_looks;
  while (true) {
    Judged judged = judge(channel, range, back, ahead);
    // Before the first reading there is nothing more to be read.
    const bool begun = judged.begun || judged.read.from < beginning();
    const bool ended = !after(judged.read.to, {channel})[0] || complete(judged);
    if ((begun && ended) || judged.settled.points.size() > most_judged) return judged;
    if (std::max(back, ahead) > longest_look) return judged;
    back *= begun ? 1 : 2;
    ahead *= ended ? 1 : 2;
  }
}

/// Whether nothing that follows can change what the readings count.
bool GroupSource::settles(const Judged& judged, ChannelIndex channel) {
  return !judged.settled.open && !judged.settled.state.may_take_back(judged.read.to, limits_of(channel));
}

std::vector<Rollup> GroupSource::stored_minutes(TimeRange range, ChannelIndex channel) {
  if (table_ == nullptr) return {};
  return std::move(table_->read_rollups(*group_, Tier::minute, range, {channel})[channel]);
}

/// Counters: the rule looks at the readings before and after, and what comes new may settle or take back what
/// was rolled before. So minutes beside the spans are rolled again where they become other ones.
void GroupSource::roll_counters(std::span<const TimeRange> spans, const std::vector<ChannelIndex>& channels,
                                RollupMap& into) {
  for (std::size_t i = 0; i < spans.size();) {
    std::size_t end = i + 1;
    while (end < spans.size() && spans[end].from - spans[end - 1].to <= together) ++end;
    for (const ChannelIndex channel : channels) {
      if (const auto made = roll_plainly({spans[i].from, spans[end - 1].to}, channel))
        overlay_rollups(into[channel], *made);
      else
        roll_with_rule(spans.subspan(i, end - i), channel, into);
    }
    i = end;
  }
}

RollupMap GroupSource::roll_counters_of(TimeRange span, const std::vector<ChannelIndex>& counters) {
  RollupMap rolled;
  for (const ChannelIndex channel : counters) roll_with_rule({&span, 1}, channel, rolled);
  return rolled;
}

void GroupSource::roll_with_rule(std::span<const TimeRange> spans, ChannelIndex channel, RollupMap& into) {
  const CounterLimits limits = limits_of(channel);
  std::vector<Rollup> rolled;
  std::vector<Rollup> others;
  const auto roll = [&](const Judged& judged) {
    rolled = roll_minutes(channel, judged.settled.points, std::nullopt, limits);
    // The first day only tells what the rest rests on.
    const TimeMs from = std::min(spans.front().from, judged.told_from);
    std::erase_if(rolled, [=](const Rollup& r) { return r.start < from; });
    others = changed(rolled, stored_minutes(judged.read, channel), spans);
  };
  // From an accepted reading on that says what it said before, and lies a day before the end, all is the
  // same. A day without readings says nothing.
  const auto alike = [&](const Judged& judged) {
    roll(judged);
    if (!settles(judged, channel)) return false;
    if (others.empty()) return true;
    const TimeRange same{others.back().start + 1, judged.read.to - limits.memory};
    return std::ranges::any_of(rolled,
                               [&](const Rollup& r) { return same.contains(r.start) && has_value(r.first); });
  };
  roll(judge_around({spans.front().from, spans.back().to}, channel, alike));
  overlay_rollups(into[channel], others);
}

/// A counter's points of the range, settled, with the nearest accepted one on either side.
std::vector<Point> GroupSource::settled_around(TimeRange range, ChannelIndex channel) {
  const Judged judged = judge_around(range, channel, [&](const Judged& j) { return settles(j, channel); });
  return with_neighbours(judged.settled.points, range);
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
  roll_rows(Rows(known).with_columns(held), span, rolled);
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

}  // namespace hearth
