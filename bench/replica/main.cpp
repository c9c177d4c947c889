// The read replica: a server of its own with a meter's seconds, and what reading them costs.
#include "bench/common/tool.h"
#include "core/source/replica/replica.h"
#include "core/telemetry/clock.h"
#include "tests/postgres/fill.h"
#include "tests/postgres/server.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace hearth::bench {
namespace {

constexpr TimeMs newest = 1'775'001'600'000;  // 2026-04-01T00:00:00Z

std::int64_t whole_number(const char* text) {
  return std::strtoll(text, nullptr, 10);
}

/// Says where the server is, and lives until standard input ends.
void stay(const test::PostgresServer& server, TimeMs start) {
  fmt::print("{{\"dsn\": \"{}\", \"start\": {}, \"end\": {}}}\n", server.dsn(test::Role::reader), start,
             newest);
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}

/// A server with the demo home's last days before `newest`, to try things on.
void home(std::span<char*> arguments) {
  const test::PostgresServer server({.timescale = true});
  const DurationMs length = whole_number(arguments[0]) * day_ms;
  test::fill_from_house(server, {.start = newest - length, .length = length});
  server.sql("SELECT refresh_aggregates()");
  stay(server, newest - length);
}

/// A server with so many seconds of one meter before `newest`.
void serve(std::span<char*> arguments) {
  const std::int64_t seconds = whole_number(arguments[0]);
  const test::PostgresServer server({.timescale = true});
  const TimeMs start = newest - seconds * second_ms;
  test::fill_energy(server, {.start = start, .seconds = seconds});
  server.sql("VACUUM ANALYZE");
  stay(server, start);
}

struct Reader {
  explicit Reader(const char* dsn) : replica(options(dsn), *clock) {}
  static replica::Replica::Options options(const char* dsn) {
    replica::Replica::Options made;
    made.settings.dsn = dsn;
    return made;
  }
  std::unique_ptr<Clock> clock = make_scaled_clock(newest, 1);
  replica::Replica replica;
};

/// Every reading in a range into columns, connecting included.
void rows(std::span<char*> arguments) {
  const Memory before = memory_now();
  const Stopwatch watch;
  Reader reader(arguments[0]);
  std::vector<Rows> held;
  const TimeRange range{whole_number(arguments[1]), whole_number(arguments[2])};
  const auto count =
      taken(reader.replica.read_rows(Dataset::energy, range, {}, [&](const GroupKey&, Rows&& part) {
        held.push_back(std::move(part));
        return Expected<void>();
      }));
  const double ms = watch.ms();
  const double cpu = watch.processor_ms();
  say({{"ms", ms},
       {"cpu_ms", cpu},
       {"rows", static_cast<double>(count.rows)},
       {"bytes", static_cast<double>(reader.replica.traffic().bytes)},
       {"pss_mb", memory_now().pss_mb - before.pss_mb}});
}

/// One channel in a range, reduced to so many columns of pixels.
void pixels(std::span<char*> arguments) {
  const Stopwatch watch;
  Reader reader(arguments[0]);
  const TimeRange range{whole_number(arguments[1]), whole_number(arguments[2])};
  const DurationMs width = range.length() / whole_number(arguments[3]);
  const auto reduced =
      taken(reader.replica.read_rollups({channel("energy.power_total")}, range, width, range.from, {}));
  say({{"ms", watch.ms()},
       {"cpu_ms", watch.processor_ms()},
       {"rows", static_cast<double>(reduced.rollups.at(channel("energy.power_total")).size())},
       {"bytes", static_cast<double>(reader.replica.traffic().bytes)}});
}

constexpr std::array tasks = std::to_array<Task>({
    {"home", "DAYS", 1, &home},
    {"serve", "SECONDS", 1, &serve},
    {"rows", "DSN FROM TO", 3, &rows},
    {"pixels", "DSN FROM TO COLUMNS", 4, &pixels},
});

}  // namespace
}  // namespace hearth::bench

int main(int argc, char** argv) {
  return hearth::bench::run_task(hearth::bench::tasks, argc, argv);
}
