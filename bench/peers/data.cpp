#include "bench/common/household.h"
#include "bench/common/tool.h"
#include "bench/peers/tasks.h"
#include "core/store/history_store.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <iterator>
#include <memory>

namespace hearth::bench {
namespace {

constexpr std::size_t rows_at_once = 86'400;
constexpr TimeRange month{month_start, month_start + month_days* day_ms};
const GroupKey meter{Dataset::energy, {}};

/// Hands over the month, a day at a time.
template <class Take>
void each_day(Take&& take) {
  demo::House house = house_before(month_start);
  for (std::size_t done = 0; done < month_rows; done += rows_at_once)
    take(only(energy_rows(house, rows_at_once), power_channels()));
}

std::unique_ptr<HistoryStore> open_store(const char* file, bool to_write, const Clock& clock) {
  HistoryStore::Options options;
  options.path = file;
  options.read_only = !to_write;
  options.create = to_write;
  options.writer_name = "bench_peers";
  options.raw_retention = 2 * month.length();
  return taken(HistoryStore::open(std::move(options), clock));
}

}  // namespace

void write_csv(std::span<char*> arguments) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(arguments[0], "wb"), std::fclose);
  if (!file) give_up({ErrorKind::cannot_create, "The file cannot be made.", "", arguments[0]});
  std::string text = "time";
  for (const ChannelIndex c : power_channels()) text += fmt::format(",{} [{}]", info(c).id, info(c).unit);
  text += "\r\n";
  each_day([&](const Rows& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\r\n", format_rfc3339(rows.times[i]),
                     rows.values[0][i], rows.values[1][i], rows.values[2][i], rows.values[3][i]);
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size())
      give_up({ErrorKind::storage, "The file cannot be written.", "", arguments[0]});
    text.clear();
  });
}

void write_store(std::span<char*> arguments) {
  const ManualClock clock(month.to);
  const auto store = open_store(arguments[0], true, clock);
  each_day([&](Rows rows) { taken(store->put_rows(meter, std::move(rows))); });
}

void check_store(std::span<char*> arguments) {
  const ManualClock clock(month.to);
  const auto store = open_store(arguments[0], false, clock);
  std::array<double, 4> sums{};
  std::size_t count = 0;
  TimeMs first = 0;
  TimeMs last = 0;
  taken(store->read_rows(meter, power_channels(), month, [&](const Rows& rows) -> Expected<void> {
    if (rows.empty()) return {};
    if (count == 0) first = rows.times.front();
    last = rows.times.back();
    count += rows.size();
    for (std::size_t c = 0; c < sums.size(); ++c)
      for (const double value : rows.values[c]) sums[c] += value;
    return {};
  }));
  say({{"rows", static_cast<double>(count)},
       {"first", static_cast<double>(first)},
       {"last", static_cast<double>(last)},
       {"total", sums[0]},
       {"l1", sums[1]},
       {"l2", sums[2]},
       {"l3", sums[3]}});
}

}  // namespace hearth::bench
