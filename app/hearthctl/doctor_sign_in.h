#pragma once

#include "core/config/config.h"
#include "core/identity/identity.h"
#include "core/identity/provider_client.h"
#include "core/source/examination.h"
#include "core/telemetry/time.h"

#include <optional>

/// What `hearthctl doctor` says of the sign-in. Pure functions.
namespace hearth {

/// Of a sign-in that is not the provider's session.
Check token_check(const Config& config, const Expected<AccessToken>& token);

Check session_check(const Config& config, const KeptSession& kept, TimeMs now);

/// What the provider makes of the scopes that are asked for; nothing where there is nothing to say.
std::optional<Check> scopes_check(const Config& config, const Expected<oidc::Provider>& provider);

}  // namespace hearth
