#pragma once

#include "core/config/source_config.h"

#include <QCoroTask>
#include <QString>

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// The passwords that sources get in with, and what keeps them between runs: one rule for all.
namespace hearth {

/// Those of `source_configs`.
std::vector<const SourceSecret*> source_secrets();
/// Null where none has this name.
const SourceSecret* find_source_secret(std::string_view name);

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
