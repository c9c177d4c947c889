#include "tests/postgres/server.h"

#include "tests/postgres/cluster.h"
#include "tests/postgres/tls.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <csignal>
#include <utility>

namespace hearth::test {
namespace {

namespace fs = std::filesystem;

// Statements are recognised by the prefix: see statements.cpp.
constexpr const char* common_settings = R"(
listen_addresses = '127.0.0.1'
max_connections = 50
shared_buffers = 16MB
fsync = off
full_page_writes = off
synchronous_commit = off
max_wal_size = 2GB
wal_level = replica
max_wal_senders = 4
max_logical_replication_workers = 0
max_parallel_workers = 0
hot_standby = on
wal_receiver_status_interval = 1
wal_retrieve_retry_interval = 100
autovacuum = off
logging_collector = off
log_statement = all
log_line_prefix = '\036%p\037%a\037%u\037'
log_timezone = UTC
timezone = UTC
password_encryption = 'scram-sha-256'
)";

std::string sql_file(const char* name) {
  return read_text(fs::path(HEARTHBOARD_SOURCE_DIR) / "tests/postgres/sql" / name);
}

std::string host_based_access(Tls tls) {
  const std::string common =
      "local all postgres trust\nlocal replication postgres trust\nlocal telemetry all scram-sha-256\n";
  switch (tls) {
    case Tls::off:
      return common + "host all all 127.0.0.1/32 scram-sha-256\n";
    case Tls::server:
      return common + "hostssl telemetry all 127.0.0.1/32 scram-sha-256\n";
    case Tls::client_certificate:
      return common + "hostssl telemetry hearth_reader 127.0.0.1/32 cert\n" +
             "hostssl telemetry all 127.0.0.1/32 scram-sha-256\n";
  }
  std::unreachable();
}

}  // namespace

std::string user_of(Role role) {
  switch (role) {
    case Role::reader:
      return "hearth_reader";
    case Role::writer:
      return "hearth_writer";
    case Role::stranger:
      return "hearth_stranger";
  }
  std::unreachable();
}

std::string password_of(Role role) {
  switch (role) {
    case Role::reader:
      return "reader-4c1e09";
    case Role::writer:
      return "writer-98d27b";
    case Role::stranger:
      return "stranger-b3306f";
  }
  std::unreachable();
}

std::string dsn(Role role, int port) {
  return fmt::format("host=127.0.0.1 port={} dbname=telemetry user={} password={}", port, user_of(role),
                     password_of(role));
}

PostgresServer::PostgresServer(PostgresOptions options) : options_(std::move(options)) {
  make_cluster(folder_.path() / "data");
  if (options_.tls != Tls::off)
    make_certificates(folder_.path(), options_.server_name, user_of(Role::reader));
  start();
  if (options_.tables != Tables::none) sql(sql_file("schema.sql"));
  if (options_.tables == Tables::older) sql(sql_file("older.sql"));
  if (options_.timescale) sql(sql_file("time_bucket.sql"));
}

PostgresServer::PostgresServer(const PostgresServer& primary, std::vector<std::string> settings)
    : options_(primary.options_) {
  options_.settings = std::move(settings);
  run_as_server({postgres_programs() / "pg_basebackup", "--pgdata=" + (folder_.path() / "data").string(),
                 "--dbname=" + primary.admin_dsn(), "--write-recovery-conf", "--wal-method=stream",
                 "--checkpoint=fast", "--no-sync", "--no-manifest"},
                folder_.path());
  if (options_.tls != Tls::off)
    make_certificates(folder_.path(), options_.server_name, user_of(Role::reader));
  start();
}

PostgresServer::~PostgresServer() {
  if (process_) process_->signal(SIGQUIT);
}

std::string PostgresServer::socket_dsn(Role role) const {
  return fmt::format("host={} port={} dbname=telemetry user={} password={}", socket_folder().string(), port_,
                     user_of(role), password_of(role));
}

std::string PostgresServer::admin_dsn() const {
  return fmt::format("host={} port={} dbname=telemetry user=postgres application_name=fixture",
                     socket_folder().string(), port_);
}

TlsFiles PostgresServer::tls_files() const {
  return certificates_in(folder_.path());
}

Rows PostgresServer::query(const std::string& text) const {
  return Connection(admin_dsn()).query(text);
}

std::string PostgresServer::value(const std::string& text) const {
  const Rows rows = query(text);
  return rows.empty() || rows.front().empty() ? std::string() : rows.front().front();
}

void PostgresServer::configure() const {
  const std::string folder = folder_.path();
  std::string settings = common_settings;
  settings += fmt::format(
      "data_directory = '{0}/data'\nhba_file = '{0}/pg_hba.conf'\nident_file = "
      "'{0}/data/pg_ident.conf'\nunix_socket_directories = '{0}'\nport = "
      "{1}\n",
      folder, port_);
  if (options_.tls != Tls::off)
    settings += fmt::format(
        "ssl = on\nssl_cert_file = '{0}/server.crt'\nssl_key_file = '{0}/server.key'\nssl_ca_file = "
        "'{0}/ca.crt'\n",
        folder);
  for (const std::string& line : options_.settings) settings += line + "\n";
  write_text(folder_.path() / "postgresql.conf", settings);
  write_text(folder_.path() / "pg_hba.conf", host_based_access(options_.tls));
}

/// False where the port turned out to be taken.
bool PostgresServer::try_start() {
  configure();
  // A LANGUAGE that is set chooses among translations in every locale but "C" itself.
  process_.emplace(
      std::vector<std::string>{"env", "LANGUAGE=" + options_.language, postgres_programs() / "postgres",
                               fmt::format("--config_file={}/postgresql.conf", folder_.path().string())},
      log_path());
  const std::string conninfo = admin_dsn();
  bool running = true;
  const bool ready = wait_for([&] {
    running = process_->running();
    return !running || PQping(conninfo.c_str()) == PQPING_OK;
  });
  if (ready && running) return true;
  const std::string said = read_text(log_path());
  if (!running && said.find("could not create any TCP/IP sockets") != std::string::npos) return false;
  throw FixtureFailure("PostgreSQL did not start:\n" + said);
}

void PostgresServer::start() {
  if (port_ != 0) {
    if (!try_start()) throw FixtureFailure("Somebody else has taken the port of a server that was stopped.");
    return;
  }
  constexpr int tries = 5;
  for (int i = 0; i < tries; ++i) {
    port_ = free_port();
    if (try_start()) return;
  }
  throw FixtureFailure("PostgreSQL found no free port:\n" + read_text(log_path()));
}

void PostgresServer::stop(Shutdown how) {
  if (!process_) return;
  process_->signal(how == Shutdown::fast ? SIGINT : SIGQUIT);
  process_->wait();
  process_.reset();
}

void PostgresServer::restart(Shutdown how) {
  stop(how);
  start();
}

int PostgresServer::terminate_backends(std::string_view application) const {
  return std::stoi(value(fmt::format(
      "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = '{}'",
      application)));
}

}  // namespace hearth::test
