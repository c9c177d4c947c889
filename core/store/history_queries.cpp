#include "core/store/bucket_query.h"
#include "core/store/history_store_private.h"

#include <algorithm>

namespace hearth {
namespace {

/// How many rows beyond a range the tail is looked at for what completes the outer buckets.
constexpr std::size_t beside = 100;
/// How far beyond a range a service's hours are looked at.
constexpr DurationMs longest_fit = 40 * day_ms;

bool whole_minutes(std::span<const TimeMs> edges) {
  return std::all_of(edges.begin(), edges.end(), [](TimeMs t) { return t % minute_ms == 0; });
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
  const auto unwritten = tail.all();
  if (const auto rows = unwritten.find(group); rows != unwritten.end() && !rows->second.empty())
    widen(rows->second.times.front(), rows->second.times.back());
  static_cast<void>(reading([&](Database* db) {
    if (db == nullptr) return false;
    Statement s(*db,
                "SELECT min(b.start), max(b.\"end\") FROM block b JOIN series_group g ON g.id = b.group_id "
                "WHERE g.dataset = ? AND g.entity = ? AND b.tier = 0");
    s.bind(dataset_name(group.dataset), std::string_view(group.entity));
    if (s.step() && !s.is_null(0)) widen(s.integer(0), s.integer(1));
    return true;
  }));
  return found.from == never ? TimeRange{} : found;
}

std::vector<Buckets> HistoryStore::Private::buckets_of(GroupSource& source, const GroupKey& group,
                                                       std::vector<ChannelIndex> channels,
                                                       std::span<const TimeMs> edges) {
  const TimeRange range{edges.front(), edges.back()};
  // Prices are known ahead; nothing else holds beyond the present.
  const TimeMs until = group.dataset == Dataset::price ? std::numeric_limits<TimeMs>::max()
                                                       : std::max(clock.now(), range.from);
  const bool by_minutes = whole_minutes(edges);
  MinuteMap minutes;
  Rows rows(channels);
  std::vector<std::optional<Point>> before(channels.size());
  std::vector<std::optional<Point>> after(channels.size());
  if (by_minutes) {
    minutes = source.minutes(range, channels);
  } else {
    rows = source.rows(range, channels);
    before = source.before(range.from, channels);
    after = source.after(range.to, channels);
  }
  std::vector<std::vector<Point>> points(channels.size());
  TimeRange reach = range;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    points[c] = rows.points(c);
    if (before[c]) points[c].insert(points[c].begin(), *before[c]);
    if (after[c]) points[c].push_back(*after[c]);
    const auto& list = minutes[channels[c]];
    if (!points[c].empty())
      reach = {std::min(reach.from, points[c].front().time), std::max(reach.to, points[c].back().time)};
    if (!list.empty())
      reach = {std::min(reach.from, list.front().start), std::max(reach.to, list.back().start)};
  }
  Rows said(channels);
  // The hours of a whole gap, also beyond the range: they are fitted to what the meter counted over it.
  if (group.dataset == Dataset::energy)
    said = source.hours({floor_to(std::max(reach.from, range.from - longest_fit), hour_ms),
                         std::min(reach.to, range.to + longest_fit)},
                        channels);
  std::vector<Buckets> result;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const SeriesKey key{channels[c], group.entity};
    std::vector<HourValue> hours;
    for (std::size_t i = 0; i < said.size(); ++i)
      if (has_value(said.values[c][i])) hours.push_back({said.times[i], said.values[c][i]});
    result.push_back(
        by_minutes ? build_buckets(key, edges, std::span<const Rollup>(minutes[channels[c]]), hours, until)
                   : build_buckets(key, edges, std::span<const Point>(points[c]), hours, until));
  }
  return result;
}

std::vector<GroupKey> HistoryStore::groups() const {
  std::set<GroupKey> all;
  for (const GroupKey& group : d_->tail.groups()) all.insert(group);
  const auto stored = d_->reading([&](Database* db) {
    return db != nullptr ? BlockTable(*db, d_->damaged()).groups() : std::vector<GroupKey>();
  });
  if (stored) all.insert(stored->begin(), stored->end());
  return {all.begin(), all.end()};
}

Expected<Series> HistoryStore::raw(const SeriesKey& key, TimeRange range) const {
  return d_->of_group(key.group(), range, 0, [&](GroupSource& source) {
    Series series;
    series.key = key;
    const bool counter = info(key.channel).kind == Kind::counter;
    for (const Point& p : source.rows(range, {key.channel}).points(0)) {
      series.times.push_back(p.time);
      series.values.push_back(p.value);
      if (counter) series.epochs.push_back(p.epoch);
    }
    return series;
  });
}

