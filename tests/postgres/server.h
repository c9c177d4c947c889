#pragma once

#include "tests/postgres/connection.h"
#include "tests/postgres/process.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::test {

/// Who connects. Each has a password, which TCP checks (SCRAM).
enum class Role {
  reader,    ///< hearth_reader: SELECT on everything
  writer,    ///< hearth_writer: SELECT, INSERT, UPDATE, DELETE, TRUNCATE
  stranger,  ///< hearth_stranger: may connect, and nothing else
};
std::string user_of(Role role);
std::string password_of(Role role);
/// "host=127.0.0.1 port=… dbname=telemetry user=… password=…"
std::string dsn(Role role, int port);

enum class Tables {
  none,
  current,  ///< the four tables of contracts/replica.md, indexed by time
  older,    ///< power and current are smallint, the heat pump has no integral
};

enum class Tls {
  off,
  server,              ///< TCP only with TLS
  client_certificate,  ///< and a certificate is what hearth_reader is let in by
};

enum class Shutdown {
  fast,       ///< clients are told so: 57P01
  immediate,  ///< as a crash
};

struct PostgresOptions {
  Tables tables = Tables::current;
  /// `time_bucket` and the views and aggregates, as TimescaleDB would have them: see sql/time_bucket.sql.
  bool timescale = false;
  Tls tls = Tls::off;
  std::string server_name = "localhost";  ///< for which the certificate of the server is
  std::string language = {};              ///< of the server's messages, where it is installed: "de"
  /// Lines of postgresql.conf, later ones win: "max_standby_streaming_delay = 100".
  std::vector<std::string> settings = {};
};

/// A statement of the server's log.
struct Statement {
  std::string application;  ///< application_name of the session
  std::string user;
  int process = 0;         ///< of the backend
  std::string text;        ///< as the client sent it, over several lines where it did
  std::string parameters;  ///< "$1 = '…', $2 = NULL"; empty without
};

/// Files for clients of a server with TLS.
struct TlsFiles {
  std::filesystem::path authority;  ///< sslrootcert
  std::filesystem::path stranger;   ///< another authority, which has signed nothing here
  std::filesystem::path certificate;
  std::filesystem::path key;  ///< sslcert and sslkey of hearth_reader
};

/// A real PostgreSQL with a cluster of its own in a temporary folder and the database `telemetry`, listening
/// at 127.0.0.1 and at a Unix socket where only tests are; gone with its object, and with the thread that
/// made it. The newest PostgreSQL that is installed in Debian's place. `sql` and `query` may be called from
/// any thread, the rest not. Errors: FixtureFailure, SqlFailure.
class PostgresServer {
 public:
  explicit PostgresServer(PostgresOptions options = {});
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  /// The same after every start.
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] const std::filesystem::path& socket_folder() const noexcept { return folder_.path(); }
  [[nodiscard]] std::filesystem::path log_path() const { return folder_.path() / "log"; }
  [[nodiscard]] std::string dsn(Role role) const { return test::dsn(role, port_); }
  /// By the Unix socket, where passwords are asked for as well.
  [[nodiscard]] std::string socket_dsn(Role role) const;
  /// As the superuser, by the Unix socket, without a password.
  [[nodiscard]] std::string admin_dsn() const;
  [[nodiscard]] TlsFiles tls_files() const;

  /// As the superuser: one or more statements.
  void sql(const std::string& text) const { query(text); }
  Rows query(const std::string& text) const;
  /// The first value of the first row; empty where there is none.
  [[nodiscard]] std::string value(const std::string& text) const;

  void start();
  void stop(Shutdown how = Shutdown::fast);
  void restart(Shutdown how = Shutdown::fast);

  /// Ends sessions of this name (57P01); how many there were.
  int terminate_backends(std::string_view application) const;

  /// Every statement since the cluster was made, in the order of arrival.
  [[nodiscard]] std::vector<Statement> statements() const;
  [[nodiscard]] std::vector<Statement> statements(std::string_view application) const;

  // Of a standby.
  [[nodiscard]] bool in_recovery() const;
  void promote() const;
  void pause_replay() const;
  void resume_replay() const;

 private:
  friend std::unique_ptr<PostgresServer> make_standby(const PostgresServer& primary,
                                                      std::vector<std::string> settings);
  PostgresServer(const PostgresServer& primary, std::vector<std::string> settings);

  void configure() const;
  bool try_start();

  PostgresOptions options_;
  TempFolder folder_;
  int port_ = 0;
  std::optional<Process> process_;
};

/// A hot standby that follows `primary`; it is in recovery, and read-only, until it is promoted.
std::unique_ptr<PostgresServer> make_standby(const PostgresServer& primary,
                                             std::vector<std::string> settings = {});

/// Waits until `standby` shows what was committed on `primary` before the call; false where it does not.
bool wait_until_replayed(const PostgresServer& standby, const PostgresServer& primary);

/// Makes hearth_reader see replay on standbys of `primary` as `seconds` further behind than it is; its next
/// sessions do.
void pretend_replay_lag(const PostgresServer& primary, int seconds);

/// Where Debian has the programs of the newest installed PostgreSQL.
std::filesystem::path postgres_programs();

}  // namespace hearth::test
