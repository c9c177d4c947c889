#include "core/store/block_table.h"

#include "core/store/crc32c.h"
#include "core/store/rollup_columns.h"

#include <algorithm>
#include <array>
#include <set>

namespace hearth {
namespace {

constexpr std::string_view epoch_part = "@epoch";
constexpr std::string_view provenance_part = "@provenance";
/// How many blocks are opened to find the reading next to a moment.
constexpr int most_neighbours = 32;

std::string about(const GroupKey& key, Tier tier) {
  return std::string(dataset_name(key.dataset)) + '\0' + key.entity + '\0' +
         static_cast<char>('0' + static_cast<int>(tier));
}

std::size_t place_in(const std::vector<ChannelIndex>& channels, ChannelIndex channel) {
  return static_cast<std::size_t>(std::ranges::find(channels, channel) - channels.begin());
}

/// A counter's row in which no reading was accepted is nobody's neighbour.
bool speaks(ChannelIndex channel, const Rollup& row) {
  return info(channel).kind != Kind::counter || has_value(row.first);
}

/// Which channels stand in one block: all of a group or, where that would be much to read for one, each
/// alone.
std::vector<std::vector<ChannelIndex>> read_together(Tier tier, const std::vector<ChannelIndex>& channels) {
  if (tier != Tier::quarter) return {channels};
  std::vector<std::vector<ChannelIndex>> alone;
  alone.reserve(channels.size());
  for (const ChannelIndex c : channels) alone.push_back({c});
  return alone;
}

/// Of the rows from `had` on, which were just added, those that begin in `range`; in order with the others.
void keep_within(std::vector<Rollup>& list, std::size_t had, TimeRange range) {
  const auto added = list.begin() + static_cast<std::ptrdiff_t>(had);
  const auto place = [&](TimeMs t) {
    return std::partition_point(added, list.end(), [=](const Rollup& r) { return r.start < t; });
  };
  list.erase(place(range.to), list.end());
  list.erase(added, place(range.from));
  if (had == 0 || had == list.size() || list[had - 1].start < list[had].start) return;
  const std::vector<Rollup> later(list.begin() + static_cast<std::ptrdiff_t>(had), list.end());
  list.resize(had);
  overlay_rollups(list, later);
}

std::vector<TimeMs> all_starts(const RollupMap& rollups) {
  std::vector<TimeMs> starts;
  for (const auto& [channel, list] : rollups) {
    const auto same = [](const Rollup& r, TimeMs t) { return r.start == t; };
    if (std::equal(list.begin(), list.end(), starts.begin(), starts.end(), same)) continue;
    const auto middle = static_cast<std::ptrdiff_t>(starts.size());
    starts.reserve(starts.size() + list.size());
    for (const Rollup& r : list) starts.push_back(r.start);
    std::inplace_merge(starts.begin(), starts.begin() + middle, starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  }
  return starts;
}

}  // namespace

template <class Use>
void BlockTable::each(const Numbers& numbers, TimeRange range, Use use) {
  Statement s(
      db_, numbers.descending
               ? "SELECT id, start, \"end\", count, crc, columns FROM block WHERE id BETWEEN ?1 AND ?2 AND "
                 "(?3 < 0 OR id & 65535 = ?3) ORDER BY id DESC"
               : "SELECT id, start, \"end\", count, crc, columns FROM block WHERE id BETWEEN ?1 AND ?2 AND "
                 "(?3 < 0 OR id & 65535 = ?3) ORDER BY id");
  s.bind(numbers.first, numbers.last, std::int64_t{numbers.part});
  while (s.step()) {
    const std::int64_t id = s.integer(0);
    const TimeMs start = s.integer(1);
    const TimeMs end = s.integer(2);
    if (start >= range.to || end < range.from) continue;
    const std::string_view columns = s.bytes(5);
    bool good = block_checksum(id, start, end, s.integer(3), columns) == s.integer(4);
    if (good) {
      auto reader = BlockReader::open(columns);
      good = reader && static_cast<std::int64_t>(reader->rows()) == s.integer(3);
      if (good) {
        const Loaded block{id, start, end, std::move(*reader)};
        const auto [sound, more] = use(block);
        good = sound;
        if (good && !more) return;
      }
    }
    if (!good) damaged_(id);
  }
}

/// A part that holds one column of as many numbers as the block has rows; false where it is none.
bool BlockTable::load_column(const Loaded& block, std::string_view name, std::vector<double>& values) {
  const auto bytes = block.reader.part(name, space_);
  if (!bytes) return false;
  values.resize(block.reader.rows());
  if (!*bytes) {
    std::ranges::fill(values, no_value);
    return true;
  }
  ByteReader in(**bytes);
  return take_column(in, values) && in.left() == 0;
}

/// Times and values, and nothing beside them.
bool BlockTable::load_columns(const Loaded& block, const std::vector<ChannelIndex>& channels, Rows& rows) {
  if (!block.reader.read_times(rows.times, space_)) return false;
  for (std::size_t c = 0; c < channels.size(); ++c)
    if (!load_column(block, info(channels[c]).id, rows.values[c])) return false;
  return true;
}

bool BlockTable::load_rows(const Loaded& block, const std::vector<ChannelIndex>& channels, Rows& rows) {
  rows = Rows(channels);
  if (!load_columns(block, channels, rows) || !load_column(block, epoch_part, column_)) return false;
  rows.epochs.reserve(rows.size());
  for (const double v : column_) rows.epochs.push_back(whole<std::uint32_t>(v));
  if (!load_column(block, provenance_part, column_)) return false;
  rows.provenances.reserve(rows.size());
  for (const double v : column_)
    rows.provenances.push_back(
        static_cast<Provenance>(whole<std::uint8_t>(v, static_cast<std::uint8_t>(Provenance::imported))));
  return true;
}

bool BlockTable::load_rollups(const Loaded& block, ChannelIndex channel, std::vector<Rollup>& rollups) {
  const auto bytes = block.reader.part(info(channel).id, space_);
  if (!bytes) return false;
  return !*bytes || take_rollups(**bytes, channel, rollups);
}

Rows BlockTable::read_rows(const Group& group, Tier tier, TimeRange range,
                           const std::vector<ChannelIndex>& channels) {
  Rows rows(channels);
  if (range.empty()) return rows;
  const TimeMs from = floor_to(range.from, block_span(tier));
  each({first_number(group, tier, from), last_number(group, tier, last_ms(range))}, range,
       [&](const Loaded& block) {
         Rows loaded;
         if (!load_rows(block, channels, loaded)) return std::pair(false, true);
         if (block.start < range.from || block.end >= range.to) loaded = loaded.slice(range);
         if (rows.empty()) {
           rows = std::move(loaded);
         } else {
           merge_rows(rows, loaded);
         }
         return std::pair(true, true);
       });
  return rows;
}

void BlockTable::each_columns(const Group& group, TimeRange range, const std::vector<ChannelIndex>& channels,
                              const TakeColumns& take) {
  if (range.empty()) return;
  Rows rows(channels);
  std::vector<std::span<const double>> columns(channels.size());
  const TimeMs from = floor_to(range.from, block_span(Tier::raw));
  each({first_number(group, Tier::raw, from), last_number(group, Tier::raw, last_ms(range))}, range,
       [&](const Loaded& block) {
         if (!load_columns(block, channels, rows)) return std::pair(false, true);
         const auto place = [&](TimeMs t) {
           return static_cast<std::size_t>(std::ranges::lower_bound(rows.times, t) - rows.times.begin());
         };
         const std::size_t first = block.start < range.from ? place(range.from) : 0;
         const std::size_t last = block.end >= range.to ? place(range.to) : rows.size();
         if (first >= last) return std::pair(true, true);
         for (std::size_t c = 0; c < columns.size(); ++c)
           columns[c] = std::span(rows.values[c]).subspan(first, last - first);
         take(std::span(rows.times).subspan(first, last - first), columns);
         return std::pair(true, true);
       });
}

RollupMap BlockTable::read_rollups(const Group& group, Tier tier, TimeRange range,
                                   const std::vector<ChannelIndex>& channels, RollupMap rollups) {
  if (range.empty()) return rollups;
  const TimeMs from = floor_to(range.from, block_span(tier));
  // A year of quarters is some megabytes: grown step by step, they would be copied as often again.
  const auto expected = static_cast<std::size_t>(std::min(range.length(), extent(group, tier).length()) /
                                                 (tier == Tier::quarter ? quarter_ms : minute_ms));
  for (const ChannelIndex c : channels) rollups[c].reserve(expected + 2);
  for (const std::vector<ChannelIndex>& together : read_together(tier, channels)) {
    const int part = tier == Tier::quarter ? part_of(together.front()) : -1;
    each({first_number(group, tier, from), last_number(group, tier, last_ms(range)), part}, range,
         [&](const Loaded& block) {
           for (const ChannelIndex c : together) {
             std::vector<Rollup>& list = rollups[c];
             const std::size_t had = list.size();
             if (!load_rollups(block, c, list)) {
               list.resize(had);
               return std::pair(false, true);
             }
             keep_within(list, had, range);
           }
           return std::pair(true, true);
         });
  }
  return rollups;
}

void BlockTable::each_rollups(const Group& group, Tier tier, TimeRange range,
                              const std::vector<ChannelIndex>& channels, const TakeRollups& take) {
  if (range.empty()) return;
  const TimeMs from = floor_to(range.from, block_span(tier));
  std::vector<Rollup> rows;
  std::size_t done = 0;
  for (const std::vector<ChannelIndex>& together : read_together(tier, channels)) {
    const int part = tier == Tier::quarter ? part_of(together.front()) : -1;
    each({first_number(group, tier, from), last_number(group, tier, last_ms(range)), part}, range,
         [&](const Loaded& block) {
           for (std::size_t c = 0; c < together.size(); ++c) {
             rows.clear();
             if (!load_rollups(block, together[c], rows)) return std::pair(false, true);
             keep_within(rows, 0, range);
             if (!rows.empty()) take(done + c, rows);
           }
           return std::pair(true, true);
         });
    done += together.size();
  }
}

std::vector<TimeMs> BlockTable::hours_with_rows(const Group& group, Tier tier, TimeRange range) {
  std::set<TimeMs> hours;
  if (range.empty()) return {};
  if (tier == Tier::raw) {
    // A block of readings is an hour's, or a part of it.
    Statement s(db_, "SELECT id FROM block WHERE id BETWEEN ? AND ?");
    s.bind(first_number(group, tier, range.from), last_number(group, tier, last_ms(range)));
    while (s.step()) hours.insert(place_of(s.integer(0)).hour);
    return {hours.begin(), hours.end()};
  }
  std::vector<TimeMs> times;
  each({first_number(group, tier, floor_to(range.from, block_span(tier))),
        last_number(group, tier, last_ms(range))},
       range, [&](const Loaded& block) {
         // Of quarters each channel has its own block, and most say the same.
         TimeMs hour = std::max(range.from, floor_to(block.start, hour_ms));
         while (hour < range.to && hour <= block.end && hours.contains(hour)) hour += hour_ms;
         if (hour >= range.to || hour > block.end) return std::pair(true, true);
         if (!block.reader.read_times(times, space_)) return std::pair(false, true);
         for (const TimeMs t : times)
           if (range.contains(t)) hours.insert(hours.end(), floor_to(t, hour_ms));
         return std::pair(true, true);
       });
  return {hours.begin(), hours.end()};
}

void BlockTable::insert(const Group& group, const BlockPlace& place, std::span<const TimeMs> times,
                        std::span<const Part> parts) {
  const std::int64_t id = block_number(place);
  const std::string columns = encode_block(about(group.key, place.tier), times, parts);
  const auto count = static_cast<std::int64_t>(times.size());
  const std::uint32_t crc = block_checksum(id, times.front(), times.back(), count, columns);
  Statement s(db_, "INSERT INTO block (id, start, \"end\", count, crc, columns) VALUES (?, ?, ?, ?, ?, ?)");
  s.bind(id, times.front(), times.back(), count, static_cast<std::int64_t>(crc), Statement::blob(columns))
      .run();
}

void BlockTable::remove(const Group& group, Tier tier, TimeRange span) {
  Statement(db_, "DELETE FROM block WHERE id BETWEEN ? AND ?")
      .bind(first_number(group, tier, span.from), last_number(group, tier, last_ms(span)))
      .run();
}

void BlockTable::replace(const Group& group, Tier tier, TimeRange span, const Rows& rows, std::size_t first,
                         std::size_t last) {
  remove(group, tier, span);
  ColumnEncoder encoder;
  std::vector<double> column;
  // An hour that holds more than a block may is cut where that is full.
  for (int part = 0; first < last; first += most_block_rows, ++part) {
    if (part > most_parts)
      throw DatabaseFault(SQLITE_TOOBIG, "more readings in an hour than a history takes");
    const std::size_t n = std::min(most_block_rows, last - first);
    std::vector<Part> parts;
    const auto add = [&](std::string_view name, std::span<const double> values, int decimals) {
      parts.push_back({name, {}});
      encoder.put(parts.back().bytes, values, decimals);
    };
    const auto at = static_cast<std::ptrdiff_t>(first);
    const auto end = at + static_cast<std::ptrdiff_t>(n);
    column.assign(rows.epochs.begin() + at, rows.epochs.begin() + end);
    add(epoch_part, column, 0);
    column.clear();
    for (std::size_t i = first; i < first + n; ++i)
      column.push_back(static_cast<double>(rows.provenances[i]));
    add(provenance_part, column, 0);
    for (std::size_t c = 0; c < rows.channels.size(); ++c) {
      const Channel& channel = info(rows.channels[c]);
      const auto values = std::span(rows.values[c]).subspan(first, n);
      if (std::ranges::any_of(values, has_value)) add(channel.id, values, channel.stored_decimals);
    }
    insert(group, {group.id, tier, span.from, part}, std::span(rows.times).subspan(first, n), parts);
  }
}

void BlockTable::replace(const Group& group, Tier tier, TimeRange span, const RollupMap& rollups) {
  remove(group, tier, span);
  if (tier == Tier::quarter) {
    for (const auto& [channel, list] : rollups)
      if (!list.empty())
        insert(group, {group.id, tier, span.from, part_of(channel)}, all_starts({{channel, list}}),
               std::array{Part{info(channel).id, rollup_bytes(channel, list)}});
    return;
  }
  const std::vector<TimeMs> starts = all_starts(rollups);
  if (starts.empty()) return;
  std::vector<Part> parts;
  for (const auto& [channel, list] : rollups)
    if (!list.empty()) parts.push_back({info(channel).id, rollup_bytes(channel, list)});
  insert(group, {group.id, tier, span.from, 0}, starts, parts);
}

template <class T, class Find>
std::vector<std::optional<T>> BlockTable::nearest(const Group& group, Tier tier, TimeMs time, bool after,
                                                  const std::vector<ChannelIndex>& channels, Find find) {
  constexpr TimeMs never = std::numeric_limits<TimeMs>::max();
  std::vector<std::optional<T>> found(channels.size());
  for (const std::vector<ChannelIndex>& together : read_together(tier, channels)) {
    int opened = 0;
    const auto look = [&](const Loaded& block) {
      bool more = false;
      for (std::size_t c = 0; c < channels.size(); ++c) {
        if (found[c] || std::ranges::find(together, channels[c]) == together.end()) continue;
        if (!find(block, channels[c], found[c])) return std::pair(false, true);
        more = more || !found[c];
      }
      return std::pair(true, more && ++opened < most_neighbours);
    };
    Numbers numbers;
    numbers.part = tier == Tier::quarter ? part_of(together.front()) : -1;
    if (after) {
      numbers.first = first_number(group, tier, floor_to(time, block_span(tier)));
      numbers.last = last_number(group, tier, never);
      each(numbers, {time, never}, look);
    } else {
      numbers.first = first_number(group, tier, 0);
      numbers.last = last_number(group, tier, time - 1);
      numbers.descending = true;
      each(numbers, {0, time}, look);
    }
  }
  return found;
}

/// One block's rows of all channels, for whoever looks at them channel by channel.
bool BlockTable::load_once(const Loaded& block, const std::vector<ChannelIndex>& channels, Rows& rows,
                           std::optional<std::int64_t>& loaded) {
  if (loaded == block.id) return true;
  loaded.reset();
  if (!load_rows(block, channels, rows)) return false;
  loaded = block.id;
  return true;
}

std::vector<std::optional<Point>> BlockTable::points_before(const Group& group, TimeMs time,
                                                            const std::vector<ChannelIndex>& channels) {
  Rows rows;
  std::optional<std::int64_t> loaded;
  return nearest<Point>(group, Tier::raw, time, false, channels,
                        [&](const Loaded& block, ChannelIndex channel, std::optional<Point>& found) {
                          if (!block.reader.has(info(channel).id)) return true;
                          if (!load_once(block, channels, rows, loaded)) return false;
                          const std::vector<double>& values = rows.values[place_in(channels, channel)];
                          for (std::size_t i = rows.size(); i-- > 0 && !found;)
                            if (rows.times[i] < time && has_value(values[i]))
                              found = {rows.times[i], values[i], rows.epochs[i]};
                          return true;
                        });
}

std::vector<std::optional<Point>> BlockTable::points_after(const Group& group, TimeMs time,
                                                           const std::vector<ChannelIndex>& channels) {
  Rows rows;
  std::optional<std::int64_t> loaded;
  return nearest<Point>(group, Tier::raw, time, true, channels,
                        [&](const Loaded& block, ChannelIndex channel, std::optional<Point>& found) {
                          if (!block.reader.has(info(channel).id)) return true;
                          if (!load_once(block, channels, rows, loaded)) return false;
                          const std::vector<double>& values = rows.values[place_in(channels, channel)];
                          for (std::size_t i = 0; i < rows.size() && !found; ++i)
                            if (rows.times[i] >= time && has_value(values[i]))
                              found = {rows.times[i], values[i], rows.epochs[i]};
                          return true;
                        });
}

std::vector<std::optional<Rollup>> BlockTable::rollups_before(const Group& group, Tier tier, TimeMs time,
                                                              const std::vector<ChannelIndex>& channels) {
  std::vector<Rollup> list;
  return nearest<Rollup>(group, tier, time, false, channels,
                         [&](const Loaded& block, ChannelIndex channel, std::optional<Rollup>& found) {
                           list.clear();
                           if (!load_rollups(block, channel, list)) return false;
                           const auto end = std::partition_point(
                               list.begin(), list.end(), [=](const Rollup& r) { return r.start < time; });
                           const auto last =
                               std::find_if(std::make_reverse_iterator(end), list.rend(),
                                            [=](const Rollup& r) { return speaks(channel, r); });
                           if (last != list.rend()) found = *last;
                           return true;
                         });
}

std::vector<std::optional<Rollup>> BlockTable::rollups_after(const Group& group, Tier tier, TimeMs time,
                                                             const std::vector<ChannelIndex>& channels) {
  std::vector<Rollup> list;
  return nearest<Rollup>(group, tier, time, true, channels,
                         [&](const Loaded& block, ChannelIndex channel, std::optional<Rollup>& found) {
                           list.clear();
                           if (!load_rollups(block, channel, list)) return false;
                           const auto at = std::find_if(list.begin(), list.end(), [=](const Rollup& r) {
                             return r.start >= time && speaks(channel, r);
                           });
                           if (at != list.end()) found = *at;
                           return true;
                         });
}

void BlockTable::set_aside(std::int64_t block) {
  Statement(db_,
            "INSERT INTO set_aside (block, start, \"end\", count, crc, columns) "
            "SELECT id, start, \"end\", count, crc, columns FROM block WHERE id = ?")
      .bind(block)
      .run();
  Statement(db_, "DELETE FROM block WHERE id = ?").bind(block).run();
}

bool BlockTable::sound(std::int64_t block) {
  bool good = false;
  constexpr TimeMs never = std::numeric_limits<TimeMs>::max();
  each({block, block}, {std::numeric_limits<TimeMs>::min(), never}, [&](const Loaded& loaded) {
    std::vector<TimeMs> times;
    good = loaded.reader.read_times(times, space_).has_value();
    for (const std::string_view name : loaded.reader.names()) good = good && loaded.reader.part(name, space_);
    return std::pair(good, true);
  });
  return good;
}

}  // namespace hearth
