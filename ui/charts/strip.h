#pragma once

#include <QColor>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace hearth {

/// What a bar of a strip says; each gets its colour from the strip.
enum class BarRole { quiet, normal, current, low };

/// A bar from `from` to `to` of the width and from `low` to `high` of the height (0 below), all 0 to 1.
struct StripBar {
  double from = 0;
  double to = 0;
  double low = 0;
  double high = 0;
  BarRole role = BarRole::normal;
  friend bool operator==(const StripBar&, const StripBar&) = default;
};

/// Many small bars: a day's prices, the times a compressor ran.
class StripModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
 public:
  using QObject::QObject;
  void set_bars(std::vector<StripBar> bars);
  [[nodiscard]] const std::vector<StripBar>& bars() const { return bars_; }

 Q_SIGNALS:
  void changed();

 private:
  std::vector<StripBar> bars_;
};

/// Draws a strip as plain rectangles in one item: light on every scene graph, the software one included.
class StripItem : public QQuickItem {
  Q_OBJECT
  QML_NAMED_ELEMENT(Strip)
  Q_PROPERTY(hearth::StripModel* model READ model WRITE set_model NOTIFY model_changed REQUIRED)
  Q_PROPERTY(QColor quiet READ quiet WRITE set_quiet NOTIFY look_changed)
  Q_PROPERTY(QColor normal READ normal WRITE set_normal NOTIFY look_changed)
  Q_PROPERTY(QColor current READ current WRITE set_current NOTIFY look_changed)
  Q_PROPERTY(QColor low READ low WRITE set_low NOTIFY look_changed)
  /// Pixels left free between bars.
  Q_PROPERTY(int spacing READ spacing WRITE set_spacing NOTIFY look_changed)
  /// Pixels that the current bar has at the least.
  Q_PROPERTY(int leastCurrent MEMBER least_current_ NOTIFY look_changed)

 public:
  explicit StripItem(QQuickItem* parent = nullptr);
  [[nodiscard]] StripModel* model() const { return model_; }
  void set_model(StripModel* model);
  [[nodiscard]] QColor quiet() const { return colour_of(BarRole::quiet); }
  [[nodiscard]] QColor normal() const { return colour_of(BarRole::normal); }
  [[nodiscard]] QColor current() const { return colour_of(BarRole::current); }
  [[nodiscard]] QColor low() const { return colour_of(BarRole::low); }
  void set_quiet(const QColor& c) { set_colour(BarRole::quiet, c); }
  void set_normal(const QColor& c) { set_colour(BarRole::normal, c); }
  void set_current(const QColor& c) { set_colour(BarRole::current, c); }
  void set_low(const QColor& c) { set_colour(BarRole::low, c); }
  [[nodiscard]] int spacing() const { return spacing_; }
  void set_spacing(int spacing);

 Q_SIGNALS:
  void model_changed();
  void look_changed();

 protected:
  QSGNode* updatePaintNode(QSGNode* node, UpdatePaintNodeData* data) override;
  void geometryChange(const QRectF& now, const QRectF& before) override;

 private:
  [[nodiscard]] QColor colour_of(BarRole role) const { return colours_[static_cast<std::size_t>(role)]; }
  void set_colour(BarRole role, const QColor& colour);

  StripModel* model_ = nullptr;
  std::array<QColor, 4> colours_;
  int spacing_ = 0;
  int least_current_ = 1;
};

}  // namespace hearth
