#pragma once

#include <QColor>
#include <QImage>
#include <QPoint>
#include <QProcess>
#include <QTemporaryDir>

#include <functional>
#include <optional>
#include <string>

namespace hearth::test {

/// An X server with a screen in memory (Xvfb) that no other program uses, and the hands and eyes of who sits
/// before it: keys and taps come from the server (XTest, by xdotool), and all that is known of a program is
/// its window's title and the picture. Ends with this.
class Display {
 public:
  explicit Display(QSize size);
  Display(const Display&) = delete;
  Display& operator=(const Display&) = delete;
  ~Display();

  /// For DISPLAY in a program's environment.
  [[nodiscard]] const std::string& name() const { return name_; }
  /// What the screen shows now.
  [[nodiscard]] QImage picture() const;
  /// Waits until `seen` holds, which is looked at again every few frames.
  [[nodiscard]] static bool wait_until_seen(const std::function<bool()>& seen, int limit_ms = 60'000);

  /// Waits for a window with this title and gives it the keyboard, as a window manager does. False where none
  /// comes.
  [[nodiscard]] bool await_window(const char* title);
  /// Waits until the window is called so.
  [[nodiscard]] bool await_title(const char* title) const;
  [[nodiscard]] QString title() const;

  /// "Return", "Tab", "ctrl+q": keys that are pressed together.
  void key(const char* keys) const;
  void type(const QString& text) const;
  void tap(QPoint where) const;

 private:
  QByteArray hands(const QStringList& arguments) const;

  QTemporaryDir folder_;
  QProcess server_;
  std::string name_;
  QString window_;
};

/// The middle of what has this colour; nothing where the picture has none of it.
std::optional<QPoint> middle_of(const QImage& picture, QColor colour);

}  // namespace hearth::test
