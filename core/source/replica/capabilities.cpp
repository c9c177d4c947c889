#include "core/source/replica/capabilities.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace hearth::replica {
namespace {

constexpr std::array tables = {
    DatasetTable{Dataset::energy, "energy_consumption", "device_serial"},
    DatasetTable{Dataset::heatpump, "heatpump_status", "device_id"},
    DatasetTable{Dataset::climate, "temperature_sensors", "location"},
    DatasetTable{Dataset::price, "spot_prices", "delivery_area"},
};

constexpr DurationMs noticeable_lag = minute_ms;

// By name and signature, not by extension: a view or function of one's own does as well.
constexpr const char* server_query =
    "SELECT current_setting('server_version_num'), pg_is_in_recovery(), "
    "to_regprocedure('time_bucket(interval,timestamptz,timestamptz)') IS NOT NULL, "
    "to_regprocedure('date_bin(interval,timestamptz,timestamptz)') IS NOT NULL";

constexpr const char* table_query =
    "SELECT t.name, t.oid IS NOT NULL, "
    "coalesce(has_table_privilege(t.oid, 'SELECT'), false), "
    "coalesce(has_table_privilege(t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'), false), "
    "coalesce(c.relkind IN ('v', 'm'), false) OR EXISTS (SELECT FROM pg_index i JOIN pg_attribute k ON "
    "k.attrelid = i.indrelid AND k.attnum = i.indkey[0] WHERE i.indrelid = t.oid AND k.attname = 'time') "
    "FROM (SELECT name, to_regclass(name)::oid AS oid FROM unnest($1::text[]) AS name) t "
    "LEFT JOIN pg_class c ON c.oid = t.oid";

constexpr const char* column_query =
    "SELECT t.name, a.attname, a.atttypid, has_column_privilege(a.attrelid, a.attnum, 'SELECT') "
    "FROM unnest($1::text[]) AS t(name) JOIN pg_attribute a ON a.attrelid = to_regclass(t.name) "
    "WHERE a.attnum > 0 AND NOT a.attisdropped";

bool is_true(const std::optional<std::string>& cell) {
  return cell && *cell == "t";
}

template <class Number>
Number number_of(const std::optional<std::string>& cell) {
  Number number{};
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), number);
  return number;
}

std::string array_of(const std::vector<std::string>& names) {
  return fmt::format("{{{}}}", fmt::join(names, ","));
}

void add_tables(const Table& rows, Capabilities& found) {
  for (const auto& row : rows) {
    TableFacts& facts = found.tables[*row[0]];
    facts.is_there = is_true(row[1]);
    facts.may_read = is_true(row[2]);
    facts.may_write = is_true(row[3]);
    facts.indexed = is_true(row[4]);
  }
}

/// The columns that may be read; rights to columns alone do as well as those to the table.
void add_columns(const Table& rows, Capabilities& found) {
  for (const auto& row : rows) {
    if (!is_true(row[3])) continue;
    found.tables[*row[0]].columns.emplace(*row[1], number_of<unsigned>(row[2]));
  }
  for (auto& [name, facts] : found.tables) facts.may_read = facts.may_read || facts.columns.contains("time");
}

std::vector<std::string_view> missing_columns(const TableFacts& facts, Dataset dataset) {
  std::vector<std::string_view> missing;
  for (const Channel& channel : channels_of(dataset))
    if (!facts.columns.contains(std::string(channel.wire))) missing.push_back(channel.wire);
  return missing;
}

void judge_table(const Capabilities& c, const DatasetTable& t, std::vector<Finding>& found) {
  using enum Finding::Weight;
  const TableFacts& facts = c.tables.at(t.table);
  if (!facts.is_there) {
    found.push_back({note,
                     fmt::format("There is no table {}: no {} history.", t.table, dataset_name(t.dataset)),
                     "Where it has another schema, put that into the role's search_path."});
    return;
  }
  if (!facts.may_read) {
    found.push_back({failure, fmt::format("{} may not read {}.", c.role, t.table),
                     fmt::format("GRANT SELECT ON {} TO {};", t.table, c.role), ErrorKind::not_permitted});
    return;
  }
  const auto time = facts.columns.find("time");
  if (time == facts.columns.end() || column_type(time->second) != ColumnType::timestamp)
    found.push_back({failure, fmt::format("{} has no column \"time\" of type timestamptz.", t.table), {}});
  if (!facts.columns.contains(t.entity))
    found.push_back({t.dataset == Dataset::energy ? note : failure,
                     fmt::format("{} has no column \"{}\".", t.table, t.entity),
                     {}});
  if (const auto missing = missing_columns(facts, t.dataset); !missing.empty())
    found.push_back(
        {note, fmt::format("{} lacks {}: these stay empty.", t.table, fmt::join(missing, ", ")), {}});
  if (!facts.indexed)
    found.push_back({warning, fmt::format("No index of {} begins with its time: reads are slow.", t.table),
                     fmt::format("CREATE INDEX ON {} (time DESC);", t.table)});
}

}  // namespace

