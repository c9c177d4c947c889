#include "tests/ui/item_tree.h"

#include "tests/support/wait.h"

#include <QQmlComponent>
#include <QQmlEngine>

#include <gtest/gtest.h>

namespace hearth {
namespace {

/// What a walk finds in a window of 400x300 with this in it.
test::TreeFindings findings_in(const QByteArray& qml) {
  QQmlEngine engine;
  QQmlComponent component(&engine);
  component.setData("import QtQuick\nWindow { width: 400; height: 300; visible: true\n" + qml + "}", {});
  const std::unique_ptr<QObject> made(component.create());
  auto* window = qobject_cast<QQuickWindow*>(made.get());
  EXPECT_NE(window, nullptr) << component.errorString().toStdString();
  if (window == nullptr) return {};
  bool swapped = false;
  QObject::connect(window, &QQuickWindow::frameSwapped, window, [&] { swapped = true; });
  window->update();
  EXPECT_TRUE(test::wait_until([&] { return swapped; }));
  return test::walk(*window);
}

// The walk that judges the pages has to see what it looks for.
TEST(ItemTree, FindsNothingWhereAllFits) {
  const auto found = findings_in(R"(
    Rectangle { width: 300; height: 200; Text { x: 10; y: 10; text: "one" } Text { x: 10; y: 40; text: "two" } })");
  EXPECT_EQ(found.texts, 2);
  EXPECT_TRUE(found.faults.isEmpty()) << found.faults.join(QLatin1Char('\n')).toStdString();
  EXPECT_NEAR(found.inked, 0.5, 0.01);
}

TEST(ItemTree, FindsCutText) {
  EXPECT_FALSE(
      findings_in(R"(Text { width: 40; elide: Text.ElideRight; text: "much too long" })").faults.isEmpty());
  EXPECT_FALSE(findings_in(R"(Text { width: 40; text: "much too long" })").faults.isEmpty());
}

TEST(ItemTree, LetsANameBeCutThatMayBe) {
  const QByteArray name =
      R"(Text { property bool mayBeCut: true; width: 40; elide: Text.ElideRight; text: "much too long" })";
  EXPECT_TRUE(findings_in(name).faults.isEmpty());
  EXPECT_FALSE(findings_in(R"(Text { property bool mayBeCut: true; width: 40; text: "much too long" })")
                   .faults.isEmpty());
}

TEST(ItemTree, FindsOverlappingText) {
  EXPECT_FALSE(findings_in(R"(Text { text: "one" } Text { x: 8; y: 3; text: "two" })").faults.isEmpty());
}

TEST(ItemTree, LooksAtWhatIsSeenOfWhatIsScrolled) {
  const QByteArray scrolled =
      R"(Item { width: 90; height: 40; clip: true; Text { y: %1; text: "one" } } Text { y: 45; text: "two" })";
  EXPECT_TRUE(findings_in(QByteArray(scrolled).replace("%1", "45")).faults.isEmpty());
  EXPECT_FALSE(findings_in(QByteArray(scrolled).replace("%1", "45").replace("40", "70")).faults.isEmpty());
}

TEST(ItemTree, FindsWhatLeavesItsPanelOrTheWindow) {
  EXPECT_FALSE(findings_in(R"(Text { x: 390; text: "over the edge" })").faults.isEmpty());
  EXPECT_FALSE(findings_in(R"(Rectangle { width: 60; height: 60; Text { x: 50; text: "outside" } })")
                   .faults.isEmpty());
  EXPECT_FALSE(findings_in(R"(Rectangle { width: 60; height: 60; Rectangle { y: 55; width: 9; height: 9 } })")
                   .faults.isEmpty());
}

TEST(ItemTree, DoesNotCountWhatIsHidden) {
  EXPECT_EQ(
      findings_in(R"(Text { visible: false; text: "one" } Item { opacity: 0; Text { text: "two" } })").texts,
      0);
}

}  // namespace
}  // namespace hearth
