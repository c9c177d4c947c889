#include "core/store/bucket_query.h"
#include "core/store/history_store_private.h"

#include <algorithm>

namespace hearth {
namespace {

/// How many rows beyond a range the tail is looked at for what completes the outer buckets, and settles a
/// counter.
constexpr std::size_t beside = 20'000;
/// How far beyond a range a service's hours are looked at.
constexpr DurationMs longest_fit = 40 * day_ms;

/// The coarsest tier whose rows fit into buckets with these edges.
Tier tier_for(std::span<const TimeMs> edges) {
  const auto multiples_of = [&](DurationMs step) {
    return std::ranges::all_of(edges, [=](TimeMs t) { return t % step == 0; });
  };
  return multiples_of(quarter_ms) ? Tier::quarter : multiples_of(minute_ms) ? Tier::minute : Tier::raw;
}

/// What readings are needed of: an hour of energy that they cover in part is looked at as a whole.
TimeRange looked_at(Dataset dataset, std::span<const TimeMs> edges) {
  const TimeRange range{edges.front(), edges.back()};
  if (dataset != Dataset::energy) return range;
  return {floor_to(range.from, hour_ms), ceil_to(range.to, hour_ms)};
}

void add_newest(const RowsByGroup& groups, std::map<SeriesKey, Latest>& newest) {
  for (const auto& [group, rows] : groups)
    for (std::size_t c = 0; c < rows.channels.size(); ++c)
      for (std::size_t i = rows.size(); i-- > 0;) {
        if (!has_value(rows.values[c][i])) continue;
        const SeriesKey key{rows.channels[c], group.entity};
        const auto [entry, fresh] = newest.try_emplace(key);
        if (fresh || rows.times[i] >= entry->second.time)
          entry->second = {key, rows.times[i], rows.values[c][i]};
        break;
      }
}

/// The rows of a tier that stand as they are in blocks, and the one before all of them.
void stream_rows(GroupSource& source, const GroupSource::Outline& outline,
                 const std::vector<ChannelIndex>& channels, const std::vector<ChannelHistory>& history,
                 Tier tier, std::vector<SeriesBuckets>& series) {
  const DurationMs width = tier == Tier::quarter ? quarter_ms : minute_ms;
  for (std::size_t c = 0; c < series.size(); ++c)
    if (const auto& before = history[c].before; before && tier == Tier::quarter)
      series[c].add_rows({&*before, 1}, history[c].before_width);
  source.each_rollups(outline, tier, channels,
                      [&](std::size_t c, std::span<const Rollup> rows) { series[c].add_rows(rows, width); });
}

/// The readings of gauges and states, which `SeriesBuckets` do not have from the history.
void add_readings(GroupSource& source, const std::vector<ChannelIndex>& channels, TimeRange range,
                  std::vector<SeriesBuckets>& series) {
  std::vector<ChannelIndex> held;
  std::vector<SeriesBuckets*> targets;
  for (std::size_t c = 0; c < channels.size(); ++c)
    if (info(channels[c]).kind != Kind::counter) {
      held.push_back(channels[c]);
      targets.push_back(&series[c]);
    }
  if (held.empty() || range.empty()) return;
  RunTimes run;
  source.each_columns(range, held, [&](std::span<const TimeMs> times, auto columns) {
    run.assign(times);
    for (std::size_t c = 0; c < targets.size(); ++c) targets[c]->add_run(run, columns[c]);
  });
}

Expected<void> of_one_group(const GroupKey& group, std::span<const ChannelIndex> channels) {
  for (const ChannelIndex c : channels)
    if (c >= channel_count || info(c).dataset != group.dataset)
      return fail(ErrorKind::usage, "A channel of another dataset was asked for.");
  return {};
}

}  // namespace

/// Where the group has readings at all; what is asked of the ends of time is cut to it.
TimeRange HistoryStore::Private::extent(const GroupKey& group) {
  constexpr TimeMs never = std::numeric_limits<TimeMs>::max();
  TimeRange found{never, std::numeric_limits<TimeMs>::min()};
  const auto widen = [&](TimeMs first, TimeMs last) {
    found = {std::min(found.from, first), std::max(found.to, last + 1)};
  };
  const auto widen_by = [&](const RowsByGroup& groups) {
    if (const auto rows = groups.find(group); rows != groups.end() && !rows->second.empty())
      widen(rows->second.times.front(), rows->second.times.back());
  };
  widen_by(tail.all());
  static_cast<void>(reading([&](Database* db) {
    if (db == nullptr) return false;
    widen_by(journal.read(*db, damaged()));
    BlockTable table(*db, damaged());
    if (const auto known = table.find_group(group))
      if (const TimeRange blocks = table.extent(*known, Tier::raw); !blocks.empty())
        widen(blocks.from, blocks.to - 1);
    return true;
  }));
  return found.from == never ? TimeRange{} : found;
}

/// What a service said of hours, also what is not written yet.
Rows HistoryStore::Private::said_hours(GroupSource& source, const std::string& entity, TimeRange range,
                                       const std::vector<ChannelIndex>& channels) {
  Rows said = source.hours(range, channels);
  const std::lock_guard guard(pending_mutex);
  const auto pending = pending_hours.find(entity);
  if (pending == pending_hours.end()) return said;
  const Rows all = pending->second.rows.slice(range);
  Rows mine(channels);
  mine.times = all.times;
  mine.epochs = all.epochs;
  mine.provenances = all.provenances;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto at = std::ranges::find(all.channels, channels[c]);
    mine.values[c] = at == all.channels.end()
                         ? std::vector<double>(all.size(), no_value)
                         : all.values[static_cast<std::size_t>(at - all.channels.begin())];
  }
  merge_rows(said, mine);
  return said;
}

