#pragma once

#include "tests/window/display.h"

#include <QQuickView>

#include <array>
#include <map>

namespace hearth::test {

/// Where the keys of Qt's keyboard are on a screen of this size: it is laid out here as it is there, for the
/// fields that addresses are typed in.
class ScreenKeyboard {
 public:
  explicit ScreenKeyboard(QSize screen);

  /// Types with taps on the keyboard that the display shows, letters first.
  void type(const Display& display, const QString& text);
  /// Taps the key that accepts what is typed.
  void accept(const Display& display) const;

 private:
  struct Page {
    std::map<QString, QPoint> keys;
    QPoint other_page;
    QPoint accept;
    QPoint shift;
  };
  [[nodiscard]] Page read_page() const;
  void switch_page(const Display& display);

  QQuickView view_;
  std::array<Page, 2> pages_;  ///< letters, and the rest
  std::size_t shown_ = 0;
  QRect above_;  ///< where what is typed appears
  QRect mark_;   ///< on a key that is never tapped, and differs from page to page
};

}  // namespace hearth::test
