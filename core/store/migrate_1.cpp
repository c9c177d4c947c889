#include "core/store/block_codec.h"
#include "core/store/block_table.h"
#include "core/store/crc32c.h"
#include "core/store/schema.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>

namespace hearth {
namespace {

/// What version 1 kept in a block: one zstd frame with times and named columns, all as varints.
struct OldBlock {
  std::vector<TimeMs> times;
  std::map<std::string, std::vector<double>, std::less<>> columns;
};

bool take_old_column(ByteReader in, std::vector<double>& values) {
  const std::uint8_t encoding = in.byte();
  const std::uint8_t decimals = in.byte();
  const std::uint8_t nulls = in.byte();
  if (encoding > 2 || decimals > 9 || nulls > 2) return false;
  if (nulls == 2) return in.ok();
  const std::string_view bits = nulls == 1 ? in.bytes((values.size() + 7) / 8) : std::string_view();
  if (!in.ok()) return false;
  std::int64_t whole = encoding == 0 ? unzigzag(in.varint()) : 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!bits.empty() && (static_cast<unsigned char>(bits[i / 8]) >> (i % 8) & 1) != 0) continue;
    if (encoding == 2) {
      std::uint64_t v = 0;
      for (unsigned shift = 0; shift < 64; shift += 8) v |= static_cast<std::uint64_t>(in.byte()) << shift;
      values[i] = std::bit_cast<double>(v);
    } else {
      if (encoding == 1) whole = plus(whole, unzigzag(in.varint()));
      values[i] = static_cast<double>(whole) / power_of_ten(decimals);
    }
  }
  return in.ok();
}

std::optional<OldBlock> read_old(std::string_view bytes) {
  std::string frame(1, '\1');  // how a block's part says that zstd follows
  frame += bytes;
  const auto plain = unpack(frame);
  if (!plain) return std::nullopt;
  ByteReader in(*plain);
  if (in.byte() != 1) return std::nullopt;
  const std::uint64_t rows = in.varint();
  const std::uint64_t columns = in.varint();
  if (!in.ok() || rows > most_block_rows || columns > most_block_parts) return std::nullopt;
  OldBlock block;
  TimeMs time = 0;
  DurationMs step = 0;
  for (std::uint64_t i = 0; i < rows; ++i) {
    step = plus(step, unzigzag(in.varint()));
    time = plus(time, step);
    if (!in.ok() || (i > 0 && time <= block.times.back())) return std::nullopt;
    block.times.push_back(time);
  }
  for (std::uint64_t i = 0; i < columns; ++i) {
    const std::string name(in.text());
    const std::string_view body = in.text();
    std::vector<double>& values = block.columns[name];
    values.assign(block.times.size(), no_value);
    if (!in.ok() || !take_old_column(ByteReader(body), values)) return std::nullopt;
  }
  return block;
}

Rows rows_of(const OldBlock& block, Dataset dataset) {
  Rows rows = Rows::of(dataset);
  rows.times = block.times;
  rows.epochs.assign(rows.times.size(), 0);
  rows.provenances.assign(rows.times.size(), Provenance::api_hourly);
  for (auto& values : rows.values) values.assign(rows.times.size(), no_value);
  for (const auto& [name, values] : block.columns)
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (name == "@epoch") rows.epochs[i] = whole<std::uint32_t>(values[i]);
      if (name == "@provenance")
        rows.provenances[i] = static_cast<Provenance>(
            std::min(whole<std::uint8_t>(values[i]), static_cast<std::uint8_t>(Provenance::imported)));
    }
  for (std::size_t c = 0; c < rows.channels.size(); ++c)
    if (const auto column = block.columns.find(info(rows.channels[c]).id); column != block.columns.end())
      rows.values[c] = column->second;
  return rows;
}

