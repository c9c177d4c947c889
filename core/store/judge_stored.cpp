// Version 3 counts by the counter rule. What older versions stored is judged anew, stretch after stretch and
// once; how far that has come stands in `meta`, so that it goes on after a restart.

#include "core/store/store_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hearth {
namespace {

constexpr std::string_view key_prefix = "judging.";
/// Before and after the rows that are judged: what they rest on.
constexpr DurationMs context = 2 * day_ms;

struct Pending {
  std::int64_t group = 0;
  TimeMs from = 0;
};

template <class Number>
Number number_in(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<Pending> next_pending(Database& db) {
  Statement s(db, "SELECT key, value FROM meta WHERE key GLOB 'judging.*' ORDER BY key LIMIT 1");
  if (!s.step()) return std::nullopt;
  return Pending{number_in<std::int64_t>(s.bytes(0).substr(key_prefix.size())),
                 number_in<TimeMs>(s.bytes(1))};
}

void set_pending(Database& db, const Pending& pending) {
  Statement(db, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
      .bind(fmt::format("{}{}", key_prefix, pending.group), fmt::format("{}", pending.from))
      .run();
}

void end_pending(Database& db, const Pending& pending) {
  Statement(db, "DELETE FROM meta WHERE key = ?").bind(fmt::format("{}{}", key_prefix, pending.group)).run();
}

/// The rows as their first and last readings have it. Where a row's lowest or highest value is neither, it
/// held what was no reading, or a meter that began anew: that cannot be told any more, and is marked.
std::vector<Rollup> judged_rows(const CounterLimits& limits, std::span<const Rollup> rows) {
  std::vector<Point> points;
  for (const Rollup& r : rows) {
    if (!has_value(r.first) || !has_value(r.last)) continue;
    points.push_back({r.first_time, r.first, r.first_epoch});
    if (r.last_time > r.first_time) points.push_back({r.last_time, r.last, r.last_epoch});
  }
  points = settle(limits, points).points;
  std::vector<Rollup> judged;
  auto at = points.begin();
  for (const Rollup& r : rows) {
    const auto end = std::find_if(at, points.end(), [&](const Point& p) { return p.time > r.last_time; });
    if (at == end || !has_value(r.first)) {
      judged.push_back(r);
      continue;
    }
    Rollup made = roll_counted(r.start, {at, end}, limits);
    made.count = r.count;
    made.marks |= r.marks & shown_marks;
    if (r.min < r.first - limits.noise || r.max > r.last + limits.noise) made.marks |= mark_doubtful;
    judged.push_back(made);
    at = end;
  }
  return judged;
}

}  // namespace

void note_unjudged(Database& db) {
  db.exec(
      "INSERT OR REPLACE INTO meta (key, value) SELECT 'judging.' || id, '0' FROM series_group "
      "WHERE dataset IN ('energy', 'heatpump')");
}

/// Judges rows of a tier by themselves.
RollupMap StoreWriter::judged_tier(const Group& group, Tier tier, TimeRange span) {
  RollupMap all;
  for (const ChannelIndex channel : channels_in(group.key.dataset)) {
    if (info(channel).kind != Kind::counter) continue;
    const auto rows = std::move(
        table_.read_rollups(group, tier, {span.from - context, span.to + context}, {channel})[channel]);
    std::vector<Rollup> judged = judged_rows(counter_limits(channel, max_power_w_), rows);
    std::erase_if(judged, [&](const Rollup& r) { return !span.contains(r.start); });
    if (!judged.empty()) all[channel] = std::move(judged);
  }
  return all;
}

/// Quarters of days of which there are no minutes.
void StoreWriter::judge_quarters(const Group& group, TimeRange span) {
  RollupMap judged = judged_tier(group, Tier::quarter, span);
  for (auto& [channel, rows] : judged) {
    std::erase_if(rows, [&](const Rollup& r) {
      const TimeMs day = floor_to(r.start, day_ms);
      return table_.count(group, Tier::minute, {day, day + day_ms}).blocks > 0;
    });
  }
  RollupMap stored = table_.read_rollups(group, Tier::quarter, span, channels_in(group.key.dataset));
  bool any = false;
  for (const auto& [channel, rows] : judged) {
    any = any || !rows.empty();
    overlay_rollups(stored[channel], rows);
  }
  if (any) table_.replace(group, Tier::quarter, span, stored);
}

/// Readings of a span, through the rule.
void StoreWriter::judge_readings(const Group& group, TimeRange span, TimeMs now) {
  std::vector<ChannelIndex> counters;
  for (const ChannelIndex c : channels_in(group.key.dataset))
    if (info(c).kind == Kind::counter) counters.push_back(c);
  GroupSource source(&table_, group, group.key.dataset, {}, max_power_w_);
  write_minutes(group, source.roll_counters_of(span, counters), now);
}

bool StoreWriter::has_unjudged() {
  try {
    return next_pending(*db_).has_value();
  } catch (const DatabaseFault&) {
    return false;
  }
}

bool StoreWriter::judge_some(TimeMs now) {
  auto pending = next_pending(*db_);
  if (!pending) return false;
  Transaction transaction(*db_, Transaction::Kind::write);
  const auto groups = table_.groups();
  const auto group = std::ranges::find(groups, pending->group, &Group::id);
  TimeRange all;
  TimeRange raw;
  if (group != groups.end()) {
    raw = table_.extent(*group, Tier::raw);
    for (const Tier tier : {Tier::raw, Tier::minute, Tier::quarter})
      if (const TimeRange extent = table_.extent(*group, tier); !extent.empty())
        all = all.empty() ? extent : TimeRange{std::min(all.from, extent.from), std::max(all.to, extent.to)};
  }
  const TimeMs from = std::max(pending->from, floor_to(all.from, day_ms));
  if (from >= all.to) {
    end_pending(*db_, *pending);
    transaction.commit();
    return next_pending(*db_).has_value();
  }
  const TimeMs raw_from = raw.empty() ? all.to : floor_to(raw.from, day_ms);
  TimeRange span{from, from + day_ms};
  if (from >= raw_from) {
    judge_readings(*group, span, now);
  } else {
    const DurationMs unit = block_span(Tier::quarter);
    span.to = std::min(floor_to(from, unit) + unit, std::max(raw_from, span.to));
    judge_quarters(*group, {floor_to(from, unit), floor_to(from, unit) + unit});
    write_minutes(*group, judged_tier(*group, Tier::minute, span), now);
  }
  set_aside_damaged(now);
  set_pending(*db_, {pending->group, span.to});
  transaction.commit();
  return true;
}

}  // namespace hearth
