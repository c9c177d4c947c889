#include "core/store/retention.h"

#include "core/store/store_writer.h"

#include <algorithm>

namespace hearth {
namespace {

/// Readings that come so long after all others have to go on for some days before they count: a sender whose
/// clock is wrong stamps them just so.
constexpr DurationMs long_silence = 8 * day_ms;
constexpr int days_to_count = 3;
/// How many such stretches are passed over at most; what is older only keeps more.
constexpr int most_stretches = 64;

using Newest = std::optional<TimeMs>;

Newest later(Newest a, Newest b) {
  return !a ? b : !b ? a : std::max(*a, *b);
}

/// The newest reading before `time`, of all groups that tell the time.
Newest newest_before(BlockTable& table, const std::vector<Group>& groups, const RowsByGroup& recent,
                     TimeMs time, std::span<const Tier> tiers) {
  Newest newest;
  for (const Group& group : groups)
    for (const Tier tier : tiers) newest = later(newest, table.last_before(group, tier, time));
  for (const auto& [key, rows] : recent) {
    if (key.dataset == Dataset::price) continue;
    const auto end = std::ranges::lower_bound(rows.times, time);
    if (end != rows.times.begin()) newest = later(newest, *std::prev(end));
  }
  return newest;
}

/// The newest reading that is no stray: some days of readings lead up to it, or nothing is before it.
template <class Before>
TimeMs settled_newest(TimeMs newest, Before before) {
  TimeMs candidate = newest;
  for (int stretch = 0; stretch < most_stretches; ++stretch) {
    TimeMs at = floor_to(candidate, day_ms);
    bool stray = false;
    for (int days = 1; days < days_to_count && !stray; ++days) {
      const Newest previous = before(at);
      if (!previous) return candidate;
      stray = at - *previous > long_silence;
      if (stray) candidate = *previous;
      at = floor_to(*previous, day_ms);
    }
    if (!stray) return candidate;
  }
  return candidate;
}

Error apart(TimeMs now, TimeMs newest) {
  return {ErrorKind::storage,
          said("The clock says {}, the newest readings are of {}: nothing is deleted from the history.",
               format_rfc3339(floor_to(now, second_ms)), format_rfc3339(floor_to(newest, second_ms))),
          "Where the clock is wrong, set it; where nothing was recorded lately, there is nothing to do.",
          {}};
}

constexpr std::array fine_tiers = {Tier::raw, Tier::minute};
constexpr std::array coarse_tiers = {Tier::quarter};

}  // namespace

RetentionBasis retention_basis(BlockTable& table, const RowsByGroup& recent, TimeMs now, DurationMs detail) {
  constexpr TimeMs never = std::numeric_limits<TimeMs>::max();
  std::vector<Group> groups = table.groups();
  bool due = false;
  for (const Group& group : groups) {
    const TimeRange extent = table.extent(group, Tier::raw);
    due = due || (!extent.empty() && extent.from < now - detail);
  }
  std::erase_if(groups, [](const Group& g) { return g.key.dataset == Dataset::price; });
  const auto before = [&](TimeMs time) { return newest_before(table, groups, recent, time, fine_tiers); };
  Newest newest = before(never);
  if (!newest) newest = newest_before(table, groups, recent, never, coarse_tiers);
  if (!newest) return {};
  const TimeMs settled = settled_newest(*newest, before);
  if (settled - now > clock_and_readings_apart) return {{}, apart(now, settled)};
  // A stray from beyond the present says nothing of it.
  const TimeMs heard = *newest - now > clock_and_readings_apart ? settled : *newest;
  if (now - heard > clock_and_readings_apart)
    return {{}, due ? std::optional(apart(now, heard)) : std::nullopt};
  return {std::min(now, settled), {}};
}

bool StoreWriter::retain(const Retention& keep, TimeMs now) {
  Transaction transaction(*db_, Transaction::Kind::write);
  for (const Group& group : table_.groups()) roll_finished_days(group, now);
  drop(Tier::raw, keep.raw_from, now);
  drop(Tier::minute, keep.minutes_from, now);
  drop(Tier::quarter, keep.quarters_from, now);
  bool forced = false;
  for (const Tier tier : {Tier::raw, Tier::minute}) {
    if (keep.most_bytes == 0) break;
    while (used_bytes() > keep.most_bytes) {
      TimeRange whole;
      for (const Group& group : table_.groups()) {
        const TimeRange extent = table_.extent(group, tier);
        if (extent.empty()) continue;
        whole = whole.empty() ? extent
                              : TimeRange{std::min(whole.from, extent.from), std::max(whole.to, extent.to)};
      }
      if (whole.empty()) break;
      drop(tier, floor_to(whole.from, day_ms) + day_ms, now);
      forced = true;
    }
  }
  transaction.commit();
  return forced;
}

/// Drops what of the tier is older, once the next coarser tier holds it.
void StoreWriter::drop(Tier tier, TimeMs before, TimeMs now) {
  if (before <= 0) return;
  for (const Group& group : table_.groups()) {
    if (tier == Tier::raw) hold_in_minutes(group, before, now);
    if (tier == Tier::minute) hold_in_quarters(group, before, now);
  }
  table_.drop_before(tier, before);
}

void StoreWriter::hold_in_minutes(const Group& group, TimeMs before, TimeMs now) {
  TimeMs looked_at = -1;
  for (const BlockTable::Place& raw : table_.places_before(group, Tier::raw, before)) {
    const TimeMs day = floor_to(raw.start, day_ms);
    if (std::exchange(looked_at, day) != day) {
      // A damaged block of minutes is made anew from the readings, while they are there.
      for (const BlockTable::Place& minutes : table_.places_before(group, Tier::minute, day + day_ms, day))
        if (!table_.sound(minutes.id)) damaged_.insert(minutes.id);
      set_aside_damaged(now);
    }
    const TimeMs from = floor_to(raw.start, hour_ms);
    if (table_.overlaps(group, Tier::minute, {from, from + hour_ms})) continue;
    GroupSource source(&table_, group, group.key.dataset, {}, max_power_w_);
    const TimeRange hour{from, from + hour_ms};
    write_minutes(group, source.roll_up(hour, source.rows(hour, channels_in(group.key.dataset))), now);
  }
}

/// Whether each quarter that the minutes lie in is there, and knows as many readings as they do.
static bool quarters_hold(const RollupMap& quarters, const RollupMap& minutes) {
  for (const auto& [channel, list] : minutes) {
    const auto mine = quarters.find(channel);
    if (!list.empty() && mine == quarters.end()) return false;
    for (std::size_t i = 0; i < list.size();) {
      const TimeMs start = floor_to(list[i].start, quarter_ms);
      std::uint64_t count = 0;
      for (; i < list.size() && list[i].start < start + quarter_ms; ++i) count += list[i].count;
      const auto quarter = std::ranges::lower_bound(mine->second, start, {}, &Rollup::start);
      if (quarter == mine->second.end() || quarter->start != start || quarter->count < count) return false;
    }
  }
  return true;
}

void StoreWriter::hold_in_quarters(const Group& group, TimeMs before, TimeMs now) {
  const std::vector<ChannelIndex> channels = channels_in(group.key.dataset);
  std::set<TimeMs> days;
  for (const BlockTable::Place& minutes : table_.places_before(group, Tier::minute, before)) {
    const TimeMs day = floor_to(minutes.start, day_ms);
    const TimeRange span{day, day + day_ms};
    if (days.contains(day)) continue;
    if (day >= group.quarters_until ||
        !quarters_hold(table_.read_rollups(group, Tier::quarter, span, channels),
                       table_.read_rollups(group, Tier::minute, span, channels)))
      days.insert(day);
  }
  set_aside_damaged(now);
  roll_quarters_of(group, days, now);
}

void StoreWriter::heal_dates() {
  std::optional<TimeMs> newest;
  for (const Group& group : table_.groups()) {
    if (group.key.dataset == Dataset::price) continue;
    for (const Tier tier : {Tier::raw, Tier::minute, Tier::quarter})
      newest = later(newest, table_.last_before(group, tier, std::numeric_limits<TimeMs>::max()));
  }
  for (const auto& [key, rows] : journal())
    if (key.dataset != Dataset::price && !rows.empty()) newest = later(newest, rows.times.back());
  if (newest) table_.forget_drops_after(*newest);
}

}  // namespace hearth
