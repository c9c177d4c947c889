#include "core/import/csv_reader.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>

namespace hearth {
namespace {

/// A day of seconds of power and three phases, as an export has them.
std::string day_of_seconds(bool swedish) {
  std::string text =
      "time,energy.power_total [W],energy.power_l1 [W],energy.power_l2 [W],energy.voltage_l1 [V]\r\n";
  std::uint32_t seed = 1;
  const auto random = [&] { return (seed = seed * 1664525 + 1013904223) >> 19; };
  for (int i = 0; i < 86'400; ++i) {
    std::string time = format_rfc3339(1767225600000 + i * second_ms);
    if (swedish) time.replace(time.size() - 1, 1, "+00:00");
    text += time;
    for (int c = 0; c < 3; ++c) text += ',' + std::to_string(random());
    text += ",23" + std::to_string(random() % 10) + (swedish ? '|' : '.') + std::to_string(random() % 10) +
            "\r\n";
  }
  if (swedish) {
    std::replace(text.begin(), text.end(), ',', ';');
    std::replace(text.begin(), text.end(), '|', ',');
  }
  return text;
}

/// From memory to rows, without a store.
void rows_of_text(benchmark::State& state, bool swedish) {
  const std::string text = day_of_seconds(swedish);
  for (auto _ : state) {
    std::size_t at = 0;
    std::size_t rows = 0;
    CsvCount count;
    const auto read = read_csv(
        [&](std::span<char> into) -> Expected<std::size_t> {
          const std::size_t size = std::min(into.size(), text.size() - at);
          std::memcpy(into.data(), text.data() + at, size);
          at += size;
          return size;
        },
        {.name = "bench", .now = 1768000000000},
        [&](const GroupKey&, Rows&& some) -> Expected<void> {
          rows += some.size();
          return {};
        },
        count);
    if (!read || rows != 86'400) state.SkipWithError("the text was not read");
  }
  state.SetItemsProcessed(state.iterations() * 86'400);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(rows_of_text, csv, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rows_of_text, csv_of_sweden, true)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hearth
