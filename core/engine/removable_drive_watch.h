#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace hearth {

/// Says when something has been mounted or unmounted, as soon as it is: the kernel reports changes of its
/// table of mounts as an exceptional condition (POLLPRI) of /proc/self/mountinfo, see proc_pid_mountinfo(5);
/// inotify does not see them.
class RemovableDriveWatch : public QObject {
  Q_OBJECT
 public:
  /// Takes over the descriptor. A watch that could not open its file (-1) never says anything.
  explicit RemovableDriveWatch(int descriptor, QObject* parent = nullptr);
  ~RemovableDriveWatch() override;

 Q_SIGNALS:
  void changed();

 private:
  int descriptor_;
  std::unique_ptr<QSocketNotifier> notifier_;
};

}  // namespace hearth
