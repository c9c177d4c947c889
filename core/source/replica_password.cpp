#include "core/source/replica_password.h"

#include "core/identity/keepers.h"
#include "core/identity/oidc/encoding.h"
#include "core/identity/token_file.h"
#include "core/net/log.h"
#include "core/source/replica/conninfo.h"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <utility>

namespace hearth {
namespace {

constexpr const char* credential = "hearthboard.replica_password";

/// What the machine's owner has put somewhere by hand; nothing where nobody has.
Expected<ReplicaPassword> given_password(const Config& config) {
  auto handed = read_credential(credential, "replica's password");
  if (!handed) return std::unexpected(std::move(handed.error()));
  if (*handed) {
    if (!is_password(**handed))
      return fail(ErrorKind::config, fmt::format("The credential {} is no password.", credential),
                  "Give it one line, and nothing else.", "$CREDENTIALS_DIRECTORY");
    return ReplicaPassword{std::move(**handed),
                           QStringLiteral("the credential %1").arg(QString::fromStdString(credential))};
  }
  if (config.replica_password_file.empty()) return ReplicaPassword{};
  auto read = read_password_file(config.replica_password_file);
  if (!read) {
    read.error().place = "[replica] password_file";
    return std::unexpected(std::move(read.error()));
  }
  return ReplicaPassword{
      std::move(*read),
      QStringLiteral("the file %1").arg(QString::fromStdString(config.replica_password_file.string()))};
}

/// In a keyring, or in a file, there is one for each server, database and role.
QCoro::Task<ChosenKeeper> keeper_of(const Config& config, std::stop_token stop) {
  const std::string whose = replica::public_dsn(config.replica_dsn);
  const std::string mark = oidc::base64url(oidc::sha256(whose)).substr(0, 16);
  return choose_keeper(config.secret_keeper, config.state_folder / ("replica-" + mark + ".secret"),
                       "replica " + whose, std::move(stop));
}

}  // namespace

QCoro::Task<Expected<ReplicaPassword>> replica_password(Config config, std::stop_token stop) {
  const auto place = replica::password_place(config.replica_dsn);
  if (!place) co_return std::unexpected(place.error());
  if (*place == replica::PasswordPlace::parameters)
    co_return ReplicaPassword{{}, QStringLiteral("PGPASSWORD or the service file")};
  if (*place == replica::PasswordPlace::file)
    co_return ReplicaPassword{{}, QStringLiteral("the password file (~/.pgpass)")};
  auto given = given_password(config);
  if (!given || !given->text.empty()) {
    if (given) add_log_secret(given->text);
    co_return given;
  }
  auto choosing = keeper_of(config, stop);
  ChosenKeeper chosen = co_await choosing;
  if (chosen.error) co_return std::unexpected(*chosen.error);
  const QString name = chosen.keeper->name();
  auto reading = chosen.keeper->read();
  // A locked keyring asks the person, and answers when they do. Its end ends the read.
  std::optional<std::stop_callback<std::function<void()>>> on_stop;
  on_stop.emplace(stop, [&chosen] { chosen.keeper.reset(); });
  auto read = co_await reading;
  on_stop.reset();
  if (!read) co_return std::unexpected(std::move(read.error()));
  if (!*read) co_return ReplicaPassword{};
  add_log_secret(**read);
  co_return ReplicaPassword{std::move(**read), name};
}

QCoro::Task<Expected<QString>> keep_replica_password(Config config, std::string password,
                                                     std::stop_token stop) {
  if (!is_password(password))
    co_return fail(ErrorKind::bad_data, "This is no password.", "It is one line of 1 to 1000 bytes.");
  add_log_secret(password);
  auto choosing = keeper_of(config, stop);
  const ChosenKeeper chosen = co_await choosing;
  if (chosen.error) co_return std::unexpected(*chosen.error);
  auto writing = chosen.keeper->write(std::move(password));
  const auto written = co_await writing;
  if (!written) co_return std::unexpected(written.error());
  co_return chosen.keeper->name();
}

QCoro::Task<Expected<QString>> forget_replica_password(Config config, std::stop_token stop) {
  auto choosing = keeper_of(config, stop);
  const ChosenKeeper chosen = co_await choosing;
  if (chosen.error) co_return std::unexpected(*chosen.error);
  auto wiping = chosen.keeper->wipe();
  const auto wiped = co_await wiping;
  if (!wiped) co_return std::unexpected(wiped.error());
  co_return chosen.keeper->name();
}

}  // namespace hearth
