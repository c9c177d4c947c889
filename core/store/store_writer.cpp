#include "core/store/store_writer.h"

namespace hearth {

StoreWriter::StoreWriter(std::unique_ptr<Database> db, BlockTable::Damaged damaged)
    : db_(std::move(db)), table_(*db_, std::move(damaged)) {
  // What an earlier run left scattered.
  Statement s(
      *db_,
      "SELECT g.dataset, g.entity, b.start / 3600000 FROM block b JOIN series_group g ON g.id = b.group_id "
      "WHERE b.tier = 0 GROUP BY 1, 2, 3 HAVING count(*) > 1");
  while (s.step())
    if (const auto dataset = find_dataset(s.bytes(0)))
      scattered_.insert({{*dataset, std::string(s.bytes(1))}, s.integer(2) * hour_ms});
}

void StoreWriter::write(const Batch& batch, TimeMs now) {
  const auto scattered_before = scattered_;
  try {
    Transaction transaction(*db_, Transaction::Kind::write);
    for (const auto& [id, name] : batch.epochs) {
      Statement s(*db_, "INSERT OR IGNORE INTO epoch (id, name) VALUES (?, ?)");
      s.bind(static_cast<std::int64_t>(id), std::string_view(name)).run();
    }
    for (const auto& [key, rows] : *batch.rows)
      if (!rows.empty()) write_group(key, rows);
    for (const auto& [key, parts] : batch.coverage) {
      const std::int64_t group = table_.make_group(key);
      Statement(*db_, "DELETE FROM coverage WHERE group_id = ?").bind(group).run();
      Statement s(*db_,
                  "INSERT INTO coverage (group_id, provenance, settled, start, \"end\", asked_at) "
                  "VALUES (?, ?, ?, ?, ?, ?)");
      for (const Coverage& c : parts)
        s.bind(group, static_cast<std::int64_t>(c.provenance), static_cast<std::int64_t>(c.settled),
               c.range.from, c.range.to, c.asked_at)
            .run();
    }
    compact_finished(now);
    transaction.commit();
  } catch (...) {
    scattered_ = scattered_before;
    throw;
  }
}

void StoreWriter::write_group(const GroupKey& key, const Rows& rows) {
  const std::int64_t group = table_.make_group(key);
  GroupSource source(&table_, group, key.dataset, rows);
  table_.add_rows(group, Tier::raw, source.tail());
  const std::vector<ChannelIndex> channels = channels_in(key.dataset);
  MinuteMap rolled = source.roll_up(channels);
  TimeRange touched{rows.times.front(), rows.times.back()};
  for (const auto& [channel, minutes] : rolled)
    if (!minutes.empty())
      touched = {std::min(touched.from, minutes.front().start), std::max(touched.to, minutes.back().start)};
  // Only what wins over the stored minute is written.
  const MinuteMap stored = table_.read_minutes(group, {touched.from, touched.to + 1}, channels);
  for (const auto& [channel, old] : stored) {
    std::map<TimeMs, std::uint32_t> counts;
    for (const Rollup& m : old) counts[m.start] = m.count;
    std::erase_if(rolled[channel], [&](const Rollup& m) {
      const auto known = counts.find(m.start);
      return known != counts.end() && known->second > m.count;
    });
  }
  table_.add_minutes(group, rolled);
  for (std::size_t c = 0; c < channels.size(); ++c)
    for (std::size_t i = rows.size(); i-- > 0;)
      if (has_value(rows.values[c][i])) {
        write_latest(group, channels[c], rows.times[i], rows.values[c][i]);
        break;
      }
  for (const TimeMs t : rows.times) scattered_.insert({key, floor_to(t, hour_ms)});
}

void StoreWriter::write_latest(std::int64_t group, ChannelIndex channel, TimeMs time, double value) {
  Statement s(
      *db_,
      "INSERT INTO latest (group_id, channel, time, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "time = excluded.time, value = excluded.value WHERE excluded.time >= latest.time");
  s.bind(group, info(channel).id, time, value).run();
}

void StoreWriter::compact_finished(TimeMs now) {
  std::set<std::pair<GroupKey, TimeMs>> days;
  for (auto hour = scattered_.begin(); hour != scattered_.end();) {
    const auto& [key, start] = *hour;
    if (start + hour_ms > now) {
      ++hour;
      continue;
    }
    if (const auto group = table_.find_group(key))
      table_.compact(*group, key, Tier::raw, {start, start + hour_ms});
    days.insert({key, floor_to(start, day_ms)});
    hour = scattered_.erase(hour);
  }
  for (const auto& [key, start] : days)
    if (const auto group = table_.find_group(key))
      table_.compact(*group, key, Tier::minute, {start, start + day_ms});
}

void StoreWriter::put_hours(const GroupKey& key, const Rows& hours) {
  if (hours.empty()) return;
  Transaction transaction(*db_, Transaction::Kind::write);
  const std::int64_t group = table_.make_group(key);
  table_.add_rows(group, Tier::hour, hours);
  for (TimeMs day = floor_to(hours.times.front(), day_ms); day <= hours.times.back(); day += day_ms)
    table_.compact(group, key, Tier::hour, {day, day + day_ms});
  transaction.commit();
}

void StoreWriter::put_minutes(const GroupKey& key, const MinuteMap& minutes) {
  Transaction transaction(*db_, Transaction::Kind::write);
  const std::int64_t group = table_.make_group(key);
  table_.add_minutes(group, minutes);
  for (const auto& [channel, list] : minutes)
    if (!list.empty()) write_latest(group, channel, list.back().last_time, list.back().last);
  transaction.commit();
}

void StoreWriter::retain(TimeMs raw_from, TimeMs minutes_from) {
  Transaction transaction(*db_, Transaction::Kind::write);
  table_.drop_before(Tier::raw, raw_from);
  table_.drop_before(Tier::minute, minutes_from);
  transaction.commit();
}

void StoreWriter::checkpoint() {
  db_->exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::vector<Coverage> read_coverage(Database& db) {
  std::vector<Coverage> found;
  Statement s(
      db,
      "SELECT g.dataset, g.entity, c.provenance, c.start, c.\"end\", c.asked_at, c.settled FROM coverage c "
      "JOIN series_group g ON g.id = c.group_id");
  while (s.step()) {
    const auto dataset = find_dataset(s.bytes(0));
    if (!dataset || s.integer(2) < 0 || s.integer(2) > static_cast<std::int64_t>(Provenance::imported))
      continue;
    found.push_back({{*dataset, std::string(s.bytes(1))},
                     static_cast<Provenance>(s.integer(2)),
                     {s.integer(3), s.integer(4)},
                     s.integer(5),
                     s.integer(6) != 0});
  }
  return found;
}

}  // namespace hearth
