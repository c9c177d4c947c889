#include "ui/controls/tile_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hearth {
namespace {

struct Span {
  int from = 0;
  int length = 0;
};

/// Parts of a length: each what it needs at the least, and of what is left over its part by weight. Edges are
/// rounded, not parts, so that nothing is left over. Where there is not enough, all shrink alike.
std::vector<Span> spans(int length, int gap, const std::vector<int>& least,
                        const std::vector<double>& weights) {
  const int room = std::max(0, length - gap * (static_cast<int>(least.size()) - 1));
  const int asked = std::accumulate(least.begin(), least.end(), 0);
  const double spare = std::max(0, room - asked);
  const double shrink = room < asked ? static_cast<double>(room) / asked : 1;
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<Span> parts;
  double at = 0;
  for (std::size_t i = 0; i < least.size(); ++i) {
    const double part = all > 0 ? weights[i] / all : 1.0 / static_cast<double>(least.size());
    const double end = at + least[i] * shrink + spare * part;
    const int from = static_cast<int>(std::lround(at));
    parts.push_back({from, static_cast<int>(std::lround(end)) - from});
    at = end + gap;
  }
  return parts;
}

struct Row {
  std::size_t begin = 0;
  std::vector<Span> tiles;
  int height = 0;
  double tall = 0;
};

/// As many tiles in a row as have room there, and no more than `most`.
std::vector<Row> rows_of(const std::vector<TileWish>& tiles, TileRoom room, const TileHeight& height,
                         std::size_t most) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < tiles.size();) {
    Row row;
    row.begin = i;
    std::vector<int> widths;
    std::vector<double> weights;
    int used = -room.gap;
    while (i < tiles.size() && widths.size() < most &&
           (widths.empty() || used + room.gap + tiles[i].width <= room.size.width())) {
      used += room.gap + tiles[i].width;
      widths.push_back(tiles[i].width);
      weights.push_back(tiles[i].weight);
      row.tall = std::max(row.tall, tiles[i++].tall);
    }
    row.tiles = spans(room.size.width(), room.gap, widths, weights);
    for (std::size_t t = 0; t < row.tiles.size(); ++t)
      row.height =
          std::max(row.height, std::min(room.size.height(), height(row.begin + t, row.tiles[t].length)));
    rows.push_back(std::move(row));
  }
  return rows;
}

/// The rows of each sheet, as ranges of `rows`.
std::vector<std::pair<std::size_t, std::size_t>> sheets_of(const std::vector<Row>& rows, int height,
                                                           int gap) {
  std::vector<std::pair<std::size_t, std::size_t>> sheets;
  int used = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (sheets.empty() || used + gap + rows[i].height > height) {
      sheets.emplace_back(i, i);
      used = -gap;
    }
    used += gap + rows[i].height;
    sheets.back().second = i + 1;
  }
  return sheets;
}

int without_footer(TileRoom room) {
  return std::max(0, room.size.height() - room.footer);
}

/// Rows of at most so many tiles, placed.
std::vector<TilePlace> place_rows(const std::vector<TileWish>& tiles, TileRoom room,
                                  const TileHeight& height_of, std::size_t most) {
  std::vector<TilePlace> places(tiles.size());
  const std::vector<Row> rows = rows_of(tiles, room, height_of, most);
  int height = room.size.height();
  auto sheets = sheets_of(rows, height, room.gap);
  if (sheets.size() > 1) {
    height = without_footer(room);
    sheets = sheets_of(rows, height, room.gap);
  }
  for (std::size_t sheet = 0; sheet < sheets.size(); ++sheet) {
    const auto [first, last] = sheets[sheet];
    std::vector<int> heights;
    std::vector<double> talls;
    for (std::size_t r = first; r < last; ++r) {
      heights.push_back(rows[r].height);
      talls.push_back(rows[r].tall);
    }
    const std::vector<Span> down = spans(height, room.gap, heights, talls);
    for (std::size_t r = first; r < last; ++r)
      for (std::size_t t = 0; t < rows[r].tiles.size(); ++t) {
        const Span across = rows[r].tiles[t];
        places[rows[r].begin + t] = {static_cast<int>(sheet), QRect(across.from, down[r - first].from,
                                                                    across.length, down[r - first].length)};
      }
  }
  return places;
}

/// How far a shape is from one that is pleasant to read: 0 for what is as wide to its height as `aspect`.
double unlike(QSizeF size, double aspect) {
  return std::abs(std::log(std::max(1.0, size.width()) / std::max(1.0, size.height()) / aspect));
}

