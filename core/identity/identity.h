#pragma once

#include "core/config/config.h"
#include "core/identity/oidc_session.h"
#include "core/identity/token_source.h"

#include <QCoroTask>

#include <memory>
#include <optional>

namespace hearth {

/// The session with the configured provider; nothing where none is configured.
std::unique_ptr<OidcSession> make_session(const Config& config, const Clock& clock);

/// What is kept of the session with the configured provider, as it stands: nobody is asked anything.
struct KeptSession {
  std::optional<SessionRecord> record;  ///< nothing where nobody is signed in
  QString keeper;                       ///< for a person
  std::optional<Error> error;           ///< what is kept cannot be read
};
QCoro::Task<KeptSession> read_kept_session(Config config);

/// Where access tokens come from in this configuration: one that was handed over for this run, else the
/// session with the provider, else the token file.
std::unique_ptr<TokenSource> make_token_source(const Config& config, const Clock& clock);

}  // namespace hearth
