#include "tests/postgres/server.h"

#include <fmt/format.h>

namespace hearth::test {

std::unique_ptr<PostgresServer> make_standby(const PostgresServer& primary,
                                             std::vector<std::string> settings) {
  return std::unique_ptr<PostgresServer>(new PostgresServer(primary, std::move(settings)));
}

bool PostgresServer::in_recovery() const {
  return value("select pg_is_in_recovery()") == "t";
}

void PostgresServer::promote() const {
  if (value("select pg_promote(true, 30)") != "t") throw FixtureFailure("The standby was not promoted.");
}

void PostgresServer::pause_replay() const {
  sql("select pg_wal_replay_pause()");
  if (!wait_for([this] { return value("select pg_get_wal_replay_pause_state()") == "paused"; }))
    throw FixtureFailure("Replay did not pause.");
}

void PostgresServer::resume_replay() const {
  sql("select pg_wal_replay_resume()");
}

bool wait_until_replayed(const PostgresServer& standby, const PostgresServer& primary) {
  // A commit that is waited for takes all before it to the disk, and so to the standby.
  primary.sql("set synchronous_commit = on; select pg_logical_emit_message(true, 'hearth', 'here')");
  const std::string written = primary.value("select pg_current_wal_flush_lsn()");
  return wait_for(
      [&] { return standby.value(fmt::format("select pg_last_wal_replay_lsn() >= '{}'", written)) == "t"; });
}

void pretend_replay_lag(const PostgresServer& primary, int seconds) {
  primary.sql(
      fmt::format("create schema if not exists hearth_lag; grant usage on schema hearth_lag to hearth_reader;"
                  "create or replace function hearth_lag.pg_last_xact_replay_timestamp() returns timestamptz "
                  "language sql as "
                  "$$ select pg_catalog.pg_last_xact_replay_timestamp() - interval '{} seconds' $$;"
                  "alter role hearth_reader set search_path = hearth_lag, pg_catalog, public",
                  seconds));
}

}  // namespace hearth::test
