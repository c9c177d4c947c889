#pragma once

#include "core/identity/oidc/signature.h"

#include <memory>
#include <string>
#include <string_view>

/// A provider's private key, for tests that need signatures which hold.
namespace hearth::test {

class SigningKey {
 public:
  /// A new key. `rsa_bits` is for that kind alone.
  static SigningKey make(oidc::KeyKind kind, unsigned rsa_bits = 2048);
  /// The Ed25519 key of these 32 bytes; always the same one.
  static SigningKey ed25519(std::string_view seed);

  /// The public half as the members of a JWK, without braces: `"kty":"OKP","crv":…`.
  [[nodiscard]] std::string jwk_members() const;
  /// A whole JWK with more members before those: `jwk(R"("kid":"a",)")`.
  [[nodiscard]] std::string jwk(std::string_view more = {}) const;
  /// As JWS has it (r and s side by side for ES256).
  [[nodiscard]] std::string sign(oidc::Algorithm algorithm, std::string_view input) const;
  /// A token of these two JSON texts.
  [[nodiscard]] std::string token(oidc::Algorithm algorithm, std::string_view header,
                                  std::string_view claims) const;

 private:
  SigningKey(oidc::KeyKind kind, evp_pkey_st* key);
  [[nodiscard]] std::string number(const char* name, std::size_t bytes) const;

  oidc::KeyKind kind_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace hearth::test
