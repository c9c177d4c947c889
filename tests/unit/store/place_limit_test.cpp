#include "core/store/place_limit.h"

#include <gtest/gtest.h>

#include <array>

namespace hearth {
namespace {

TEST(PlaceLimit, AdmitsPlacesUpToTheirNumberAndEverythingElse) {
  const std::array known = {GroupKey{Dataset::climate, "kitchen"}, GroupKey{Dataset::price, "SE3"}};
  PlaceLimit places(known);
  for (std::size_t i = 1; i < most_places; ++i)
    EXPECT_TRUE(places.admits({Dataset::climate, "place " + std::to_string(i)}));
  EXPECT_FALSE(places.admits({Dataset::climate, "one more"}));
  EXPECT_TRUE(places.admits({Dataset::climate, "kitchen"}));
  EXPECT_TRUE(places.admits({Dataset::climate, "place 7"}));
  EXPECT_TRUE(places.admits({Dataset::heatpump, "garage"}));
}

}  // namespace
}  // namespace hearth
