#include "ui/controls/tile_sheet.h"

#include <QScopedValueRollback>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace hearth {

TileSheet::TileSheet(QQuickItem* parent) : Arranged(parent) {
  connect(this, &TileSheet::layout_changed, this, &TileSheet::arrange);
}

void TileSheet::set_sheet(int sheet) {
  sheet = std::clamp(sheet, 0, sheets_ - 1);
  if (sheet == sheet_) return;
  sheet_ = wanted_ = sheet;
  Q_EMIT sheets_changed();
  arrange();
}

void TileSheet::arrange() {
  // Tiles whose heights do not settle must not hold the window up.
  constexpr int most_rounds = 20;
  if (rounds_ < most_rounds) polish();
}

void TileSheet::updatePolish() {
  const QScopedValueRollback guard(arranging_, true);
  if (rounds_++ == 0) QMetaObject::invokeMethod(this, [this] { rounds_ = 0; }, Qt::QueuedConnection);
  const std::vector<Child> children = present_children();
  std::vector<TileWish> wishes;
  wishes.reserve(children.size());
  for (const Child& child : children)
    wishes.push_back({.width = static_cast<int>(std::ceil(child.item->implicitWidth())),
                      .weight = child.tile->weight(),
                      .tall = child.tile->tall(1)});
  const TileHeight height_of = [&](std::size_t i, int width) {
    children[i].item->setWidth(width);
    return static_cast<int>(std::ceil(children[i].item->implicitHeight()));
  };
  QSize least;
  for (std::size_t i = 0; i < wishes.size(); ++i)
    least = least.expandedTo({wishes[i].width, height_of(i, wishes[i].width)});
  const TileRoom room{QSizeF(width(), height()).toSize(), gap_, footer_};
  const std::vector<TilePlace> places =
      uniform_ ? lay_out_grid(wishes, room, height_of, aspect_) : lay_out_rows(wishes, room, height_of);
  const int sheets = places.empty() ? 1 : places.back().sheet + 1;
  const int sheet = std::min(wanted_, sheets - 1);
  int first = 0;
  int last = 0;
  bool another = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const bool shown = places[i].sheet == sheet;
    if (shown && first == 0) first = static_cast<int>(i) + 1;
    if (shown) last = static_cast<int>(i) + 1;
    const int asked = height_of(i, places[i].rect.width());
    children[i].item->setPosition(places[i].rect.topLeft());
    children[i].item->setSize(places[i].rect.size());
    children[i].item->setVisible(shown);
    children[i].tile->set_shown(shown);
    another = another || asked != static_cast<int>(std::ceil(children[i].item->implicitHeight()));
  }
  if (another) arrange();
  const auto is = std::tuple(sheet, sheets, first, last, static_cast<int>(places.size()), least);
  if (is == std::tie(sheet_, sheets_, first_, last_, count_, least_tile_)) return;
  std::tie(sheet_, sheets_, first_, last_, count_, least_tile_) = is;
  Q_EMIT sheets_changed();
}

}  // namespace hearth
