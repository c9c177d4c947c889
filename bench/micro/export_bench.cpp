#include "core/export/row_writer.h"
#include "core/store/rows.h"

#include <benchmark/benchmark.h>

#include <array>

namespace hearth {
namespace {

constexpr std::array columns = {channel("energy.power_total"), channel("energy.power_l1"),
                                channel("energy.power_l2"), channel("energy.power_l3")};

/// An hour of seconds as the store hands it over.
Rows hour_of_seconds() {
  Rows rows({columns.begin(), columns.end()});
  std::uint32_t seed = 1;
  for (int i = 0; i < 3600; ++i) {
    rows.times.push_back(1767225600000 + i * second_ms);
    rows.epochs.push_back(1);
    rows.provenances.push_back(Provenance::live);
    for (std::vector<double>& column : rows.values) {
      seed = seed * 1664525 + 1013904223;
      column.push_back(seed >> 19);  // 0 to 8191 W
    }
  }
  return rows;
}

/// Nothing but the text: an hour of readings, over and over, to nowhere.
void text_of_rows(benchmark::State& state, ExportRequest request) {
  request.columns.assign(columns.begin(), columns.end());
  const ExportLayout layout = *layout_of(request);
  std::int64_t bytes = 0;
  const ExportSink sink = [&](std::string_view text) -> Expected<void> {
    bytes += static_cast<std::int64_t>(text.size());
    return {};
  };
  RowWriter writer(layout, *TimeText::in(request.time_zone), sink, false);
  const Rows rows = hour_of_seconds();
  ExportTable table{rows.times, {}};
  for (const ExportColumn& column : layout.columns)
    table.columns.push_back(rows.values[column.channel].data());
  for (auto _ : state) static_cast<void>(writer.rows(table, {}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows.size()));
  state.SetBytesProcessed(bytes);
}
BENCHMARK_CAPTURE(text_of_rows, csv, {})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(text_of_rows, csv_of_stockholm, {.time_zone = "Europe/Stockholm", .locale = "sv_SE"})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(text_of_rows, ndjson, {.format = ExportFormat::ndjson})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace hearth
