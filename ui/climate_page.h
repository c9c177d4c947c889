#pragma once

#include "ui/climate_live.h"
#include "ui/day_history.h"
#include "ui/time_chart.h"

#include <QQmlListProperty>

namespace hearth {

/// One place's last 24 hours: temperature above, humidity below.
class ClimateDay : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(hearth::ClimatePlace* place READ place CONSTANT)
  Q_PROPERTY(hearth::TimeChartModel* chart READ chart CONSTANT)

 public:
  ClimateDay(const PageContext& context, ClimatePlace* place, QObject* parent);
  [[nodiscard]] ClimatePlace* place() const { return place_; }
  [[nodiscard]] TimeChartModel* chart() { return &chart_; }
  DayHistory& history() { return history_; }

 private:
  void take(const HistoryAnswer& answer);
  const PageContext context_;
  ClimatePlace* place_;
  DayHistory history_;
  TimeChartModel chart_;
};

/// The page Climate: each place's last 24 hours.
class ClimatePageModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(bool active READ active WRITE set_active NOTIFY active_changed)
  Q_PROPERTY(QQmlListProperty<hearth::ClimateDay> days READ days NOTIFY days_changed)
  Q_PROPERTY(int count READ count NOTIFY days_changed)

 public:
  ClimatePageModel(const PageContext& context, ClimateLive& live, QObject* parent = nullptr);
  [[nodiscard]] bool active() const { return active_; }
  void set_active(bool active);
  [[nodiscard]] bool settled() const;
  [[nodiscard]] QQmlListProperty<ClimateDay> days() { return {this, &days_}; }
  [[nodiscard]] int count() const { return static_cast<int>(days_.size()); }

 Q_SIGNALS:
  void active_changed();
  void days_changed();

 private:
  void choose_places();
  const PageContext context_;
  ClimateLive& live_;
  QList<ClimateDay*> days_;
  bool active_ = false;
};

}  // namespace hearth
