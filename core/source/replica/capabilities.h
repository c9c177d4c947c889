#pragma once

#include "core/source/replica/connection.h"
#include "core/source/replica/copy_reader.h"
#include "core/telemetry/channel.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hearth::replica {

/// A table or view, as it is found.
struct TableFacts {
  bool is_there = false;
  bool may_read = false;   ///< SELECT is granted, on the table or on all columns that we read
  bool may_write = false;  ///< more than that is
  bool indexed = false;    ///< an index begins with its time; a view counts as indexed
  std::map<std::string, unsigned> columns;  ///< name and type, by its OID
};

/// What this server has, as far as it matters to us: found out, not assumed.
struct Capabilities {
  std::string host;  ///< with its port
  std::string role;
  std::string database;
  int server_version = 0;  ///< 150005 is 15.5
  bool encrypted = false;
  bool standby = false;
  std::optional<DurationMs> lag;             ///< a standby's, behind its primary
  bool time_bucket = false;                  ///< TimescaleDB's function, with an origin
  bool date_bin = false;                     ///< PostgreSQL 14's
  std::map<std::string, TableFacts> tables;  ///< all of `known_tables()`
  std::string meter = {};  ///< no fact but a wish: the serial of the only meter that is read; empty: all

  /// The facts of a table that is there and may be read; else nothing.
  [[nodiscard]] const TableFacts* readable(const std::string& table) const;
};

/// One thing that is not as it should be.
struct Finding {
  enum class Weight { note, warning, failure };
  Weight weight = Weight::note;
  std::string what;
  std::string mend;                      ///< a statement or an action; may be empty
  ErrorKind kind = ErrorKind::bad_data;  ///< of a failure
};

/// Where a dataset's readings stand.
struct DatasetTable {
  Dataset dataset;
  const char* table;
  const char* entity;  ///< the column that names the entity; of the meter its serial, which names no entity
};
const DatasetTable& table_of(Dataset dataset) noexcept;
/// The tables and views that are looked for.
const std::vector<std::string>& known_tables();

/// How far a standby is behind its primary, in milliseconds; null for a primary.
extern const char* const lag_query;

/// Looks. Errors: as `Connection::read`.
Expected<Capabilities> find_capabilities(Connection& connection, const Limits& limits,
                                         const std::stop_token& stop);

/// What an owner of this database might mend, the worst first: missing tables, columns of types that cannot
/// be read, grants, a role that could write, replay lag, no TLS. Pure.
std::vector<Finding> findings(const Capabilities& capabilities);

}  // namespace hearth::replica
