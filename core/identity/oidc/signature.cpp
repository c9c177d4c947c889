#include "core/identity/oidc/signature.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>
#include <utility>

namespace hearth::oidc {
namespace {

constexpr std::array<std::pair<Algorithm, std::string_view>, 4> algorithms = {{{Algorithm::rs256, "RS256"},
                                                                               {Algorithm::ps256, "PS256"},
                                                                               {Algorithm::es256, "ES256"},
                                                                               {Algorithm::eddsa, "EdDSA"}}};

constexpr std::size_t coordinate_bytes = 32;

/// What OpenSSL says of bad input is told by the result, and taken off its queue.
class ErrorsAside {
 public:
  ErrorsAside() { ERR_set_mark(); }
  ~ErrorsAside() { ERR_pop_to_mark(); }
  ErrorsAside(const ErrorsAside&) = delete;
  ErrorsAside& operator=(const ErrorsAside&) = delete;
};

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number(std::string_view big_endian) {
  return Number(BN_bin2bn(bytes(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

/// Null where the parameters are no key of this type.
EVP_PKEY* make_key(const char* type, OSSL_PARAM_BLD* build) {
  const Params params(OSSL_PARAM_BLD_to_param(build));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return key;
}

/// JWS has r and s side by side (RFC 7518 section 3.4), OpenSSL wants them in DER. Empty where it cannot be.
std::string der_signature(std::string_view raw) {
  if (raw.size() != 2 * coordinate_bytes) return {};
  const EcSignature pair(ECDSA_SIG_new());
  Number r = number(raw.substr(0, coordinate_bytes));
  Number s = number(raw.substr(coordinate_bytes));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

}  // namespace

std::string_view name_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::rsa:
      return "RSA";
    case KeyKind::p256:
      return "EC P-256";
    case KeyKind::ed25519:
      break;
  }
  return "Ed25519";
}

std::string_view name_of(Algorithm algorithm) {
  return algorithms[static_cast<std::size_t>(algorithm)].second;
}

std::optional<Algorithm> find_algorithm(std::string_view name) {
  for (const auto& [algorithm, known] : algorithms)
    if (known == name) return algorithm;
  return std::nullopt;
}

KeyKind kind_for(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
    case Algorithm::ps256:
      return KeyKind::rsa;
    case Algorithm::es256:
      return KeyKind::p256;
    case Algorithm::eddsa:
      break;
  }
  return KeyKind::ed25519;
}

PublicKey::PublicKey(KeyKind kind, evp_pkey_st* key) : kind_(kind), key_(key, EVP_PKEY_free) {}

std::optional<PublicKey> PublicKey::rsa(std::string_view modulus, std::string_view exponent) {
  const ErrorsAside aside;
  const Number n = number(modulus);
  const Number e = number(exponent);
  // An exponent of 1 or an even one is no key; OpenSSL itself refuses more than 64 bits of it for most
  // moduli.
  if (!n || !e || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get()) ||
      BN_num_bits(e.get()) > 64)
    return std::nullopt;
  const ParamBuild build(OSSL_PARAM_BLD_new());
  if (!build || OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return std::nullopt;
  EVP_PKEY* key = make_key("RSA", build.get());
  if (key == nullptr) return std::nullopt;
  return PublicKey(KeyKind::rsa, key);
}

std::optional<PublicKey> PublicKey::p256(std::string_view x, std::string_view y) {
  const ErrorsAside aside;
  if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) return std::nullopt;
  std::string point("\x04");
  point.append(x).append(y);
  const ParamBuild build(OSSL_PARAM_BLD_new());
  if (!build ||
      OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return std::nullopt;
  EVP_PKEY* key = make_key("EC", build.get());
  if (key == nullptr) return std::nullopt;
  return PublicKey(KeyKind::p256, key);
}

std::optional<PublicKey> PublicKey::ed25519(std::string_view x) {
  const ErrorsAside aside;
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(x), x.size());
  if (key == nullptr) return std::nullopt;
  return PublicKey(KeyKind::ed25519, key);
}

bool PublicKey::signed_by(Algorithm algorithm, std::string_view input, std::string_view signature) const {
  if (kind_for(algorithm) != kind_) return false;
  const ErrorsAside aside;
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // the context's own
  const EVP_MD* digest = algorithm == Algorithm::eddsa ? nullptr : EVP_sha256();
  if (!context || EVP_DigestVerifyInit(context.get(), &options, digest, nullptr, key_.get()) != 1)
    return false;
  // RFC 7518 section 3.5: the mask uses the same digest, the salt is as long as it.
  if (algorithm == Algorithm::ps256 &&
      (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  std::string der;
  if (algorithm == Algorithm::es256) {
    der = der_signature(signature);
    if (der.empty()) return false;
    signature = der;
  }
  return EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(input), input.size()) == 1;
}

}  // namespace hearth::oidc