/// Sheets first: what is seen at once is worth more than its shape.
std::pair<int, double> cost_of(const std::vector<TilePlace>& places, double aspect) {
  double sum = 0;
  for (const TilePlace& place : places) sum += unlike(place.rect.size(), aspect);
  return {places.empty() ? 0 : places.back().sheet, sum};
}

/// Columns, rows, how many sheets of them, and how many tiles a full sheet has.
struct Grid {
  int columns = 1;
  int rows = 1;
  int sheets = 1;
  int each = 1;
  int height = 0;  ///< of the tiles' room
  double cost = 0;
};

Grid grid_of(int count, int columns, TileRoom room, int least_height, double aspect) {
  const auto fitting = [&](int height) {
    return std::max(1, (height + room.gap) / std::max(1, least_height + room.gap));
  };
  Grid grid{.columns = columns, .height = room.size.height()};
  int most_rows = fitting(grid.height);
  if (columns * most_rows < count) {
    grid.height = without_footer(room);
    most_rows = fitting(grid.height);
  }
  grid.sheets = (count + columns * most_rows - 1) / (columns * most_rows);
  grid.each = (count + grid.sheets - 1) / grid.sheets;
  grid.rows = (grid.each + columns - 1) / columns;
  const double width = static_cast<double>(room.size.width() + room.gap) / columns - room.gap;
  const double cell = static_cast<double>(grid.height + room.gap) / grid.rows - room.gap;
  // An empty place looks like a loss.
  grid.cost = unlike({width, cell}, aspect) + 2.0 * (columns * grid.rows - grid.each) / grid.each;
  return grid;
}

/// Of `count` tiles, the first that stands on this sheet, and how many do: the first sheets have one more
/// where they cannot all have the same.
std::pair<int, int> tiles_on(int sheet, int count, const Grid& grid) {
  const int full = count - grid.sheets * (grid.each - 1);
  return {sheet * grid.each - std::max(0, sheet - full), grid.each - (sheet >= full ? 1 : 0)};
}

std::vector<Span> even(int length, int gap, int parts) {
  const auto count = static_cast<std::size_t>(parts);
  return spans(length, gap, std::vector(count, 0), std::vector(count, 1.0));
}

}  // namespace

std::vector<TilePlace> lay_out_rows(const std::vector<TileWish>& tiles, TileRoom room,
                                    const TileHeight& height) {
  constexpr double pleasant = 1.6;
  std::vector<TilePlace> best = place_rows(tiles, room, height, 1);
  for (std::size_t most = 2; most <= tiles.size(); ++most)
    if (auto places = place_rows(tiles, room, height, most);
        cost_of(places, pleasant) < cost_of(best, pleasant))
      best = std::move(places);
  return best;
}

std::vector<TilePlace> lay_out_grid(const std::vector<TileWish>& tiles, TileRoom room,
                                    const TileHeight& height, double aspect) {
  std::vector<TilePlace> places(tiles.size());
  if (tiles.empty()) return places;
  const int count = static_cast<int>(tiles.size());
  const int widest = std::ranges::max(tiles, {}, &TileWish::width).width;
  const int most = std::clamp((room.size.width() + room.gap) / std::max(1, widest + room.gap), 1, count);
  Grid best;
  for (int columns = 1; columns <= most; ++columns) {
    int least = 0;
    const int width = even(room.size.width(), room.gap, columns).back().length;
    for (std::size_t i = 0; i < tiles.size(); ++i) least = std::max(least, height(i, width));
    const Grid grid = grid_of(count, columns, room, least, aspect);
    if (columns == 1 || std::pair(grid.sheets, grid.cost) < std::pair(best.sheets, best.cost)) best = grid;
  }
  const std::vector<Span> across = even(room.size.width(), room.gap, best.columns);
  const std::vector<Span> down = even(best.height, room.gap, best.rows);
  for (int sheet = 0; sheet < best.sheets; ++sheet) {
    const auto [first, mine] = tiles_on(sheet, count, best);
    for (int i = 0; i < mine; ++i) {
      const Span x = across[static_cast<std::size_t>(i % best.columns)];
      const Span y = down[static_cast<std::size_t>(i / best.columns)];
      const int tile = first + i;
      places[static_cast<std::size_t>(tile)] = {sheet, QRect(x.from, y.from, x.length, y.length)};
    }
  }
  return places;
}

}  // namespace hearth
