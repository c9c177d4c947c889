#pragma once

#include <QByteArray>
#include <QSslCertificate>
#include <QSslKey>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace hearth::test {

/// A key with its certificate, made for the occasion.
struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;

  [[nodiscard]] QSslKey qt_key() const {
    return QSslKey(pem([&](BIO* bio) {
                     return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                   }),
                   QSsl::Ec);
  }
  [[nodiscard]] QSslCertificate qt_certificate() const {
    return QSslCertificate(pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); }));
  }

 private:
  template <class Write>
  static QByteArray pem(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    write(bio.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return QByteArray(text, static_cast<qsizetype>(size));
  }
};

/// What a certificate says; its times count from now, in seconds.
struct CertificateWish {
  std::string name = "127.0.0.1";
  std::string alternative = "IP:127.0.0.1";  ///< subjectAltName; empty: an authority's
  long from = -3600;
  long until = 3600;
};

/// Signed by `authority`, or by itself.
inline Identity make_certificate(const CertificateWish& wish, const Identity* authority = nullptr) {
  Identity made{{EVP_EC_gen("P-256"), EVP_PKEY_free}, {X509_new(), X509_free}};
  X509* const x = made.certificate.get();
  static long serial = 1;
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x), wish.from);
  X509_gmtime_adj(X509_getm_notAfter(x), wish.until);
  X509_set_pubkey(x, made.key.get());
  X509_NAME* const name = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, authority == nullptr ? name : X509_get_subject_name(authority->certificate.get()));
  const auto add = [&](int id, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, x, x, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, id, value), X509_EXTENSION_free);
    X509_add_ext(x, extension.get(), -1);
  };
  add(NID_basic_constraints, wish.alternative.empty() ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!wish.alternative.empty()) add(NID_subject_alt_name, wish.alternative.c_str());
  X509_sign(x, authority == nullptr ? made.key.get() : authority->key.get(), EVP_sha256());
  return made;
}

}  // namespace hearth::test
