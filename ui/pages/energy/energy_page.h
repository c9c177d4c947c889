#pragma once

#include "ui/charts/time_chart.h"
#include "ui/models/day_history.h"
#include "ui/models/page_model.h"
#include "ui/models/value_model.h"

namespace hearth {

/// The page Energy: 24 hours of power, and the kWh of each of these hours.
class EnergyPageModel : public hearth::PageModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(hearth::TimeChartModel* chart READ chart CONSTANT)
  /// Roles: from, to, level (0 to 1), label, current, estimated (also an hour that is known in part).
  Q_PROPERTY(hearth::RowModel* hours READ hours CONSTANT)
  Q_PROPERTY(hearth::ValueModel* peak READ peak CONSTANT)
  /// When the highest reading was, or of how much time it is where readings do not speak for nearly all of
  /// it.
  Q_PROPERTY(QString peakTime READ peak_time NOTIFY changed)
  Q_PROPERTY(hearth::ValueModel* mean READ mean CONSTANT)
  Q_PROPERTY(QString meanNote READ mean_note NOTIFY changed)
  Q_PROPERTY(hearth::ValueModel* total READ total CONSTANT)
  /// What the total is of: "in 24 hours", or "since 22:07" where not all of them are known.
  Q_PROPERTY(QString totalSpan READ total_span NOTIFY changed)

 public:
  explicit EnergyPageModel(const PageContext& context, QObject* parent = nullptr);
  [[nodiscard]] bool settled() const override { return power_.settled() && energy_.settled(); }
  [[nodiscard]] TimeChartModel* chart() { return &chart_; }
  [[nodiscard]] RowModel* hours() { return &hours_; }
  [[nodiscard]] ValueModel* peak() { return &peak_; }
  [[nodiscard]] const QString& peak_time() const { return peak_time_; }
  [[nodiscard]] ValueModel* mean() { return &mean_; }
  [[nodiscard]] const QString& mean_note() const { return mean_note_; }
  [[nodiscard]] ValueModel* total() { return &total_; }
  [[nodiscard]] const QString& total_span() const { return total_span_; }

 Q_SIGNALS:
  void changed();

 private:
  void activate(bool active) override;
  void take_power(const HistoryAnswer& answer);
  void show_peak_and_mean(const Buckets& power, TimeRange so_far);
  void take_energy(const HistoryAnswer& answer);

  const PageContext context_;
  DayHistory power_;
  DayHistory energy_;
  TimeChartModel chart_;
  RowModel hours_{{"from", "to", "level", "label", "current", "estimated"}};
  ValueModel peak_;
  ValueModel mean_;
  ValueModel total_;
  QString peak_time_;
  QString mean_note_;
  QString total_span_;
};

}  // namespace hearth
