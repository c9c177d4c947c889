#pragma once

#include "core/engine/api/live.h"
#include "core/telemetry/units.h"
#include "ui/format/format.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace hearth {

/// One value on the screen: its number, its unit, how old it is. Notifies only what has changed, so that
/// little is painted again.
class ValueModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(QString name READ name CONSTANT)
  Q_PROPERTY(QString text READ text NOTIFY text_changed)
  Q_PROPERTY(QString unit READ unit NOTIFY unit_changed)
  /// The widest text to keep room for, so that neighbours stand still.
  Q_PROPERTY(QString reserve READ reserve NOTIFY reserve_changed)
  Q_PROPERTY(QString ageText READ age_text NOTIFY age_changed)
  Q_PROPERTY(QString shortAge READ short_age NOTIFY age_changed)
  /// Older than its channel allows: to be drawn dimmed, with its age.
  Q_PROPERTY(bool stale READ stale NOTIFY state_changed)
  /// There is a value at all.
  Q_PROPERTY(bool known READ known NOTIFY state_changed)

 public:
  explicit ValueModel(const Format& format, QString name = {}, QObject* parent = nullptr);

  [[nodiscard]] const QString& name() const { return name_; }
  [[nodiscard]] const QString& text() const { return text_; }
  [[nodiscard]] const QString& unit() const { return unit_; }
  [[nodiscard]] const QString& reserve() const { return reserve_; }
  [[nodiscard]] const QString& age_text() const { return age_; }
  [[nodiscard]] const QString& short_age() const { return short_age_; }
  [[nodiscard]] bool stale() const { return stale_; }
  [[nodiscard]] bool known() const { return known_; }

  /// A channel's value, in its stored unit, with the channel's own limit of age.
  void show_channel(ChannelIndex channel, const LiveValue& value, TimeMs now);
  /// A value in the unit it is shown in. `stale_after` 0: never stale.
  void show_number(double value, int decimals, const QString& unit, TimeMs time, DurationMs stale_after,
                   TimeMs now);
  void show_nothing();

 Q_SIGNALS:
  void text_changed();
  void unit_changed();
  void reserve_changed();
  void age_changed();
  void state_changed();

 private:
  void set_text(const QString& text, const QString& unit);
  void set_age(bool known, TimeMs time, DurationMs stale_after, TimeMs now);
  void set_age_unknown();

  const Format& format_;
  QString name_;
  ScaleMemory scale_;
  QString text_ = QStringLiteral("--");
  QString unit_;
  QString reserve_ = QStringLiteral("--");
  QString age_;
  QString short_age_;
  bool stale_ = false;
  bool known_ = false;
};

/// The newest value of a series; nothing where there is none.
std::optional<LiveValue> find_live(const LiveService& live, ChannelIndex channel, const std::string& entity);

}  // namespace hearth
