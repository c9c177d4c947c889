#pragma once

#include "core/demo/house/scenario.h"
#include "core/telemetry/time.h"
#include "tests/postgres/server.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hearth::test {

struct FillOptions {
  TimeMs start = 0;  ///< a whole second; readings are in [start, start + length)
  DurationMs length = day_ms;
  std::uint64_t seed = 1;
  demo::Scenario scenario = demo::Scenario::normal;  ///< as seen from the end
  DurationMs energy_step = second_ms;  ///< every so often a meter reading is kept; whole seconds
  int micros = 0;                      ///< added to the time of every reading, below a second
  double out_of_order = 0;             ///< share of the readings that arrive after later ones
  double duplicates = 0;               ///< share of the readings that arrive twice
  double nulls = 0;                    ///< share of the values that are null
  std::vector<TimeRange> gaps = {};    ///< without readings; prices have none
};

/// Rows in the tables, those that came twice counted twice.
struct FillCounts {
  std::int64_t energy = 0;
  std::int64_t heat_pump = 0;
  std::int64_t climate = 0;
  std::int64_t prices = 0;
  std::int64_t duplicates = 0;    ///< how many of them came twice
  std::int64_t first_import = 0;  ///< Wh, of the first and the last meter reading in time
  std::int64_t last_import = 0;
};

/// Lets the demo home live, and its readings and prices arrive in all four tables. The same options give the
/// same rows.
FillCounts fill_from_house(const PostgresServer& server, const FillOptions& options);

/// Meter readings of a formula, one a second, as many as one likes.
struct EnergySeries {
  TimeMs start = 0;  ///< a whole second
  std::int64_t seconds = 0;
  std::optional<std::int64_t> swap_at = {};  ///< from this second on it is another meter, at a higher reading
  std::optional<std::int64_t> reset_at =
      {};  ///< from this second on the same meter counts from 0; after a swap

  /// What the row of this second holds.
  [[nodiscard]] TimeMs time(std::int64_t second) const noexcept { return start + second * second_ms; }
  [[nodiscard]] std::int64_t import_wh(std::int64_t second) const noexcept;
  [[nodiscard]] static std::int64_t power_w(std::int64_t second) noexcept;  ///< 700 to 1100 W, 900 on average
  [[nodiscard]] std::string serial(std::int64_t second) const;
  /// What is used between the readings of these two seconds, as a meter's display shows it; nothing is
  /// between the last reading before a swap or a reset and the first after it.
  [[nodiscard]] std::int64_t used_wh(std::int64_t from, std::int64_t to) const;
};

/// Writes them within the server; ten million in less than a minute.
void fill_energy(const PostgresServer& server, const EnergySeries& series);

}  // namespace hearth::test
