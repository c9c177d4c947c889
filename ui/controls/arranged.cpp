#include "ui/controls/arranged.h"

#include <QtQml/qqml.h>

#include <algorithm>
#include <cmath>

namespace hearth {

void Tile::set_shown(bool shown) {
  if (shown == shown_) return;
  shown_ = shown;
  Q_EMIT shown_changed();
}

std::vector<Arranged::Child> Arranged::present_children() const {
  std::vector<Child> found;
  for (QQuickItem* item : childItems()) {
    // What makes children is none.
    if (item->inherits("QQuickRepeater")) continue;
    auto* const tile = qobject_cast<Tile*>(qmlAttachedPropertiesObject<Tile>(item, true));
    if (tile == nullptr) continue;
    if (tile->present()) {
      found.push_back({item, tile});
    } else {
      item->setVisible(false);
      tile->set_shown(false);
    }
  }
  return found;
}

void Arranged::adopt(QQuickItem* item) {
  if (item->inherits("QQuickRepeater")) return;
  const auto* const tile = qobject_cast<Tile*>(qmlAttachedPropertiesObject<Tile>(item, true));
  connect(tile, &Tile::changed, this, &Arranged::ask);
  connect(item, &QQuickItem::implicitWidthChanged, this, &Arranged::ask);
  connect(item, &QQuickItem::implicitHeightChanged, this, &Arranged::ask);
}

void Arranged::ask() {
  if (arranging_ || !isComponentComplete()) return;
  arranging_ = true;
  // Its own size may follow from what it wants.
  constexpr int most_rounds = 4;
  for (int round = 0; round < most_rounds; ++round) {
    resized_ = false;
    arrange();
    if (!resized_) break;
  }
  arranging_ = false;
}

void Arranged::componentComplete() {
  QQuickItem::componentComplete();
  ask();
}

void Arranged::itemChange(ItemChange change, const ItemChangeData& data) {
  QQuickItem::itemChange(change, data);
  if (change == ItemChildAddedChange) adopt(data.item);
  if (change == ItemChildRemovedChange) data.item->disconnect(this);
  if (change == ItemChildAddedChange || change == ItemChildRemovedChange) ask();
}

void Arranged::geometryChange(const QRectF& now, const QRectF& before) {
  QQuickItem::geometryChange(now, before);
  if (now.size() == before.size()) return;
  resized_ = true;
  ask();
}

Stack::Stack(QQuickItem* parent) : Arranged(parent) {
  connect(this, &Stack::look_changed, this, &Stack::ask);
}

void Stack::arrange() {
  const std::vector<Child> children = present_children();
  double widest = 0;
  double asked = 0;
  double tall = 0;
  for (const Child& child : children) {
    widest = std::max(widest, child.item->implicitWidth());
    child.item->setWidth(width());
    child.item->setVisible(true);
    child.tile->set_shown(true);
    asked += std::ceil(child.item->implicitHeight());
    tall += child.tile->tall(0);
  }
  asked += spacing_ * std::max(0.0, static_cast<double>(children.size()) - 1);
  setImplicitSize(widest, asked);
  const double spare = height() - asked;
  double y = tall <= 0 && centered_ ? std::max(0.0, std::round(spare / 2)) : 0;
  for (const Child& child : children) {
    const double share = tall > 0 ? spare * child.tile->tall(0) / tall : 0;
    const double high = std::max(0.0, std::ceil(child.item->implicitHeight()) + share);
    child.item->setY(std::round(y));
    child.item->setHeight(std::round(y + high) - std::round(y));
    y += high + spacing_;
  }
}

Cells::Cells(QQuickItem* parent) : Arranged(parent) {
  connect(this, &Cells::look_changed, this, &Cells::ask);
}

void Cells::arrange() {
  const std::vector<Child> children = present_children();
  const int count = static_cast<int>(children.size());
  if (count == 0) return setImplicitSize(0, 0);
  double widest = 0;
  for (const Child& child : children) widest = std::max(widest, child.item->implicitWidth());
  const int least = least_ > 0 ? least_ : static_cast<int>(std::ceil(widest));
  const int room = static_cast<int>(width()) + column_spacing_;
  const int fitting = std::clamp(room / std::max(1, least + column_spacing_), 1, std::min(columns_, count));
  // The same number in each row, as far as that goes.
  const int rows = (count + fitting - 1) / fitting;
  const int columns = (count + rows - 1) / rows;
  const auto left_of = [&](int column) { return std::round(static_cast<double>(room) * column / columns); };
  double y = 0;
  for (int begin = 0; begin < count; begin += columns) {
    double high = 0;
    for (int i = begin; i < std::min(count, begin + columns); ++i) {
      const Child& child = children[static_cast<std::size_t>(i)];
      const int column = i - begin;
      child.item->setX(left_of(column));
      child.item->setY(y);
      child.item->setWidth(std::max(0.0, left_of(column + 1) - left_of(column) - column_spacing_));
      child.item->setVisible(true);
      child.tile->set_shown(true);
      child.item->setHeight(std::ceil(child.item->implicitHeight()));
      high = std::max(high, child.item->height());
    }
    for (int i = begin; i < std::min(count, begin + columns); ++i)
      if (const Child& child = children[static_cast<std::size_t>(i)]; child.tile->tall(0) > 0)
        child.item->setHeight(high);
    y += high + row_spacing_;
  }
  setImplicitSize(least, y - row_spacing_);
}

Line::Line(QQuickItem* parent) : Arranged(parent) {
  connect(this, &Line::look_changed, this, &Line::ask);
}

void Line::arrange() {
  std::vector<Child> children = present_children();
  const auto wanted = [&] {
    double sum = -spacing_;
    for (const Child& child : children) sum += std::ceil(child.item->implicitWidth()) + spacing_;
    return sum;
  };
  double highest = 0;
  for (const Child& child : children) highest = std::max(highest, child.item->implicitHeight());
  setImplicitSize(wanted(), std::ceil(highest));
  while (wanted() > width()) {
    const auto first =
        std::ranges::max_element(children, {}, [](const Child& child) { return child.tile->drop(); });
    if (first == children.end() || first->tile->drop() <= 0) break;
    first->item->setVisible(false);
    first->tile->set_shown(false);
    children.erase(first);
  }
  const double spare = width() - wanted();
  double elastic = 0;
  for (const Child& child : children)
    elastic += spare >= 0 ? child.tile->tall(0) : child.tile->shrinks() ? child.item->implicitWidth() : 0;
  double x = 0;
  for (const Child& child : children) {
    const double part = spare >= 0              ? child.tile->tall(0)
                        : child.tile->shrinks() ? child.item->implicitWidth()
                                                : 0;
    const double wide = std::ceil(child.item->implicitWidth()) + (elastic > 0 ? spare * part / elastic : 0);
    const double high = std::min(height(), std::ceil(child.item->implicitHeight()));
    child.item->setPosition({std::round(x), std::round((height() - high) / 2)});
    child.item->setSize({std::max(0.0, std::round(x + wide) - std::round(x)), high});
    child.item->setVisible(true);
    child.tile->set_shown(true);
    x += wide + spacing_;
  }
}

}  // namespace hearth
