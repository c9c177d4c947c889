#include "core/source/replica/statements.h"

#include <fmt/format.h>

#include <algorithm>

namespace hearth::replica {
namespace {

/// A time as the server reads it in whatever DateStyle.
std::string literal(TimeMs time) {
  return fmt::format("'{}'::timestamptz", format_rfc3339(time));
}

std::string quoted_name(std::string_view name) {
  return fmt::format("\"{}\"", name);
}

std::string where(TimeRange range, std::string_view time = "\"time\"") {
  return fmt::format("{0} >= {1} AND {0} < {2}", time, literal(range.from), literal(range.to));
}

/// Where the home's meter is known by its serial, only its rows.
std::string of_meter(const Capabilities& capabilities, const TableFacts& facts, Dataset dataset) {
  const char* serial = table_of(dataset).entity;
  if (dataset != Dataset::energy || capabilities.meter.empty() || !facts.columns.contains(serial)) return {};
  std::string quoted;
  for (const char c : capabilities.meter) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return fmt::format(" AND {}::text = '{}'", quoted_name(serial), quoted);
}

struct Column {
  std::string expression;
  ColumnType type;
};

/// How a channel's column is asked for; nothing where it is not there, or is no number.
std::optional<Column> column_of(const TableFacts& facts, ChannelIndex channel) {
  const std::string name(info(channel).wire);
  const auto found = facts.columns.find(name);
  if (found == facts.columns.end()) return std::nullopt;
  const auto type = column_type(found->second);
  constexpr unsigned numeric = 1700;
  if (!type)
    return found->second == numeric
               ? std::optional(Column{quoted_name(name) + "::float8", ColumnType::float8})
               : std::nullopt;
  if (*type == ColumnType::text || *type == ColumnType::timestamp) return std::nullopt;
  return Column{quoted_name(name), *type};
}

/// The table's facts where its rows have a time and, but for the meter's, an entity.
const TableFacts* usable(const Capabilities& capabilities, Dataset dataset) {
  const DatasetTable& table = table_of(dataset);
  const TableFacts* facts = capabilities.readable(table.table);
  if (facts == nullptr) return nullptr;
  const auto time = facts->columns.find("time");
  if (time == facts->columns.end() || column_type(time->second) != ColumnType::timestamp) return nullptr;
  const bool named = facts->columns.contains(table.entity);
  return named || dataset == Dataset::energy ? facts : nullptr;
}

std::string entity_expression(const TableFacts& facts, Dataset dataset) {
  const char* entity = table_of(dataset).entity;
  return facts.columns.contains(entity) ? quoted_name(entity) + "::text" : "NULL::text";
}

/// Counted from an edge before all readings: not every date_bin rounds right before its origin.
std::string bucket_expression(const Capabilities& c, TimeMs from, DurationMs width, TimeMs origin) {
  return fmt::format("{}('{} milliseconds'::interval, \"time\", {})",
                     c.time_bucket ? "time_bucket" : "date_bin", width,
                     literal(origin + floor_to(from - origin, width)));
}

}  // namespace

std::optional<RowsStatement> rows_statement(const Capabilities& capabilities, Dataset dataset,
                                            TimeRange range) {
  const TableFacts* facts = usable(capabilities, dataset);
  if (facts == nullptr) return std::nullopt;
  RowsStatement statement;
  std::string columns;
  for (const Channel& channel : channels_of(dataset)) {
    const auto column = column_of(*facts, index_of(channel));
    if (!column) continue;
    columns += ", " + column->expression;
    statement.channels.push_back(index_of(channel));
    statement.types.push_back(column->type);
  }
  if (statement.channels.empty()) return std::nullopt;
  statement.sql =
      fmt::format("SELECT \"time\", {}{} FROM {} WHERE {}", entity_expression(*facts, dataset), columns,
                  table_of(dataset).table, where(range) + of_meter(capabilities, *facts, dataset));
  return statement;
}

std::optional<RowsStatement> buckets_statement(const Capabilities& capabilities, Dataset dataset,
                                               const std::vector<ChannelIndex>& channels, TimeRange range,
                                               DurationMs width, TimeMs origin) {
  const TableFacts* facts = usable(capabilities, dataset);
  if (facts == nullptr || (!capabilities.time_bucket && !capabilities.date_bin)) return std::nullopt;
  RowsStatement statement;
  std::string sums;
  std::string values;
  std::string ends;
  for (const ChannelIndex channel : channels) {
    auto column = column_of(*facts, channel);
    if (!column) continue;
    if (column->type == ColumnType::boolean) column->expression += "::int";
    const std::size_t n = statement.channels.size();
    const auto& e = column->expression;
    sums +=
        fmt::format(", count({0}) AS n{1}, min({0}) AS lo{1}, max({0}) AS hi{1}, avg({0}) AS av{1}", e, n);
    ends += fmt::format(", {} AS v{}", e, n);
    values += fmt::format(
        ", b.n{0}::float8, b.lo{0}::float8, b.hi{0}::float8, b.av{0}::float8, f.v{0}::float8, l.v{0}::float8",
        n);
    statement.channels.push_back(channel);
    statement.types.push_back(ColumnType::float8);
  }
  if (statement.channels.empty()) return std::nullopt;
  const std::string table = table_of(dataset).table;
  const std::string entity = entity_expression(*facts, dataset);
  const std::string condition = where(range) + of_meter(capabilities, *facts, dataset);
  // A bucket's first and last values are those of the rows that have its first and last time: two look-ups in
  // the index of times, where an ordered aggregate would sort every row.
  const std::string edge_rows =
      fmt::format("(SELECT \"time\" AS t, {} AS e{} FROM {} WHERE {})", entity, ends, table, condition);
  statement.sql = fmt::format(
      "WITH b AS MATERIALIZED (SELECT {} AS start, {} AS e, min(\"time\") AS t0, max(\"time\") AS t1, "
      "count(*) AS n{} "
      "FROM {} WHERE {} GROUP BY 1, 2) "
      "SELECT b.start, b.e, b.t0, b.t1, b.n{} FROM b "
      "JOIN {} f ON f.t = b.t0 AND f.e IS NOT DISTINCT FROM b.e "
      "JOIN {} l ON l.t = b.t1 AND l.e IS NOT DISTINCT FROM b.e ORDER BY b.t0",
      bucket_expression(capabilities, range.from, width, origin), entity, sums, table, condition, values,
      edge_rows, edge_rows);
  return statement;
}

std::optional<std::string> hours_statement(const Capabilities& capabilities, TimeRange range) {
  const TableFacts* facts = capabilities.readable("energy_hourly");
  if (facts == nullptr || !facts->columns.contains("hour_start") ||
      !facts->columns.contains("total_energy_kwh"))
    return std::nullopt;
  std::string columns;
  for (const char* name : {"avg_power_l1_kw", "avg_power_l2_kw", "avg_power_l3_kw", "avg_power_total_kw"})
    columns +=
        facts->columns.contains(name) ? fmt::format(", {}::float8", quoted_name(name)) : ", NULL::float8";
  return fmt::format(
      "SELECT hour_start::timestamptz, total_energy_kwh::float8{} FROM energy_hourly WHERE {} ORDER BY 1",
      columns, where(range, "hour_start"));
}

std::optional<std::string> seams_statement(const Capabilities& capabilities, TimeRange range) {
  const TableFacts* facts = usable(capabilities, Dataset::energy);
  if (facts == nullptr || !column_of(*facts, channel("energy.import"))) return std::nullopt;
  const std::string serial = entity_expression(*facts, Dataset::energy);
  const std::string reading = quoted_name(info(channel("energy.import")).wire);
  const auto nearest = [&](const char* from, const char* to, const char* order) {
    return fmt::format(
        "LEFT JOIN LATERAL (SELECT \"time\" AS t, {0}::float8 AS v, {1} AS s FROM energy_consumption WHERE "
        "\"time\" >= {2} "
        "AND \"time\" < {3} AND {0} IS NOT NULL{5} ORDER BY \"time\" {4} LIMIT 1)",
        reading, serial, from, to, order, of_meter(capabilities, *facts, Dataset::energy));
  };
  return fmt::format(
      "SELECT h.h, a.t, a.v, a.s, z.t, z.v, z.s FROM generate_series({}, {}, '1 hour'::interval) AS h(h) {} "
      "a ON true {} z ON true",
      literal(floor_to(range.from, hour_ms)), literal(ceil_to(range.to, hour_ms)),
      nearest("h.h - '1 hour'::interval", "h.h", "DESC"), nearest("h.h", "h.h + '1 hour'::interval", "ASC"));
}

std::optional<std::string> extent_statement(const Capabilities& capabilities, Dataset dataset) {
  if (usable(capabilities, dataset) == nullptr) return std::nullopt;
  return fmt::format(
      "SELECT (extract(epoch FROM min(\"time\")) * 1000)::bigint, (extract(epoch FROM max(\"time\")) * "
      "1000)::bigint FROM {}",
      table_of(dataset).table);
}

std::optional<std::string> currency_statement(const Capabilities& capabilities) {
  const TableFacts* facts = usable(capabilities, Dataset::price);
  if (facts == nullptr || !facts->columns.contains("currency")) return std::nullopt;
  return fmt::format(
      "SELECT DISTINCT ON (1) {}, currency::text FROM {} WHERE currency IS NOT NULL ORDER BY 1, \"time\" "
      "DESC",
      entity_expression(*facts, Dataset::price), table_of(Dataset::price).table);
}

}  // namespace hearth::replica
