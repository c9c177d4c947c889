#include "tests/window/screen_keyboard.h"

#include "tests/support/wait.h"

#include <QMouseEvent>
#include <QQuickItem>
#include <QTemporaryFile>

#include <gtest/gtest.h>

namespace hearth::test {
namespace {

constexpr int mark_size = 40;
constexpr int most_taps = 20;
constexpr int patience_ms = 2000;

constexpr const char* like_the_first_start = R"(
import QtQuick
import QtQuick.VirtualKeyboard
Item {
  TextInput { focus: true; inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText }
  InputPanel { width: parent.width; y: parent.height - height }
}
)";

template <class Visit>
void each_key(const QQuickItem& item, const Visit& visit) {
  if (!item.isVisible()) return;
  if (item.property("keyPanelDelegate").isValid() && item.width() > 0) visit(item);
  const auto children = item.childItems();
  for (const QQuickItem* child : children) each_key(*child, visit);
}

QPoint middle(const QQuickItem& item) {
  return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint();
}

void press(QQuickView& view, QPoint at) {
  for (const QEvent::Type type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
    const bool down = type == QEvent::MouseButtonPress;
    QMouseEvent event(type, at, view.mapToGlobal(at), Qt::LeftButton, down ? Qt::LeftButton : Qt::NoButton,
                      {});
    QCoreApplication::sendEvent(&view, &event);
  }
}

}  // namespace

ScreenKeyboard::ScreenKeyboard(QSize screen) {
  view_.setResizeMode(QQuickView::SizeRootObjectToView);
  view_.resize(screen);
  QTemporaryFile source(QStringLiteral("XXXXXX.qml"));
  EXPECT_TRUE(source.open());
  source.write(like_the_first_start);
  source.close();
  view_.setSource(QUrl::fromLocalFile(source.fileName()));
  view_.show();
  view_.requestActivate();
  // A page is there when its last row is.
  const auto await_page = [this](Page& page, const char* key) {
    EXPECT_TRUE(wait_until([&] {
      page = read_page();
      return page.keys.contains(QLatin1String(key)) && !page.other_page.isNull() && !page.accept.isNull();
    })) << key;
  };
  await_page(pages_[0], "h");
  press(view_, pages_[0].other_page);
  await_page(pages_[1], "1");
  mark_ = QRect(pages_[0].shift - QPoint(mark_size / 2, mark_size / 2), QSize(mark_size, mark_size));
  above_ = QRect(0, 0, screen.width(), screen.height() / 2);
}

ScreenKeyboard::Page ScreenKeyboard::read_page() const {
  Page page;
  if (view_.rootObject() == nullptr) return page;
  each_key(*view_.rootObject(), [&](const QQuickItem& key) {
    const int code = key.property("key").toInt();
    if (code == Qt::Key_Context1) page.other_page = middle(key);
    if (code == Qt::Key_Return) page.accept = middle(key);
    if (code == Qt::Key_Shift) page.shift = middle(key);
    page.keys.emplace(key.property("text").toString(), middle(key));
  });
  return page;
}

/// Who sees that nothing has come of a tap taps again.
void ScreenKeyboard::switch_page(const Display& display) {
  const QImage before = display.picture().copy(mark_);
  const auto switched = [&] { return display.picture().copy(mark_) != before; };
  for (int taps = 0; taps < most_taps; ++taps) {
    display.tap(pages_[shown_].other_page);
    if (!Display::wait_until_seen(switched, patience_ms)) continue;
    shown_ = 1 - shown_;
    return;
  }
  ADD_FAILURE() << "The keyboard stays with its page.";
}

void ScreenKeyboard::type(const Display& display, const QString& text) {
  for (const QChar letter : text) {
    if (!pages_[shown_].keys.contains(letter)) switch_page(display);
    const auto key = pages_[shown_].keys.find(letter);
    ASSERT_NE(key, pages_[shown_].keys.end()) << letter.toLatin1();
    const QImage before = display.picture().copy(above_);
    display.tap(key->second);
    EXPECT_TRUE(Display::wait_until_seen([&] { return display.picture().copy(above_) != before; }));
  }
}

void ScreenKeyboard::accept(const Display& display) const {
  display.tap(pages_[shown_].accept);
}

}  // namespace hearth::test
