#include "bench/common/household.h"
#include "bench/common/tool.h"
#include "bench/store/tasks.h"
#include "core/demo/house/prices.h"
#include "core/demo/house/readings.h"
#include "core/store/history_store.h"

#include <array>
#include <cstdlib>

namespace hearth::bench {
namespace {

constexpr std::size_t rows_at_once = 262'144;
constexpr DurationMs commit_every = minute_ms;

const GroupKey meter{Dataset::energy, {}};

/// Rows in a store, and the sum of one channel's values.
std::pair<std::size_t, double> count_rows(const HistoryStore& store, TimeRange range) {
  std::pair<std::size_t, double> found;
  const std::vector<ChannelIndex> channels = {channel("energy.power_total")};
  taken(store.read_rows(meter, channels, range, [&](const Rows& rows) -> Expected<void> {
    found.first += rows.size();
    for (const double value : rows.values.front()) found.second += value;
    return {};
  }));
  return found;
}

/// The house's newest values of every channel there is, as if all had been read in this second.
std::array<Reading, 4> readings_of(const demo::House& house) {
  Reading climate = demo::climate_reading(house.sensors().back());
  climate.time = house.time();
  Reading pump = demo::heat_pump_reading(house);
  pump.time = house.time();
  const demo::HouseOptions& options = house.options();
  Reading price =
      demo::price_reading(options.seed, options.scenario, floor_to(house.time(), demo::price_period_ms));
  price.time = house.time();
  return {demo::meter_reading(house), std::move(pump), std::move(climate), std::move(price)};
}

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

}  // namespace

void take_in_month(std::span<char*> arguments) {
  const TimeRange month{month_start, month_start + month_days * day_ms};
  const ManualClock clock(month.to);
  const std::filesystem::path file = arguments[0];
  demo::House house = house_before(month_start);
  const std::array serials = {house.meter_serial()};
  auto store = taken(HistoryStore::open(
      {.path = file, .writer_name = "bench_store", .raw_retention = 2 * month.length()}, clock));
  const Writes before = writes_so_far();
  double spent = 0;
  double processor = 0;
  double sum = 0;
  for (std::size_t done = 0; done < month_rows;) {
    Rows rows = energy_rows(house, std::min(rows_at_once, month_rows - done));
    for (const double value : rows.values.front()) sum += value;
    done += rows.size();
    const Stopwatch watch;
    taken(store->put_rows(meter, std::move(rows), serials));
    spent += watch.ms();
    processor += watch.processor_ms();
  }
  const Stopwatch closing;
  store.reset();
  spent += closing.ms();
  processor += closing.processor_ms();
  const Writes after = writes_so_far();
  const auto size = std::filesystem::file_size(file);
  store =
      taken(HistoryStore::open({.path = file, .read_only = true, .create = false, .writer_name = {}}, clock));
  const auto [rows, stored_sum] = count_rows(*store, month);
  say({{"seconds", spent / 1000},
       {"processor_seconds", processor / 1000},
       {"rows", static_cast<double>(rows)},
       {"sum_less_given", stored_sum - sum},
       {"file_mb", megabytes(size)},
       {"written_mb", megabytes(after.asked - before.asked)}});
}

void record(std::span<char*> arguments) {
  const int days = std::atoi(arguments[1]);
  demo::House house = house_before(month_start);
  ManualClock clock(month_start);
  const auto store = taken(HistoryStore::open({.path = arguments[0], .writer_name = "bench_store"}, clock));
  for (int day = 1; day <= days; ++day) {
    const Writes before = writes_so_far();
    const Stopwatch watch;
    std::size_t taken_in = 0;
    for (TimeMs end = month_start + day * day_ms; house.time() < end - second_ms;) {
      house.step();
      clock.set(house.time());
      const auto readings = readings_of(house);
      taken_in += store->append(readings, Provenance::live).taken;
      if ((house.time() + second_ms) % commit_every == 0) taken(store->flush());
    }
    const Writes after = writes_so_far();
    const Memory memory = memory_now();
    say({{"day", static_cast<double>(day)},
         {"readings", static_cast<double>(taken_in)},
         {"wchar_mb", megabytes(after.asked - before.asked)},
         {"write_bytes_mb", megabytes(after.dirtied - before.dirtied)},
         {"rss_mb", memory.rss_mb},
         {"pss_mb", memory.pss_mb},
         {"file_mb", megabytes(store->stats().file_bytes)},
         {"seconds", watch.ms() / 1000}});
  }
}

}  // namespace hearth::bench
