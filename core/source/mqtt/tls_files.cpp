#include "core/source/mqtt/tls_files.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <iterator>

namespace hearth::mqtt {
namespace {

/// A bundle of all authorities there are is a quarter of it.
constexpr std::size_t largest_file = std::size_t{1} << 20;

template <auto release>
struct Free {
  template <class T>
  void operator()(T* object) const noexcept {
    release(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

std::unexpected<Error> refuse(Text message, Text next, const std::filesystem::path& file) {
  ERR_clear_error();
  return fail(ErrorKind::config, std::move(message), std::move(next), file.string());
}

Expected<std::string> read_file(const std::filesystem::path& file) {
  if (file.empty()) return std::string();
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  if (!in && !in.eof())
    return refuse("The file cannot be read.", "Look whether it is there, and may be read.", file);
  if (text.size() > largest_file) return refuse("The file is too large to be a certificate.", {}, file);
  return text;
}

Bio over(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// A key that asks for a password gets none: nobody is there to type it.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) {
  return 0;
}

Certificate first_certificate(BIO& bio) {
  return Certificate(PEM_read_bio_X509(&bio, nullptr, no_password, nullptr));
}

Handshake& handshake_of(const SSL* ssl) {
  return *static_cast<Handshake*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

void note_end(const SSL* ssl, int where, int /*value*/) {
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0) handshake_of(ssl).done = true;
}

int note_verdict(int good, X509_STORE_CTX* store) {
  if (good == 0) {
    const auto* ssl =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    handshake_of(ssl).verdict = X509_STORE_CTX_get_error(store);
  }
  return good;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> room{};
  return inet_pton(AF_INET, host.c_str(), room.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), room.data()) == 1;
}

bool trust(SSL_CTX& context, const std::string& ca) {
  if (ca.empty()) return SSL_CTX_set_default_verify_paths(&context) == 1;
  const Bio bio = over(ca);
  while (const Certificate authority = first_certificate(*bio))
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), authority.get()) != 1) return false;
  ERR_clear_error();  // the end of the text is one
  return true;
}

bool present(SSL_CTX& context, const std::string& certificate, const std::string& key) {
  if (certificate.empty()) return true;
  const Bio bio = over(certificate);
  const Certificate own = first_certificate(*bio);
  if (!own || SSL_CTX_use_certificate(&context, own.get()) != 1) return false;
  while (Certificate above = first_certificate(*bio))
    if (SSL_CTX_add_extra_chain_cert(&context, above.get()) == 1) (void)above.release();
  ERR_clear_error();
  const Key secret(PEM_read_bio_PrivateKey(over(key).get(), nullptr, no_password, nullptr));
  return secret && SSL_CTX_use_PrivateKey(&context, secret.get()) == 1;
}

}  // namespace

void FreeContext::operator()(SSL_CTX* context) const noexcept {
  SSL_CTX_free(context);
}

/// What tells one state of the files from the next.
std::string TlsFiles::stamp() const {
  std::string all;
  for (const auto* file : {&ca_, &certificate_, &key_}) {
    struct stat found{};
    if (!file->empty() && stat(file->c_str(), &found) == 0)
      all += fmt::format("{} {} {} {} {};", found.st_dev, found.st_ino, found.st_size, found.st_mtim.tv_sec,
                         found.st_mtim.tv_nsec);
    else
      all += ';';
  }
  return all;
}

Expected<TlsFiles::Contents> TlsFiles::read() const {
  Contents read;
  for (const auto& [file, into] :
       {std::pair(&ca_, &read.ca), {&certificate_, &read.certificate}, {&key_, &read.key}}) {
    auto text = read_file(*file);
    if (!text) return std::unexpected(text.error());
    *into = std::move(*text);
  }
  if (!ca_.empty() && !first_certificate(*over(read.ca)))
    return refuse("There is no certificate in the file.", "It must be in PEM form.", ca_);
  if (certificate_.empty()) return read;
  const Certificate own = first_certificate(*over(read.certificate));
  if (!own) return refuse("There is no certificate in the file.", "It must be in PEM form.", certificate_);
  const Key key(PEM_read_bio_PrivateKey(over(read.key).get(), nullptr, no_password, nullptr));
  if (!key)
    return refuse("There is no key in the file, or it is locked by a password.",
                  "It must be in PEM form and open.", key_);
  if (X509_check_private_key(own.get(), key.get()) != 1)
    return refuse("The key is not that of the certificate.",
                  said("Put the key of {} there.", certificate_.string()), key_);
  ERR_clear_error();
  return read;
}

Expected<bool> TlsFiles::look() {
  std::string now = stamp();
  if (contents_ && now == stamp_) return false;
  auto read = this->read();
  // What is half written is complained of once, and read again when it has changed again.
  stamp_ = std::move(now);
  if (!read) return std::unexpected(read.error());
  const bool differs = contents_ != *read;
  contents_ = std::move(*read);
  return differs;
}

Expected<Context> TlsFiles::context(const std::string& host, Handshake& handshake) const {
  if (!contents_) return fail(ErrorKind::config, "The certificates could not be read.");
  Context context(SSL_CTX_new(TLS_client_method()));
  const auto broken = [] {
    ERR_clear_error();
    return fail(ErrorKind::internal, "OpenSSL did not take the certificates.");
  };
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) return broken();
  X509_VERIFY_PARAM* wanted = SSL_CTX_get0_param(context.get());
  const int named = is_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str())
                                     : X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size());
  if (named != 1 || !trust(*context, contents_->ca) ||
      !present(*context, contents_->certificate, contents_->key))
    return broken();
  SSL_CTX_set_app_data(context.get(), &handshake);
  SSL_CTX_set_info_callback(context.get(), note_end);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, note_verdict);
  return context;
}

Error certificate_words(int verdict, const std::string& host) {
  struct Words {
    int verdict;
    const char* what;
    const char* next;
  };
  static constexpr std::array words = {
      Words{X509_V_ERR_CERT_HAS_EXPIRED, "The certificate of {} has expired.",
            "Have it renewed; unless it is this machine's clock that is wrong."},
      Words{X509_V_ERR_CERT_NOT_YET_VALID, "The certificate of {} is not valid yet.",
            "Look at this machine's clock."},
      Words{X509_V_ERR_HOSTNAME_MISMATCH, "The certificate of {} is for another host.",
            "Write the host that it is for."},
      Words{X509_V_ERR_IP_ADDRESS_MISMATCH, "The certificate of {} is for another host.",
            "Write the host that it is for."},
      Words{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "The certificate of {} is signed by itself.",
            "Set [mqtt] ca_file to it, if it is the broker's."},
      Words{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            "The certificate of {} is signed by an authority that nobody here knows.",
            "Set [mqtt] ca_file to the authority's certificate."},
      Words{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            "The certificate of {} is signed by an authority that nobody here knows.",
            "Set [mqtt] ca_file to the authority's certificate."},
  };
  for (const Words& w : words)
    if (w.verdict == verdict) return {ErrorKind::config, Text(w.what, {host}), w.next, {}};
  return {ErrorKind::config,
          said("The certificate of {} is refused: {}.", host, X509_verify_cert_error_string(verdict)),
          {},
          {}};
}

}  // namespace hearth::mqtt
