#pragma once

#include "ui/charts/strip.h"
#include "ui/models/page_context.h"
#include "ui/models/rows.h"
#include "ui/models/value_model.h"

#include <QQmlListProperty>

namespace hearth {

/// One phase: its power, and how long its bar is.
class PhaseModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(hearth::ValueModel* power READ power CONSTANT)
  Q_PROPERTY(double fraction READ fraction NOTIFY fraction_changed)

 public:
  PhaseModel(const Format& format, const QString& name, QObject* parent);
  [[nodiscard]] ValueModel* power() { return &power_; }
  [[nodiscard]] double fraction() const { return fraction_; }
  void set_fraction(double fraction);

 Q_SIGNALS:
  void fraction_changed();

 private:
  ValueModel power_;
  double fraction_ = 0;
};

/// Electricity now and today: power, phases, energy, cost.
class PowerLive : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(hearth::ValueModel* power READ power CONSTANT)
  Q_PROPERTY(hearth::ValueModel* exported READ exported CONSTANT)
  /// Power flows out of the house just now.
  Q_PROPERTY(bool exports READ exports NOTIFY changed)
  Q_PROPERTY(bool hasPhases READ has_phases NOTIFY changed)
  Q_PROPERTY(QQmlListProperty<hearth::PhaseModel> phases READ phases CONSTANT)
  Q_PROPERTY(hearth::ValueModel* today READ today CONSTANT)
  Q_PROPERTY(hearth::ValueModel* cost READ cost CONSTANT)
  Q_PROPERTY(hearth::ValueModel* hour READ hour CONSTANT)
  /// What the sums hold of, in few words: "since 22:07", "estimated"; empty where there is nothing to say.
  Q_PROPERTY(QString todayNote READ today_note NOTIFY changed)
  Q_PROPERTY(QString costNote READ cost_note NOTIFY changed)
  Q_PROPERTY(QString hourNote READ hour_note NOTIFY changed)

 public:
  explicit PowerLive(const PageContext& context, QObject* parent = nullptr);
  [[nodiscard]] ValueModel* power() { return &power_; }
  [[nodiscard]] ValueModel* exported() { return &exported_; }
  [[nodiscard]] bool exports() const { return exports_; }
  [[nodiscard]] bool has_phases() const { return has_phases_; }
  [[nodiscard]] QQmlListProperty<PhaseModel> phases() { return {this, &phases_}; }
  [[nodiscard]] ValueModel* today() { return &today_; }
  [[nodiscard]] ValueModel* cost() { return &cost_; }
  [[nodiscard]] ValueModel* hour() { return &hour_; }
  [[nodiscard]] const QString& today_note() const { return today_note_; }
  [[nodiscard]] const QString& cost_note() const { return cost_note_; }
  [[nodiscard]] const QString& hour_note() const { return hour_note_; }

 Q_SIGNALS:
  void changed();

 private:
  void refresh(TimeMs now);
  void refresh_phases(TimeMs now);
  void refresh_energy(TimeMs now);
  void refresh_notes(TimeMs now);

  const PageContext context_;
  ValueModel power_;
  ValueModel exported_;
  ValueModel today_;
  ValueModel cost_;
  ValueModel hour_;
  QList<PhaseModel*> phases_;
  bool exports_ = false;
  bool has_phases_ = false;
  QString today_note_;
  QString cost_note_;
  QString hour_note_;
};

/// What a kWh costs now, and today's and tomorrow's prices as a strip.
class PriceLive : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(bool known READ known NOTIFY changed)
  Q_PROPERTY(hearth::ValueModel* now READ now CONSTANT)
  Q_PROPERTY(bool negative READ negative NOTIFY changed)
  Q_PROPERTY(hearth::StripModel* strip READ strip CONSTANT)
  /// Where the bars stand on, 0 (bottom) to 1.
  Q_PROPERTY(double zeroLine READ zero_line NOTIFY changed)
  Q_PROPERTY(hearth::RowModel* hours READ hours CONSTANT)
  /// Where tomorrow begins, 0 to 1; 1 while its prices are not known.
  Q_PROPERTY(double midnight READ midnight NOTIFY changed)
  Q_PROPERTY(bool hasTomorrow READ has_tomorrow NOTIFY changed)
  /// "Lowest 38 at 03:00", of what is still to come.
  Q_PROPERTY(QString lowText READ low_text NOTIFY changed)
  Q_PROPERTY(QString highText READ high_text NOTIFY changed)
  /// The same where there is little room: "Low 38 · 03:00".
  Q_PROPERTY(QString lowShort READ low_short NOTIFY changed)
  Q_PROPERTY(QString highShort READ high_short NOTIFY changed)

 public:
  explicit PriceLive(const PageContext& context, QObject* parent = nullptr);
  [[nodiscard]] bool known() const { return known_; }
  [[nodiscard]] ValueModel* now() { return &now_; }
  [[nodiscard]] bool negative() const { return negative_; }
  [[nodiscard]] StripModel* strip() { return &strip_; }
  [[nodiscard]] double zero_line() const { return zero_; }
  [[nodiscard]] RowModel* hours() { return &hours_; }
  [[nodiscard]] double midnight() const { return midnight_; }
  [[nodiscard]] bool has_tomorrow() const { return midnight_ < 1; }
  [[nodiscard]] const QString& low_text() const { return low_; }
  [[nodiscard]] const QString& high_text() const { return high_; }
  [[nodiscard]] const QString& low_short() const { return low_short_; }
  [[nodiscard]] const QString& high_short() const { return high_short_; }

 Q_SIGNALS:
  void changed();

 private:
  void refresh(TimeMs now);
  void draw_strip(const std::vector<PricePeriod>& prices, TimeMs now);
  void say_extremes(const std::vector<PricePeriod>& prices, TimeMs now, const Money& money);

  const PageContext context_;
  ValueModel now_;
  StripModel strip_;
  RowModel hours_{{"position", "label"}};
  TimeMs drawn_period_ = 0;
  bool outdated_ = true;
  bool known_ = false;
  bool negative_ = false;
  double zero_ = 0;
  double midnight_ = 1;
  QString low_;
  QString high_;
  QString low_short_;
  QString high_short_;
};

}  // namespace hearth
