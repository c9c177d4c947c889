#pragma once

#include "tests/postgres/server.h"

#include <fmt/format.h>

#include <optional>

namespace hearth::replica {

/// A place in the middle of `energy_consumption` where every read waits until this is opened: at the reading
/// of half past each hour. What came before is on its way already.
class Gate {
 public:
  /// Puts a view in the table's place, on a primary; once.
  static void build(const test::PostgresServer& server) {
    server.sql(
        "CREATE FUNCTION gate() RETURNS boolean LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN true; END';"
        "ALTER TABLE energy_consumption RENAME TO kept; GRANT SELECT ON kept TO hearth_reader;"
        "CREATE VIEW energy_consumption AS SELECT * FROM kept WHERE extract(epoch FROM time)::bigint % 3600 "
        "<> 1800 OR gate(); GRANT SELECT ON energy_consumption TO hearth_reader");
  }
  /// Closes it on this server, which may be a standby.
  explicit Gate(const test::PostgresServer& server) : server_(server), secrets_(server.admin_dsn()) {
    secrets_->query("SELECT pg_advisory_lock(7)");
  }
  void open() { secrets_.reset(); }
  /// Waits until `count` reads wait at it.
  [[nodiscard]] bool has_waiting(int count = 1) const {
    return test::wait_for([&] {
      return server_.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") ==
             std::to_string(count);
    });
  }

 private:
  const test::PostgresServer& server_;
  std::optional<test::Connection> secrets_;
};

}  // namespace hearth::replica
