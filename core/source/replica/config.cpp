#include "core/source/replica/config.h"

#include "core/config/config_check.h"
#include "core/config/config_field.h"
#include "core/source/replica/conninfo.h"

#include <array>

namespace hearth {
namespace {

std::string connection_string(const ConfigValue& value) {
  return replica::dsn_problem(std::string(config_check::text_of(value)));
}

constexpr std::array replica_keys = std::to_array<ConfigKey>({
    {"replica", "dsn", field_of<&ReplicaConfig::dsn>,
     "\"postgresql://hearth_reader@db1.example,db2.example/telemetry\"",
     "The database behind the services, or a standby of it: history comes straight from there. A connection\n"
     "string of PostgreSQL, with one host or several; or host=… user=… dbname=…, or service=….\n"
     "The role needs SELECT and nothing else. The password never stands here: \"hearthctl secret set "
     "replica\"\n"
     "takes it, ~/.pgpass may hold it. \"hearthctl doctor\" says whether all is well.",
     connection_string},
    {"replica", "password_file", field_of<&ReplicaConfig::password_file>, "\"replica_password\"",
     "A file that holds the role's password and nothing else; make it readable for you alone (chmod 600).",
     config_check::file_name},
});

Expected<std::string> whose_replica(const Config& config) {
  const std::string& dsn = config.of<ReplicaConfig>().dsn;
  if (dsn.empty())
    return fail(ErrorKind::config, "No read replica is configured.",
                "Type: hearthctl config set replica.dsn …");
  return replica::public_dsn(dsn);
}

Expected<std::string> place_of_libpq(const Config& config) {
  const auto place = replica::password_place(config.of<ReplicaConfig>().dsn);
  if (!place) return std::unexpected(place.error());
  switch (*place) {
    case replica::PasswordPlace::parameters:
      return "PGPASSWORD or the service file";
    case replica::PasswordPlace::file:
      return "the password file (~/.pgpass)";
    default:
      return std::string();
  }
}

constinit const SourceSecret replica_secret = {
    .name = "replica",
    .what = "password of the role that reads from the replica",
    .holder = "the database's role",
    .credential = "hearthboard.replica_password",
    .file_key = "[replica] password_file",
    .belongs =
        "Type \"hearthctl secret set replica\", or put it into ~/.pgpass or a file that [replica] "
        "password_file names.",
    .file = [](const Config& config) -> const std::filesystem::path& {
      return config.of<ReplicaConfig>().password_file;
    },
    .whose = whose_replica,
    .own_place = place_of_libpq,
};

}  // namespace

constinit const SourceConfig replica_config = {
    .keys = replica_keys,
    .called = "replica",
    .shown = replica::public_dsn,
    .secret = &replica_secret,
};

}  // namespace hearth
