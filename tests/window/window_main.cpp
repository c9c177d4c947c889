#include <QGuiApplication>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // Only the programs have windows; this one looks at pictures, and lays a keyboard out like theirs.
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("QT_QUICK_BACKEND", "software");
  qputenv("QT_IM_MODULE", "qtvirtualkeyboard");
  qputenv("QT_VIRTUALKEYBOARD_DESKTOP_DISABLE", "1");
  const QGuiApplication app(argc, argv);
  return RUN_ALL_TESTS();
}
