#include "core/identity/oidc/web_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hearth::oidc {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// RFC 3986's characters, reserved and unreserved, and the percent sign.
bool may_stand(char c) {
  return is_digit(c) || is_letter(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").contains(c);
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lowered;
}

/// 127.a.b.c in plain decimal; shorter and octal spellings mean different hosts to different readers.
bool in_127(std::string_view host) {
  int parts = 0;
  for (std::size_t at = 0; at <= host.size(); ++parts) {
    const std::size_t dot = std::min(host.find('.', at), host.size());
    const std::string_view part = host.substr(at, dot - at);
    int number = 0;
    if (part.empty() || part.size() > 3 || (part.size() > 1 && part[0] == '0') ||
        !std::all_of(part.begin(), part.end(), is_digit))
      return false;
    std::from_chars(part.data(), part.data() + part.size(), number);
    if (number > 255 || (parts == 0 && number != 127)) return false;
    at = dot + 1;
  }
  return parts == 4;
}

bool is_host(std::string_view host) {
  if (host.size() > 255) return false;
  if (host.starts_with('['))
    return host.size() > 4 && host.ends_with(']') &&
           std::all_of(host.begin() + 1, host.end() - 1,
                       [](char c) { return is_digit(c) || c == ':' || c == '.' || (c >= 'a' && c <= 'f'); });
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_';
  });
}

bool is_port(std::string_view port) {
  int number = 0;
  return port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit) &&
         std::from_chars(port.data(), port.data() + port.size(), number).ec == std::errc() && number >= 1 &&
         number <= 65535;
}

}  // namespace

std::expected<WebAddress, std::string> read_address(std::string_view text) {
  using Wrong = std::unexpected<std::string>;
  if (text.size() > longest_address) return Wrong(fmt::format("is longer than {} bytes", longest_address));
  if (!std::all_of(text.begin(), text.end(), may_stand))
    return Wrong("has a character that no web address has");
  const std::string scheme = lower(text.substr(0, text.find("://")));
  if (text.find("://") == std::string_view::npos || (scheme != "https" && scheme != "http"))
    return Wrong("does not begin with https://");
  if (text.contains('#')) return Wrong("has a fragment (#)");
  const std::string_view rest = text.substr(scheme.size() + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.contains('@')) return Wrong("has a user name in it");
  std::size_t colon = authority.rfind(':');
  if (authority.ends_with(']')) colon = std::string_view::npos;
  const std::string host = lower(authority.substr(0, colon));
  if (!is_host(host)) return Wrong("names no host");
  if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1)))
    return Wrong("has a port that cannot be");
  return WebAddress{.secure = scheme == "https",
                    .loopback = host == "localhost" || host == "[::1]" || in_127(host),
                    .query = rest.contains('?')};
}

std::expected<WebAddress, std::string> read_safe_address(std::string_view text) {
  auto address = read_address(text);
  if (address && !address->secure && !address->loopback)
    return std::unexpected<std::string>("is not https, and its host is not this machine");
  return address;
}

}  // namespace hearth::oidc
