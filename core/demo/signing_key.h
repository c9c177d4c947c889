#pragma once

#include <QByteArray>
#include <QJsonObject>

#include <memory>

struct evp_pkey_st;

namespace hearth::demo {

enum class SigningAlgorithm { rs256, es256 };

/// A key pair that signs ID tokens (RFC 7515, 7518), new with every run.
class SigningKey {
 public:
  explicit SigningKey(SigningAlgorithm algorithm);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  [[nodiscard]] QByteArray id() const { return id_; }
  /// Its public half as a key set has it (RFC 7517).
  [[nodiscard]] QJsonObject jwk() const;
  /// `RS256`, `ES256`.
  [[nodiscard]] QString algorithm() const;
  [[nodiscard]] QByteArray sign(const QByteArray& text) const;

 private:
  std::unique_ptr<evp_pkey_st, void (*)(evp_pkey_st*)> key_;
  SigningAlgorithm algorithm_;
  QByteArray id_;
};

QByteArray base64url(const QByteArray& bytes);
/// Base64url of so many bytes of the system's random source.
QByteArray random_text(qsizetype bytes);

}  // namespace hearth::demo
