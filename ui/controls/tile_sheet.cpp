#include "ui/controls/tile_sheet.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace hearth {

TileSheet::TileSheet(QQuickItem* parent) : Arranged(parent) {
  connect(this, &TileSheet::layout_changed, this, &QQuickItem::polish);
}

void TileSheet::set_sheet(int sheet) {
  sheet = std::clamp(sheet, 0, sheets_ - 1);
  if (sheet == sheet_) return;
  sheet_ = sheet;
  Q_EMIT sheets_changed();
  polish();
}

void TileSheet::updatePolish() {
  const std::vector<Child> children = present_children();
  std::vector<TileWish> wishes;
  QSize least;
  for (const Child& child : children) {
    wishes.push_back({.least = QSize(static_cast<int>(std::ceil(child.item->implicitWidth())),
                                     static_cast<int>(std::ceil(child.item->implicitHeight()))),
                      .weight = child.tile->weight(),
                      .tall = child.tile->tall(1)});
    least = least.expandedTo(wishes.back().least);
  }
  const TileRoom room{QSizeF(width(), height()).toSize(), gap_, footer_};
  const std::vector<TilePlace> places =
      uniform_ ? lay_out_grid(wishes, room, aspect_) : lay_out_rows(wishes, room);
  const int sheets = places.empty() ? 1 : places.back().sheet + 1;
  const int sheet = std::min(sheet_, sheets - 1);
  int first = 0;
  int last = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const bool shown = places[i].sheet == sheet;
    if (shown && first == 0) first = static_cast<int>(i) + 1;
    if (shown) last = static_cast<int>(i) + 1;
    children[i].item->setPosition(places[i].rect.topLeft());
    children[i].item->setSize(places[i].rect.size());
    children[i].item->setVisible(shown);
    children[i].tile->set_shown(shown);
  }
  const auto is = std::tuple(sheet, sheets, first, last, static_cast<int>(places.size()), least);
  if (is == std::tie(sheet_, sheets_, first_, last_, count_, least_tile_)) return;
  std::tie(sheet_, sheets_, first_, last_, count_, least_tile_) = is;
  Q_EMIT sheets_changed();
}

}  // namespace hearth
