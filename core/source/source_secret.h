#pragma once

#include "core/config/config.h"

#include <QCoroTask>
#include <QString>

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

/// The passwords that sources get in with, and what keeps them between runs: one table, one rule for all.
namespace hearth {

/// A source's password, by its row of the table.
struct SourceSecret {
  std::string_view name;        ///< "replica": what a command line calls it
  std::string_view what;        ///< for a person: "password of the role that reads from the replica"
  std::string_view credential;  ///< systemd's: "hearthboard.replica_password"
  std::string_view file_key;    ///< "[replica] password_file"
  std::filesystem::path Config::* file;
  /// Whose password it is, without any secret; the keeper keeps one for each. Errors: config: whoever it is
  /// for is not set.
  Expected<std::string> (*whose)(const Config& config);
  /// What the source's own library has a password from, without us; empty where from nothing. Errors: config.
  Expected<QString> (*own_place)(const Config& config);
  /// False where it is let in as nobody, whom no password belongs to.
  bool (*is_somebody)(const Config& config);
};

std::span<const SourceSecret> source_secrets() noexcept;
/// Null where none has this name.
const SourceSecret* find_source_secret(std::string_view name) noexcept;

struct SourcePassword {
  std::string text;  ///< empty where the source's library has its own, or there is none
  QString from;      ///< for a person: "~/.pgpass", "the file /run/secret"; empty where there is none
};

/// Where the source's library finds a password by itself it is left to that. Else, the first that has one:
/// systemd's credential, the file that the configuration names, the keeper that [identity] keeper asks for.
/// What is found is blotted out of the log from then on. Needs an event loop. Errors: config, sign_in (the
/// file), not_permitted, storage, cancelled (as `choose_secret_store`).
QCoro::Task<Expected<SourcePassword>> source_password(const SourceSecret& secret, Config config,
                                                      std::stop_token stop = {});

/// The same for a source, by the name of its row; empty where it is let in as nobody.
QCoro::Task<Expected<SourcePassword>> source_password(std::string_view name, Config config,
                                                      std::stop_token stop = {});

/// Keeps a password; what keeps it now, for a person. Errors: as above, bad_data (no password).
QCoro::Task<Expected<QString>> keep_source_password(const SourceSecret& secret, Config config,
                                                    std::string password, std::stop_token stop = {});
/// The keeper that holds none any more. Errors: as above.
QCoro::Task<Expected<QString>> forget_source_password(const SourceSecret& secret, Config config,
                                                      std::stop_token stop = {});

}  // namespace hearth
