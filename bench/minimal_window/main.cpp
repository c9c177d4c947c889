// The peer that the dashboard is measured against: a Qt Quick window with a line of text, and nothing else.
// What it takes to start and to stay, any Qt Quick program takes on that machine.

#include <QGuiApplication>
#include <QQuickView>

#include <cstdio>

int main(int argc, char** argv) {
  const QGuiApplication application(argc, argv);
  QQuickView view;
  QObject::connect(
      &view, &QQuickWindow::frameSwapped, &view, [] { std::fputs("painted\n", stderr); },
      Qt::SingleShotConnection);
  view.setResizeMode(QQuickView::SizeRootObjectToView);
  view.setSource(QUrl(QStringLiteral("qrc:/Window.qml")));
  view.resize(1280, 800);
  view.show();
  return QGuiApplication::exec();
}