Expected<void> HistoryStore::read_rows(const GroupKey& group, std::span<const ChannelIndex> channels,
                                       TimeRange range,
                                       const std::function<Expected<void>(const Rows&)>& take) const {
  if (const auto usable = of_one_group(group, channels); !usable) return usable;
  range = range.intersected(d_->extent(group));
  const std::vector<ChannelIndex> wanted(channels.begin(), channels.end());
  for (TimeMs at = range.from; at < range.to;) {
    const TimeMs to = std::min(range.to, floor_to(at, hour_ms) + hour_ms);
    const auto rows =
        d_->of_group(group, {at, to}, 0, [&](GroupSource& source) { return source.rows({at, to}, wanted); });
    if (!rows) return std::unexpected(rows.error());
    if (!rows->empty())
      if (auto taken = take(*rows); !taken) return taken;
    at = to;
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
  return d_->of_group(group, {edges->front(), edges->back()}, beside, [&](GroupSource& source) {
    return d_->buckets_of(source, group, {channels.begin(), channels.end()}, *edges);
  });
}

Expected<std::vector<Latest>> HistoryStore::latest() const {
  const Tail::Groups unwritten = d_->tail.all();
  auto stored = d_->reading([&](Database* db) {
    std::map<SeriesKey, Latest> found;
    if (db == nullptr) return found;
    Statement s(
        *db,
        "SELECT l.channel, g.entity, l.time, l.value FROM latest l JOIN series_group g ON g.id = l.group_id");
    while (s.step())
      if (const auto c = find_channel(s.bytes(0))) {
        const SeriesKey key{*c, std::string(s.bytes(1))};
        found[key] = {key, s.integer(2), s.real(3)};
      }
    return found;
  });
  if (!stored) return std::unexpected(stored.error());
  for (const auto& [group, rows] : unwritten) {
    for (std::size_t c = 0; c < rows.channels.size(); ++c) {
      for (std::size_t i = rows.size(); i-- > 0;) {
        if (!has_value(rows.values[c][i])) continue;
        const SeriesKey key{rows.channels[c], group.entity};
        const auto [entry, fresh] = stored->try_emplace(key);
        if (fresh || rows.times[i] >= entry->second.time)
          entry->second = {key, rows.times[i], rows.values[c][i]};
        break;
      }
    }
  }
  std::vector<Latest> all;
  for (auto& [key, latest] : *stored) all.push_back(std::move(latest));
  return all;
}

std::vector<Coverage> HistoryStore::coverage(const GroupKey& group) const {
  CoverageSet all;
  if (!d_->writes) {
    const auto stored = d_->reading(
        [](Database* db) { return db != nullptr ? read_coverage(*db) : std::vector<Coverage>(); });
    if (stored)
      for (const Coverage& c : *stored) all.add(c);
  }
  const std::lock_guard guard(d_->coverage_mutex);
  for (const Coverage& c : d_->coverage.of(group)) all.add(c);
  return all.of(group);
}

std::optional<std::string> HistoryStore::note(const std::string& key) const {
  const auto found = d_->reading([&](Database* db) -> std::optional<std::string> {
    if (db == nullptr) return std::nullopt;
    Statement select(*db, "SELECT value FROM meta WHERE key = 'note.' || ?1");
    if (!select.bind(key).step()) return std::nullopt;
    return std::string(select.bytes(0));
  });
  return found ? *found : std::nullopt;
}

StoreStats HistoryStore::stats() const {
  StoreStats stats;
  stats.unflushed = d_->tail.size();
  for (const char* suffix : {"", "-wal"}) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(std::filesystem::path(d_->options.path) += suffix, error);
    if (!error) stats.file_bytes += bytes;
  }
  const auto note = [&](TimeMs first, TimeMs last) {
    stats.oldest = std::min(stats.oldest.value_or(first), first);
    stats.newest = std::max(stats.newest.value_or(last), last);
  };
  static_cast<void>(d_->reading([&](Database* db) {
    if (db == nullptr) return false;
    Statement s(
        *db, "SELECT count(*), total(CASE tier WHEN 0 THEN count END), min(start), max(\"end\") FROM block");
    if (s.step() && s.integer(0) > 0) {
      stats.blocks = static_cast<std::uint64_t>(s.integer(0));
      stats.rows = static_cast<std::uint64_t>(s.integer(1));
      note(s.integer(2), s.integer(3));
    }
    return true;
  }));
  for (const auto& [group, rows] : d_->tail.all())
    if (!rows.empty()) note(rows.times.front(), rows.times.back());
  return stats;
}

}  // namespace hearth
