#pragma once

#include <QObject>
#include <QUrl>

namespace hearth {

/// Opens pages and folders for QDesktopServices, as long as it lives, with a program that inherits no secret;
/// where there is none to open them with, it leaves that to Qt.
class CleanOpener : public QObject {
  Q_OBJECT
 public:
  explicit CleanOpener(QObject* parent = nullptr);
  ~CleanOpener() override;
  CleanOpener(const CleanOpener&) = delete;
  CleanOpener& operator=(const CleanOpener&) = delete;

 private:
  Q_INVOKABLE void open(const QUrl& url);
};

}  // namespace hearth
