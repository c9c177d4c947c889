// The dashboard without a pointer, and without eyes.
#include "tests/support/wait.h"
#include "tests/ui/item_tree.h"
#include "tests/ui/scripted_window.h"

#include <QAccessible>
#include <QTest>

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace hearth {
namespace {

class KeysTest : public ScriptedWindow {
 protected:
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(main_->window(), key, modifiers);
    frame();
  }
  /// What Tab comes to, until it comes round.
  std::vector<QQuickItem*> tab_round() {
    std::vector<QQuickItem*> items;
    constexpr int most = 100;
    for (int i = 0; i < most; ++i) {
      press(Qt::Key_Tab);
      QQuickItem* const now = main_->window()->activeFocusItem();
      if (std::ranges::find(items, now) != items.end()) return items;
      items.push_back(now);
    }
    ADD_FAILURE() << "Tab does not come round";
    return items;
  }
};

TEST_F(KeysTest, EachPageHasAShortcut) {
  open();
  for (int page = AppModel::page_count() - 1; page >= 0; --page) {
    press(static_cast<Qt::Key>(Qt::Key_1 + page), Qt::ControlModifier);
    EXPECT_EQ(app_->page(), page);
  }
  press(Qt::Key_9, Qt::ControlModifier);
  EXPECT_EQ(app_->page(), home_page);
}

TEST_F(KeysTest, DialogsOpenAndCloseByKeys) {
  open(energy_page);
  press(Qt::Key_E, Qt::ControlModifier);
  EXPECT_NE(item("exportCard"), nullptr);
  press(Qt::Key_Escape);
  EXPECT_EQ(item("exportCard"), nullptr);
  press(Qt::Key_F1);
  EXPECT_NE(item("keysDialog"), nullptr);
  press(Qt::Key_Escape);
  EXPECT_EQ(item("keysDialog"), nullptr);
  // The page about connections exports nothing.
  app_->set_page(services_page);
  press(Qt::Key_E, Qt::ControlModifier);
  EXPECT_EQ(item("exportCard"), nullptr);
}

TEST_F(KeysTest, TabComesToAllThatCanBePressedAndEnterPressesIt) {
  open(home_page, false, QSize(320, 480));
  const std::vector<QQuickItem*> items = tab_round();
  std::set<QString> names;
  for (const QQuickItem* found : items)
    if (found != nullptr) names.insert(found->objectName());
  for (const char* name : {"rail.home", "rail.energy", "rail.heatpump", "rail.climate", "rail.services",
                           "export", "connection", "sheetForward"})
    EXPECT_TRUE(names.contains(QLatin1String(name))) << name;
  item("rail.climate")->forceActiveFocus(Qt::TabFocusReason);
  press(Qt::Key_Return);
  EXPECT_EQ(app_->page(), climate_page);
}

TEST_F(KeysTest, TheNextSheetComesByKey) {
  open(climate_page, false, QSize(320, 480));
  const auto words = [&] { return item("sheetWords")->property("text").toString(); };
  EXPECT_TRUE(words().startsWith(QLatin1String("1"))) << words().toStdString();
  item("sheetForward")->forceActiveFocus(Qt::TabFocusReason);
  press(Qt::Key_Space);
  EXPECT_TRUE(words().startsWith(QLatin1String("2"))) << words().toStdString();
}

/// All that a screen reader is told of, from the window on.
void read_out(QAccessibleInterface* node, const std::function<void(QAccessibleInterface&)>& each) {
  if (node == nullptr || node->state().invisible) return;
  each(*node);
  for (int i = 0; i < node->childCount(); ++i) read_out(node->child(i), each);
}

TEST_F(KeysTest, AScreenReaderHearsWhatStandsOnEachPage) {
  QAccessible::setActive(true);
  for (int page = 0; page < AppModel::page_count(); ++page) {
    open(page);
    SCOPED_TRACE(page);
    QString heard;
    int buttons = 0;
    read_out(QAccessible::queryAccessibleInterface(main_->window()), [&](QAccessibleInterface& node) {
      const QString name = node.text(QAccessible::Name);
      heard += name + QLatin1Char('\n');
      if (node.role() != QAccessible::Button && node.role() != QAccessible::PageTab) return;
      ++buttons;
      EXPECT_FALSE(name.isEmpty()) << "a button without a name";
    });
    EXPECT_GE(buttons, AppModel::page_count());
    for (const QString& text : test::visible_texts(*main_->window()))
      EXPECT_TRUE(heard.contains(text)) << text.toStdString() << " is seen, and not heard";
  }
  QAccessible::setActive(false);
}

}  // namespace
}  // namespace hearth
