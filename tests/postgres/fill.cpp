#include "tests/postgres/fill.h"

#include "core/demo/house/house.h"
#include "core/demo/house/prices.h"
#include "core/demo/house/readings.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>

namespace hearth::test {
namespace {

constexpr std::string_view null = "\\N";

/// One table's rows on their way to it.
class Arrivals {
 public:
  Arrivals(const PostgresServer& server, const FillOptions& options, std::string table,
           const std::vector<std::string>& columns)
      : connection_(server.admin_dsn()), options_(options), table_(std::move(table)), random_(options.seed) {
    const Rows known = connection_.query(
        fmt::format("select column_name from information_schema.columns where table_name = '{}'", table_));
    std::set<std::string> present;
    for (const Row& row : known) present.insert(row.front());
    for (const std::string& column : columns) present_.push_back(present.contains(column));
    for (const std::string& column : columns)
      if (present.contains(column)) columns_ += (columns_.empty() ? "" : ", ") + column;
  }

  /// Texts in the order of the columns; of the first `whole` none becomes null.
  void add(const std::vector<std::string>& values, std::size_t whole) {
    std::string row;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!present_[i]) continue;
      if (!row.empty()) row += '\t';
      row += i >= whole && happens(options_.nulls) ? null : std::string_view(values[i]);
    }
    row += '\n';
    ++rows_;
    if (happens(options_.duplicates)) {
      ++rows_;
      ++duplicates_;
      late_ += row;
    }
    (happens(options_.out_of_order) ? late_ : arrived_) += row;
    constexpr double how_late = 0.05;
    if (happens(how_late)) arrive_late();
    constexpr std::size_t batch = 4U << 20U;
    if (arrived_.size() > batch) write();
  }

  void finish() {
    arrive_late();
    write();
    connection_.query("analyze " + table_);
  }
  [[nodiscard]] std::int64_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::int64_t duplicates() const noexcept { return duplicates_; }

 private:
  // The library's distributions may differ between its versions.
  bool happens(double share) { return share > 0 && static_cast<double>(random_() >> 11U) * 0x1p-53 < share; }
  void arrive_late() {
    arrived_ += late_;
    late_.clear();
  }
  void write() {
    connection_.copy_in(fmt::format("copy {} ({}) from stdin", table_, columns_), arrived_);
    arrived_.clear();
  }

  Connection connection_;
  const FillOptions& options_;
  std::string table_, columns_;
  std::vector<bool> present_;  // older tables lack some
  std::mt19937_64 random_;
  std::string arrived_, late_;
  std::int64_t rows_ = 0, duplicates_ = 0;
};

std::vector<std::string> columns_of(Dataset dataset, std::vector<std::string> first) {
  for (const Channel& channel : channels_of(dataset)) first.emplace_back(channel.wire);
  return first;
}

std::string text(double value) {
  return has_value(value) ? fmt::format("{}", value) : std::string(null);
}

template <class Values>
void add_values(std::vector<std::string>& row, Dataset dataset, const Values& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool state = channels_of(dataset)[i].kind == Kind::state;
    row.push_back(state ? (values[i] != 0 ? "t" : "f") : text(values[i]));
  }
}

std::string time_text(TimeMs time, int micros) {
  std::string text = format_rfc3339(time);
  text.pop_back();
  return fmt::format("{}.{:06}Z", text, micros);
}

/// What the house says in one second, into the tables.
class HouseWriter {
 public:
  HouseWriter(const PostgresServer& server, const FillOptions& options)
      : options_(options),
        energy_(server, options, "energy_consumption",
                columns_of(Dataset::energy, {"time", "device_serial", "meter_type", "wifi_rssi"})),
        heat_pump_(server, options, "heatpump_status", columns_of(Dataset::heatpump, {"time", "device_id"})),
        climate_(
            server, options, "temperature_sensors",
            columns_of(Dataset::climate, {"time", "device_id", "mac_address", "location", "temperature_f"})) {
  }

  void take(const demo::House& house) {
    if (std::ranges::any_of(options_.gaps, [&](TimeRange gap) { return gap.contains(house.time()); })) return;
    const std::string time = time_text(house.time(), options_.micros);
    if (house.meter().present && house.time() % options_.energy_step == 0) {
      std::vector<std::string> row = {time, house.meter_serial(), "AIDON_V2", "-58"};
      add_values(row, Dataset::energy, demo::energy_values(house));
      if (energy_.rows() == 0) counts_.first_import = house.meter().import_wh;
      counts_.last_import = house.meter().import_wh;
      energy_.add(row, 2);
    }
    if (house.heat_pump_reports()) {
      std::vector<std::string> row = {time, demo::heat_pump_device};
      add_values(row, Dataset::heatpump, demo::heat_pump_values(house));
      heat_pump_.add(row, 2);
    }
    if (house.reporting_sensor() >= 0)
      take(house.sensors()[static_cast<std::size_t>(house.reporting_sensor())], time);
  }

  FillCounts finish() {
    for (Arrivals* table : {&energy_, &heat_pump_, &climate_}) table->finish();
    counts_.energy = energy_.rows();
    counts_.heat_pump = heat_pump_.rows();
    counts_.climate = climate_.rows();
    counts_.duplicates = energy_.duplicates() + heat_pump_.duplicates() + climate_.duplicates();
    return counts_;
  }

