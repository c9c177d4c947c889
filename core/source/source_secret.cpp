#include "core/source/source_secret.h"

#include "core/identity/choose_secret_store.h"
#include "core/identity/oidc/encoding.h"
#include "core/identity/token_file.h"
#include "core/net/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace hearth {
namespace {

/// What the machine's owner has put somewhere by hand; nothing where nobody has.
Expected<SourcePassword> given_password(const SourceSecret& secret, const Config& config) {
  const std::string credential(secret.credential);
  auto handed = read_credential(credential, secret.what);
  if (!handed) return std::unexpected(std::move(handed.error()));
  if (*handed) {
    if (!is_password(**handed))
      return fail(ErrorKind::config, said("The credential {} is no password.", credential),
                  "Give it one line, and nothing else.", "$CREDENTIALS_DIRECTORY");
    return SourcePassword{std::move(**handed),
                          QStringLiteral("the credential %1").arg(QString::fromStdString(credential))};
  }
  const std::filesystem::path& file = secret.file(config);
  if (file.empty()) return SourcePassword{};
  auto read = read_password_file(file);
  if (!read) {
    read.error().place = secret.file_key;
    return std::unexpected(std::move(read.error()));
  }
  return SourcePassword{std::move(*read),
                        QStringLiteral("the file %1").arg(QString::fromStdString(file.string()))};
}

/// In a keyring, or in a file, there is one for each whose it is.
QCoro::Task<ChosenSecretStore> secret_store_of(const SourceSecret& secret, const Config& config,
                                               std::stop_token stop) {
  auto whose = secret.whose(config);
  if (!whose) co_return ChosenSecretStore{nullptr, std::move(whose.error())};
  const std::string mark = oidc::base64url(oidc::sha256(*whose)).substr(0, 16);
  auto choosing = choose_secret_store(config.secret_keeper,
                                      config.state_folder / fmt::format("{}-{}.secret", secret.name, mark),
                                      fmt::format("{} {}", secret.name, *whose), std::move(stop));
  co_return co_await choosing;
}

}  // namespace

std::vector<const SourceSecret*> source_secrets() {
  std::vector<const SourceSecret*> secrets;
  for (const SourceConfig* source : source_configs())
    if (source->secret != nullptr) secrets.push_back(source->secret);
  return secrets;
}

const SourceSecret* find_source_secret(std::string_view name) {
  const auto secrets = source_secrets();
  const auto found = std::ranges::find(secrets, name, &SourceSecret::name);
  return found == secrets.end() ? nullptr : *found;
}

QCoro::Task<Expected<SourcePassword>> source_password(const SourceSecret& secret, Config config,
                                                      std::stop_token stop) {
  if (secret.own_place != nullptr) {
    auto own = secret.own_place(config);
    if (!own) co_return std::unexpected(std::move(own.error()));
    if (!own->empty()) co_return SourcePassword{{}, QString::fromStdString(*own)};
  }
  auto given = given_password(secret, config);
  if (!given || !given->text.empty()) {
    if (given) add_log_secret(given->text);
    co_return given;
  }
  auto choosing = secret_store_of(secret, config, stop);
  ChosenSecretStore chosen = co_await choosing;
  if (chosen.error) co_return std::unexpected(*chosen.error);
  const QString name = chosen.store->name();
  auto reading = chosen.store->read();
  // A locked keyring asks the person, and answers when they do. Its end ends the read.
  std::optional<std::stop_callback<std::function<void()>>> on_stop;
  on_stop.emplace(stop, [&chosen] { chosen.store.reset(); });
  auto read = co_await reading;
  on_stop.reset();
  if (!read) co_return std::unexpected(std::move(read.error()));
  if (!*read) co_return SourcePassword{};
  add_log_secret(**read);
  co_return SourcePassword{std::move(**read), name};
}

QCoro::Task<Expected<SourcePassword>> source_password(std::string_view name, Config config,
                                                      std::stop_token stop) {
  const SourceSecret& secret = *find_source_secret(name);
  if (secret.is_somebody != nullptr && !secret.is_somebody(config)) co_return SourcePassword{};
  auto looking = source_password(secret, std::move(config), std::move(stop));
  co_return co_await looking;
}

QCoro::Task<Expected<QString>> keep_source_password(const SourceSecret& secret, Config config,
                                                    std::string password, std::stop_token stop) {
  if (!is_password(password))
    co_return fail(ErrorKind::bad_data, "This is no password.", "It is one line of 1 to 1000 bytes.");
  add_log_secret(password);
  auto choosing = secret_store_of(secret, config, stop);
  const ChosenSecretStore chosen = co_await choosing;
  if (chosen.error) co_return std::unexpected(*chosen.error);
  auto writing = chosen.store->write(std::move(password));
  const auto written = co_await writing;
  if (!written) co_return std::unexpected(written.error());
  co_return chosen.store->name();
}

QCoro::Task<Expected<QString>> forget_source_password(const SourceSecret& secret, Config config,
                                                      std::stop_token stop) {
  auto choosing = secret_store_of(secret, config, stop);
  const ChosenSecretStore chosen = co_await choosing;
  if (chosen.error) co_return std::unexpected(*chosen.error);
  auto wiping = chosen.store->wipe();
  const auto wiped = co_await wiping;
  if (!wiped) co_return std::unexpected(wiped.error());
  co_return chosen.store->name();
}

}  // namespace hearth
