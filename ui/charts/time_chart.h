#pragma once

#include "core/engine/api/history.h"
#include "core/telemetry/series.h"
#include "ui/format/format.h"
#include "ui/models/rows.h"
#include "ui/theme/theme.h"

#include <QPointF>
#include <QSize>

#include <optional>
#include <vector>

namespace hearth {

/// Consecutive points of a line, both coordinates 0 to 1, y upwards. A gap ends a run.
using Run = std::vector<QPointF>;

/// What is to be drawn of one series. A band has two edges, run by run; a line only `upper`.
struct ChartCurve {
  Tone tone = Tone::soft;
  std::vector<Run> upper;
  std::vector<Run> lower;  ///< as many runs as `upper`, or none
};

/// Why an answer has nothing: it is being fetched, out of reach, kept by nobody, or just not there.
QString empty_words(const HistoryAnswer& answer);

/// A chart over time as numbers between 0 and 1: what draws it needs no arithmetic and knows no units.
class TimeChartModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(hearth::RowModel* timeTicks READ time_ticks CONSTANT)
  Q_PROPERTY(hearth::RowModel* valueTicks READ value_ticks CONSTANT)
  /// The widest label of a value, to keep room for.
  Q_PROPERTY(QString widestValue READ widest_value NOTIFY changed)
  Q_PROPERTY(bool empty READ empty NOTIFY changed)
  /// Why, where it is.
  Q_PROPERTY(QString emptyText READ empty_text NOTIFY changed)
  /// How many pixels the plot has, and how many a line of text; set by the chart, once it knows.
  Q_PROPERTY(QSize plotSize READ plot_size WRITE set_plot_size NOTIFY plot_size_changed)
  Q_PROPERTY(int textHeight READ text_height WRITE set_text_height NOTIFY plot_size_changed)

 public:
  /// A share of the height with its own axis.
  struct Panel {
    double bottom = 0;
    double top = 1;
    int steps = 5;  ///< between values, at the most; fewer where their labels would not fit
    double least_span = 1;
    bool from_zero = false;
    QString unit = {};  ///< written at the topmost tick
    double scale = 1;   ///< shown = stored × scale
  };
  struct Line {
    const Buckets* buckets = nullptr;
    Tone tone = Tone::soft;
    std::size_t panel = 0;
    bool band = false;  ///< minimum to maximum, besides the mean
  };

  explicit TimeChartModel(const Format& format, QObject* parent = nullptr);

  [[nodiscard]] RowModel* time_ticks() { return &time_ticks_; }
  [[nodiscard]] RowModel* value_ticks() { return &value_ticks_; }
  [[nodiscard]] const QString& widest_value() const { return widest_; }
  [[nodiscard]] bool empty() const { return curves_.empty(); }
  [[nodiscard]] QString empty_text() const { return empty_text_; }
  /// What is said where an answer has nothing to draw; before `draw`.
  void explain(const HistoryAnswer& answer) { empty_text_ = empty_words(answer); }
  [[nodiscard]] QSize plot_size() const { return plot_size_; }
  void set_plot_size(QSize pixels);
  [[nodiscard]] int text_height() const { return text_height_; }
  void set_text_height(int pixels);
  [[nodiscard]] const std::vector<ChartCurve>& curves() const { return curves_; }

  /// Replaces everything that is drawn.
  void draw(TimeRange range, const std::vector<Panel>& panels, const std::vector<Line>& lines);

 Q_SIGNALS:
  void changed();
  void plot_size_changed();

 private:
  [[nodiscard]] int steps_of(const Panel& panel) const;
  void mark_times(TimeRange range);

  const Format& format_;
  RowModel time_ticks_{{"position", "label"}};
  RowModel value_ticks_{{"position", "label"}};
  QString widest_;
  std::vector<ChartCurve> curves_;
  QSize plot_size_;
  int text_height_ = 16;
  QString empty_text_ = empty_words({});
};

}  // namespace hearth
