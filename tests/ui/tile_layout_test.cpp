#include "ui/controls/tile_layout.h"

#include "tests/ui/all_pairs.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace hearth {
namespace {

TileHeight constant(int height) {
  return [height](std::size_t, int) { return height; };
}

/// All in the room, none over another, in their order, no sheet empty.
void check(const std::vector<TilePlace>& places, TileRoom room) {
  int sheet = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const QRect mine = places[i].rect;
    EXPECT_TRUE(QRect(QPoint(), room.size).contains(mine) || mine.isEmpty()) << i;
    EXPECT_GE(places[i].sheet, sheet);
    EXPECT_LE(places[i].sheet, sheet + 1);
    sheet = places[i].sheet;
    for (std::size_t j = i + 1; j < places.size(); ++j)
      if (places[j].sheet == places[i].sheet) {
        EXPECT_FALSE(mine.intersects(places[j].rect)) << i << " and " << j;
      }
  }
}

TEST(TileLayout, HoldsForWhateverTilesThereAre) {
  std::mt19937 random(7);
  const auto between = [&](int least, int most) {
    return std::uniform_int_distribution(least, most)(random);
  };
  for (int round = 0; round < 500; ++round) {
    const TileRoom room{QSize(between(100, 2000), between(100, 1500)), between(0, 20), between(0, 60)};
    std::vector<TileWish> tiles(static_cast<std::size_t>(between(1, 20)));
    std::vector<int> areas;
    for (TileWish& tile : tiles) {
      tile = {.width = between(50, 900), .weight = between(0, 3) / 2.0, .tall = between(0, 3) / 2.0};
      areas.push_back(between(1000, 200'000));
    }
    const TileHeight height = [&](std::size_t i, int width) { return 20 + areas[i] / std::max(1, width); };
    SCOPED_TRACE(round);
    check(lay_out_rows(tiles, room, height), room);
    check(lay_out_grid(tiles, room, height), room);
  }
}

TEST(TileLayout, WhatFitsIsOnOneSheetAndFillsIt) {
  const TileRoom room{QSize(1000, 600), 10, 50};
  const std::vector<TileWish> tiles(4, {.width = 300});
  const auto places = lay_out_rows(tiles, room, constant(200));
  // Two rows of two: three beside each other would leave one alone.
  EXPECT_EQ(places[0].rect, QRect(0, 0, 495, 295));
  EXPECT_EQ(places[3].rect, QRect(505, 305, 495, 295));
  EXPECT_EQ(places[3].sheet, 0);
}

TEST(TileLayout, WhatDoesNotFitComesOnTheNextSheetAboveTheFooter) {
  const TileRoom room{QSize(400, 300), 10, 50};
  const std::vector<TileWish> tiles(3, {.width = 300});
  const auto places = lay_out_rows(tiles, room, constant(160));
  EXPECT_EQ(places[2].sheet, 2);
  for (const TilePlace& place : places) EXPECT_EQ(place.rect, QRect(0, 0, 400, 250));
}

TEST(TileLayout, HeightsAreThoseOfTheWidthsThatTilesGet) {
  // In half the width a tile would need twice the height, and the sheet has not that.
  const TileRoom room{QSize(800, 400), 0, 0};
  const std::vector<TileWish> tiles(2, {.width = 300});
  const auto places = lay_out_rows(tiles, room, [](std::size_t, int width) { return 120'000 / width; });
  EXPECT_EQ(places[1].sheet, 0);
  EXPECT_EQ(places[0].rect.height(), 400);
  EXPECT_EQ(places[0].rect.width(), 400);
}

TEST(TileLayout, SheetsOfAGridAreAlike) {
  const TileRoom room{QSize(600, 400), 10, 50};
  const std::vector<TileWish> tiles(19, {.width = 140});
  const auto places = lay_out_grid(tiles, room, constant(100));
  std::vector<int> counts(static_cast<std::size_t>(places.back().sheet) + 1);
  for (const TilePlace& place : places) ++counts[static_cast<std::size_t>(place.sheet)];
  EXPECT_EQ(counts, (std::vector{10, 9}));
}

TEST(AllPairs, HasEveryPairThatCanBeAndNoneThatCannot) {
  const std::vector<std::size_t> levels = {5, 4, 3, 2};
  const auto allowed = [](const test::Combination& c) { return c[0] != 4 || c[1] != 3; };
  const auto chosen = test::all_pairs(levels, allowed);
  EXPECT_LT(chosen.size(), 30U) << "of 114";
  std::set<std::vector<std::size_t>> seen;
  for (const test::Combination& c : chosen) {
    EXPECT_TRUE(allowed(c));
    for (std::size_t a = 0; a < c.size(); ++a)
      for (std::size_t b = a + 1; b < c.size(); ++b) seen.insert({a, c[a], b, c[b]});
  }
  EXPECT_EQ(seen.size(), 5U * 4 - 1 + 5 * 3 + 5 * 2 + 4 * 3 + 4 * 2 + 3 * 2);
}

}  // namespace
}  // namespace hearth
