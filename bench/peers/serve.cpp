#include "bench/common/household.h"
#include "bench/common/tool.h"
#include "bench/peers/tasks.h"
#include "core/store/block_table.h"
#include "core/store/history_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

namespace hearth::bench {
namespace {

constexpr TimeRange whole_month{month_start, month_start + month_days* day_ms};
constexpr TimeRange one_day{month_start + 9 * day_ms, month_start + 10 * day_ms};
constexpr DurationMs bucket_width = 5 * minute_ms;
constexpr DurationMs pixel_width = day_ms / 1280;
const GroupKey meter{Dataset::energy, {}};

/// What was worked out, as rows of numbers for who wants to see them.
using Rows4 = std::vector<std::vector<double>>;
using Answer = std::function<Rows4()>;

std::unique_ptr<HistoryStore> open_to_ask(const char* file, bool tiers, const Clock& clock) {
  HistoryStore::Options options;
  options.path = file;
  options.read_only = true;
  options.create = false;
  options.tiers = tiers;
  return taken(HistoryStore::open(std::move(options), clock));
}

/// What a page asks for, all columns in one question.
Answer ask(const HistoryStore& store, TimeRange range, DurationMs width, bool means) {
  auto found = taken(store.buckets(meter, power_channels(), range, FixedBuckets{width}));
  return [found = std::move(found), range, width, means] {
    Rows4 rows;
    for (std::size_t i = 0; i < found.front().rows.size(); ++i) {
      const TimeMs start = found.front().rows[i].start;
      const TimeMs number = means ? start / width : (start - range.from) / width;
      auto& row = rows.emplace_back(1, static_cast<double>(number));
      for (const Buckets& column : found) {
        const Bucket& b = column.rows[i];
        if (means) row.push_back(b.mean);
        row.insert(row.end(), {b.min, b.max});
      }
    }
    return rows;
  };
}

/// Reads the blocks of the range and unpacks what an answer needs of them, and does nothing else.
Answer unpack_blocks(Database& db, TimeRange range) {
  const Transaction transaction(db, Transaction::Kind::read);
  const auto group = BlockTable(db, [](std::int64_t) {}).find_group(meter);
  if (!group) give_up({ErrorKind::not_found, "The store has no readings of a meter.", "", ""});
  Statement blocks(db, "SELECT columns FROM block WHERE id BETWEEN ? AND ? ORDER BY id");
  blocks.bind(first_number(*group, Tier::raw, range.from), last_number(*group, Tier::raw, last_ms(range)));
  UnpackSpace space;
  std::vector<TimeMs> times;
  std::size_t bytes = 0;
  while (blocks.step()) {
    const auto block = taken(BlockReader::open(blocks.bytes(0)));
    taken(block.read_times(times, space));
    for (const ChannelIndex c : power_channels()) {
      const auto part = taken(block.part(info(c).id, space));
      bytes += part ? part->size() : 0;
    }
  }
  return [bytes] { return Rows4{{static_cast<double>(bytes)}}; };
}

void print_rows(const Rows4& rows) {
  std::string text;
  for (const auto& row : rows)
    fmt::format_to(std::back_inserter(text), "{}[{:.17g}]", text.empty() ? "" : ",", fmt::join(row, ","));
  fmt::print("{{\"rows\": [{}]}}\n", text);
  std::fflush(stdout);
}

}  // namespace

void serve(std::span<char*> arguments) {
  const ManualClock clock(whole_month.to);
  const auto raw = open_to_ask(arguments[0], false, clock);
  const auto tiers = open_to_ask(arguments[0], true, clock);
  Database blocks(arguments[0], Database::Mode::read_write);
  const std::array<std::pair<std::string_view, std::function<Answer()>>, 5> tasks = {{
      {"buckets", [&] { return ask(*raw, whole_month, bucket_width, true); }},
      {"tiers", [&] { return ask(*tiers, whole_month, bucket_width, true); }},
      {"pixels", [&] { return ask(*raw, one_day, pixel_width, false); }},
      {"unpack-month", [&] { return unpack_blocks(blocks, whole_month); }},
      {"unpack-day", [&] { return unpack_blocks(blocks, one_day); }},
  }};
  for (std::string line; std::getline(std::cin, line);)
    for (const auto& [name, work] : tasks) {
      if (line != name && line != std::string(name) + " rows") continue;
      const Stopwatch watch;
      const Answer answer = work();
      const double ms = watch.ms();
      const double processor_ms = watch.processor_ms();
      if (line.ends_with(" rows"))
        print_rows(answer());
      else
        say({{"ms", ms}, {"processor_ms", processor_ms}});
    }
}

}  // namespace hearth::bench
