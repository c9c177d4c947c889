// What comes of readings on their way into the blocks: the tiers.
#include "core/store/store_writer.h"

#include <algorithm>

namespace hearth {
namespace {

/// The part of the list whose rows begin in `range`.
std::span<const Rollup> within(const std::vector<Rollup>& list, TimeRange range) {
  const auto place = [&](TimeMs t) {
    return std::partition_point(list.begin(), list.end(), [=](const Rollup& r) { return r.start < t; });
  };
  return {place(range.from), place(range.to)};
}

std::set<TimeMs> days_of(const RollupMap& minutes) {
  std::set<TimeMs> days;
  for (const auto& [channel, list] : minutes)
    for (const Rollup& r : list)
      if (days.empty() || floor_to(r.start, day_ms) != *days.rbegin()) days.insert(floor_to(r.start, day_ms));
  return days;
}

/// Hours that rows lie in, one after the other.
struct Run {
  TimeRange hours;
  bool stored = false;  ///< of all of them there are readings already
};

/// The hours that rows lie in, alike neighbours joined, but never more than a day at once.
std::vector<Run> hour_runs(const std::vector<TimeMs>& times, const std::function<bool(TimeRange)>& stored) {
  std::vector<Run> runs;
  for (const TimeMs t : times) {
    if (!runs.empty() && t < runs.back().hours.to) continue;
    const TimeRange hour = utc_hour(t);
    const bool there = stored(hour);
    if (!runs.empty() && runs.back().hours.to == hour.from && runs.back().stored == there &&
        runs.back().hours.length() < day_ms) {
      runs.back().hours.to = hour.to;
    } else {
      runs.push_back({hour, there});
    }
  }
  return runs;
}

}  // namespace

/// How many of the rows are in the blocks already.
std::size_t StoreWriter::count_known(const Group& group, const Rows& rows) {
  const auto there = [&](TimeRange hour) { return table_.count(group, Tier::raw, hour).blocks > 0; };
  std::size_t known = 0;
  for (const auto& [run, stored] : hour_runs(rows.times, there)) {
    if (!stored) continue;
    GroupSource source(&table_, group, group.key.dataset, {}, max_power_w_);
    Rows before = source.rows(run, rows.channels);
    known += merge_rows(before, rows.slice(run)).same;
  }
  return known;
}

/// Takes readings into the blocks of their hours, and rolls up what they touch.
void StoreWriter::take_in(const GroupKey& key, const Rows& rows, TimeMs now) {
  const Group group = table_.make_group(key);
  const auto there = [&](TimeRange hour) { return table_.count(group, Tier::raw, hour).blocks > 0; };
  for (const auto& [run, stored] : hour_runs(rows.times, there)) {
    GroupSource source(&table_, group, key.dataset, rows.slice(run), max_power_w_);
    // Where nothing is stored yet, the channels that come are all there are.
    const Rows both = stored ? source.rows(run, channels_in(key.dataset)) : Rows();
    const Rows& merged = stored ? both : source.tail();
    const RollupMap rolled = source.roll_up(run, merged);
    // What could not be read is kept elsewhere before something takes its place.
    set_aside_damaged(now);
    std::size_t first = 0;
    for (TimeMs hour = run.from; hour < run.to; hour += hour_ms) {
      const auto end = std::lower_bound(merged.times.begin(), merged.times.end(), hour + hour_ms);
      const auto last = static_cast<std::size_t>(end - merged.times.begin());
      table_.replace(group, Tier::raw, {hour, hour + hour_ms}, merged, first, last);
      first = last;
    }
    write_minutes(group, rolled, now);
  }
  for (std::size_t c = 0; c < rows.channels.size(); ++c)
    for (std::size_t i = rows.size(); i-- > 0;)
      if (has_value(rows.values[c][i])) {
        write_latest(group, rows.channels[c], rows.times[i], rows.values[c][i]);
        break;
      }
}

/// Puts minutes over the stored ones. A day that is over is one block; before, each hour is one, so that an
/// hour's recording does not write the whole day anew.
void StoreWriter::write_minutes(const Group& group, const RollupMap& minutes, TimeMs now) {
  const std::vector<ChannelIndex> channels = channels_in(group.key.dataset);
  std::set<TimeMs> finished;
  for (const TimeMs start : days_of(minutes)) {
    const TimeRange day = utc_day(start);
    const bool whole = day.to <= now || table_.count(group, Tier::minute, day).long_block;
    const DurationMs unit = whole ? day_ms : hour_ms;
    for (TimeMs from = day.from; from < day.to; from += unit) {
      const TimeRange span{from, from + unit};
      RollupMap stored;
      bool any = false;
      for (const auto& [channel, list] : minutes) any = any || !within(list, span).empty();
      if (!any) continue;
      stored = table_.read_rollups(group, Tier::minute, span, channels);
      if (!damaged_.empty()) {
        set_aside_damaged(now);
        stored = table_.read_rollups(group, Tier::minute, span, channels);
      }
      for (const auto& [channel, list] : minutes) overlay_rollups(stored[channel], within(list, span));
      table_.replace(group, Tier::minute, span, stored);
    }
    if (day.to <= group.quarters_until) finished.insert(day.from);
  }
  roll_quarters_of(group, finished, now);
}

/// Rolls the quarters of whole days up from their minutes.
void StoreWriter::roll_quarters_of(const Group& group, const std::set<TimeMs>& days, TimeMs now) {
  const std::vector<ChannelIndex> channels = channels_in(group.key.dataset);
  const DurationMs unit = block_span(Tier::quarter);
  for (auto day = days.begin(); day != days.end();) {
    const TimeRange span{floor_to(*day, unit), floor_to(*day, unit) + unit};
    RollupMap quarters = table_.read_rollups(group, Tier::quarter, span, channels);
    if (!damaged_.empty()) {
      set_aside_damaged(now);
      quarters = table_.read_rollups(group, Tier::quarter, span, channels);
    }
    auto before = table_.rollups_before(group, Tier::minute, *day, channels);
    for (; day != days.end() && *day < span.to; ++day) {
      const RollupMap minutes = table_.read_rollups(group, Tier::minute, utc_day(*day), channels);
      for (std::size_t c = 0; c < channels.size(); ++c) {
        const auto mine = minutes.find(channels[c]);
        if (mine == minutes.end() || mine->second.empty()) continue;
        overlay_rollups(quarters[channels[c]], roll_quarters(channels[c], mine->second, before[c],
                                                             counter_limits(channels[c], max_power_w_)));
        before[c] = mine->second.back();
      }
      if (table_.count(group, Tier::minute, utc_day(*day)).blocks > 1)
        table_.replace(group, Tier::minute, utc_day(*day), minutes);
    }
    table_.replace(group, Tier::quarter, span, quarters);
  }
}

void StoreWriter::roll_finished_days(const Group& group, TimeMs now) {
  roll_days(group, floor_to(now, day_ms), now);
}

/// Rolls the days up to `until`, a midnight, that have no quarters yet.
void StoreWriter::roll_days(const Group& group, TimeMs until, TimeMs now) {
  if (group.quarters_until >= until) return;
  std::set<TimeMs> days;
  for (const BlockTable::Place& minutes :
       table_.places_before(group, Tier::minute, until, group.quarters_until))
    days.insert(floor_to(minutes.start, day_ms));
  roll_quarters_of(group, days, now);
}

}  // namespace hearth
