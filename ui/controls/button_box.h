#pragma once

#include "ui/controls/arranged.h"

#include <QtQml/qqmlregistration.h>

namespace hearth {

/// Buttons at the right end of a line, each as wide as it wants to be. Where they have no room beside each
/// other they stand in several rows and fill each of them: none is over the edge, and none is hidden.
class ButtonBox : public hearth::Arranged {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(int spacing MEMBER spacing_ NOTIFY spacing_changed)

 public:
  explicit ButtonBox(QQuickItem* parent = nullptr);

 Q_SIGNALS:
  void spacing_changed();

 protected:
  void arrange() override;

 private:
  int spacing_ = 0;
};

}  // namespace hearth
