#include "ui/charts/charts_plot.h"

#include <QAreaSeries>
#include <QChart>
#include <QLineSeries>
#include <QPen>
#include <QPointer>

namespace hearth {
namespace {

constexpr qreal band_opacity = 0.28;

QList<QPointF> points(const Run& run) {
  return {run.begin(), run.end()};
}

}  // namespace

/// Series are kept and filled anew; one more is made only where a new gap asks for it.
struct ChartsPlot::Private {
  QPointer<QLineSeries> anchor;
  struct Piece {
    Tone tone = Tone::soft;
    QLineSeries* line = nullptr;  ///< a line, or the upper edge of `area`
    QLineSeries* lower = nullptr;
    QAreaSeries* area = nullptr;
  };
  std::vector<Piece> pieces;

  void add_to_chart(QAbstractSeries* series) {
    anchor->chart()->addSeries(series);
    for (QAbstractAxis* axis : anchor->attachedAxes()) series->attachAxis(axis);
  }
  void remove(Piece& piece) {
    if (piece.area != nullptr) {
      anchor->chart()->removeSeries(piece.area);
      delete piece.area;
    } else {
      anchor->chart()->removeSeries(piece.line);
      delete piece.line;
    }
  }
  void clear() {
    if (anchor != nullptr)
      for (Piece& piece : pieces) remove(piece);
    pieces.clear();
  }
};

ChartsPlot::ChartsPlot(QObject* parent) : QObject(parent) {}

ChartsPlot::~ChartsPlot() = default;

void ChartsPlot::set_model(TimeChartModel* model) {
  if (model == model_) return;
  if (model_ != nullptr) model_->disconnect(this);
  model_ = model;
  if (model_ != nullptr) {
    connect(model_, &TimeChartModel::changed, this, &ChartsPlot::redraw);
    connect(model_, &QObject::destroyed, this, [this] { model_ = nullptr; });
  }
  redraw();
  Q_EMIT model_changed();
}

void ChartsPlot::set_theme(Theme* theme) {
  if (theme == theme_) return;
  theme_ = theme;
  if (theme_ != nullptr) connect(theme_, &Theme::palette_changed, this, &ChartsPlot::recolour);
  recolour();
  Q_EMIT theme_changed();
}

void ChartsPlot::set_line_width(double width) {
  if (width == line_width_) return;
  line_width_ = width;
  recolour();
  Q_EMIT line_width_changed();
}

void ChartsPlot::attach(QObject* anchor) {
  d_ = std::make_unique<Private>();
  d_->anchor = qobject_cast<QLineSeries*>(anchor);
  redraw();
}

void ChartsPlot::redraw() {
  if (d_ == nullptr || d_->anchor == nullptr || d_->anchor->chart() == nullptr) return;
  struct Wanted {
    Tone tone;
    const Run* upper;
    const Run* lower;
  };
  std::vector<Wanted> wanted;
  if (model_ != nullptr)
    for (const ChartCurve& curve : model_->curves())
      for (std::size_t i = 0; i < curve.upper.size(); ++i)
        wanted.push_back({curve.tone, &curve.upper[i], i < curve.lower.size() ? &curve.lower[i] : nullptr});
  bool same = wanted.size() == d_->pieces.size();
  for (std::size_t i = 0; same && i < wanted.size(); ++i)
    same = wanted[i].tone == d_->pieces[i].tone &&
           (wanted[i].lower != nullptr) == (d_->pieces[i].area != nullptr);
  if (!same) d_->clear();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Wanted& w = wanted[i];
    if (same) {
      d_->pieces[i].line->replace(points(*w.upper));
      if (w.lower != nullptr) d_->pieces[i].lower->replace(points(*w.lower));
      continue;
    }
    Private::Piece piece{w.tone, new QLineSeries, nullptr, nullptr};
    piece.line->replace(points(*w.upper));
    if (w.lower != nullptr) {
      piece.lower = new QLineSeries;
      piece.lower->replace(points(*w.lower));
      piece.area = new QAreaSeries(piece.line, piece.lower);
      // The chart owns what is added to it; an area's edges are not.
      piece.line->setParent(piece.area);
      piece.lower->setParent(piece.area);
    }
    d_->add_to_chart(piece.area != nullptr ? static_cast<QAbstractSeries*>(piece.area) : piece.line);
    d_->pieces.push_back(piece);
  }
  if (!same) recolour();
}

void ChartsPlot::recolour() {
  if (d_ == nullptr || theme_ == nullptr) return;
  for (const Private::Piece& piece : d_->pieces) {
    QColor colour = theme_->tone(piece.tone);
    if (piece.area != nullptr) {
      colour.setAlphaF(band_opacity);
      piece.area->setPen(Qt::NoPen);
      piece.area->setBrush(colour);
    } else {
      piece.line->setPen(QPen(colour, line_width_, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
  }
}

}  // namespace hearth
