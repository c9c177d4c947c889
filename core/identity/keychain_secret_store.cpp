#include "core/identity/keychain_secret_store.h"

#include <QTimer>

#include <fmt/format.h>

namespace hearth {
namespace {

using What = KeyringRequest::What;
using Result = KeyringAnswer::Result;

Error trouble(const KeyringAnswer& answer) {
  const std::string reason = answer.said.isEmpty() ? "it does not say why" : answer.said.toStdString();
  if (answer.result == Result::locked)
    return {ErrorKind::storage, said("The keyring of this desktop stays locked ({}).", reason),
            "Unlock it, or set keeper = \"file\" in [identity].", "identity"};
  return {ErrorKind::storage, said("The keyring of this desktop cannot be used ({}).", reason),
          "Set keeper = \"file\" in [identity] where there is none.", "identity"};
}

std::unexpected<Error> stopped() {
  return fail(ErrorKind::cancelled, "Stopped.");
}

/// What a request that changes something came to.
Expected<void> outcome(const Expected<KeyringAnswer>& answer) {
  if (!answer) return std::unexpected(answer.error());
  if (answer->result != Result::done) return std::unexpected(trouble(*answer));
  return {};
}

}  // namespace

KeychainSecretStore::KeychainSecretStore(QString key) : key_(std::move(key)) {
  mailbox_->keeper = this;
}

KeychainSecretStore::~KeychainSecretStore() {
  {
    const std::lock_guard lock(mailbox_->mutex);
    mailbox_->keeper = nullptr;
  }
  cancel();
}

void KeychainSecretStore::cancel() {
  for (const auto& [number, waiting] : std::exchange(waiting_, {})) waiting->give(stopped());
}

void KeychainSecretStore::deliver(quint64 number, Answer answer) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) return;
  auto* const waiting = found->second;
  waiting_.erase(found);
  waiting->give(std::move(answer));
}

QCoro::Task<KeychainSecretStore::Answer> KeychainSecretStore::ask(KeyringRequest request) {
  OneShot<Answer> answer;
  const quint64 number = ++asked_;
  waiting_.emplace(number, &answer);
  KeyringThread::instance().ask(std::move(request), [number, mailbox = mailbox_](KeyringAnswer told) {
    const std::lock_guard lock(mailbox->mutex);
    KeychainSecretStore* const keeper = mailbox->keeper;
    if (keeper == nullptr) return;
    QMetaObject::invokeMethod(
        &keeper->here_,
        [keeper, number, brought = std::move(told)]() mutable {
          keeper->deliver(number, std::move(brought));
        },
        Qt::QueuedConnection);
  });
  const auto wait = answer.wait();
  Answer told = co_await wait;
  co_return told;
}

QCoro::Task<Expected<void>> KeychainSecretStore::probe(std::chrono::milliseconds limit) {
  QTimer timer;
  timer.setSingleShot(true);
  const quint64 number = asked_ + 1;
  // Queued: the timer is gone when this coroutine has gone on.
  QObject::connect(
      &timer, &QTimer::timeout, &here_,
      [this, number] {
        deliver(number, KeyringAnswer{Result::no_service, {}, QStringLiteral("it does not answer")});
      },
      Qt::QueuedConnection);
  timer.start(limit);
  auto asking = ask({What::read, QStringLiteral("nothing is kept here"), {}});
  const Answer answer = co_await asking;
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->result != Result::done && answer->result != Result::nothing)
    co_return std::unexpected(trouble(*answer));
  co_return Expected<void>();
}

QCoro::Task<Expected<std::optional<std::string>>> KeychainSecretStore::read() {
  auto asking = ask({What::read, key_, {}});
  Answer answer = co_await asking;
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->result == Result::nothing) co_return std::nullopt;
  if (answer->result != Result::done) co_return std::unexpected(trouble(*answer));
  if (answer->secret.empty()) co_return std::nullopt;
  co_return std::move(answer->secret);
}

QCoro::Task<Expected<void>> KeychainSecretStore::write(std::string secret) {
  if (secret.size() > largest_secret)
    co_return fail(ErrorKind::storage, said("A secret of more than {} bytes is not kept.", largest_secret),
                   {}, "identity");
  auto asking = ask({What::write, key_, std::move(secret)});
  const Answer answer = co_await asking;
  co_return outcome(answer);
}

QCoro::Task<Expected<void>> KeychainSecretStore::wipe() {
  auto asking = ask({What::wipe, key_, {}});
  Answer answer = co_await asking;
  if (answer && answer->result == Result::nothing) co_return Expected<void>();
  co_return outcome(answer);
}

QString KeychainSecretStore::name() const {
  return QStringLiteral("the keyring of this desktop");
}

}  // namespace hearth
