#include "tests/ui/scripted_window.h"

#include "tests/support/wait.h"
#include "tests/ui/item_tree.h"

#include <QTest>

namespace hearth {

void ScriptedWindow::begin(int page, bool kiosk, QSize size, bool dark) {
  main_.reset();
  app_ = std::make_unique<AppModel>(page, dark, kiosk);
  const HomeModel::Services services{home_.history, home_.live, home_.status, home_.commands};
  app_->show_home(std::make_unique<HomeModel>(services, "Europe/Stockholm", clock_, locale_, kiosk), demo_);
  main_ = std::make_unique<MainWindow>(*app_, size);
  ASSERT_NE(main_->window(), nullptr);
  main_->show(true);
}

void ScriptedWindow::open(int page, bool kiosk, QSize size, bool dark) {
  begin(page, kiosk, size, dark);
  ASSERT_TRUE(test::wait_until([&] { return app_->settled(); }));
  frame();
}

void ScriptedWindow::frame() {
  bool swapped = false;
  QObject context;
  QObject::connect(main_->window(), &QQuickWindow::frameSwapped, &context, [&] { swapped = true; });
  main_->window()->update();
  ASSERT_TRUE(test::wait_until([&] { return swapped; }));
}

QQuickItem* ScriptedWindow::item(const char* name) {
  return test::find_item(*main_->window(), QLatin1String(name));
}

void ScriptedWindow::click(const char* name) {
  frame();
  const QQuickItem* found = item(name);
  ASSERT_NE(found, nullptr) << name;
  click(found->mapToScene(QPointF(found->width() / 2, found->height() / 2)));
}

void ScriptedWindow::click(QPointF at) {
  QTest::mouseClick(main_->window(), Qt::LeftButton, {}, at.toPoint());
  frame();
}

bool ScriptedWindow::says(const QString& text) {
  frame();
  return test::visible_texts(*main_->window()).contains(text);
}

}  // namespace hearth
