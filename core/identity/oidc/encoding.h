#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// What the messages of a sign-in are made of: text forms, digests, chance. No Qt; every function may be
/// called from any thread.
namespace hearth::oidc {

/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);
/// Strict, so that one text stands for one sequence of bytes: nothing for padding, for other characters, for
/// a length that cannot be, and for trailing bits that are not zero.
std::optional<std::string> from_base64url(std::string_view text);

/// The digest's 32 bytes.
std::string sha256(std::string_view bytes);

/// base64url of so many bytes of the system's random source. Ends the program where there is no such source:
/// a guessable state or verifier would be worse than none.
std::string random_text(std::size_t bytes);

/// RFC 7636, method S256: `challenge` goes out with the request, `verifier` with the code.
struct Pkce {
  std::string verifier;
  std::string challenge;
};
Pkce make_pkce();

/// Equality that takes as long for nearly equal texts of one length as for quite different ones.
bool same_text(std::string_view a, std::string_view b);

}  // namespace hearth::oidc
