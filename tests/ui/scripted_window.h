#pragma once

#include "tests/ui/scripted_home.h"
#include "ui/pages/page_table.h"
#include "ui/shell/main_window.h"

#include <QQuickItem>
#include <QQuickWindow>

#include <gtest/gtest.h>

namespace hearth {

constexpr TimeMs winter_evening = 1768498800000;  // 2026-01-15T17:40:00Z, 18:40 at home

/// A window over services that say what the test tells them to.
class ScriptedWindow : public testing::Test {
 protected:
  explicit ScriptedWindow(const QLocale& locale = QLocale::c(), bool demo = false)
      : locale_(locale), demo_(demo) {}

  void begin(int page = home_page, bool kiosk = false, QSize size = QSize(1280, 800), bool dark = true);
  /// The same, and waits until the page has its data.
  void open(int page = home_page, bool kiosk = false, QSize size = QSize(1280, 800), bool dark = true);
  /// Waits until what is there now has been drawn.
  void frame();
  /// The visible item of this name; null where there is none.
  [[nodiscard]] QQuickItem* item(const char* name);
  void click(const char* name);
  /// On a place of the window.
  void click(QPointF at);
  [[nodiscard]] bool says(const QString& text);

  ManualClock clock_{winter_evening};
  ScriptedHome home_{winter_evening};
  std::unique_ptr<AppModel> app_;
  std::unique_ptr<MainWindow> main_;

 private:
  QLocale locale_;
  bool demo_;
};

}  // namespace hearth
