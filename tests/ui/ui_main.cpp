#include "ui/shell/app_model.h"
#include "ui/shell/language.h"

#include <QApplication>
#include <QtQml/qqmlextensionplugin.h>

#include <gtest/gtest.h>

Q_IMPORT_QML_PLUGIN(HearthboardPlugin)

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // Whatever desktop the tests run on, they draw into memory, in English.
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("QT_QUICK_BACKEND", "software");
  qputenv("LC_ALL", "C.UTF-8");
  // No test looks further back, and a demo home of a year takes its time under the sanitizers.
  qputenv("HEARTHBOARD_DEMO_DAYS", "2");
  // Shown on a kiosk only.
  qunsetenv("QT_IM_MODULE");
  hearth::AppModel::choose_on_screen_keyboard();
  QApplication app(argc, argv);
  const hearth::Language english(app, "en");
  return RUN_ALL_TESTS();
}
