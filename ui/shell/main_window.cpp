#include "ui/shell/main_window.h"

#include <QGuiApplication>
#include <QQmlComponent>
#include <QQuickWindow>
#include <QScreen>

namespace hearth {

namespace {

/// Pixels a millimetre, as the screen tells it; 0 where that is not to be believed: televisions and small
/// panels say what they like.
double told_millimetre(const QScreen* screen) {
  constexpr double least = 60 / 25.4;
  constexpr double most = 220 / 25.4;
  if (screen == nullptr || QGuiApplication::platformName() == QLatin1String("offscreen")) return 0;
  const double told = screen->physicalDotsPerInch() / 25.4;
  return told >= least && told <= most ? told : 0;
}

}  // namespace

MainWindow::MainWindow(AppModel& app, QSize size, int dpi) : kiosk_(app.kiosk()) {
  app.set_millimetre(dpi > 0 ? dpi / 25.4 : told_millimetre(QGuiApplication::primaryScreen()));
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
  // Buttons have a pointer of their own, which a window's does not hide.
  if (kiosk_) QGuiApplication::setOverrideCursor(Qt::BlankCursor);
}

MainWindow::~MainWindow() {
  if (kiosk_) QGuiApplication::restoreOverrideCursor();
}

void MainWindow::show(bool windowed) {
  if (window_ == nullptr) return;
  if (!kiosk_ || windowed) return window_->show();
  // Where no window manager runs, nobody makes it as large as the screen.
  window_->setGeometry(window_->screen()->geometry());
  window_->showFullScreen();
}

}  // namespace hearth
