#pragma once

#include "core/identity/secret_store.h"

#include <stop_token>

namespace hearth {

/// A secret store, or why there is none.
struct ChosenSecretStore {
  std::unique_ptr<SecretStore> store;
  std::optional<Error> error;
};

/// The secret store that [identity] keeper asks for: "keyring", "file", or "auto", which is the file where it
/// exists, else the keyring where one answers, and else the file; the secret store's name says which. Asking
/// whether a keyring answers takes seconds at most; where the Secret Service has it (GNOME and others) no
/// dialog is opened, while KWallet may ask to be unlocked. It lives on the calling thread, which
/// needs an event loop. Errors: config (another setting; "keyring" where none answers), cancelled (`stop`:
/// within the call that asks for it; whoever awaited must return without touching anything).
QCoro::Task<ChosenSecretStore> choose_secret_store(std::string setting, std::filesystem::path file,
                                                   std::string key, std::stop_token stop = {});

/// The one line that systemd hands a service as its credential of this name (`$CREDENTIALS_DIRECTORY`,
/// systemd.exec(5)); nothing where there is none. `secret` is what it should hold, for a person. Errors:
/// config (empty, more than 16 KiB), not_permitted (it cannot be read).
Expected<std::optional<std::string>> read_credential(const std::string& name, std::string_view secret);

/// The refresh token that systemd hands a service as its credential `hearthboard.refresh_token`
/// (`$CREDENTIALS_DIRECTORY`, systemd.exec(5)): what a session can begin with where nobody can sign in. It
/// cannot be written back. Nothing where there is none. Errors: config (no single line of visible ASCII, or
/// more than 16 KiB), not_permitted (it cannot be read).
Expected<std::optional<std::string>> bootstrap_refresh_token();

}  // namespace hearth
