#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace hearth {

/// A small line drawing on a grid of 24 by 24, in the middle of the item.
class GlyphItem : public QQuickPaintedItem {
  Q_OBJECT
  QML_NAMED_ELEMENT(Glyph)
  Q_PROPERTY(Shape shape READ shape WRITE set_shape NOTIFY look_changed REQUIRED)
  Q_PROPERTY(QColor color READ colour WRITE set_colour NOTIFY look_changed)

 public:
  enum Shape {
    House,
    Bolt,
    Flame,
    Thermometer,
    Drop,
    Coin,
    Plug,
    Warning,
    Sun,
    Moon,
    Save,
    Check,
    Person,
    Back,
    Forward
  };
  Q_ENUM(Shape)

  explicit GlyphItem(QQuickItem* parent = nullptr);
  [[nodiscard]] Shape shape() const { return shape_; }
  void set_shape(Shape shape);
  [[nodiscard]] QColor colour() const { return colour_; }
  void set_colour(const QColor& colour);
  void paint(QPainter* painter) override;

 Q_SIGNALS:
  void look_changed();

 private:
  Shape shape_ = House;
  QColor colour_;
};

}  // namespace hearth
