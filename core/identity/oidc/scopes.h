#pragma once

#include <string>
#include <vector>

namespace hearth::oidc {

/// Scopes are words separated by spaces (RFC 6749, section 3.3); `offered` are those that discovery lists,
/// none where it lists none.

/// Those of `wanted` that are listed.
std::string common_scopes(const std::string& wanted, const std::vector<std::string>& offered);

/// Those of `wanted` that are not, where any are listed at all.
std::vector<std::string> unlisted_scopes(const std::string& wanted, const std::vector<std::string>& offered);

/// What to ask for in a device grant, where nobody has set the scopes: a provider that lists scopes and none
/// of the home's (Dex) knows none, and may refuse all for them; one that lists some may well know more.
std::string device_scopes(const std::string& wanted, const std::vector<std::string>& offered);

}  // namespace hearth::oidc
