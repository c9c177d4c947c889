#include "bench/common/household.h"
#include "bench/common/tool.h"
#include "bench/store/tasks.h"
#include "core/demo/house/store_export.h"

#include <cstdlib>

namespace hearth::bench {
namespace {

constexpr TimeMs now = 1'768'478'400'000;  // 2026-01-15T12:00:00Z
constexpr int raw_days = 14;               // what the store keeps of readings if nothing else is asked for

/// Runs before main(): what an answer costs begins here.
const Stopwatch since_start;

std::unique_ptr<HistoryStore> open_to_read(const char* file, const Clock& clock) {
  return taken(
      HistoryStore::open({.path = file, .read_only = true, .create = false, .writer_name = {}}, clock));
}

}  // namespace

void make_history(std::span<char*> arguments) {
  const int days = std::atoi(arguments[1]);
  demo::HouseOptions house;
  house.start = demo::anchor_for(now, days);
  house.now = now;
  demo::SimulatedHome home(house);
  const ManualClock clock(now);
  const auto store = taken(
      demo::StoreExport::begin({.path = arguments[0], .days = days, .raw_hours = raw_days * 24}, now, clock));
  home.advance_to(now, [&](const demo::SimulatedHome& passing) { store->take(passing); });
  taken(store->finish(home));
}

void read_day(std::span<char*> arguments) {
  const ManualClock clock(now);
  const auto store = open_to_read(arguments[0], clock);
  const double opened = since_start.ms();
  const auto series = taken(
      store->buckets({Dataset::energy, {}}, power_channels(), {now - day_ms, now}, FixedBuckets{minute_ms}));
  const double answered = since_start.ms();

  std::size_t filled = 0;
  double phases_less_total = 0;
  for (std::size_t row = 0; row < series.front().rows.size(); ++row) {
    for (const Buckets& one : series) filled += has_value(one.rows[row].mean) ? 1 : 0;
    if (!has_value(series[0].rows[row].mean)) continue;
    phases_less_total += series[1].rows[row].mean + series[2].rows[row].mean + series[3].rows[row].mean -
                         series[0].rows[row].mean;
  }
  say({{"opened_ms", opened},
       {"answered_ms", answered},
       {"buckets", static_cast<double>(filled)},
       {"phases_less_total", phases_less_total}});
}

void read_year(std::span<char*> arguments) {
  const ManualClock clock(now);
  const auto store = open_to_read(arguments[0], clock);
  const SeriesKey import{channel("energy.import"), {}};
  const CalendarBuckets days{CalendarUnit::day, "Europe/Stockholm"};
  const TimeRange year{now - 365 * day_ms, now};
  const double opened = since_start.ms();
  const Buckets answer = taken(store->buckets(import, year, days));
  const double answered = since_start.ms();
  // What a page costs when it is looked at again, time zones known and memory at hand.
  const bool repeated = std::atoi(arguments[1]) > 1;
  if (repeated) static_cast<void>(taken(store->buckets(import, year, days)));
  const double again = repeated ? since_start.ms() - answered : 0;

  double sum = 0;
  std::size_t filled = 0;
  for (const Bucket& day : answer.rows) {
    if (!has_value(day.sum)) continue;
    ++filled;
    sum += day.sum;
  }
  say({{"opened_ms", opened},
       {"answered_ms", answered},
       {"again_ms", again},
       {"buckets", static_cast<double>(filled)},
       {"sum_less_counted", sum - (answer.rows.back().last - answer.rows.front().first)}});
}

}  // namespace hearth::bench
