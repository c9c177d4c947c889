#include <QApplication>
#include <QtQml/qqmlextensionplugin.h>

#include <gtest/gtest.h>

Q_IMPORT_QML_PLUGIN(HearthboardPlugin)

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // Whatever desktop the tests run on, they draw into memory.
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("QT_QUICK_BACKEND", "software");
  const QApplication app(argc, argv);
  return RUN_ALL_TESTS();
}
