#pragma once

#include "ui/shell/app_model.h"

#include <QImage>
#include <QObject>
#include <QPointer>
#include <QQuickWindow>
#include <QTimer>

namespace hearth {

/// Writes a PNG of the window as soon as its page shows data and the picture stands still. Ends the program's
/// event loop with 0, or with the exit code of what went wrong after saying it.
class Screenshot : public QObject {
  Q_OBJECT
 public:
  struct Wish {
    QString file;
    int timeout_s = 30;
    bool without_connection = false;  ///< wait until the home is lost, too
  };
  Screenshot(AppModel& app, QQuickWindow& window, Wish wish, QObject* parent = nullptr);

 private:
  [[nodiscard]] bool is_time() const;
  void look();
  void finish();

  AppModel& app_;
  QQuickWindow& window_;
  Wish wish_;
  QTimer patience_;  ///< real time: it is a person or a script that waits
  QImage last_;
  int equal_ = 0;
};

/// Says on standard error, once, how many milliseconds after the process began its page had data painted.
class StartupTrace : public QObject {
  Q_OBJECT
 public:
  StartupTrace(AppModel& app, QQuickWindow& window, QObject* parent = nullptr);
};

}  // namespace hearth
