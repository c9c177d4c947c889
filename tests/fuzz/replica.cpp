// What a database, or whoever sits between, may send: messages of COPY and of errors. The first byte chooses
// the reader; messages follow, each after its length in two bytes.
#include "core/source/replica/rollup_reader.h"
#include "core/source/replica/server_error.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace hearth;
using namespace hearth::replica;

constexpr TimeMs midnight = 1'768'435'200'000;  // 2026-01-15T00:00:00Z

void require(bool holds) {
  if (!holds) std::abort();
}

/// The next message; everything that is left where its length says more.
std::span<const std::byte> next_message(std::span<const std::byte>& rest) {
  const auto byte = [&](std::size_t i) { return std::to_integer<std::size_t>(rest[i]); };
  const std::size_t size = rest.size() < 2 ? 0 : byte(0) << 8U | byte(1);
  rest = rest.subspan(std::min<std::size_t>(2, rest.size()));
  const auto message = rest.first(std::min(size, rest.size()));
  rest = rest.subspan(message.size());
  return message;
}

void check_fields(std::span<const Field> fields, std::span<const std::byte> message) {
  for (const Field& field : fields) {
    if (field.data == nullptr) {
      require(field.size == 0 && text_in(field).empty());
      continue;
    }
    require(field.data >= message.data() && field.data + field.size <= message.data() + message.size());
    require(text_in(field).size() == field.size);
    for (const ColumnType type : {ColumnType::boolean, ColumnType::int2, ColumnType::int4, ColumnType::int8,
                                  ColumnType::float4, ColumnType::float8}) {
      const auto number = number_in(field, type);
      require(!number || std::isnan(*number) || std::abs(*number) <= 1e12);
    }
    require(microseconds_in(field).has_value() == (field.size == 8));
  }
}

void rows(std::span<const std::byte> rest) {
  constexpr std::size_t columns = 3;
  CopyReader reader(columns);
  while (!rest.empty()) {
    const auto message = next_message(rest);
    const auto row = reader.row(message);
    if (!row) return;
    if (!*row) continue;
    require((*row)->size() == columns);
    check_fields(**row, message);
  }
}

void check(const Rollup& r, ChannelIndex channel, DurationMs width) {
  require(r.count > 0 && r.start <= r.first_time && r.first_time <= r.last_time &&
          r.last_time < r.start + width);
  require(r.min <= r.max && has_value(r.first) && has_value(r.last));
  require(r.known >= 0 && r.known <= width && std::isfinite(r.sum));
  if (info(channel).kind == Kind::counter) require(std::isfinite(r.delta) && r.first_epoch == r.last_epoch);
}

/// Readings every minute, as a doubtful stretch is given again.
Rows readings(TimeRange range) {
  Rows rows({channel("energy.import"), channel("energy.power_total")});
  for (TimeMs t = range.from; t < range.to && rows.size() < 60; t += minute_ms) {
    rows.times.push_back(t);
    rows.epochs.push_back(0);
    rows.provenances.push_back(Provenance::replica);
    for (auto& column : rows.values) column.push_back(static_cast<double>(rows.size()));
  }
  return rows;
}

void rollups(std::span<const std::byte> rest) {
  const RowsStatement statement{.sql = {},
                                .channels = {channel("energy.import"), channel("energy.power_total")},
                                .types = {ColumnType::float8, ColumnType::float8}};
  RollupReader reader(statement, quarter_ms);
  while (!rest.empty())
    if (!reader.ingest(next_message(rest))) return;
  TimeMs end = std::numeric_limits<TimeMs>::min();
  for (const TimeRange& doubtful : reader.doubtful()) {
    require(!doubtful.empty() && doubtful.from > end);
    end = doubtful.to;
    reader.replace(readings(doubtful));
  }
  const MeterRollups all = reader.finish();
  for (const std::string& serial : all.serials)
    require(!serial.empty() && std::ranges::count(all.serials, serial) == 1);
  for (const auto& [channel, list] : all.rollups) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      check(list[i], channel, quarter_ms);
      require(i == 0 || list[i - 1].start < list[i].start);
    }
  }
}

/// Seams and hours in turn.
void hours(std::span<const std::byte> rest) {
  const TimeRange range{midnight, midnight + 3 * hour_ms};
  HourReader reader(range);
  for (bool seam = true; !rest.empty(); seam = !seam) {
    const auto message = next_message(rest);
    if (message.empty()) continue;
    if (!(seam ? reader.ingest_seam(message) : reader.ingest_hour(message))) return;
  }
  for (const TimeRange& missing : reader.missing())
    require(!missing.empty() && range.contains(missing) && missing.from % hour_ms == 0);
  Rollup filled{.start = midnight, .count = 2, .known = hour_ms, .delta = 5};
  MeterRollups read;
  read.rollups[channel("energy.import")] = {filled};
  reader.fill(read);
  TimeMs last = midnight - 1;
  const auto all = reader.finish();
  for (const EnergyHour& hour : all) {
    require(range.contains(hour.start) && hour.start % hour_ms == 0 && hour.start > last);
    require(hour.energy_wh >= 0 && std::isfinite(hour.energy_wh));
    last = hour.start;
  }
}

void errors(std::string_view text) {
  for (const std::string& state : {sqlstate_in(text), refusal_in(text)}) {
    require(state.empty() || state.size() == 5);
    require(
        std::ranges::all_of(state, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }));
    const Error error = error_of(Stage::authenticating, state, "host");
    require(error.kind != ErrorKind::internal && !error.next.empty());
    require(error.message.find("host") != std::string::npos);
    static_cast<void>(is_worth_another_try(state));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto rest = std::as_bytes(std::span(data + 1, size - 1));
  switch (data[0] % 4) {
    case 0:
      rows(rest);
      break;
    case 1:
      rollups(rest);
      break;
    case 2:
      hours(rest);
      break;
    default:
      errors({reinterpret_cast<const char*>(rest.data()), rest.size()});
  }
  return 0;
}