 private:
  void take(const demo::Sensor& sensor, const std::string& time) {
    const Reading reading = demo::climate_reading(sensor);
    const double celsius = reading.value(*find_wire(Dataset::climate, "temperature_c"));
    std::vector<std::string> row = {time, sensor.device(), sensor.mac(), sensor.location(),
                                    text(celsius * 1.8 + 32)};
    for (const Channel& channel : channels_of(Dataset::climate))
      row.push_back(text(reading.value(index_of(channel))));
    climate_.add(row, 4);
  }

  const FillOptions& options_;
  Arrivals energy_, heat_pump_, climate_;
  FillCounts counts_;
};

std::int64_t fill_prices(const PostgresServer& server, const FillOptions& options) {
  std::string rows;
  std::int64_t count = 0;
  const TimeMs end = options.start + options.length;
  for (TimeMs t = ceil_to(options.start, demo::price_period_ms); t < end;
       t += demo::price_period_ms, ++count) {
    const double price = demo::price_at(options.seed, options.scenario, t);
    const std::string published = format_rfc3339(demo::publishing_time(t - day_ms));
    fmt::format_to(std::back_inserter(rows), "{}\t{}\t{}\t{}\t{}\t{}\t{}\n", format_rfc3339(t),
                   demo::price_area, demo::price_currency, price * 1000, price, published, published);
  }
  Connection connection(server.admin_dsn());
  connection.copy_in("copy spot_prices from stdin", rows);
  connection.query("analyze spot_prices");
  return count;
}

/// What the meter shows, in SQL.
std::string import_in_sql(const EnergySeries& series) {
  std::string sql = "case";
  if (series.reset_at) sql += fmt::format(" when i >= {0} then (i - {0}) / 4", *series.reset_at);
  if (series.swap_at) sql += fmt::format(" when i >= {0} then 5000000 + (i - {0}) / 4", *series.swap_at);
  return sql + " when true then 1000000 + i / 4 end";
}

std::string serial_in_sql(const EnergySeries& series) {
  if (!series.swap_at) return "'meter-1'";
  return fmt::format("case when i >= {} then 'meter-2' else 'meter-1' end", *series.swap_at);
}

}  // namespace

FillCounts fill_from_house(const PostgresServer& server, const FillOptions& options) {
  const TimeMs end = options.start + options.length;
  // A house begins with a day, and has its first reading a second later.
  const TimeMs first_day = floor_to(options.start - second_ms, day_ms);
  demo::House house(
      {.seed = options.seed, .scenario = options.scenario, .start = first_day, .now = end, .outdoor = {}});
  HouseWriter writer(server, options);
  while (house.time() + second_ms < end) {
    house.step();
    if (house.time() >= options.start) writer.take(house);
  }
  FillCounts counts = writer.finish();
  counts.prices = fill_prices(server, options);
  return counts;
}

std::int64_t EnergySeries::power_w(std::int64_t second) noexcept {
  constexpr std::int64_t lowest = 700, stride = 7919, values = 401;
  return lowest + second * stride % values;
}

std::int64_t EnergySeries::import_wh(std::int64_t second) const noexcept {
  constexpr std::int64_t first = 1'000'000, first_of_second_meter = 5'000'000, seconds_a_wh = 4;
  if (reset_at && second >= *reset_at) return (second - *reset_at) / seconds_a_wh;
  if (swap_at && second >= *swap_at) return first_of_second_meter + (second - *swap_at) / seconds_a_wh;
  return first + second / seconds_a_wh;
}

std::string EnergySeries::serial(std::int64_t second) const {
  return swap_at && second >= *swap_at ? "meter-2" : "meter-1";
}

std::int64_t EnergySeries::used_wh(std::int64_t from, std::int64_t to) const {
  std::int64_t used = 0;
  for (const auto& seam : {swap_at, reset_at}) {
    if (!seam || *seam <= from || *seam > to) continue;
    used += import_wh(*seam - 1) - import_wh(from);
    from = *seam;
  }
  return used + import_wh(to) - import_wh(from);
}

void fill_energy(const PostgresServer& server, const EnergySeries& series) {
  // An index is quicker made anew than kept.
  server.sql(fmt::format(
      "begin; drop index energy_consumption_time_idx;"
      "insert into energy_consumption select timestamptz '{}' + i * interval '1 second', {}, 'AIDON_V2', -58,"
      " w, w / 3, w / 3, w - w / 3 * 2, 0, {}, 0, 228 + i % 5, 229 + i % 5, 230 + i % 5,"
      " w * 1000 / 690, w * 1000 / 690, w * 1000 / 690, 98"
      " from generate_series(0, {}) i, lateral (select 700 + (i::bigint * 7919 % 401)::int as w) power;"
      "create index energy_consumption_time_idx on energy_consumption (time desc); commit",
      format_rfc3339(series.start), serial_in_sql(series), import_in_sql(series), series.seconds - 1));
  server.sql("vacuum analyze energy_consumption");
}

}  // namespace hearth::test
