#include "ui/qr_code.h"

#include <QQuickWindow>
#include <QSGImageNode>
#include <qrencode.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace hearth {
namespace {

constexpr int quiet_zone = 4;

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

QImage qr_image(const QString& text) {
  const QByteArray bytes = text.toUtf8();
  if (bytes.isEmpty()) return {};
  const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeData(
      static_cast<int>(bytes.size()), reinterpret_cast<const unsigned char*>(bytes.data()), 0, QR_ECLEVEL_M));
  if (!code) return {};
  QImage image(code->width + 2 * quiet_zone, code->width + 2 * quiet_zone, QImage::Format_RGB32);
  image.fill(Qt::white);
  for (int y = 0; y < code->width; ++y)
    for (int x = 0; x < code->width; ++x)
      // The lowest bit of a module says that it is black.
      if ((code->data[y * code->width + x] & 1U) != 0)
        image.setPixel(x + quiet_zone, y + quiet_zone, qRgb(0, 0, 0));
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
