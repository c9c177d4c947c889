#pragma once

#include "ui/charts/strip.h"
#include "ui/charts/time_chart.h"
#include "ui/models/day_history.h"
#include "ui/models/heat_pump_live.h"
#include "ui/models/page_model.h"

#include <QQmlListProperty>

namespace hearth {

/// A line of the chart in words: its colour, and the value it has now.
class LegendEntry : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  /// An index into `Theme.tones`.
  Q_PROPERTY(int tone READ tone CONSTANT)
  Q_PROPERTY(hearth::ValueModel* value READ value CONSTANT)
 public:
  LegendEntry(Tone tone, ValueModel* value, QObject* parent) : QObject(parent), tone_(tone), value_(value) {}
  [[nodiscard]] int tone() const { return static_cast<int>(tone_); }
  [[nodiscard]] ValueModel* value() const { return value_; }

 private:
  Tone tone_;
  ValueModel* value_;
};

/// When something was on in the last 24 hours.
class RunBand : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(QString name READ name CONSTANT)
  Q_PROPERTY(int tone READ tone CONSTANT)
  Q_PROPERTY(hearth::StripModel* strip READ strip CONSTANT)
  /// "5 h 12 min"; empty where nothing is known.
  Q_PROPERTY(QString runText READ run_text NOTIFY changed)
  /// "7 starts", and of how much time where that is not all: "0 starts of 1 min known".
  Q_PROPERTY(QString startsText READ starts_text NOTIFY changed)

 public:
  RunBand(const Format& format, QString name, Tone tone, QObject* parent);
  [[nodiscard]] const QString& name() const { return name_; }
  [[nodiscard]] int tone() const { return static_cast<int>(tone_); }
  [[nodiscard]] StripModel* strip() { return &strip_; }
  [[nodiscard]] const QString& run_text() const { return run_; }
  [[nodiscard]] const QString& starts_text() const { return starts_; }
  /// On where any of `switches` is.
  void take(const std::vector<const Buckets*>& switches, TimeRange range, TimeMs now);

 Q_SIGNALS:
  void changed();

 private:
  const Format& format_;
  QString name_;
  Tone tone_;
  StripModel strip_;
  QString run_;
  QString starts_;
};

/// The page Heat pump: 24 hours of temperatures, and when it ran.
class HeatPumpPageModel : public hearth::PageModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(hearth::HeatPumpLive* live READ live CONSTANT)
  Q_PROPERTY(hearth::TimeChartModel* chart READ chart CONSTANT)
  Q_PROPERTY(QQmlListProperty<hearth::LegendEntry> legend READ legend CONSTANT)
  Q_PROPERTY(QQmlListProperty<hearth::RunBand> bands READ bands CONSTANT)

 public:
  HeatPumpPageModel(const PageContext& context, HeatPumpLive& live, QObject* parent = nullptr);
  [[nodiscard]] bool settled() const override { return history_.settled(); }
  [[nodiscard]] HeatPumpLive* live() const { return &live_; }
  [[nodiscard]] TimeChartModel* chart() { return &chart_; }
  [[nodiscard]] QQmlListProperty<LegendEntry> legend() { return {this, &legend_}; }
  [[nodiscard]] QQmlListProperty<RunBand> bands() { return {this, &bands_}; }

 private:
  void activate(bool active) override;
  void choose_series();
  void take(const HistoryAnswer& answer);

  const PageContext context_;
  HeatPumpLive& live_;
  DayHistory history_;
  TimeChartModel chart_;
  QList<LegendEntry*> legend_;
  QList<RunBand*> bands_;
};

}  // namespace hearth
