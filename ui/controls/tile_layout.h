#pragma once

#include <QRect>
#include <QSize>

#include <functional>
#include <vector>

namespace hearth {

/// What a tile asks for; pixels.
struct TileWish {
  int width = 0;      ///< what it needs at the least
  double weight = 1;  ///< its part of what a row has left over in width
  double tall = 1;    ///< its row's part of what a sheet has left over in height is that of the tallest in it
};

/// How high a tile of this index must be to say all it has in this width. The same for the same width.
using TileHeight = std::function<int(std::size_t tile, int width)>;

/// Where a tile stands, and on which sheet, 0 the first.
struct TilePlace {
  int sheet = 0;
  QRect rect;
};

/// Room for tiles. `footer`: kept free at the bottom where there is more than one sheet, for the way to the
/// others.
struct TileRoom {
  QSize size;
  int gap = 0;
  int footer = 0;
};

/// Tiles in rows, in their order: as many beside each other as have room, rows below each other, and what
/// does not fit on the next sheet. Never one over another; one that wants more than the whole room gets the
/// whole room. Each row fills the width, each sheet the height.
std::vector<TilePlace> lay_out_rows(const std::vector<TileWish>& tiles, TileRoom room,
                                    const TileHeight& height);

/// Tiles of one size in columns and rows, as near to `aspect` (width by height) as can be; the same number,
/// or one less, on each sheet.
std::vector<TilePlace> lay_out_grid(const std::vector<TileWish>& tiles, TileRoom room,
                                    const TileHeight& height, double aspect = 1.5);

}  // namespace hearth
