#pragma once

#include "ui/models/page_context.h"
#include "ui/models/value_model.h"

namespace hearth {

/// What a heat pump is doing, from its own reports.
enum class HeatPumpState {
  unknown,
  standby,
  heating,
  hot_water,
  heating_with_aux,
  hot_water_with_aux,
  aux_only
};

/// 1 on, 0 off, nothing where it is not reported. Standby is what a compressor says that is off. Pure.
struct HeatPumpSwitches {
  std::optional<bool> compressor = {};
  std::optional<bool> hot_water = {};
  std::optional<bool> aux_3kw = {};
  std::optional<bool> aux_6kw = {};
};
HeatPumpState heat_pump_state(const HeatPumpSwitches& switches);
/// "Heating + auxiliary heat".
QString heat_pump_state_text(HeatPumpState state);

/// The heat pump now: its state in words and its temperatures.
class HeatPumpLive : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the view models")
  /// This home has one, as far as anything was ever heard.
  Q_PROPERTY(bool present READ present NOTIFY changed)
  Q_PROPERTY(QString stateText READ state_text NOTIFY changed)
  Q_PROPERTY(bool working READ working NOTIFY changed)
  Q_PROPERTY(bool usesAux READ uses_aux NOTIFY changed)
  Q_PROPERTY(bool makesHotWater READ makes_hot_water NOTIFY changed)
  Q_PROPERTY(bool stale READ stale NOTIFY changed)
  Q_PROPERTY(QString ageText READ age_text NOTIFY changed)
  Q_PROPERTY(hearth::ValueModel* outdoor READ outdoor CONSTANT)
  Q_PROPERTY(hearth::ValueModel* supply READ supply CONSTANT)
  Q_PROPERTY(hearth::ValueModel* returned READ returned CONSTANT)
  Q_PROPERTY(hearth::ValueModel* hotWater READ hot_water CONSTANT)
  Q_PROPERTY(hearth::ValueModel* brineIn READ brine_in CONSTANT)
  Q_PROPERTY(hearth::ValueModel* brineOut READ brine_out CONSTANT)

 public:
  explicit HeatPumpLive(const PageContext& context, QObject* parent = nullptr);

  [[nodiscard]] bool present() const { return present_; }
  [[nodiscard]] const std::string& entity() const { return entity_; }
  [[nodiscard]] QString state_text() const { return heat_pump_state_text(state_); }
  [[nodiscard]] bool working() const;
  [[nodiscard]] bool uses_aux() const;
  [[nodiscard]] bool makes_hot_water() const;
  [[nodiscard]] bool stale() const { return stale_; }
  [[nodiscard]] const QString& age_text() const { return age_; }
  [[nodiscard]] ValueModel* outdoor() { return &outdoor_; }
  [[nodiscard]] ValueModel* supply() { return &supply_; }
  [[nodiscard]] ValueModel* returned() { return &return_; }
  [[nodiscard]] ValueModel* hot_water() { return &hot_water_; }
  [[nodiscard]] ValueModel* brine_in() { return &brine_in_; }
  [[nodiscard]] ValueModel* brine_out() { return &brine_out_; }

 Q_SIGNALS:
  void changed();

 private:
  void refresh(TimeMs now);
  /// What a switch last said; nothing where that was too long before `newest` to hold still.
  [[nodiscard]] std::optional<bool> is_on(ChannelIndex channel, TimeMs newest) const;

  const PageContext context_;
  bool present_ = false;
  std::string entity_;
  HeatPumpState state_ = HeatPumpState::unknown;
  bool stale_ = false;
  QString age_;
  ValueModel outdoor_;
  ValueModel supply_;
  ValueModel return_;
  ValueModel hot_water_;
  ValueModel brine_in_;
  ValueModel brine_out_;
};

}  // namespace hearth
