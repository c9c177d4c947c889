#include "core/config/plain_http.h"

#include "core/config/source_config.h"
#include "core/identity/oidc/web_address.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace hearth {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// The host of an absolute address, in lower case, an IPv6 address without its brackets.
std::string host_of(std::string_view address) {
  const auto begin = address.find("://");
  if (begin == std::string_view::npos) return {};
  std::string_view authority = address.substr(begin + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  if (authority.starts_with('[')) return lower(authority.substr(1, authority.find(']') - 1));
  return lower(authority.substr(0, authority.find(':')));
}

std::string without_brackets(const std::string& host) {
  return lower(host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host);
}

/// The schemes that whoever is on the way can read, and what they would take.
struct PlainScheme {
  std::string_view scheme, secret;
};
constexpr std::array plain_schemes = {PlainScheme{"http", "access token"}, PlainScheme{"ws", "access token"},
                                      PlainScheme{"mqtt", "password"}};

std::vector<std::string> addresses_of_secrets(const Config& config) {
  std::vector<std::string> all;
  for (const SourceConfig* source : source_configs())
    if (source->sends_secrets_to != nullptr)
      for (std::string& address : source->sends_secrets_to(config)) all.push_back(std::move(address));
  return all;
}

}  // namespace

std::optional<Error> plain_http_problem(std::string_view address, const HostList& allowed) {
  const std::string scheme = lower(address.substr(0, address.find("://")));
  const auto* const plain = std::ranges::find(plain_schemes, scheme, &PlainScheme::scheme);
  if (plain == plain_schemes.end()) return std::nullopt;
  const std::string host = host_of(address);
  const auto read = oidc::read_address(fmt::format("http{}", address.substr(scheme.size())));
  if (read && read->loopback) return std::nullopt;
  if (std::ranges::any_of(allowed, [&](const std::string& name) { return without_brackets(name) == host; }))
    return std::nullopt;
  std::vector<std::string> hosts = allowed;
  hosts.push_back(host);
  return Error{ErrorKind::config,
               said("The {} is not sent to {} over plain {}: whoever is on the way could take it.",
                    plain->secret, host, scheme),
               said("Use {}s. Or, if you trust everybody in that network, set under [net]: "
                    "allow_plain_http = [\"{}\"]",
                    scheme, fmt::join(hosts, "\", \"")),
               {}};
}

std::vector<Error> plain_http_problems(const Config& config) {
  std::vector<Error> problems;
  std::vector<std::string> told;
  for (const std::string& address : addresses_of_secrets(config)) {
    auto problem = plain_http_problem(address, config.allow_plain_http);
    const std::string host = host_of(address);
    if (!problem || std::ranges::find(told, host) != told.end()) continue;
    told.push_back(host);
    problems.push_back(std::move(*problem));
  }
  return problems;
}

}  // namespace hearth
