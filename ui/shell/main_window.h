#pragma once

#include "ui/shell/app_model.h"

#include <QQmlEngine>
#include <QSize>

#include <memory>

class QQuickWindow;

namespace hearth {

/// The window that shows an AppModel, which must outlive it. GUI thread.
class MainWindow {
 public:
  /// Not yet visible. `size` is the size of its content; `dpi` 0: what the screen says, where that can be
  /// believed.
  MainWindow(AppModel& app, QSize size, int dpi = 0);
  ~MainWindow();
  MainWindow(const MainWindow&) = delete;
  MainWindow& operator=(const MainWindow&) = delete;

  /// Full screen without a pointer on a kiosk, unless `windowed`; a window elsewhere.
  void show(bool windowed);
  /// Null where the QML could not be loaded.
  [[nodiscard]] QQuickWindow* window() const { return window_.get(); }

 private:
  bool kiosk_;
  QQmlEngine engine_;
  std::unique_ptr<QQuickWindow> window_;
};

}  // namespace hearth
