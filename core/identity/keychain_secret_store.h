#pragma once

#include "core/identity/keyring_thread.h"
#include "core/identity/secret_store.h"
#include "core/net/one_shot.h"

#include <QObject>

#include <chrono>
#include <map>
#include <mutex>

namespace hearth {

/// Keeps the secret in the key service of the desktop (Secret Service, KWallet), under `key`. A locked one
/// asks the person to unlock it, and the coroutine waits until they have; nothing here ever falls back to
/// plain text. What was to be written when the secret store is destroyed still is.
class KeychainSecretStore final : public SecretStore {
 public:
  explicit KeychainSecretStore(QString key);
  KeychainSecretStore(const KeychainSecretStore&) = delete;
  KeychainSecretStore& operator=(const KeychainSecretStore&) = delete;
  ~KeychainSecretStore() override;

  /// Whether a key service answers, within `limit`: asks for what nobody keeps, so that nothing need be
  /// unlocked. Errors: storage, cancelled.
  QCoro::Task<Expected<void>> probe(std::chrono::milliseconds limit);

  QCoro::Task<Expected<std::optional<std::string>>> read() override;
  QCoro::Task<Expected<void>> write(std::string secret) override;
  QCoro::Task<Expected<void>> wipe() override;
  [[nodiscard]] QString name() const override;

  /// Ends all waits with `cancelled`, within the call.
  void cancel();

 private:
  using Answer = Expected<KeyringAnswer>;
  /// Where the other thread brings its answers while the secret store is there.
  struct Mailbox {
    std::mutex mutex;
    KeychainSecretStore* keeper = nullptr;
  };

  QCoro::Task<Answer> ask(KeyringRequest request);
  void deliver(quint64 number, Answer answer);

  const QString key_;
  std::map<quint64, OneShot<Answer>*> waiting_;
  quint64 asked_ = 0;
  std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
  QObject here_;  ///< what is delivered to it is dropped with it
};

}  // namespace hearth
