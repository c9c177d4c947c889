#pragma once

#include <QImage>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace hearth {

/// The QR code (ISO/IEC 18004, error correction M) of a text, one pixel a module, black on white, with the
/// quiet zone of four modules that readers ask for; null where the text is empty or too long for any. Pure.
QImage qr_image(const QString& text);

/// Draws a QR code for the camera of a phone: black on white in every theme, in the middle of the item, each
/// module as many whole device pixels as fit. GUI thread.
class QrCode : public QQuickItem {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QString text READ text WRITE set_text NOTIFY text_changed REQUIRED)
  /// There is a code for this text; else nothing is drawn.
  Q_PROPERTY(bool valid READ valid NOTIFY text_changed)
  /// Modules along one side, the quiet zone included: with fewer device pixels than that nothing is drawn.
  Q_PROPERTY(int modules READ modules NOTIFY text_changed)

 public:
  explicit QrCode(QQuickItem* parent = nullptr);
  [[nodiscard]] const QString& text() const { return text_; }
  void set_text(const QString& text);
  [[nodiscard]] bool valid() const { return !code_.isNull(); }
  [[nodiscard]] int modules() const { return code_.width(); }

 Q_SIGNALS:
  void text_changed();

 protected:
  QSGNode* updatePaintNode(QSGNode* node, UpdatePaintNodeData* data) override;
  void geometryChange(const QRectF& now, const QRectF& before) override;
  void itemChange(ItemChange change, const ItemChangeData& data) override;

 private:
  QString text_;
  QImage code_;
  bool new_code_ = true;
};

}  // namespace hearth
