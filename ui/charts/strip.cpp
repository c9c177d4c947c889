#include "ui/charts/strip.h"

#include <QQuickWindow>
#include <QSGRectangleNode>

#include <cmath>

namespace hearth {

void StripModel::set_bars(std::vector<StripBar> bars) {
  if (bars == bars_) return;
  bars_ = std::move(bars);
  Q_EMIT changed();
}

StripItem::StripItem(QQuickItem* parent) : QQuickItem(parent) {
  setFlag(ItemHasContents);
}

void StripItem::set_model(StripModel* model) {
  if (model == model_) return;
  if (model_ != nullptr) model_->disconnect(this);
  model_ = model;
  if (model_ != nullptr) {
    connect(model_, &StripModel::changed, this, &QQuickItem::update);
    connect(model_, &QObject::destroyed, this, [this] { model_ = nullptr; });
  }
  update();
  Q_EMIT model_changed();
}

void StripItem::set_spacing(int spacing) {
  if (spacing == spacing_) return;
  spacing_ = spacing;
  update();
  Q_EMIT look_changed();
}

void StripItem::set_colour(BarRole role, const QColor& colour) {
  QColor& mine = colours_[static_cast<std::size_t>(role)];
  if (mine == colour) return;
  mine = colour;
  update();
  Q_EMIT look_changed();
}

void StripItem::geometryChange(const QRectF& now, const QRectF& before) {
  QQuickItem::geometryChange(now, before);
  update();
}

QSGNode* StripItem::updatePaintNode(QSGNode* node, UpdatePaintNodeData*) {
  // The software scene graph places nodes that are added later by their nearest transform node.
  if (node == nullptr) node = new QSGTransformNode;
  const std::size_t wanted = model_ == nullptr ? 0 : model_->bars().size();
  while (node->childCount() > static_cast<int>(wanted)) {
    QSGNode* last = node->lastChild();
    node->removeChildNode(last);
    delete last;
  }
  while (node->childCount() < static_cast<int>(wanted))
    node->appendChildNode(window()->createRectangleNode());
  QSGNode* child = node->firstChild();
  // Bars too thin for a space between them become one silhouette.
  const bool spaced = wanted > 0 && width() / static_cast<double>(wanted) >= 4 * spacing_;
  for (std::size_t i = 0; i < wanted; ++i, child = child->nextSibling()) {
    const StripBar& bar = model_->bars()[i];
    // Whole pixels: thin bars keep one width and sharp edges.
    const double left = std::round(bar.from * width());
    const double narrowest = bar.role == BarRole::current ? least_current_ : 1;
    const double right = std::max(left + narrowest, std::round(bar.to * width()) - (spaced ? spacing_ : 0));
    const double bottom = std::round((1 - bar.low) * height());
    const double top = std::min(bottom - 1, std::round((1 - bar.high) * height()));
    auto* rectangle = static_cast<QSGRectangleNode*>(child);
    rectangle->setRect(left, top, right - left, bottom - top);
    rectangle->setColor(colour_of(bar.role));
  }
  return node;
}

}  // namespace hearth