std::vector<Buckets> HistoryStore::Private::buckets_of(GroupSource& source, const HoursOf& hours_of,
                                                       const GroupKey& group,
                                                       const std::vector<ChannelIndex>& channels,
                                                       std::span<const TimeMs> edges, Tier finest) {
  const TimeRange range{edges.front(), edges.back()};
  // Prices are known ahead; nothing else holds beyond the present.
  const TimeMs until = group.dataset == Dataset::price ? std::numeric_limits<TimeMs>::max()
                                                       : std::max(clock.now(), range.from);
  const GroupSource::Outline outline = source.outline(looked_at(group.dataset, edges), finest, channels);
  std::vector<std::vector<HourValue>> hours(channels.size());
  // The hours of a whole gap, also beyond the range: they are fitted to what the meter counted over it.
  if (group.dataset == Dataset::energy) {
    TimeRange reach = range;
    for (std::size_t c = 0; c < channels.size(); ++c) {
      const TimeRange of_one = outline.reach(c, channels[c]);
      reach = {std::min(reach.from, of_one.from), std::max(reach.to, of_one.to)};
    }
    const TimeRange told{floor_to(std::max(reach.from, range.from - longest_fit), hour_ms),
                         std::min(reach.to, range.to + longest_fit)};
    const Rows said = hours_of(told, channels);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      for (std::size_t i = 0; i < said.size(); ++i)
        if (has_value(said.values[c][i])) hours[c].push_back({said.times[i], said.values[c][i]});
      if (channels[c] == channel("energy.import")) hours_so_far.add_to(hours[c], group.entity);
    }
  }
  // What a service says of a counter's hours is held against all that was counted in them.
  const auto fitted = [&](std::size_t c) {
    return info(channels[c]).kind == Kind::counter && !hours[c].empty();
  };
  bool streamed = true;
  for (std::size_t c = 0; c < channels.size(); ++c) streamed = streamed && !fitted(c);
  const std::vector<ChannelHistory> history = source.history(outline, channels, streamed);

  std::vector<SeriesBuckets> series;
  series.reserve(channels.size());
  for (std::size_t c = 0; c < channels.size(); ++c)
    series.emplace_back(SeriesKey{channels[c], group.entity}, edges, history[c], std::move(hours[c]),
                        counter_limits(channels[c], options.max_power_w));
  if (streamed) stream_rows(source, outline, channels, history, Tier::quarter, series);
  for (std::size_t c = 0; c < series.size(); ++c) series[c].add_rows(history[c].quarters, quarter_ms);
  if (streamed) stream_rows(source, outline, channels, history, Tier::minute, series);
  for (std::size_t c = 0; c < series.size(); ++c) {
    series[c].add_rows(history[c].minutes, minute_ms);
    series[c].add_points(history[c].points);
  }
  add_readings(source, channels, outline.readings(), series);
  std::vector<Buckets> result;
  result.reserve(series.size());
  for (SeriesBuckets& one : series) result.push_back(one.finish(until));
  return result;
}

