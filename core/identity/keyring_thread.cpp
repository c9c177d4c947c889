#include "core/identity/keyring_thread.h"

#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace hearth {
namespace {

using What = KeyringRequest::What;
using Result = KeyringAnswer::Result;

constexpr int last_words_ms = 5000;
constexpr int search_limit_ms = 5000;

QKeychain::Job* make_job(const KeyringRequest& request) {
  const QString service = QStringLiteral("hearthboard");
  QKeychain::Job* job = nullptr;
  switch (request.what) {
    case What::read:
      job = new QKeychain::ReadPasswordJob(service);
      break;
    case What::write: {
      auto* const writing = new QKeychain::WritePasswordJob(service);
      writing->setTextData(QString::fromStdString(request.secret));
      job = writing;
      break;
    }
    case What::wipe:
      job = new QKeychain::DeletePasswordJob(service);
      break;
  }
  job->setKey(request.key);
  return job;
}

Result result_of(QKeychain::Error error) {
  switch (error) {
    case QKeychain::NoError:
      return Result::done;
    case QKeychain::EntryNotFound:
      return Result::nothing;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
      return Result::locked;
    default:
      // Without a key service it is OtherError, not NoBackendAvailable.
      return Result::no_service;
  }
}

/// Whether the Secret Service has the entry, but locked: its client library says then that there is none.
/// Waits for the service.
bool is_locked_away(const QKeychain::Job& job) {
  using Attributes = QMap<QString, QString>;
  qDBusRegisterMetaType<Attributes>();
  QDBusMessage search = QDBusMessage::createMethodCall(
      QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets"),
      QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("SearchItems"));
  search.setAutoStartService(false);
  // QtKeychain's names for them.
  search.setArguments({QVariant::fromValue(
      Attributes{{QStringLiteral("user"), job.key()}, {QStringLiteral("server"), job.service()}})});
  const QDBusMessage found = QDBusConnection::sessionBus().call(search, QDBus::Block, search_limit_ms);
  const QVariant locked = found.arguments().value(1);
  return found.type() == QDBusMessage::ReplyMessage && !qdbus_cast<QList<QDBusObjectPath>>(locked).isEmpty();
}

KeyringAnswer answer_of(const QKeychain::Job& job) {
  KeyringAnswer answer{result_of(job.error()), {}, job.errorString()};
  if (answer.result == Result::nothing && is_locked_away(job))
    return {Result::locked, {}, QStringLiteral("nobody has unlocked it")};
  if (const auto* const reading = qobject_cast<const QKeychain::ReadPasswordJob*>(&job))
    answer.secret = reading->textData().toStdString();
  return answer;
}

}  // namespace

KeyringThread& KeyringThread::instance() {
  // Never destroyed: a job that still waits for somebody at the end may hold on to it.
  static auto* const thread = new KeyringThread;
  return *thread;
}

KeyringThread::KeyringThread() {
  setObjectName(QStringLiteral("keyring"));
  here_.moveToThread(this);
  start();
  qAddPostRoutine([] { instance().end(); });
}

void KeyringThread::ask(KeyringRequest request, std::function<void(KeyringAnswer)> answer) {
  QMetaObject::invokeMethod(
      &here_,
      [this, asked = std::move(request), told = std::move(answer)]() mutable {
        start_job(asked, std::move(told));
      },
      Qt::QueuedConnection);
}

void KeyringThread::start_job(const KeyringRequest& request, std::function<void(KeyringAnswer)> answer) {
  const bool writes = request.what != What::read;
  QKeychain::Job* const job = make_job(request);
  QObject::connect(job, &QKeychain::Job::finished, &here_,
                   [this, writes, told = std::move(answer)](const QKeychain::Job* ended) {
                     told(answer_of(*ended));
                     if (writes) --writing_;
                     if (ending_) quit_when_written();
                   });
  if (writes) ++writing_;
  job->start();
}

void KeyringThread::quit_when_written() {
  if (writing_ == 0) quit();
}

void KeyringThread::end() {
  QMetaObject::invokeMethod(
      &here_,
      [this] {
        ending_ = true;
        QTimer::singleShot(last_words_ms, &here_, [this] { quit(); });
        quit_when_written();
      },
      Qt::QueuedConnection);
  wait();
}

}  // namespace hearth