const char* const lag_query =
    "SELECT CASE WHEN pg_is_in_recovery() THEN (extract(epoch FROM now() - pg_last_xact_replay_timestamp()) "
    "* "
    "1000)::bigint END";

const DatasetTable& table_of(Dataset dataset) noexcept {
  return tables[static_cast<std::size_t>(dataset)];
}

const std::vector<std::string>& known_tables() {
  static const std::vector<std::string> names = {"energy_consumption",  "heatpump_status",
                                                 "temperature_sensors", "spot_prices",
                                                 "energy_hourly",       "energy_daily_summary"};
  return names;
}

const TableFacts* Capabilities::readable(const std::string& table) const {
  const auto found = tables.find(table);
  return found != tables.end() && found->second.is_there && found->second.may_read ? &found->second : nullptr;
}

Expected<Capabilities> find_capabilities(Connection& connection, const Limits& limits,
                                         const std::stop_token& stop) {
  Capabilities found;
  found.host = connection.host();
  found.role = connection.role();
  found.database = connection.database();
  found.encrypted = connection.is_encrypted();
  const auto read = connection.read(limits, stop, [&](Transaction& transaction) -> Expected<void> {
    const auto server = transaction.rows(server_query);
    if (!server) return std::unexpected(server.error());
    const auto& row = server->at(0);
    found.server_version = number_of<int>(row[0]);
    found.standby = is_true(row[1]);
    found.time_bucket = is_true(row[2]);
    found.date_bin = is_true(row[3]);
    const auto lag = transaction.rows(lag_query);
    if (!lag) return std::unexpected(lag.error());
    if (lag->at(0)[0]) found.lag = std::max<DurationMs>(0, number_of<DurationMs>(lag->at(0)[0]));
    const auto all = transaction.rows(table_query, {array_of(known_tables())});
    if (!all) return std::unexpected(all.error());
    add_tables(*all, found);
    const auto columns = transaction.rows(column_query, {array_of(known_tables())});
    if (!columns) return std::unexpected(columns.error());
    add_columns(*columns, found);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return found;
}

std::vector<Finding> findings(const Capabilities& c) {
  using enum Finding::Weight;
  std::vector<Finding> found;
  std::vector<std::string> writable;
  for (const auto& [name, facts] : c.tables)
    if (facts.may_write) writable.push_back(name);
  if (!writable.empty())
    found.push_back({warning,
                     fmt::format("{} could write ({}). Hearthboard never does, but needs no such right.",
                                 c.role, fmt::join(writable, ", ")),
                     fmt::format("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {} FROM {};",
                                 fmt::join(writable, ", "), c.role)});
  if (c.server_version < 150000)
    found.push_back(
        {warning,
         fmt::format("The server is PostgreSQL {}: 15 or newer is tested.", c.server_version / 10000),
         {}});
  for (const DatasetTable& t : tables) judge_table(c, t, found);
  if (c.readable("energy_hourly") == nullptr)
    found.push_back(
        {note, "There is no view energy_hourly: energy from before the oldest reading is not known.", {}});
  if (!c.time_bucket && !c.date_bin)
    found.push_back(
        {failure, "The server has neither time_bucket nor date_bin.", "Use PostgreSQL 14 or newer."});
  if (c.lag && *c.lag > noticeable_lag)
    found.push_back({warning, fmt::format("The standby is {} s behind its primary.", *c.lag / second_ms),
                     "See pg_stat_replication on the primary."});
  if (!c.encrypted && !is_this_machine(c.host.substr(0, c.host.rfind(':'))))
    found.push_back({failure, "The connection is not encrypted.", "Take sslmode out of [replica] dsn.",
                     ErrorKind::config});
  std::ranges::stable_sort(found, std::ranges::greater{}, &Finding::weight);
  return found;
}

}  // namespace hearth::replica
