#include "app/hearthctl/doctor_sign_in.h"

#include "core/identity/oidc/scopes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace hearth {

Check token_check(const Config& config, const Expected<AccessToken>& token) {
  constexpr std::string_view about = "sign-in";
  if (!config.access_token.empty()) return {about, Verdict::good, "HEARTHBOARD_ACCESS_TOKEN has a token."};
  if (config.token_file.empty())
    return {about, Verdict::failure, "Not set up: without an access token nothing is asked of the services.",
            "Set [identity] issuer, and type: hearthctl login", ErrorKind::sign_in};
  return token ? Check{about, Verdict::good, said("{} has a token.", config.token_file.string())}
               : failed(about, token.error());
}

Check session_check(const Config& config, const KeptSession& kept, TimeMs now) {
  constexpr std::string_view about = "sign-in";
  if (kept.error) return failed(about, *kept.error);
  if (!kept.record || kept.record->ended())
    return {about, Verdict::failure,
            said("Nobody is signed in at {}{}.", config.issuer, kept.record ? ", the session has ended" : ""),
            "Type: hearthctl login", ErrorKind::sign_in};
  const std::string who = kept.record->name.empty() ? kept.record->subject : kept.record->name;
  if (kept.record->refusals > 0)
    return {about, Verdict::failure,
            said("{} refuses to renew the session of {} since {}.", config.issuer, who,
                 format_rfc3339(kept.record->refused_since)),
            "Look into the provider's log, or type: hearthctl login", ErrorKind::sign_in};
  if (kept.record->refresh_token.empty() && kept.record->until <= now)
    return {about, Verdict::failure,
            said("The session of {} at {} has run out, and the provider gave no refresh token.", who,
                 config.issuer),
            "Allow the client the scope offline_access, and type: hearthctl login", ErrorKind::sign_in};
  return {about, Verdict::good,
          said("{} is signed in at {}; kept in {}.", who, config.issuer, kept.keeper.toStdString())};
}

std::optional<Check> scopes_check(const Config& config, const Expected<oidc::Provider>& provider) {
  constexpr std::string_view about = "sign-in";
  if (!provider) {
    Check check = failed(about, provider.error());
    check.verdict = Verdict::warning;
    return check;
  }
  const std::vector<std::string> unlisted = oidc::unlisted_scopes(config.scopes, provider->scopes);
  if (unlisted.empty()) return std::nullopt;
  const bool left_out = config.scopes == Config().scopes &&
                        oidc::device_scopes(config.scopes, provider->scopes) != config.scopes;
  return Check{about, Verdict::warning,
               said("{} does not list the scopes {}{}.", config.issuer, fmt::join(unlisted, " "),
                    left_out ? "; a sign-in on another device leaves them out" : ""),
               "Define them at the provider, or set [identity] scopes to those that it has."};
}

}  // namespace hearth
