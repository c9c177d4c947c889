#include "core/demo/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

namespace hearth::demo {
namespace {

constexpr int p256_bytes = 32;

void need(bool done, const char* what) {
  if (!done) qFatal("hearthsim: OpenSSL cannot %s.", what);
}

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

/// A number of the public key, in `bytes` of them; as few as needed where that is 0.
QByteArray number_of(const EVP_PKEY* key, const char* name, int bytes) {
  BIGNUM* raw = nullptr;
  need(EVP_PKEY_get_bn_param(key, name, &raw) == 1, "read a key");
  const Number number(raw, BN_free);
  QByteArray out(bytes == 0 ? BN_num_bytes(raw) : bytes, Qt::Uninitialized);
  need(BN_bn2binpad(raw, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size())) > 0,
       "write a key");
  return out;
}

/// What EVP signs as DER, in the fixed form of JWS (RFC 7518, 3.4): r and s behind each other.
QByteArray fixed_form(const QByteArray& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.constData());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
      d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())), ECDSA_SIG_free);
  need(signature != nullptr, "read a signature");
  QByteArray out(2 * p256_bytes, Qt::Uninitialized);
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  need(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), to, p256_bytes) > 0 &&
           BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), to + p256_bytes, p256_bytes) > 0,
       "write a signature");
  return out;
}

}  // namespace

SigningKey::SigningKey(SigningAlgorithm algorithm)
    : key_(algorithm == SigningAlgorithm::rs256 ? EVP_RSA_gen(2048U) : EVP_EC_gen("P-256"), EVP_PKEY_free),
      algorithm_(algorithm),
      id_(random_text(8)) {
  need(key_ != nullptr, "make a signing key");
}

SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

QString SigningKey::algorithm() const {
  return algorithm_ == SigningAlgorithm::rs256 ? QStringLiteral("RS256") : QStringLiteral("ES256");
}

QJsonObject SigningKey::jwk() const {
  const auto text = [this](const char* name, int bytes = 0) {
    return QString::fromLatin1(base64url(number_of(key_.get(), name, bytes)));
  };
  QJsonObject key{{QStringLiteral("kid"), QString::fromLatin1(id_)},
                  {QStringLiteral("use"), QStringLiteral("sig")},
                  {QStringLiteral("alg"), algorithm()}};
  if (algorithm_ == SigningAlgorithm::rs256) {
    key.insert(QStringLiteral("kty"), QStringLiteral("RSA"));
    key.insert(QStringLiteral("n"), text(OSSL_PKEY_PARAM_RSA_N));
    key.insert(QStringLiteral("e"), text(OSSL_PKEY_PARAM_RSA_E));
  } else {
    key.insert(QStringLiteral("kty"), QStringLiteral("EC"));
    key.insert(QStringLiteral("crv"), QStringLiteral("P-256"));
    key.insert(QStringLiteral("x"), text(OSSL_PKEY_PARAM_EC_PUB_X, p256_bytes));
    key.insert(QStringLiteral("y"), text(OSSL_PKEY_PARAM_EC_PUB_Y, p256_bytes));
  }
  return key;
}

QByteArray SigningKey::sign(const QByteArray& text) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto* data = reinterpret_cast<const unsigned char*>(text.constData());
  const auto size = static_cast<std::size_t>(text.size());
  std::size_t length = 0;
  need(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
           EVP_DigestSign(context.get(), nullptr, &length, data, size) == 1,
       "begin a signature");
  QByteArray signature(static_cast<qsizetype>(length), Qt::Uninitialized);
  need(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, data,
                      size) == 1,
       "sign");
  signature.truncate(static_cast<qsizetype>(length));
  return algorithm_ == SigningAlgorithm::rs256 ? signature : fixed_form(signature);
}

QByteArray base64url(const QByteArray& bytes) {
  return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray random_text(qsizetype bytes) {
  QByteArray random(bytes, Qt::Uninitialized);
  need(RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(bytes)) == 1,
       "give random bytes");
  return base64url(random);
}

}  // namespace hearth::demo
