#include "ui/shell/main_window.h"

#include <QCoreApplication>
#include <QQmlComponent>
#include <QQuickWindow>
#include <QScreen>

namespace hearth {

MainWindow::MainWindow(AppModel& app, QSize size) : kiosk_(app.kiosk()) {
  // Only our own module and Qt's: nothing is looked for beside the program.
  engine_.addImportPath(QStringLiteral("qrc:/qt/qml"));
  QObject::connect(&engine_, &QQmlEngine::exit, QCoreApplication::instance(), &QCoreApplication::exit,
                   Qt::QueuedConnection);
  QQmlComponent component(&engine_, QUrl(QStringLiteral("qrc:/qt/qml/Hearthboard/Main.qml")));
  QObject* made = component.createWithInitialProperties({{QStringLiteral("app"), QVariant::fromValue(&app)},
                                                         {QStringLiteral("width"), size.width()},
                                                         {QStringLiteral("height"), size.height()}});
  window_.reset(qobject_cast<QQuickWindow*>(made));
  if (window_ == nullptr) qCritical("%s", qUtf8Printable(component.errorString()));
  if (window_ != nullptr && kiosk_) window_->setCursor(Qt::BlankCursor);
}

MainWindow::~MainWindow() = default;

void MainWindow::show(bool windowed) {
  if (window_ == nullptr) return;
  if (!kiosk_ || windowed) return window_->show();
  // Where no window manager runs, nobody makes it as large as the screen.
  window_->setGeometry(window_->screen()->geometry());
  window_->showFullScreen();
}

}  // namespace hearth
