#pragma once

#include "core/telemetry/error.h"

#include <QCoroTask>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace hearth {

template <class T>
class OneShot;

/// The lock under which all processes of one user renew and replace their common session, and how they hear
/// that another has done so. An advisory lock on a file of its own, which ends with the process however it
/// ends; who waits for it is woken by the file itself (inotify(7)), by a release as by the end of a process,
/// and looks every second for what the file does not tell.
/// Lives on one thread, with an event loop.
class SessionLock : public QObject {
  Q_OBJECT
 public:
  explicit SessionLock(std::filesystem::path path, QObject* parent = nullptr);
  ~SessionLock() override;

  /// Waits until this object holds the lock; one caller at a time. Errors: storage (the file cannot be made),
  /// cancelled (after `stop`, inside that call).
  QCoro::Task<Expected<void>> take();
  /// Wakes the others.
  void release();
  void stop();

 Q_SIGNALS:
  /// Another process has released the lock: what it guards may be new.
  void changed_elsewhere();

 private:
  Expected<void> open();
  void close();
  bool try_lock();
  void on_file_event();
  void wake();
  [[nodiscard]] std::string content() const;

  std::filesystem::path path_;
  int file_ = -1;
  int events_ = -1;
  std::unique_ptr<QSocketNotifier> notifier_;
  std::string written_;  ///< what this object left in the file last
  quint64 id_;           ///< tells releases of this object from those of others
  unsigned releases_ = 0;
  bool stopped_ = false;
  OneShot<bool>* waiting_ = nullptr;
  QTimer look_again_;
};

}  // namespace hearth
