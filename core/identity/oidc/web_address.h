#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace hearth::oidc {

/// Bytes of an address; what is longer is no address but an attempt.
inline constexpr std::size_t longest_address = 2048;

struct WebAddress {
  bool secure = false;    ///< https
  bool loopback = false;  ///< the host is localhost, in 127.0.0.0/8 or [::1]
  bool query = false;
};

/// Reads an absolute http or https address (RFC 3986) of at most `longest_address` bytes. Narrower than the
/// grammar, so that every other reader sees the same host: no user info, no fragment, no percent sign in the
/// host. The error is what is wrong with it as the end of a sentence, "has a fragment".
std::expected<WebAddress, std::string> read_address(std::string_view text);

/// The same for an address that secrets are sent to: https, or http to this machine.
std::expected<WebAddress, std::string> read_safe_address(std::string_view text);

}  // namespace hearth::oidc