std::vector<GroupKey> HistoryStore::groups() const {
  std::set<GroupKey> all;
  for (const GroupKey& group : d_->tail.groups()) all.insert(group);
  if (d_->writes || d_->opening) {
    const std::lock_guard guard(d_->groups_mutex);
    all.insert(d_->written_groups.begin(), d_->written_groups.end());
    return {all.begin(), all.end()};
  }
  static_cast<void>(d_->reading([&](Database* db) {
    if (db == nullptr) return false;
    for (const auto& [group, rows] : d_->journal.read(*db, d_->damaged())) all.insert(group);
    for (Group& group : BlockTable(*db, d_->damaged()).groups()) all.insert(std::move(group.key));
    return true;
  }));
  return {all.begin(), all.end()};
}

Expected<Series> HistoryStore::raw(const SeriesKey& key, TimeRange range) const {
  const std::vector<TimeMs> cached = d_->cached_days(key.group(), range, Tier::raw);
  return d_->of_group(key.group(), range, 0, [&](GroupSource& source) {
    Series series;
    series.key = key;
    const bool counter = info(key.channel).kind == Kind::counter;
    const Rows rows = d_->rows_with_cache(source, key.group(), range, {key.channel}, cached);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!has_value(rows.values[0][i])) continue;
      series.times.push_back(rows.times[i]);
      series.values.push_back(rows.values[0][i]);
      if (counter) series.epochs.push_back(rows.epochs[i]);
    }
    return series;
  });
}

Expected<void> HistoryStore::read_rows(const GroupKey& group, std::span<const ChannelIndex> channels,
                                       TimeRange range,
                                       const std::function<Expected<void>(const Rows&)>& take) const {
  if (const auto usable = of_one_group(group, channels); !usable) return usable;
  const std::vector<ChannelIndex> wanted(channels.begin(), channels.end());
  Stretches parts;
  parts.add(d_->extent(group));
  Stretches cached;
  for (const TimeMs day : d_->cached_days(group, range, Tier::raw)) {
    parts.add({day, day + day_ms});
    cached.add({day, day + day_ms});
  }
  for (const TimeRange& part : parts.within(range))
    for (TimeMs at = part.from; at < part.to;) {
      const TimeRange piece{at, std::min(part.to, floor_to(at, hour_ms) + hour_ms)};
      const auto rows = d_->of_group(group, piece, 0, [&](GroupSource& source) {
        if (!cached.contain(piece)) return source.rows(piece, wanted);
        return d_->rows_with_cache(source, group, piece, wanted, {floor_to(at, day_ms)});
      });
      if (!rows) return std::unexpected(rows.error());
      if (!rows->empty())
        if (auto taken = take(*rows); !taken) return taken;
      at = piece.to;
    }
  return {};
}

Expected<Buckets> HistoryStore::buckets(const SeriesKey& key, TimeRange range, const BucketSpec& spec) const {
  const std::array channels = {key.channel};
  auto all = buckets(key.group(), channels, range, spec);
  if (!all) return std::unexpected(all.error());
  return std::move(all->front());
}

Expected<std::vector<Buckets>> HistoryStore::buckets(const GroupKey& group,
                                                     std::span<const ChannelIndex> channels, TimeRange range,
                                                     const BucketSpec& spec) const {
  if (const auto usable = of_one_group(group, channels); !usable) return std::unexpected(usable.error());
  const auto edges = bucket_edges(range, spec);
  if (!edges) return std::unexpected(edges.error());
  if (edges->empty()) {
    std::vector<Buckets> none;
    for (const ChannelIndex c : channels) none.push_back({{c, group.entity}, {}});
    return none;
  }
  const std::vector<ChannelIndex> wanted(channels.begin(), channels.end());
  const Tier finest = d_->options.tiers ? tier_for(*edges) : Tier::raw;
  const std::vector<TimeMs> cached = d_->cached_days(group, {edges->front(), edges->back()}, finest);
  std::vector<TimeMs> seen;
  auto all = d_->of_group(group, looked_at(group.dataset, *edges), beside, [&](GroupSource& source) {
    return cached.empty() ? d_->buckets_of(source, d_->said_by(source, group), group, wanted, *edges, finest)
                          : d_->buckets_with_cache(source, group, wanted, *edges, finest, cached, seen);
  });
  d_->note_seen(group, seen);
  return all;
}