RollupMap minutes_of(const OldBlock& block, Dataset dataset) {
  RollupMap minutes;
  for (const ChannelIndex channel : channels_in(dataset)) {
    const auto column = [&](std::string_view field) -> const std::vector<double>* {
      const auto found = block.columns.find(std::string(info(channel).id) + ":" + std::string(field));
      return found == block.columns.end() ? nullptr : &found->second;
    };
    const auto* counts = column("count");
    if (counts == nullptr) continue;
    const auto value = [&](std::string_view field, std::size_t row) {
      const auto* values = column(field);
      return values == nullptr ? no_value : (*values)[row];
    };
    for (std::size_t i = 0; i < block.times.size(); ++i) {
      if (!has_value((*counts)[i])) continue;
      Rollup r;
      r.start = block.times[i];
      r.count = whole<std::uint32_t>((*counts)[i]);
      r.sum = value("sum", i);
      r.known = whole<DurationMs>(value("known", i));
      r.min = value("min", i);
      r.max = value("max", i);
      r.first = value("first", i);
      r.last = value("last", i);
      r.first_time = r.start + whole<TimeMs>(value("first_time", i));
      r.last_time = r.start + whole<TimeMs>(value("last_time", i));
      r.delta = value("delta", i);
      r.starts = whole<std::uint32_t>(value("starts", i));
      r.first_epoch = whole<std::uint32_t>(value("first_epoch", i));
      r.last_epoch = whole<std::uint32_t>(value("last_epoch", i));
      minutes[channel].push_back(r);
    }
  }
  return minutes;
}

/// The later block replaces the minutes of the earlier, whatever they count.
void put_later(std::vector<Rollup>& into, const std::vector<Rollup>& later) {
  std::map<TimeMs, Rollup> all;
  for (const Rollup& r : into) all[r.start] = r;
  for (const Rollup& r : later) all[r.start] = r;
  into.clear();
  for (const auto& [start, r] : all) into.push_back(r);
}

/// Version 1 summed the facts of the row in this order.
std::uint32_t old_checksum(Statement& s) {
  std::string head;
  for (const int column : {1, 2, 3, 4, 5})
    for (int shift = 0; shift < 64; shift += 8)
      head.push_back(static_cast<char>(s.integer(column) >> shift & 0xff));
  return crc32c(s.bytes(7), crc32c(head));
}

class Mover {
 public:
  Mover(Database& db, Group group) : db_(db), table_(db, [](std::int64_t) {}), group_(std::move(group)) {}

  /// Moves what lies in one stretch of a tier.
  void move(Tier tier, TimeRange span) {
    Rows rows = Rows::of(group_.key.dataset);
    RollupMap minutes;
    Statement s(
        db_,
        "SELECT id, group_id, tier, start, \"end\", count, crc, columns FROM block_1 WHERE group_id = ? AND "
        "tier = ? AND start BETWEEN ? AND ? ORDER BY id");
    s.bind(group_.id, static_cast<std::int64_t>(tier), span.from, span.to - 1);
    while (s.step()) {
      const auto block = old_checksum(s) == s.integer(6) ? read_old(s.bytes(7)) : std::nullopt;
      if (!block) {
        keep_apart(s.integer(0));
      } else if (tier == Tier::minute) {
        for (auto& [channel, list] : minutes_of(*block, group_.key.dataset))
          put_later(minutes[channel], list);
      } else {
        merge_rows(rows, rows_of(*block, group_.key.dataset));
      }
    }
    if (tier == Tier::minute) {
      table_.replace(group_, tier, span, minutes);
    } else {
      table_.replace(group_, tier, span, rows, 0, rows.size());
    }
  }

 private:
  void keep_apart(std::int64_t id) {
    Statement(db_,
              "INSERT INTO set_aside (block, start, \"end\", count, crc, columns) "
              "SELECT -id, start, \"end\", count, crc, columns FROM block_1 WHERE id = ?")
        .bind(id)
        .run();
  }

  Database& db_;
  BlockTable table_;
  Group group_;
};

}  // namespace

void migrate_1_to_2(Database& db) {
  db.exec("DROP INDEX IF EXISTS block_place");
  db.exec("ALTER TABLE block RENAME TO block_1");
  make_tables(db);
  for (const Group& group : BlockTable(db, [](std::int64_t) {}).groups()) {
    Mover mover(db, group);
    for (const Tier tier : {Tier::raw, Tier::minute, Tier::hour}) {
      const DurationMs unit = tier == Tier::raw ? hour_ms : day_ms;
      std::vector<TimeMs> spans;
      Statement s(db, "SELECT DISTINCT start / ?3 FROM block_1 WHERE group_id = ?1 AND tier = ?2 ORDER BY 1");
      s.bind(group.id, static_cast<std::int64_t>(tier), unit);
      while (s.step()) spans.push_back(s.integer(0) * unit);
      for (const TimeMs from : spans) mover.move(tier, {from, from + unit});
    }
  }
  db.exec("DROP TABLE block_1");
}

}  // namespace hearth
