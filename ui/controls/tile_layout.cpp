#include "ui/controls/tile_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hearth {
namespace {

/// Parts of a length by weight, on whole pixels: edges are rounded, not parts, so that nothing is left over.
class Shares {
 public:
  Shares(int length, int gap, std::vector<int> least, std::vector<double> weights)
      : gap_(gap), least_(std::move(least)), weights_(std::move(weights)) {
    const int gaps = gap * (static_cast<int>(least_.size()) - 1);
    const int asked = std::accumulate(least_.begin(), least_.end(), 0);
    const int free = length - gaps - asked;
    spare_ = std::max(0, free);
    // More than there is shrinks alike.
    shrink_ = free < 0 && asked > 0 ? static_cast<double>(std::max(0, length - gaps)) / asked : 1;
    all_ = std::accumulate(weights_.begin(), weights_.end(), 0.0);
    if (all_ <= 0) {
      weights_.assign(weights_.size(), 1);
      all_ = static_cast<double>(weights_.size());
    }
  }

  /// Calls `each(index, from, length)`.
  template <class Each>
  void spread(Each each) const {
    double at = 0;
    for (std::size_t i = 0; i < least_.size(); ++i) {
      const double end = at + least_[i] * shrink_ + spare_ * weights_[i] / all_;
      const int from = static_cast<int>(std::lround(at));
      each(i, from, static_cast<int>(std::lround(end)) - from);
      at = end + gap_;
    }
  }

 private:
  int gap_;
  std::vector<int> least_;
  std::vector<double> weights_;
  int spare_ = 0;
  double shrink_ = 1;
  double all_ = 0;
};

struct Row {
  std::size_t begin = 0;
  std::size_t end = 0;
  int height = 0;
  double tall = 0;
};

/// As many tiles in a row as have room there, and no more than `most`.
std::vector<Row> rows_of(const std::vector<TileWish>& tiles, TileRoom room, std::size_t most) {
  std::vector<Row> rows;
  int width = 0;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const int more = tiles[i].least.width() + (width > 0 ? room.gap : 0);
    if (rows.empty() || width + more > room.size.width() || i - rows.back().begin == most) {
      rows.push_back({.begin = i, .end = i});
      width = 0;
    }
    width += tiles[i].least.width() + (width > 0 ? room.gap : 0);
    Row& row = rows.back();
    row.end = i + 1;
    row.height = std::max(row.height, std::min(tiles[i].least.height(), room.size.height()));
    row.tall = std::max(row.tall, tiles[i].tall);
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
std::vector<TilePlace> place_rows(const std::vector<TileWish>& tiles, TileRoom room, std::size_t most) {
  std::vector<TilePlace> places(tiles.size());
  const std::vector<Row> rows = rows_of(tiles, room, most);
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
    Shares(height, room.gap, heights, talls).spread([&](std::size_t r, int y, int row_height) {
      const Row& row = rows[first + r];
      std::vector<int> widths;
      std::vector<double> weights;
      for (std::size_t i = row.begin; i < row.end; ++i) {
        widths.push_back(tiles[i].least.width());
        weights.push_back(tiles[i].weight);
      }
      Shares(room.size.width(), room.gap, widths, weights).spread([&](std::size_t i, int x, int width) {
        places[row.begin + i] = {static_cast<int>(sheet), QRect(x, y, width, row_height)};
      });
    });
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

}  // namespace

std::vector<TilePlace> lay_out_rows(const std::vector<TileWish>& tiles, TileRoom room) {
  constexpr double pleasant = 1.6;
  std::vector<TilePlace> best = place_rows(tiles, room, 1);
  for (std::size_t most = 2; most <= tiles.size(); ++most)
    if (auto places = place_rows(tiles, room, most); cost_of(places, pleasant) < cost_of(best, pleasant))
      best = std::move(places);
  return best;
}

std::vector<TilePlace> lay_out_grid(const std::vector<TileWish>& tiles, TileRoom room, double aspect) {
  std::vector<TilePlace> places(tiles.size());
  if (tiles.empty()) return places;
  QSize least(1, 1);
  for (const TileWish& tile : tiles) least = least.expandedTo(tile.least);
  const auto fitting = [&](int length, int each) {
    return std::max(1, (length + room.gap) / (each + room.gap));
  };
  const int count = static_cast<int>(tiles.size());
  const int most_columns = fitting(room.size.width(), least.width());
  int height = room.size.height();
  int most_rows = fitting(height, least.height());
  if (most_columns * most_rows < count) {
    height = without_footer(room);
    most_rows = fitting(height, least.height());
  }
  const int sheets = (count + most_columns * most_rows - 1) / (most_columns * most_rows);
  const int each = (count + sheets - 1) / sheets;
  int columns = 1;
  double best = 0;
  for (int c = 1; c <= std::min(most_columns, each); ++c) {
    const int r = (each + c - 1) / c;
    if (r > most_rows) continue;
    const double width = static_cast<double>(room.size.width() + room.gap) / c - room.gap;
    const double cell = std::max(1.0, static_cast<double>(height + room.gap) / r - room.gap);
    // An empty place looks like a loss.
    const double score = 1 / (1 + unlike({width, cell}, aspect) + 2.0 * (c * r - each) / each);
    if (score > best) {
      best = score;
      columns = c;
    }
  }
  const int rows = (each + columns - 1) / columns;
  const Shares across(room.size.width(), room.gap, std::vector(static_cast<std::size_t>(columns), 0),
                      std::vector(static_cast<std::size_t>(columns), 1.0));
  const Shares down(height, room.gap, std::vector(static_cast<std::size_t>(rows), 0),
                    std::vector(static_cast<std::size_t>(rows), 1.0));
  down.spread([&](std::size_t row, int y, int cell_height) {
    across.spread([&](std::size_t column, int x, int width) {
      const std::size_t place = row * static_cast<std::size_t>(columns) + column;
      if (place >= static_cast<std::size_t>(each)) return;
      for (int sheet = 0; sheet < sheets; ++sheet) {
        // The first sheets have one more where they cannot all have the same.
        const std::size_t full = tiles.size() - static_cast<std::size_t>(sheets * (each - 1));
        const auto s = static_cast<std::size_t>(sheet);
        const std::size_t begin = s * static_cast<std::size_t>(each) - (s > full ? s - full : 0);
        const std::size_t mine = static_cast<std::size_t>(each) - (s >= full ? 1 : 0);
        if (place < mine && begin + place < tiles.size())
          places[begin + place] = {sheet, QRect(x, y, width, cell_height)};
      }
    });
  });
  return places;
}

}  // namespace hearth
