#pragma once

#include "core/telemetry/error.h"

#include <string>
#include <utility>
#include <vector>

/// The read replica: PostgreSQL, with or without TimescaleDB. See README.md here for the facts relied on.
namespace hearth::replica {

/// What the user has set.
struct Settings {
  std::string dsn;       ///< libpq's: `postgresql://…`, `host=… dbname=…`, or `service=home`
  std::string password;  ///< for where neither service file, environment nor ~/.pgpass has one; may be empty
};

/// One host to try, as libpq's keywords and values.
struct HostPlan {
  std::string host;  ///< as written: a name, an address, or the folder of a Unix socket
  std::string port;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< all but the host's address and the port
  [[nodiscard]] bool has(std::string_view keyword) const;
};

/// Which server of several will do: `target_session_attrs` of libpq, "Database Connection Control Functions".
enum class Target { any, read_write, read_only, primary, standby, prefer_standby };

/// How to connect, worked out from the settings, the service file and libpq's environment variables.
struct ConnectionPlan {
  std::vector<HostPlan> hosts;  ///< at least one, in the order in which they are tried
  Target target = Target::any;  ///< `prefer_standby` where there are several hosts and nothing else is asked
  int connect_timeout_s = 5;    ///< for each host
};

/// Works out how to connect. Certificates are verified (`sslmode=verify-full`) for every host but loopback
/// addresses and Unix sockets, against the system's authorities where neither `sslrootcert` nor
/// ~/.postgresql/root.crt says otherwise; a weaker `sslmode` is refused, and so are start-up `options`, which
/// transaction poolers refuse. Reads files, and may look a host's name up. Errors: config.
Expected<ConnectionPlan> plan_connection(const Settings& settings);

/// Whether a DSN holds a password, which belongs elsewhere.
bool holds_password(const std::string& dsn);

/// What is wrong with a DSN as it is written ("must be …"): libpq does not understand it, or it holds a
/// password. Empty where nothing is. Looks at nothing but the text, and never repeats it.
std::string dsn_problem(const std::string& dsn);

/// Which servers, database and role a DSN names, as libpq's keywords and values: what may be shown, and what
/// a password is kept under. Holds no password; empty where the DSN is not understood.
std::string public_dsn(const std::string& dsn);

/// Where libpq finds a password without us.
enum class PasswordPlace {
  nowhere,     ///< for at least one of the hosts
  parameters,  ///< the DSN, its service file, or PGPASSWORD
  file,        ///< PGPASSFILE or ~/.pgpass
};
/// Reads files; asks nobody on the network. Errors: as `plan_connection`.
Expected<PasswordPlace> password_place(const std::string& dsn);

/// Whether nobody else can hear what is said to this host: the folder of a socket, or a loopback address.
bool is_this_machine(const std::string& host);

}  // namespace hearth::replica
