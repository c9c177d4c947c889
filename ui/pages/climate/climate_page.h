#pragma once

#include "ui/charts/time_chart.h"
#include "ui/models/climate_live.h"
#include "ui/models/day_history.h"
#include "ui/models/page_model.h"

#include <QQmlListProperty>

namespace hearth {

/// One place's last 24 hours: temperature above, humidity below.
class ClimateDay : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(hearth::ClimatePlace* place READ place CONSTANT)
  Q_PROPERTY(hearth::TimeChartModel* chart READ chart CONSTANT)
  /// It stands where somebody sees it; it asks for nothing where not.
  Q_PROPERTY(bool shown READ shown WRITE set_shown NOTIFY shown_changed)

 public:
  ClimateDay(const PageContext& context, ClimatePlace* place, QObject* parent);
  [[nodiscard]] ClimatePlace* place() const { return place_; }
  [[nodiscard]] TimeChartModel* chart() { return &chart_; }
  [[nodiscard]] bool shown() const { return history_.active(); }
  void set_shown(bool shown);
  /// What is seen of it has been asked for and has come.
  [[nodiscard]] bool settled() const { return !shown() || history_.settled(); }

 Q_SIGNALS:
  void shown_changed();

 private:
  void take(const HistoryAnswer& answer);
  const PageContext context_;
  ClimatePlace* place_;
  DayHistory history_;
  TimeChartModel chart_;
};

/// The page Climate: each place's last 24 hours.
class ClimatePageModel : public hearth::PageModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(QQmlListProperty<hearth::ClimateDay> days READ days NOTIFY days_changed)
  Q_PROPERTY(int count READ count NOTIFY days_changed)

 public:
  ClimatePageModel(const PageContext& context, ClimateLive& live, QObject* parent = nullptr);
  [[nodiscard]] bool settled() const override;
  [[nodiscard]] QQmlListProperty<ClimateDay> days() { return {this, &days_}; }
  [[nodiscard]] int count() const { return static_cast<int>(days_.size()); }

 Q_SIGNALS:
  void days_changed();

 private:
  void activate(bool active) override;
  void choose_places();
  const PageContext context_;
  ClimateLive& live_;
  QList<ClimateDay*> days_;
};

}  // namespace hearth
