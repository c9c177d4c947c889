#pragma once

#include "core/source/replica/capabilities.h"

namespace hearth::replica {

/// Types of PostgreSQL's catalogue (pg_type.dat).
inline constexpr unsigned bool_oid = 16, int2_oid = 21, int4_oid = 23, text_oid = 25, float8_oid = 701,
                          timestamp_oid = 1114, timestamptz_oid = 1184, numeric_oid = 1700;

/// A server that has everything and grants just what is needed.
inline Capabilities good_server() {
  Capabilities c;
  c.host = "db.example:5432";
  c.role = "reader";
  c.database = "telemetry";
  c.server_version = 150005;
  c.encrypted = true;
  c.time_bucket = c.date_bin = true;
  for (const std::string& name : known_tables())
    c.tables[name] = {.is_there = true, .may_read = true, .may_write = false, .indexed = true, .columns = {}};
  for (const Dataset dataset : all_datasets) {
    TableFacts& facts = c.tables[table_of(dataset).table];
    facts.columns = {{"time", timestamptz_oid}, {table_of(dataset).entity, text_oid}};
    for (const Channel& channel : channels_of(dataset))
      facts.columns[std::string(channel.wire)] = channel.kind == Kind::state  ? bool_oid
                                                 : dataset == Dataset::energy ? int4_oid
                                                                              : float8_oid;
  }
  c.tables["spot_prices"].columns["currency"] = text_oid;
  c.tables["energy_hourly"].columns = {{"hour_start", timestamptz_oid}, {"total_energy_kwh", float8_oid}};
  return c;
}

}  // namespace hearth::replica
