#pragma once

#include "core/identity/oidc/signature.h"
#include "core/telemetry/error.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::oidc {

/// What a token claims about who signed it. Views into the token.
struct Signed {
  Algorithm algorithm = Algorithm::rs256;
  std::optional<std::string_view> kid;
  std::string_view input;  ///< header and claims as they were sent
  std::string_view signature;
};

/// A provider's public keys (JWKS: RFC 7517, 7518, 8037): RSA of 2048 to 8192 bits, EC P-256, Ed25519.
class KeySet {
 public:
  /// Reads at most 256 KiB and 64 keys. A key that is of no use here, or that must not be trusted, is left
  /// out and the others are taken. Errors: bad_data; where no key is left, the reason why the first was left
  /// out.
  static Expected<KeySet> parse(std::string_view body);

  /// Of those that can be used.
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  /// Why the others are not: a sentence each, at `keys[i]`. Symmetric keys and such with private parts are
  /// worth a warning to the provider's owner: they are public now.
  [[nodiscard]] std::vector<Error> left_out() const;

  /// Nothing where one of the keys made the signature. With a `kid` only keys of that name are tried, without
  /// one all that fit the algorithm. Errors: not_found where another, newer set may have the key: none has
  /// the `kid`, or there is no `kid` and no key made the signature; else bad_data.
  [[nodiscard]] Expected<void> check(const Signed& token) const;

 private:
  struct Key {
    std::optional<std::string> kid;
    std::optional<Algorithm> only;  ///< the key's `alg`
    PublicKey key;
  };
  struct LeftOut {
    std::optional<std::string> kid;
    Error why;
  };
  class Reader;

  [[nodiscard]] Expected<void> check_named(const Signed& token) const;
  [[nodiscard]] Expected<void> check_unnamed(const Signed& token) const;

  std::vector<Key> keys_;
  std::vector<LeftOut> left_out_;
};

}  // namespace hearth::oidc
