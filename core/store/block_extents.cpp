#include "core/store/block_table.h"

#include <algorithm>
#include <limits>

/// What the table of blocks tells without one of them being opened: how far the tiers reach, and what was
/// dropped of them.
namespace hearth {

TimeRange BlockTable::extent(const Group& group, Tier tier) {
  Statement ends(db_,
                 "SELECT (SELECT id FROM block WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 1), "
                 "(SELECT id FROM block WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1)");
  ends.bind(first_number(group, tier, 0), last_number(group, tier, std::numeric_limits<TimeMs>::max()));
  if (!ends.step() || ends.is_null(0)) return {};
  // The blocks of one stretch may begin and end with different channels.
  const TimeMs first = place_of(ends.integer(0)).hour;
  const TimeMs last = place_of(ends.integer(1)).hour;
  Statement s(db_,
              "SELECT (SELECT min(start) FROM block WHERE id BETWEEN ?1 AND ?2), "
              "(SELECT max(\"end\") FROM block WHERE id BETWEEN ?3 AND ?4)");
  s.bind(first_number(group, tier, first), last_number(group, tier, first), first_number(group, tier, last),
         last_number(group, tier, last));
  s.step();
  return {s.integer(0), s.integer(1) + 1};
}

BlockTable::Count BlockTable::count(const Group& group, Tier tier, TimeRange span) {
  Statement s(db_, "SELECT count(*), max(\"end\" - start) FROM block WHERE id BETWEEN ? AND ?");
  s.bind(first_number(group, tier, span.from), last_number(group, tier, last_ms(span)));
  s.step();
  return {static_cast<std::size_t>(s.integer(0)), s.integer(1) >= hour_ms};
}

TierSize BlockTable::size(const Group& group, Tier tier) {
  Statement s(db_,
              "SELECT count(*), total(count), min(start), max(\"end\") FROM block WHERE id BETWEEN ? AND ?");
  s.bind(first_number(group, tier, 0), last_number(group, tier, std::numeric_limits<TimeMs>::max()));
  s.step();
  return {static_cast<std::uint64_t>(s.integer(0)), static_cast<std::uint64_t>(s.integer(1)), s.integer(2),
          s.integer(3)};
}

std::size_t BlockTable::drop_before(Tier tier, TimeMs time) {
  std::size_t dropped = 0;
  for (const Group& group : groups()) {
    Statement s(db_, "DELETE FROM block WHERE id BETWEEN ? AND ? AND \"end\" < ?");
    s.bind(first_number(group, tier, 0), last_number(group, tier, time), time).run();
    dropped += static_cast<std::size_t>(sqlite3_changes(db_.handle()));
  }
  if (dropped > 0 && time > dropped_before(tier))
    Statement(db_, "INSERT OR REPLACE INTO meta (key, value) VALUES ('dropped.' || ?, ?)")
        .bind(static_cast<std::int64_t>(tier), time)
        .run();
  return dropped;
}

TimeMs BlockTable::dropped_before(Tier tier) {
  Statement s(db_, "SELECT value FROM meta WHERE key = 'dropped.' || ?");
  s.bind(static_cast<std::int64_t>(tier));
  return s.step() ? s.integer(0) : 0;
}

void BlockTable::forget_drops_after(TimeMs newest) {
  for (const Tier tier : {Tier::raw, Tier::minute, Tier::quarter}) {
    if (dropped_before(tier) <= newest) continue;
    TimeMs first = newest;
    for (const Group& group : groups())
      if (const TimeRange left = extent(group, tier); !left.empty()) first = std::min(first, left.from);
    Statement(db_, "INSERT OR REPLACE INTO meta (key, value) VALUES ('dropped.' || ?, ?)")
        .bind(static_cast<std::int64_t>(tier), floor_to(first, hour_ms))
        .run();
  }
}

std::vector<BlockTable::Place> BlockTable::places_before(const Group& group, Tier tier, TimeMs time,
                                                         TimeMs from) {
  std::vector<Place> found;
  if (time <= from) return found;
  Statement s(db_, "SELECT id, start FROM block WHERE id BETWEEN ? AND ? AND \"end\" < ? ORDER BY id");
  s.bind(first_number(group, tier, from), last_number(group, tier, time), time);
  while (s.step()) found.push_back({s.integer(0), s.integer(1)});
  return found;
}

bool BlockTable::overlaps(const Group& group, Tier tier, TimeRange span) {
  Statement s(db_, "SELECT 1 FROM block WHERE id BETWEEN ? AND ? AND start < ? AND \"end\" >= ? LIMIT 1");
  s.bind(first_number(group, tier, floor_to(span.from, block_span(tier))),
         last_number(group, tier, last_ms(span)), span.to, span.from);
  return s.step();
}

std::optional<TimeMs> BlockTable::last_before(const Group& group, Tier tier, TimeMs time) {
  if (time <= 0) return std::nullopt;
  Statement s(db_, "SELECT \"end\" FROM block WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1");
  s.bind(first_number(group, tier, 0), last_number(group, tier, time - 1));
  if (!s.step()) return std::nullopt;
  return s.integer(0);
}

}  // namespace hearth
