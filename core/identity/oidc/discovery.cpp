#include "core/identity/oidc/discovery.h"

#include "core/identity/oidc/claims.h"
#include "core/identity/oidc/signature.h"
#include "core/identity/oidc/web_address.h"

#include <fmt/format.h>

#include <algorithm>

namespace hearth::oidc {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string_view without_slash(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return issuer;
}

Expected<void> check_issuer(const Object& root, std::string_view issuer) {
  const auto found = root.needed_text("issuer", longest_address);
  if (!found) return std::unexpected(found.error());
  if (*found == issuer) return {};
  if (without_slash(*found) == without_slash(issuer))
    return root.refuse("issuer",
                       said("{} is that of \"{}\", not of \"{}\": they differ in the slash at the end.",
                            root.what(), shown(*found, 200), shown(issuer, 200)),
                       "Write the issuer as the provider does.");
  return root.refuse(
      "issuer",
      said("{} is that of \"{}\", not of \"{}\".", root.what(), shown(*found, 200), shown(issuer, 200)),
      "Check the issuer in the configuration.");
}

Expected<std::string> endpoint(const Object& root, std::string_view key, bool needed) {
  auto text = root.text(key, longest_address);
  if (!text) return std::unexpected(text.error());
  if (!*text) {
    if (needed) return root.refuse(key, said("{} has no {}.", root.what(), key));
    return std::string();
  }
  if (const auto address = read_safe_address(**text); !address)
    return root.refuse(key, said("{} has an address that {} ({}).", root.what(), address.error(), key));
  return std::move(**text);
}

Expected<void> read_endpoints(const Object& root, Provider& provider) {
  struct Endpoint {
    std::string_view key;
    std::string* into;
    bool needed;
  };
  for (const auto& [key, into, needed] :
       {Endpoint{"authorization_endpoint", &provider.authorization_endpoint, true},
        Endpoint{"token_endpoint", &provider.token_endpoint, true},
        Endpoint{"jwks_uri", &provider.jwks_uri, true},
        Endpoint{"device_authorization_endpoint", &provider.device_authorization_endpoint, false},
        Endpoint{"revocation_endpoint", &provider.revocation_endpoint, false},
        Endpoint{"userinfo_endpoint", &provider.userinfo_endpoint, false}}) {
    auto found = endpoint(root, key, needed);
    if (!found) return std::unexpected(found.error());
    *into = std::move(*found);
  }
  return {};
}

/// A list, where it is given, must name what a sign-in here needs.
Expected<void> check_abilities(const Object& root) {
  const auto responses = root.texts("response_types_supported");
  if (!responses) return std::unexpected(responses.error());
  if (*responses && !contains(**responses, "code"))
    return root.refuse("response_types_supported",
                       said("{} does not offer authorization codes.", root.what()));
  const auto challenges = root.texts("code_challenge_methods_supported");
  if (!challenges) return std::unexpected(challenges.error());
  if (*challenges && !contains(**challenges, "S256"))
    return root.refuse("code_challenge_methods_supported",
                       said("{} does not offer PKCE with S256.", root.what()));
  const auto algorithms = root.texts("id_token_signing_alg_values_supported");
  if (!algorithms) return std::unexpected(algorithms.error());
  if (*algorithms && std::none_of((*algorithms)->begin(), (*algorithms)->end(),
                                  [](const std::string& name) { return find_algorithm(name).has_value(); }))
    return root.refuse("id_token_signing_alg_values_supported",
                       said("{} offers no signature of ID tokens that this program can check.", root.what()),
                       "It checks RS256, PS256, ES256 and EdDSA.");
  return {};
}

Expected<void> read_rest(const Object& root, Provider& provider) {
  const auto says_issuer = root.flag("authorization_response_iss_parameter_supported");
  if (!says_issuer) return std::unexpected(says_issuer.error());
  provider.says_issuer = says_issuer->value_or(false);
  const auto methods = root.texts("token_endpoint_auth_methods_supported");
  if (!methods) return std::unexpected(methods.error());
  // Where nothing is said it is client_secret_basic (Discovery section 3).
  provider.secret_in_body =
      *methods && contains(**methods, "client_secret_post") && !contains(**methods, "client_secret_basic");
  auto scopes = root.texts("scopes_supported");
  if (!scopes) return std::unexpected(scopes.error());
  if (*scopes) provider.scopes = std::move(**scopes);
  return {};
}

}  // namespace

Expected<std::string> discovery_address(std::string_view issuer) {
  const auto refuse = [](const Text& why) {
    return fail(ErrorKind::config, Text::joined("The issuer ", Text::joined(why, ".")),
                "Give the address that the provider calls its issuer, for example https://auth.example.org.",
                "issuer");
  };
  const auto address = read_safe_address(issuer);
  if (!address) return refuse(address.error());
  if (address->query) return refuse("has a query (?)");
  return fmt::format("{}/.well-known/openid-configuration", without_slash(issuer));
}

Expected<Provider> parse_discovery(std::string_view body, std::string_view issuer) {
  const auto document = Document::parse(body, "The discovery document", json::largest_document);
  if (!document) return std::unexpected(document.error());
  const Object& root = document->root();
  Provider provider;
  provider.issuer = issuer;
  auto good = check_issuer(root, issuer);
  if (good) good = read_endpoints(root, provider);
  if (good) good = check_abilities(root);
  if (good) good = read_rest(root, provider);
  if (!good) return std::unexpected(good.error());
  return provider;
}

}  // namespace hearth::oidc
