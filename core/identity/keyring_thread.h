#pragma once

#include <QString>
#include <QThread>

#include <functional>
#include <string>

namespace hearth {

/// What is asked of the desktop's key service (Secret Service or KWallet, through QtKeychain).
struct KeyringRequest {
  enum class What { read, write, wipe };
  What what = What::read;
  QString key;
  std::string secret;  ///< to be written
};

struct KeyringAnswer {
  enum class Result {
    done,
    nothing,     ///< no such entry
    locked,      ///< a person would not unlock it, or there was nobody to ask
    no_service,  ///< any other trouble: QtKeychain does not tell them apart
  };
  Result result = Result::done;
  std::string secret;  ///< what was read
  QString said;        ///< by the service, where there was trouble
};

/// Runs QtKeychain's jobs one after the other, on a thread of its own that lives as long as the application
/// object. QtKeychain needs both: it ties its queue to the thread of the first job for good, and looking for
/// a KWallet waits for D-Bus. A job is never given up: a dialog that waits for a person keeps it waiting, and
/// QtKeychain would write into a job that is gone.
class KeyringThread final : public QThread {
 public:
  /// The one there is; the first call starts it. Needs an application object.
  static KeyringThread& instance();

  /// Any thread. `answer` is called on this thread, unless the application ends before there is one.
  void ask(KeyringRequest request, std::function<void(KeyringAnswer)> answer);

 private:
  KeyringThread();
  /// What was to be written still is, within seconds: a refresh token that is lost ends its session.
  void end();
  void start_job(const KeyringRequest& request, std::function<void(KeyringAnswer)> answer);
  void quit_when_written();

  QObject here_;         ///< lives on this thread
  int writing_ = 0;      ///< jobs that change something and have not ended; this thread only
  bool ending_ = false;  ///< this thread only
};

}  // namespace hearth
