#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace hearth {

/// The model behind a page. It looks at the services only while its page is open. GUI thread.
class PageModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(bool active READ active WRITE set_active NOTIFY active_changed)

 public:
  using QObject::QObject;
  [[nodiscard]] bool active() const { return active_; }
  void set_active(bool active) {
    if (active == active_) return;
    active_ = active;
    activate(active);
    Q_EMIT active_changed();
  }
  /// What there is to show has been asked for and has come.
  [[nodiscard]] virtual bool settled() const = 0;

 Q_SIGNALS:
  void active_changed();

 protected:
  virtual void activate(bool active) = 0;

 private:
  bool active_ = false;
};

}  // namespace hearth
