// What the store costs by itself: taking readings in, and answering what the screens ask for.

#include "core/store/history_store.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace hearth;

constexpr TimeMs start = 1'768'435'200'000;  // 2026-01-15T00:00:00Z

[[noreturn]] void give_up(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  std::exit(1);
}

template <class T>
T taken(Expected<T> result) {
  if (!result) give_up(result.error());
  return *std::move(result);
}

std::vector<Reading> seconds(TimeMs from, int count) {
  constexpr ChannelIndex power = channel("energy.power_total");
  constexpr ChannelIndex import = channel("energy.import");
  std::vector<Reading> readings;
  readings.reserve(static_cast<std::size_t>(count));
  double counted = 1e6;
  for (int i = 0; i < count; ++i) {
    const double watts = 400 + 37 * (i % 61) + (i / 900 % 3) * 1500;
    counted += watts / 3600;
    readings.push_back(
        {{Dataset::energy, ""}, from + i * second_ms, "", {{power, watts}, {import, counted}}});
  }
  return readings;
}

/// A store in a temporary folder with one day of seconds.
class OneDay {
 public:
  OneDay() : folder_(std::filesystem::temp_directory_path() / "hearthboard-bench"), clock_(start + day_ms) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ =
        taken(HistoryStore::open({.path = folder_ / "history.db", .writer_name = "bench_micro"}, clock_));
    store_->append(seconds(start, 86'400), Provenance::live);
    if (const auto flushed = store_->flush(); !flushed) give_up(flushed.error());
  }
  ~OneDay() {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  OneDay(const OneDay&) = delete;
  OneDay& operator=(const OneDay&) = delete;
  HistoryStore& store() { return *store_; }

 private:
  std::filesystem::path folder_;
  ManualClock clock_;
  std::unique_ptr<HistoryStore> store_;
};

void append_a_minute(benchmark::State& state) {
  OneDay day;
  TimeMs at = start + day_ms;
  for ([[maybe_unused]] auto _ : state) {
    day.store().append(seconds(at, 60), Provenance::live);
    at += minute_ms;
  }
  state.SetItemsProcessed(state.iterations() * 60);
}
BENCHMARK(append_a_minute)->Iterations(500);

void aggregate_a_day_of_seconds(benchmark::State& state) {
  Series series;
  series.key = {channel("energy.power_total"), ""};
  for (const Reading& reading : seconds(start, 86'400)) {
    series.times.push_back(reading.time);
    series.values.push_back(reading.samples.front().value);
  }
  const auto edges = taken(bucket_edges({start, start + day_ms}, FixedBuckets{minute_ms}));
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(aggregate(series, edges));
  state.SetItemsProcessed(state.iterations() * 86'400);
}
BENCHMARK(aggregate_a_day_of_seconds)->Unit(benchmark::kMillisecond);

void day_of_power_in_minutes(benchmark::State& state) {
  OneDay day;
  const SeriesKey key{channel("energy.power_total"), ""};
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(
        taken(day.store().buckets(key, {start, start + day_ms}, FixedBuckets{minute_ms})));
}
BENCHMARK(day_of_power_in_minutes)->Unit(benchmark::kMillisecond);

void day_of_energy_in_hours(benchmark::State& state) {
  OneDay day;
  const SeriesKey key{channel("energy.import"), ""};
  const CalendarBuckets hours{CalendarUnit::hour, "Europe/Stockholm"};
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(taken(day.store().buckets(key, {start, start + day_ms}, hours)));
}
BENCHMARK(day_of_energy_in_hours)->Unit(benchmark::kMillisecond);

void raw_hour_of_power(benchmark::State& state) {
  OneDay day;
  const SeriesKey key{channel("energy.power_total"), ""};
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(taken(day.store().raw(key, {start, start + hour_ms})));
}
BENCHMARK(raw_hour_of_power)->Unit(benchmark::kMillisecond);

}  // namespace
