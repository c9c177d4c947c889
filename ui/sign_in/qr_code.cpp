#include "ui/sign_in/qr_code.h"

#include "core/qr/qr_code.h"

#include <QQuickWindow>
#include <QSGImageNode>

#include <algorithm>
#include <cmath>

namespace hearth {

QImage qr_image(const QString& text) {
  const auto code = make_qr_code(text.toStdString());
  if (!code) return {};
  QImage image(code->side, code->side, QImage::Format_RGB32);
  image.fill(Qt::white);
  for (int y = 0; y < code->side; ++y)
    for (int x = 0; x < code->side; ++x)
      if (code->is_dark(x, y)) image.setPixel(x, y, qRgb(0, 0, 0));
  return image;
}

QrCode::QrCode(QQuickItem* parent) : QQuickItem(parent) {
  setFlag(ItemHasContents);
}

void QrCode::set_text(const QString& text) {
  if (text == text_) return;
  text_ = text;
  code_ = qr_image(text);
  new_code_ = true;
  update();
  Q_EMIT text_changed();
}

void QrCode::geometryChange(const QRectF& now, const QRectF& before) {
  QQuickItem::geometryChange(now, before);
  update();
}

void QrCode::itemChange(ItemChange change, const ItemChangeData& data) {
  QQuickItem::itemChange(change, data);
  if (change == ItemDevicePixelRatioHasChanged) update();
}

QSGNode* QrCode::updatePaintNode(QSGNode* node, UpdatePaintNodeData*) {
  const double ratio = window()->effectiveDevicePixelRatio();
  const double side = std::min(width(), height()) * ratio;
  const int pixels = code_.isNull() ? 0 : static_cast<int>(side) / code_.width();
  if (pixels == 0 || new_code_) {
    delete node;
    node = nullptr;
    new_code_ = false;
  }
  if (pixels == 0) return nullptr;
  auto* image = static_cast<QSGImageNode*>(node);
  if (image == nullptr) {
    image = window()->createImageNode();
    image->setOwnsTexture(true);
    image->setFiltering(QSGTexture::Nearest);
    image->setTexture(window()->createTextureFromImage(code_));
    image->setSourceRect(code_.rect());
  }
  // Whole device pixels in the window, wherever the item lies in it.
  const QPointF corner = mapToScene({0, 0}) * ratio;
  const double drawn = pixels * code_.width();
  const double left = std::round(corner.x() + (width() * ratio - drawn) / 2) - corner.x();
  const double top = std::round(corner.y() + (height() * ratio - drawn) / 2) - corner.y();
  image->setRect(left / ratio, top / ratio, drawn / ratio, drawn / ratio);
  return image;
}

}  // namespace hearth
