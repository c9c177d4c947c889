#pragma once

#include "core/telemetry/error.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

using SSL_CTX = struct ssl_ctx_st;

namespace hearth::mqtt {

struct FreeContext {
  void operator()(SSL_CTX* context) const noexcept;
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

/// How the beginning of a TLS connection went.
struct Handshake {
  int verdict = 0;  ///< the X509_V_ERR of a certificate that was refused
  bool done =
      false;  ///< as far as we can tell: with TLS 1.3 the other side may refuse our certificate after it
};

/// The files that TLS needs, as they were when they were last whole. One thread at a time.
class TlsFiles {
 public:
  /// Each may be empty. Nothing is read yet.
  TlsFiles(std::filesystem::path ca, std::filesystem::path certificate, std::filesystem::path key)
      : ca_(std::move(ca)), certificate_(std::move(certificate)), key_(std::move(key)) {}

  /// Reads what was rewritten since, also by a rename; whether anything is different now. Errors: a file that
  /// cannot be read, is no PEM, or a key that is not the certificate's: what was read before stays.
  Expected<bool> look();

  /// What a connection to `host` (a name or an address) is opened with: TLS 1.2 or newer, and whoever answers
  /// must prove to be that host. `handshake` is told how it goes, and must outlive the context. Errors:
  /// nothing could be read so far.
  [[nodiscard]] Expected<Context> context(const std::string& host, Handshake& handshake) const;

 private:
  struct Contents {
    std::string ca, certificate, key;
    friend bool operator==(const Contents&, const Contents&) = default;
  };
  [[nodiscard]] Expected<Contents> read() const;
  [[nodiscard]] std::string stamp() const;

  std::filesystem::path ca_, certificate_, key_;
  std::string stamp_;
  std::optional<Contents> contents_;
};

/// Why a certificate was refused, for a person; `host` is whom we wanted.
Error certificate_words(int verdict, const std::string& host);

}  // namespace hearth::mqtt
