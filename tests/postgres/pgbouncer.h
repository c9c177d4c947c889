#pragma once

#include "tests/postgres/server.h"

#include <optional>
#include <string>

namespace hearth::test {

/// A real PgBouncer before `server`, in transaction mode with at most two server connections, that refuses
/// every startup parameter but those it knows (its ignore_startup_parameters is empty). The server must not
/// be one with TLS. Gone with its object, and with the thread that made it. Errors: FixtureFailure.
class PgBouncer {
 public:
  explicit PgBouncer(const PostgresServer& server);

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string dsn(Role role) const { return test::dsn(role, port_); }
  /// Of the console, which knows SHOW POOLS, PAUSE, RESUME, KILL ….
  [[nodiscard]] std::string console_dsn() const;
  [[nodiscard]] std::filesystem::path log_path() const { return folder_.path() / "log"; }

 private:
  bool try_start(int server_port);

  TempFolder folder_;
  int port_ = 0;
  std::optional<Process> process_;
};

}  // namespace hearth::test
