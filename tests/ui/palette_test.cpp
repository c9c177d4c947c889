// Contrast of all that meets on the screen (WCAG 2.2, 1.4.3 and 1.4.11).
#include "ui/theme/theme.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace hearth {
namespace {

double luminance(const QColor& colour) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
  return (light + 0.05) / (dark + 0.05);
}

struct Named {
  const char* name;
  QColor colour;
};

class PaletteTest : public testing::TestWithParam<bool> {
 protected:
  PaletteTest() { theme_.set_dark(GetParam()); }
  static void expect(const std::vector<Named>& fronts, const std::vector<Named>& backs, double least) {
    for (const Named& front : fronts)
      for (const Named& back : backs)
        EXPECT_GE(contrast(front.colour, back.colour), least) << front.name << " on " << back.name;
  }
  Theme theme_;
};

TEST_P(PaletteTest, WordsCanBeReadOnWhateverIsBehindThem) {
  const std::vector<Named> backs = {{"background", theme_.background()},
                                    {"rail", theme_.rail()},
                                    {"card", theme_.card()},
                                    {"raised", theme_.raised()}};
  expect({{"text", theme_.text()},
          {"soft", theme_.text_soft()},
          {"faint", theme_.text_faint()},
          {"good", theme_.good()},
          {"warning", theme_.warning()},
          {"bad", theme_.bad()},
          {"warm", theme_.warm()},
          {"hot water", theme_.hot_water()},
          {"cheap", theme_.cheap()}},
         backs, 4.5);
  expect({{"words", Theme::on_action()}}, {{"action", theme_.action()}}, 4.5);
}

TEST_P(PaletteTest, LinesBarsAndDrawingsStandOutFromTheirCard) {
  std::vector<Named> fronts = {{"power, soft", theme_.power_soft()},
                               {"price, soft", theme_.price_soft()},
                               {"price, past", theme_.price_past()},
                               {"focus", theme_.price()}};
  for (const QColor& tone : theme_.tones()) fronts.push_back({"tone", tone});
  expect(fronts, {{"card", theme_.card()}}, 3);
  // The ring of the focus lies on buttons and in the rail too.
  expect({{"focus", theme_.price()}}, {{"raised", theme_.raised()}, {"rail", theme_.rail()}}, 3);
}

TEST_P(PaletteTest, WhatIsOverLooksUnlikeWhatIsToCome) {
  EXPECT_GE(contrast(theme_.price_past(), theme_.price_soft()), 1.4);
  EXPECT_GE(contrast(theme_.power_soft(), theme_.power()), 1.4);
}

TEST_P(PaletteTest, ColdLinesOfOneChartAreToldApartWithoutTheirHue) {
  // Brine and outdoors lie close to each other, and cross.
  EXPECT_GE(contrast(theme_.tone(Tone::outdoor), theme_.tone(Tone::brine_in)), 1.5);
  EXPECT_GE(contrast(theme_.tone(Tone::outdoor), theme_.tone(Tone::brine_out)), 1.5);
}

INSTANTIATE_TEST_SUITE_P(Themes, PaletteTest, testing::Bool(),
                         [](const auto& dark) { return dark.param ? "Dark" : "Light"; });

}  // namespace
}  // namespace hearth
