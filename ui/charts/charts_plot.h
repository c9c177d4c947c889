#pragma once

#include "ui/charts/time_chart.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <memory>

class QAbstractSeries;
class QChart;
class QXYSeries;

namespace hearth {

/// Draws a TimeChartModel with Qt Charts. The only place that knows Qt Charts, besides TimeChart.qml.
class ChartsPlot : public QObject {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(hearth::TimeChartModel* model READ model WRITE set_model NOTIFY model_changed)
  Q_PROPERTY(hearth::Theme* theme READ theme WRITE set_theme NOTIFY theme_changed)
  Q_PROPERTY(double lineWidth READ line_width WRITE set_line_width NOTIFY line_width_changed)

 public:
  explicit ChartsPlot(QObject* parent = nullptr);
  ~ChartsPlot() override;
  [[nodiscard]] TimeChartModel* model() const { return model_; }
  void set_model(TimeChartModel* model);
  [[nodiscard]] Theme* theme() const { return theme_; }
  void set_theme(Theme* theme);
  [[nodiscard]] double line_width() const { return line_width_; }
  void set_line_width(double width);

  /// `anchor` is an empty series of the chart to draw into, with axes from 0 to 1.
  Q_INVOKABLE void attach(QObject* anchor);

 Q_SIGNALS:
  void model_changed();
  void theme_changed();
  void line_width_changed();

 private:
  void redraw();
  void recolour();

  struct Private;
  TimeChartModel* model_ = nullptr;
  Theme* theme_ = nullptr;
  double line_width_ = 2;
  std::unique_ptr<Private> d_;
};

}  // namespace hearth
