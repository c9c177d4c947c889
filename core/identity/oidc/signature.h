#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

/// Signatures of JSON Web Tokens, by OpenSSL. Nothing here leaves an entry in OpenSSL's queue of errors,
/// which TLS connections of the same thread would take for their own.
namespace hearth::oidc {

enum class KeyKind : std::uint8_t { rsa, p256, ed25519 };
enum class Algorithm : std::uint8_t { rs256, ps256, es256, eddsa };

/// "RSA", "EC P-256", "Ed25519".
std::string_view name_of(KeyKind kind);
/// As `alg` spells it (RFC 7518 section 3.1, RFC 8037).
std::string_view name_of(Algorithm algorithm);
std::optional<Algorithm> find_algorithm(std::string_view name);
/// The only kind of key that signs so. Which algorithm is meant is never guessed from the key or the other
/// way round: both must fit.
KeyKind kind_for(Algorithm algorithm);

/// Immutable; copies share the key. Any thread.
class PublicKey {
 public:
  /// Nothing for numbers that are no such key. All are big-endian bytes.
  static std::optional<PublicKey> rsa(std::string_view modulus, std::string_view exponent);
  /// 32 bytes each, and a point of the curve.
  static std::optional<PublicKey> p256(std::string_view x, std::string_view y);
  /// 32 bytes.
  static std::optional<PublicKey> ed25519(std::string_view x);

  [[nodiscard]] KeyKind kind() const { return kind_; }
  /// Whether this key signed `input`. False for an algorithm of another kind of key.
  [[nodiscard]] bool signed_by(Algorithm algorithm, std::string_view input, std::string_view signature) const;

 private:
  PublicKey(KeyKind kind, evp_pkey_st* key);

  KeyKind kind_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace hearth::oidc
