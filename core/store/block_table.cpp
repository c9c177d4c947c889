#include "core/store/block_table.h"

#include "core/store/block_codec.h"
#include "core/store/crc32c.h"
#include "core/store/minute_columns.h"

#include <algorithm>

namespace hearth {
namespace {

constexpr std::string_view epoch_column = "@epoch";
constexpr std::string_view provenance_column = "@provenance";
/// How many blocks are opened to find the reading next to a moment.
constexpr int most_neighbours = 32;

/// The checksum speaks for the bytes and for what the row says of them.
std::uint32_t checksum(std::int64_t group, Tier tier, TimeMs start, TimeMs end, std::size_t count,
                       std::string_view columns) {
  std::string head;
  for (const std::int64_t v :
       {group, static_cast<std::int64_t>(tier), start, end, static_cast<std::int64_t>(count)})
    for (int shift = 0; shift < 64; shift += 8) head.push_back(static_cast<char>(v >> shift & 0xff));
  return crc32c(columns, crc32c(head));
}

/// Doubles of a damaged block may be anything.
template <class T>
T whole(double value, T most) {
  return value >= 0 && value <= static_cast<double>(most) ? static_cast<T>(value) : T{0};
}

}  // namespace

DurationMs block_span(Tier tier) noexcept {
  return tier == Tier::raw ? hour_ms : day_ms;
}

std::optional<std::int64_t> BlockTable::find_group(const GroupKey& group) {
  Statement s(db_, "SELECT id FROM series_group WHERE dataset = ? AND entity = ?");
  s.bind(dataset_name(group.dataset), std::string_view(group.entity));
  if (!s.step()) return std::nullopt;
  return s.integer(0);
}

std::int64_t BlockTable::make_group(const GroupKey& group) {
  if (const auto id = find_group(group)) return *id;
  Statement s(db_, "INSERT INTO series_group (dataset, entity) VALUES (?, ?)");
  s.bind(dataset_name(group.dataset), std::string_view(group.entity)).run();
  return db_.last_id();
}

std::vector<GroupKey> BlockTable::groups() {
  std::vector<GroupKey> found;
  Statement s(db_, "SELECT dataset, entity FROM series_group");
  while (s.step())
    if (const auto dataset = find_dataset(s.bytes(0))) found.push_back({*dataset, std::string(s.bytes(1))});
  return found;
}

void BlockTable::insert(std::int64_t group, Tier tier, const std::vector<TimeMs>& times,
                        const std::string& columns) {
  const std::uint32_t crc = checksum(group, tier, times.front(), times.back(), times.size(), columns);
  Statement s(
      db_,
      "INSERT INTO block (group_id, tier, start, \"end\", count, crc, columns) VALUES (?, ?, ?, ?, ?, ?, ?)");
  s.bind(group, static_cast<std::int64_t>(tier), times.front(), times.back(),
         static_cast<std::int64_t>(times.size()), static_cast<std::int64_t>(crc), Statement::blob(columns))
      .run();
}

void BlockTable::add_rows(std::int64_t group, Tier tier, const Rows& rows) {
  std::size_t i = 0;
  while (i < rows.size()) {
    const TimeMs until = floor_to(rows.times[i], block_span(tier)) + block_span(tier);
    Rows part = rows.slice({rows.times[i], until});
    i += part.size();
    if (part.size() > most_block_rows) {
      // An hour holds more than a block may: cut it where it is full.
      i -= part.size() - most_block_rows;
      part.truncate(most_block_rows);
    }
    std::vector<double> epochs(part.epochs.begin(), part.epochs.end());
    std::vector<double> provenances;
    provenances.reserve(part.provenances.size());
    for (const Provenance p : part.provenances) provenances.push_back(static_cast<double>(p));
    std::vector<ColumnView> columns = {{epoch_column, 0, epochs}, {provenance_column, 0, provenances}};
    for (std::size_t c = 0; c < part.channels.size(); ++c) {
      const Channel& channel = info(part.channels[c]);
      if (std::any_of(part.values[c].begin(), part.values[c].end(), has_value))
        columns.push_back({channel.id, channel.stored_decimals, part.values[c]});
    }
    insert(group, tier, part.times, encode_block(part.times, columns));
  }
}

void BlockTable::add_minutes(std::int64_t group, const MinuteMap& minutes) {
  MinuteSpans left(minutes.begin(), minutes.end());
  while (true) {
    TimeMs day = std::numeric_limits<TimeMs>::max();
    for (const auto& [channel, list] : left)
      if (!list.empty()) day = std::min(day, floor_to(list.front().start, day_ms));
    if (day == std::numeric_limits<TimeMs>::max()) return;
    MinuteSpans part;
    for (auto& [channel, list] : left) {
      const auto end = std::partition_point(list.begin(), list.end(),
                                            [=](const Rollup& m) { return m.start < day + day_ms; });
      const auto n = static_cast<std::size_t>(end - list.begin());
      if (n > 0) part[channel] = list.first(n);
      list = list.subspan(n);
    }
    const MinuteColumns columns(part);
    insert(group, Tier::minute, columns.times(), encode_block(columns.times(), columns.views()));
  }
}

std::vector<BlockTable::Place> BlockTable::places(std::int64_t group, Tier tier, TimeRange range) {
  std::vector<Place> found;
  Statement s(
      db_,
      "SELECT id, start, \"end\" FROM block WHERE group_id = ? AND tier = ? AND start > ? AND start < ? AND "
      "\"end\" >= ?");
  s.bind(group, static_cast<std::int64_t>(tier), range.from - block_span(tier), range.to, range.from);
  while (s.step()) found.push_back({s.integer(0), s.integer(1), s.integer(2)});
  // In the order in which they were written, for what is later replaces what is earlier.
  std::sort(found.begin(), found.end(), [](const Place& a, const Place& b) { return a.id < b.id; });
  return found;
}

std::vector<BlockTable::Place> BlockTable::places_beside(std::int64_t group, Tier tier, TimeMs time,
                                                         bool after) {
  std::vector<Place> found;
  Statement s(db_,
              after ? "SELECT id, start, \"end\" FROM block WHERE group_id = ? AND tier = ? AND \"end\" >= ? "
                      "ORDER BY start, id DESC LIMIT ?"
                    : "SELECT id, start, \"end\" FROM block WHERE group_id = ? AND tier = ? AND start < ? "
                      "ORDER BY \"end\" DESC, id DESC LIMIT ?");
  s.bind(group, static_cast<std::int64_t>(tier), time, std::int64_t{most_neighbours});
  while (s.step()) found.push_back({s.integer(0), s.integer(1), s.integer(2)});
  return found;
}

std::optional<Block> BlockTable::load(const Place& place, const Wanted& wanted) {
  Statement s(db_, "SELECT group_id, tier, count, crc, columns FROM block WHERE id = ?");
  s.bind(place.id);
  if (!s.step()) return std::nullopt;
  const auto count = static_cast<std::size_t>(s.integer(2));
  const std::string_view columns = s.bytes(4);
  const std::uint32_t crc =
      checksum(s.integer(0), static_cast<Tier>(s.integer(1)), place.start, place.end, count, columns);
  if (static_cast<std::int64_t>(crc) == s.integer(3)) {
    auto block = decode_block(columns, wanted);
    if (block && block->times.size() == count && count > 0) return std::move(*block);
  }
  damaged_(place.id);
  return std::nullopt;
}

Rows BlockTable::load_rows(const Place& place, const std::vector<ChannelIndex>& channels) {
  Rows rows(channels);
  auto block = load(place, [&](std::string_view name) {
    if (name.starts_with('@')) return name == epoch_column || name == provenance_column;
    return std::any_of(channels.begin(), channels.end(), [&](ChannelIndex c) { return info(c).id == name; });
  });
  if (!block) return rows;
  const std::size_t n = block->times.size();
  rows.times = std::move(block->times);
  rows.epochs.assign(n, 0);
  rows.provenances.assign(n, Provenance::api_hourly);
  for (auto& values : rows.values) values.assign(n, no_value);
  for (Column& column : block->columns) {
    if (column.name == epoch_column) {
      for (std::size_t i = 0; i < n; ++i) rows.epochs[i] = whole<std::uint32_t>(column.values[i], 0xffffffff);
    } else if (column.name == provenance_column) {
      for (std::size_t i = 0; i < n; ++i)
        rows.provenances[i] = static_cast<Provenance>(
            whole<std::uint8_t>(column.values[i], static_cast<std::uint8_t>(Provenance::imported)));
    } else {
      for (std::size_t c = 0; c < channels.size(); ++c)
        if (info(channels[c]).id == column.name) rows.values[c] = column.values;
    }
  }
  return rows;
}

MinuteMap BlockTable::load_minutes(const Place& place, const std::vector<ChannelIndex>& channels) {
  const auto block = load(place, [&](std::string_view name) {
    return std::any_of(channels.begin(), channels.end(),
                       [&](ChannelIndex c) { return is_minute_column(name, info(c).id); });
  });
  return block ? minutes_from(*block, channels) : MinuteMap();
}

Rows BlockTable::read_rows(std::int64_t group, Tier tier, TimeRange range,
                           const std::vector<ChannelIndex>& channels) {
  Rows rows(channels);
  for (const Place& place : places(group, tier, range)) {
    const Rows loaded = load_rows(place, channels);
    merge_rows(rows, place.start >= range.from && place.end < range.to ? loaded : loaded.slice(range));
  }
  return rows;
}

MinuteMap BlockTable::read_minutes(std::int64_t group, TimeRange range,
                                   const std::vector<ChannelIndex>& channels) {
  MinuteMap minutes;
  for (const Place& place : places(group, Tier::minute, range)) {
    for (auto& [channel, loaded] : load_minutes(place, channels)) {
      std::erase_if(loaded, [&](const Rollup& m) { return !range.contains(m.start); });
      replace_minutes(minutes[channel], loaded);
    }
  }
  return minutes;
}

template <class T, class Load>
std::vector<std::optional<T>> BlockTable::nearest(std::int64_t group, Tier tier, TimeMs time, bool after,
                                                  const std::vector<ChannelIndex>& channels,
                                                  Load load_block) {
  std::vector<std::optional<T>> found(channels.size());
  std::vector<TimeMs> at(channels.size());
  for (const Place& place : places_beside(group, tier, time, after)) {
    // A channel is still open where it has nothing, or where this block may hold something nearer.
    std::vector<ChannelIndex> open;
    for (std::size_t c = 0; c < channels.size(); ++c)
      if (!found[c] || (after ? place.start < at[c] : place.end > at[c])) open.push_back(channels[c]);
    if (open.empty()) break;
    load_block(place, open, [&](ChannelIndex channel, TimeMs t, const T& value) {
      if (after != (t >= time)) return;
      const auto c =
          static_cast<std::size_t>(std::find(channels.begin(), channels.end(), channel) - channels.begin());
      if (found[c] && (after ? t >= at[c] : t <= at[c])) return;
      found[c] = value;
      at[c] = t;
    });
  }
  return found;
}

std::vector<std::optional<Point>> BlockTable::points_before(std::int64_t group, TimeMs time,
                                                            const std::vector<ChannelIndex>& channels) {
  return nearest<Point>(group, Tier::raw, time, false, channels,
                        [&](const Place& place, const std::vector<ChannelIndex>& open, const auto& offer) {
                          const Rows rows = load_rows(place, open);
                          for (std::size_t c = 0; c < open.size(); ++c)
                            for (std::size_t i = rows.size(); i-- > 0;)
                              if (rows.times[i] < time && has_value(rows.values[c][i])) {
                                offer(open[c], rows.times[i],
                                      {rows.times[i], rows.values[c][i], rows.epochs[i]});
                                break;
                              }
                        });
}

std::vector<std::optional<Point>> BlockTable::points_after(std::int64_t group, TimeMs time,
                                                           const std::vector<ChannelIndex>& channels) {
  return nearest<Point>(group, Tier::raw, time, true, channels,
                        [&](const Place& place, const std::vector<ChannelIndex>& open, const auto& offer) {
                          const Rows rows = load_rows(place, open);
                          for (std::size_t c = 0; c < open.size(); ++c)
                            for (std::size_t i = 0; i < rows.size(); ++i)
                              if (rows.times[i] >= time && has_value(rows.values[c][i])) {
                                offer(open[c], rows.times[i],
                                      {rows.times[i], rows.values[c][i], rows.epochs[i]});
                                break;
                              }
                        });
}

std::vector<std::optional<Rollup>> BlockTable::minutes_before(std::int64_t group, TimeMs time,
                                                              const std::vector<ChannelIndex>& channels) {
  return nearest<Rollup>(group, Tier::minute, time, false, channels,
                         [&](const Place& place, const std::vector<ChannelIndex>& open, const auto& offer) {
                           for (const auto& [channel, minutes] : load_minutes(place, open)) {
                             const auto end =
                                 std::partition_point(minutes.begin(), minutes.end(),
                                                      [=](const Rollup& m) { return m.start < time; });
                             if (end != minutes.begin())
                               offer(channel, std::prev(end)->start, *std::prev(end));
                           }
                         });
}

std::vector<std::optional<Rollup>> BlockTable::minutes_after(std::int64_t group, TimeMs time,
                                                             const std::vector<ChannelIndex>& channels) {
  return nearest<Rollup>(group, Tier::minute, time, true, channels,
                         [&](const Place& place, const std::vector<ChannelIndex>& open, const auto& offer) {
                           for (const auto& [channel, minutes] : load_minutes(place, open)) {
                             const auto at =
                                 std::partition_point(minutes.begin(), minutes.end(),
                                                      [=](const Rollup& m) { return m.start < time; });
                             if (at != minutes.end()) offer(channel, at->start, *at);
                           }
                         });
}

void BlockTable::compact(std::int64_t group, const GroupKey& key, Tier tier, TimeRange range) {
  std::vector<Place> old = places(group, tier, range);
  std::erase_if(old, [&](const Place& p) { return p.start < range.from || p.end >= range.to; });
  if (old.size() < 2) return;
  const std::vector<ChannelIndex> channels = channels_in(key.dataset);
  bool whole_blocks = true;
  const Damaged outer = damaged_;
  damaged_ = [&](std::int64_t block) {
    whole_blocks = false;
    outer(block);
  };
  if (tier == Tier::minute) {
    const MinuteMap minutes = read_minutes(group, range, channels);
    if (whole_blocks) add_minutes(group, minutes);
  } else {
    const Rows rows = read_rows(group, tier, range, channels);
    if (whole_blocks) add_rows(group, tier, rows);
  }
  damaged_ = outer;
  // A damaged block stays where it is, for whoever can mend it.
  if (!whole_blocks) return;
  Statement s(db_, "DELETE FROM block WHERE id = ?");
  for (const Place& place : old) s.bind(place.id).run();
}

void BlockTable::drop_before(Tier tier, TimeMs time) {
  Statement s(db_, "DELETE FROM block WHERE tier = ? AND \"end\" < ?");
  s.bind(static_cast<std::int64_t>(tier), time).run();
}

}  // namespace hearth