Expected<std::vector<Latest>> HistoryStore::latest() const {
  const RowsByGroup unwritten = d_->tail.all();
  auto found = d_->reading([&](Database* db) {
    std::map<SeriesKey, Latest> stored;
    if (db == nullptr) return stored;
    Statement s(
        *db,
        "SELECT l.channel, g.entity, l.time, l.value FROM latest l JOIN series_group g ON g.id = l.group_id");
    while (s.step())
      if (const auto c = find_channel(s.bytes(0))) {
        const SeriesKey key{*c, std::string(s.bytes(1))};
        stored[key] = {key, s.integer(2), s.real(3)};
      }
    add_newest(d_->journal.read(*db, d_->damaged()), stored);
    return stored;
  });
  if (!found) return std::unexpected(found.error());
  add_newest(unwritten, *found);
  std::vector<Latest> all;
  for (auto& [key, latest] : *found) all.push_back(std::move(latest));
  return all;
}

std::vector<Coverage> HistoryStore::coverage(const GroupKey& group) const {
  CoverageSet all;
  if (!d_->writes && !d_->opening) {
    static_cast<void>(d_->reading([&](Database* db) {
      if (db == nullptr) return false;
      const std::vector<Coverage> stored = read_coverage(*db);
      for (const Coverage& c : stored) all.add(c);
      CoverageFollower follower;
      follower.resume(stored);
      for (const auto& [key, rows] : d_->journal.read(*db, d_->damaged()))
        follower.follow(key, rows, d_->clock.now(), all);
      return true;
    }));
  }
  const std::lock_guard guard(d_->coverage_mutex);
  for (const Coverage& c : d_->coverage.of(group)) all.add(c);
  return all.of(group);
}

std::optional<std::string> HistoryStore::note(const std::string& key) const {
  {
    const std::lock_guard guard(d_->pending_mutex);
    if (const auto pending = d_->pending_notes.find(key); pending != d_->pending_notes.end())
      return pending->second;
  }
  const auto found = d_->reading([&](Database* db) -> std::optional<std::string> {
    if (db == nullptr) return std::nullopt;
    Statement select(*db, "SELECT value FROM meta WHERE key = 'note.' || ?1");
    if (!select.bind(key).step()) return std::nullopt;
    return std::string(select.bytes(0));
  });
  return found ? *found : std::nullopt;
}

StoreStats HistoryStore::stats() const {
  return d_->read_stats();
}

StoreStats HistoryStore::Private::read_stats() {
  StoreStats stats;
  stats.unflushed = tail.size();
  for (const char* suffix : {"", "-wal"}) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(std::filesystem::path(options.path) += suffix, error);
    if (!error) stats.file_bytes += bytes;
  }
  const auto note = [&](TimeMs first, TimeMs last) {
    stats.oldest = std::min(stats.oldest.value_or(first), first);
    stats.newest = std::max(stats.newest.value_or(last), last);
  };
  static_cast<void>(reading([&](Database* db) {
    if (db == nullptr) return false;
    const RowsByGroup& recent = journal.read(*db, damaged());
    stats.rows = rows_in(recent);
    for (const auto& [group, rows] : recent)
      if (!rows.empty()) note(rows.times.front(), rows.times.back());
    BlockTable table(*db, damaged());
    for (const Group& group : table.groups())
      for (const Tier tier : all_tiers) {
        const TierSize size = table.size(group, tier);
        if (size.blocks == 0) continue;
        stats.blocks += size.blocks;
        if (tier == Tier::raw) stats.rows += size.rows;
        note(size.first, size.last);
      }
    return true;
  }));
  for (const auto& [group, rows] : tail.all())
    if (!rows.empty()) note(rows.times.front(), rows.times.back());
  return stats;
}

}  // namespace hearth
