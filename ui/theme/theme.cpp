#include "ui/theme/theme.h"

#include <QFontDatabase>

#include <algorithm>
#include <array>

namespace hearth {
namespace {

constexpr int least_unit = 6;

QString load_family() {
  QString family;
  for (const char* weight : {"Regular", "Medium", "SemiBold"}) {
    const int id = QFontDatabase::addApplicationFont(
        QStringLiteral(":/fonts/HearthSans-%1.ttf").arg(QLatin1String(weight)));
    if (id >= 0 && family.isEmpty()) family = QFontDatabase::applicationFontFamilies(id).value(0);
  }
  return family.isEmpty() ? QStringLiteral("DejaVu Sans") : family;
}

}  // namespace

Theme::Theme(QObject* parent) : QObject(parent), family_(load_family()) {}

void Theme::set_dark(bool dark) {
  if (dark == dark_) return;
  dark_ = dark;
  Q_EMIT palette_changed();
}

void Theme::set_window(QSize window) {
  if (window == window_ || window.isEmpty()) return;
  window_ = window;
  const auto [narrow, wide] = std::minmax({window.width(), window.height()});
  unit_ = std::max(least_unit, std::min(wide / 160, narrow / 96));
  Q_EMIT sizes_changed();
}

void Theme::set_touch(bool touch) {
  if (touch == touch_) return;
  touch_ = touch;
  Q_EMIT sizes_changed();
}

void Theme::set_text_scale(double scale) {
  if (scale == text_scale_ || scale <= 0) return;
  text_scale_ = scale;
  Q_EMIT sizes_changed();
}

void Theme::set_millimetre(double pixels) {
  if (pixels == millimetre_ || pixels < 0) return;
  millimetre_ = pixels;
  Q_EMIT sizes_changed();
}

bool Theme::compact() const {
  const auto [narrow, wide] = std::minmax({window_.width(), window_.height()});
  return wide < 150 * unit_ || narrow < 90 * unit_;
}

QColor Theme::tone(Tone tone) const {
  struct Pair {
    QRgb dark;
    QRgb light;
  };
  static constexpr std::array<Pair, 12> tones = {{
      {0xf6b94a, 0xa36605},  // power
      {0x46c6b8, 0x12897d},  // price
      {0x8fdc5d, 0x3b7816},  // cheap
      {0xf47c5d, 0xb84426},  // warm
      {0x62a8f5, 0x2a6fc4},  // cool
      {0xdf7fc4, 0xac408c},  // hotwater
      {0x62a8f5, 0x2a6fc4},  // brine_in
      {0x9a8cf0, 0x6b57c9},  // brine_out
      {0xdbe6ee, 0x33475a},  // outdoor
      {0x5fb3d9, 0x2b83ac},  // humidity
      {0xf2726f, 0xc03939},  // aux
      {0x8295a7, 0x5c6c7c},  // soft
  }};
  const Pair pair = tones.at(static_cast<std::size_t>(tone));
  return pick(pair.dark, pair.light);
}

QList<QColor> Theme::tones() const {
  QList<QColor> all;
  for (int t = 0; t <= static_cast<int>(Tone::soft); ++t) all.append(tone(static_cast<Tone>(t)));
  return all;
}

}  // namespace hearth
