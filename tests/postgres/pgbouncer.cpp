#include "tests/postgres/pgbouncer.h"

#include <fmt/format.h>
#include <libpq-fe.h>

namespace hearth::test {

PgBouncer::PgBouncer(const PostgresServer& server) {
  std::string users = "\"console\" \"console-17aa\"\n";
  for (const Role role : {Role::reader, Role::writer, Role::stranger})
    users += fmt::format("\"{}\" \"{}\"\n", user_of(role), password_of(role));
  write_text(folder_.path() / "users", users);
  constexpr int tries = 5;
  for (int i = 0; i < tries; ++i) {
    port_ = free_port();
    if (try_start(server.port())) return;
  }
  throw FixtureFailure("PgBouncer found no free port:\n" + read_text(log_path()));
}

std::string PgBouncer::console_dsn() const {
  return fmt::format("host=127.0.0.1 port={} dbname=pgbouncer user=console password=console-17aa", port_);
}

/// False where the port turned out to be taken.
bool PgBouncer::try_start(int server_port) {
  const std::string config = folder_.path() / "pgbouncer.ini";
  write_text(config, fmt::format("[databases]\n"
                                 "telemetry = host=127.0.0.1 port={} dbname=telemetry\n"
                                 "[pgbouncer]\n"
                                 "listen_addr = 127.0.0.1\n"
                                 "listen_port = {}\n"
                                 "unix_socket_dir =\n"
                                 "auth_type = scram-sha-256\n"
                                 "auth_file = {}/users\n"
                                 "admin_users = console\n"
                                 "pool_mode = transaction\n"
                                 "default_pool_size = 2\n"
                                 "max_db_connections = 2\n"
                                 "max_client_conn = 50\n"
                                 "server_login_retry = 0.1\n"
                                 "ignore_startup_parameters =\n",
                                 server_port, port_, folder_.path().string()));
  process_.emplace(std::vector<std::string>{"pgbouncer", config}, log_path());
  const std::string conninfo = console_dsn();
  bool running = true;
  const bool ready = wait_for([&] {
    running = process_->running();
    return !running || PQping(conninfo.c_str()) == PQPING_OK;
  });
  if (ready && running) return true;
  const std::string said = read_text(log_path());
  if (!running && said.find("ddress already in use") != std::string::npos) return false;
  throw FixtureFailure("PgBouncer did not start:\n" + said);
}

}  // namespace hearth::test
