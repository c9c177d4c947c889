#include "tests/support/signing_key.h"

#include "core/identity/oidc/encoding.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <cstdlib>

namespace hearth::test {
namespace {

using oidc::Algorithm;
using oidc::KeyKind;

/// OpenSSL failing is no outcome of a test.
void require(bool holds) {
  if (!holds) std::abort();
}

std::string big_endian(const BIGNUM* number, std::size_t bytes) {
  std::string text(bytes, '\0');
  require(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), static_cast<int>(bytes)) >= 0);
  return text;
}

std::string side_by_side(const std::string& der) {
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size()));
  require(pair != nullptr);
  std::string raw = big_endian(ECDSA_SIG_get0_r(pair), 32) + big_endian(ECDSA_SIG_get0_s(pair), 32);
  ECDSA_SIG_free(pair);
  return raw;
}

}  // namespace

SigningKey::SigningKey(KeyKind kind, evp_pkey_st* key) : kind_(kind), key_(key, EVP_PKEY_free) {
  require(key != nullptr);
}

SigningKey SigningKey::make(KeyKind kind, unsigned rsa_bits) {
  switch (kind) {
    case KeyKind::rsa:
      return {kind, EVP_RSA_gen(rsa_bits)};
    case KeyKind::p256:
      return {kind, EVP_EC_gen("P-256")};
    case KeyKind::ed25519:
      break;
  }
  return {kind, EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
}

SigningKey SigningKey::ed25519(std::string_view seed) {
  return {KeyKind::ed25519,
          EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                       reinterpret_cast<const unsigned char*>(seed.data()), seed.size())};
}

std::string SigningKey::number(const char* name, std::size_t bytes) const {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key_.get(), name, &number) == 1);
  const std::string text =
      big_endian(number, bytes == 0 ? static_cast<std::size_t>(BN_num_bytes(number)) : bytes);
  BN_free(number);
  return oidc::base64url(text);
}

std::string SigningKey::jwk_members() const {
  switch (kind_) {
    case KeyKind::rsa:
      return fmt::format(R"("kty":"RSA","n":"{}","e":"{}")", number(OSSL_PKEY_PARAM_RSA_N, 0),
                         number(OSSL_PKEY_PARAM_RSA_E, 0));
    case KeyKind::p256:
      return fmt::format(R"("kty":"EC","crv":"P-256","x":"{}","y":"{}")",
                         number(OSSL_PKEY_PARAM_EC_PUB_X, 32), number(OSSL_PKEY_PARAM_EC_PUB_Y, 32));
    case KeyKind::ed25519:
      break;
  }
  std::string x(32, '\0');
  std::size_t size = x.size();
  require(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(x.data()), &size) == 1);
  return fmt::format(R"("kty":"OKP","crv":"Ed25519","x":"{}")", oidc::base64url(x));
}

std::string SigningKey::jwk(std::string_view more) const {
  return fmt::format("{{{}{}}}", more, jwk_members());
}

std::string SigningKey::sign(Algorithm algorithm, std::string_view input) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  const EVP_MD* digest = algorithm == Algorithm::eddsa ? nullptr : EVP_sha256();
  require(EVP_DigestSignInit(context, &options, digest, nullptr, key_.get()) == 1);
  if (algorithm == Algorithm::ps256)
    require(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1);
  const auto* data = reinterpret_cast<const unsigned char*>(input.data());
  std::size_t size = 0;
  require(EVP_DigestSign(context, nullptr, &size, data, input.size()) == 1);
  std::string signature(size, '\0');
  require(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                         input.size()) == 1);
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return algorithm == Algorithm::es256 ? side_by_side(signature) : signature;
}

std::string SigningKey::token(Algorithm algorithm, std::string_view header, std::string_view claims) const {
  const std::string input = oidc::base64url(header) + '.' + oidc::base64url(claims);
  return input + '.' + oidc::base64url(sign(algorithm, input));
}

}  // namespace hearth::test
