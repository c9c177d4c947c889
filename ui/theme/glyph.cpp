#include "ui/theme/glyph.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>

namespace hearth {
namespace {

/// Absolute M, L, C and Z with blanks between all words, as in SVG.
constexpr std::array<const char*, 15> drawings = {
    // House
    "M 3.5 11.5 L 12 4 L 20.5 11.5 M 6 9.5 L 6 20 L 18 20 L 18 9.5 M 10 20 L 10 14.5 L 14 14.5 L 14 20",
    // Bolt
    "M 13.5 3 L 5.5 13.5 L 11.5 13.5 L 10.5 21 L 18.5 10.5 L 12.5 10.5 Z",
    // Flame
    "M 12.5 3 C 13.5 7 17.8 9.3 17.8 14.6 C 17.8 18.2 15.2 20.8 12 20.8 C 8.8 20.8 6.2 18.2 6.2 14.8 "
    "C 6.2 12 7.8 10.6 8.6 8.4 C 10 9.2 10.4 10.2 10.5 11.4 C 12.2 9.6 13 6.6 12.5 3 Z",
    // Thermometer
    "M 9.5 14 L 9.5 5.5 C 9.5 4.1 10.6 3 12 3 C 13.4 3 14.5 4.1 14.5 5.5 L 14.5 14 C 15.8 14.8 16.5 15.8 "
    "16.5 17 "
    "C 16.5 19.4 14.5 21 12 21 C 9.5 21 7.5 19.4 7.5 17 C 7.5 15.8 8.2 14.8 9.5 14 Z M 12 9 L 12 17",
    // Drop
    "M 12 3.5 C 9 8 6 11 6 14.6 C 6 18.2 8.7 20.6 12 20.6 C 15.3 20.6 18 18.2 18 14.6 C 18 11 15 8 12 3.5 Z",
    // Coin
    "M 20.5 12 C 20.5 16.7 16.7 20.5 12 20.5 C 7.3 20.5 3.5 16.7 3.5 12 C 3.5 7.3 7.3 3.5 12 3.5 "
    "C 16.7 3.5 20.5 7.3 20.5 12 Z M 12 7.5 L 12 16.5 M 9 10.5 L 12 7.5 L 15 10.5",
    // Plug
    "M 9 3 L 9 8 M 15 3 L 15 8 M 6.5 8 L 17.5 8 L 17.5 11 C 17.5 14 15 16.5 12 16.5 C 9 16.5 6.5 14 6.5 11 Z "
    "M 12 16.5 L 12 21",
    // Warning
    "M 12 4 L 21 19.5 L 3 19.5 Z M 12 10 L 12 14.5 M 12 16.9 L 12 17.1",
    // Sun
    "M 16 12 C 16 14.2 14.2 16 12 16 C 9.8 16 8 14.2 8 12 C 8 9.8 9.8 8 12 8 C 14.2 8 16 9.8 16 12 Z "
    "M 12 2.5 L 12 4.5 M 12 19.5 L 12 21.5 M 2.5 12 L 4.5 12 M 19.5 12 L 21.5 12 M 5.3 5.3 L 6.7 6.7 "
    "M 17.3 17.3 L 18.7 18.7 M 5.3 18.7 L 6.7 17.3 M 17.3 6.7 L 18.7 5.3",
    // Moon
    "M 19.5 14.5 C 14.5 16.2 9 12 10.2 4.5 C 6.6 5.8 4.5 9 4.5 12.3 C 4.5 16.6 8 20 12.2 20 "
    "C 15.6 20 18.4 17.8 19.5 14.5 Z",
    // Save
    "M 12 3.5 L 12 15 M 7 10.5 L 12 15.5 L 17 10.5 M 4 16.5 L 4 20.5 L 20 20.5 L 20 16.5",
    // Check
    "M 20.5 12 C 20.5 16.7 16.7 20.5 12 20.5 C 7.3 20.5 3.5 16.7 3.5 12 C 3.5 7.3 7.3 3.5 12 3.5 "
    "C 16.7 3.5 20.5 7.3 20.5 12 Z M 8 12.3 L 11 15.2 L 16.2 9.4",
    // Person
    "M 16 8 C 16 10.2 14.2 12 12 12 C 9.8 12 8 10.2 8 8 C 8 5.8 9.8 4 12 4 C 14.2 4 16 5.8 16 8 Z "
    "M 4.5 20.5 C 4.5 16.8 7.8 15 12 15 C 16.2 15 19.5 16.8 19.5 20.5",
    // Back
    "M 15 4.5 L 7.5 12 L 15 19.5",
    // Forward
    "M 9 4.5 L 16.5 12 L 9 19.5",
};

QPainterPath path_of(const char* drawing) {
  QPainterPath path;
  const QStringList words = QString::fromLatin1(drawing).split(QLatin1Char(' '), Qt::SkipEmptyParts);
  qsizetype at = 0;
  const auto point = [&] {
    const QPointF p(words[at].toDouble(), words[at + 1].toDouble());
    at += 2;
    return p;
  };
  while (at < words.size()) {
    const char16_t command = words[at++].front().unicode();
    if (command == u'M') path.moveTo(point());
    if (command == u'L') path.lineTo(point());
    if (command == u'Z') path.closeSubpath();
    if (command != u'C') continue;
    const QPointF first = point();
    const QPointF second = point();
    path.cubicTo(first, second, point());
  }
  return path;
}

}  // namespace

GlyphItem::GlyphItem(QQuickItem* parent) : QQuickPaintedItem(parent) {
  setAntialiasing(true);
}

void GlyphItem::set_shape(Shape shape) {
  shape_ = shape;
  update();
  Q_EMIT look_changed();
}

void GlyphItem::set_colour(const QColor& colour) {
  if (colour == colour_) return;
  colour_ = colour;
  update();
  Q_EMIT look_changed();
}

void GlyphItem::paint(QPainter* painter) {
  painter->setRenderHint(QPainter::Antialiasing);
  const double side = std::min(width(), height());
  painter->translate((width() - side) / 2, (height() - side) / 2);
  painter->scale(side / 24, side / 24);
  painter->setPen(QPen(colour_, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter->drawPath(path_of(drawings.at(static_cast<std::size_t>(shape_))));
}

}  // namespace hearth
