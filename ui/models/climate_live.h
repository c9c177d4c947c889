#pragma once

#include "ui/models/page_context.h"
#include "ui/models/value_model.h"

#include <QQmlListProperty>

#include <algorithm>

namespace hearth {

/// One room, or outdoors: what its sensor says now.
class ClimatePlace : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(QString name READ name CONSTANT)
  Q_PROPERTY(bool outdoors READ outdoors CONSTANT)
  Q_PROPERTY(hearth::ValueModel* temperature READ temperature CONSTANT)
  Q_PROPERTY(hearth::ValueModel* humidity READ humidity CONSTANT)
  Q_PROPERTY(bool batteryLow READ battery_low NOTIFY battery_changed)

 public:
  ClimatePlace(const PageContext& context, std::string location, QObject* parent);
  [[nodiscard]] const std::string& location() const { return location_; }
  [[nodiscard]] const QString& name() const { return name_; }
  [[nodiscard]] bool outdoors() const;
  [[nodiscard]] ValueModel* temperature() { return &temperature_; }
  [[nodiscard]] ValueModel* humidity() { return &humidity_; }
  [[nodiscard]] bool battery_low() const { return battery_low_; }
  void refresh(TimeMs now);

 Q_SIGNALS:
  void battery_changed();

 private:
  const PageContext context_;
  std::string location_;
  QString name_;
  ValueModel temperature_;
  ValueModel humidity_;
  bool battery_low_ = false;
};

/// Every place that has a climate sensor: rooms by name, outdoors last.
class ClimateLive : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  Q_PROPERTY(QQmlListProperty<hearth::ClimatePlace> places READ places NOTIFY places_changed)
  Q_PROPERTY(int count READ count NOTIFY places_changed)
  /// How tiles are best laid out in a wide area.
  Q_PROPERTY(int columns READ columns NOTIFY places_changed)
  Q_PROPERTY(int rows READ rows NOTIFY places_changed)

 public:
  explicit ClimateLive(const PageContext& context, QObject* parent = nullptr);
  [[nodiscard]] QQmlListProperty<ClimatePlace> places() { return {this, &places_}; }
  [[nodiscard]] const QList<ClimatePlace*>& all() const { return places_; }
  [[nodiscard]] int count() const { return static_cast<int>(places_.size()); }
  [[nodiscard]] int columns() const {
    return count() <= 3 ? std::max(1, count()) : (count() + rows() - 1) / rows();
  }
  [[nodiscard]] int rows() const { return count() <= 3 ? 1 : count() <= 10 ? 2 : 3; }

 Q_SIGNALS:
  void places_changed();

 private:
  void refresh(TimeMs now);
  const PageContext context_;
  QList<ClimatePlace*> places_;
};

/// "living_room" as people write it: "Living room".
QString place_name(const std::string& location);

}  // namespace hearth
