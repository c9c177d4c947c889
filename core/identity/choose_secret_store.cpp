#include "core/identity/choose_secret_store.h"

#include "core/identity/file_secret_store.h"
#include "core/identity/keychain_secret_store.h"
#include "core/identity/secret_file.h"
#include "core/net/log.h"

#include <fmt/format.h>

#include <algorithm>

namespace hearth {
namespace {

using namespace std::chrono_literals;

/// A key service that D-Bus has to start first takes a while on a slow machine.
constexpr auto probe_limit = 10s;
constexpr std::size_t largest_credential = 16 * 1024;
constexpr const char* token_credential = "hearthboard.refresh_token";

ChosenSecretStore file_keeper(std::filesystem::path file) {
  return {std::make_unique<FileSecretStore>(std::move(file)), std::nullopt};
}

Error no_keyring(const Error& why) {
  return {ErrorKind::config, said("keeper is \"keyring\", and there is none to use: {}", why.message),
          "Start a key service (gnome-keyring, KWallet) in this session, or set keeper = \"file\".",
          "[identity] keeper"};
}

std::unexpected<Error> unusable(const std::string& name, std::string_view secret, const Text& why) {
  return fail(ErrorKind::config, Text::joined(said("The credential {} ", name), Text::joined(why, ".")),
              said("Give it the {} and nothing else.", secret), "$CREDENTIALS_DIRECTORY");
}

}  // namespace

QCoro::Task<ChosenSecretStore> choose_secret_store(std::string setting, std::filesystem::path file,
                                                   std::string key, std::stop_token stop) {
  if (setting == "file") co_return file_keeper(std::move(file));
  if (setting != "auto" && setting != "keyring")
    co_return {nullptr, Error{ErrorKind::config, said("There is no keeper \"{}\".", setting.substr(0, 40)),
                              "Set \"auto\", \"keyring\" or \"file\".", "[identity] keeper"}};
  // Programs of one user may see a keyring or not (a service, a login over SSH); where one of them has begun
  // to keep the session in the file, all find it there.
  std::error_code ignored;
  if (setting == "auto" && std::filesystem::exists(file, ignored)) co_return file_keeper(std::move(file));
  auto keyring = std::make_unique<KeychainSecretStore>(QString::fromStdString(key));
  std::optional<std::stop_callback<std::function<void()>>> on_stop;
  on_stop.emplace(stop, [keeper = keyring.get()] { keeper->cancel(); });
  auto probing = keyring->probe(probe_limit);
  const auto answers = co_await probing;
  on_stop.reset();
  if (answers) co_return {std::move(keyring), std::nullopt};
  if (answers.error().kind == ErrorKind::cancelled) co_return {nullptr, answers.error()};
  if (setting == "auto") co_return file_keeper(std::move(file));
  co_return {nullptr, no_keyring(answers.error())};
}

Expected<std::optional<std::string>> read_credential(const std::string& name, std::string_view secret) {
  const QByteArray folder = qgetenv("CREDENTIALS_DIRECTORY");
  if (folder.isEmpty()) return std::nullopt;
  auto file = read_secret_file(std::filesystem::path(folder.toStdString()) / name, largest_credential);
  if (!file && file.error().kind == ErrorKind::storage)
    return unusable(name, secret, "cannot be read, or is too long");
  if (!file) return std::unexpected(std::move(file.error()));
  if (!*file) return std::nullopt;
  std::string line = std::move((*file)->content);
  if (line.ends_with('\n')) line.pop_back();
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return unusable(name, secret, "is empty");
  return line;
}

Expected<std::optional<std::string>> bootstrap_refresh_token() {
  constexpr std::string_view secret = "refresh token";
  auto token = read_credential(token_credential, secret);
  if (!token || !*token) return token;
  if (!std::all_of((*token)->begin(), (*token)->end(), [](char c) { return c > ' ' && c < 0x7f; }))
    return unusable(token_credential, secret, "is more than one line of visible ASCII");
  add_log_secret(**token);
  return token;
}

}  // namespace hearth
