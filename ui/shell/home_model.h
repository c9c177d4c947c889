#pragma once

#include "core/engine/api/commands.h"
#include "ui/export/export_model.h"
#include "ui/models/permissions.h"
#include "ui/models/power_live.h"
#include "ui/pages/climate/climate_page.h"
#include "ui/pages/energy/energy_page.h"
#include "ui/pages/heat_pump/heat_pump_page.h"
#include "ui/pages/services/status_model.h"
#include "ui/sign_in/sign_in_model.h"

namespace hearth {

/// The view models of an open home, made together and gone together.
class HomeModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(hearth::PowerLive* power READ power CONSTANT)
  Q_PROPERTY(hearth::PriceLive* price READ price CONSTANT)
  Q_PROPERTY(hearth::HeatPumpLive* heatPump READ heat_pump CONSTANT)
  Q_PROPERTY(hearth::ClimateLive* climate READ climate CONSTANT)
  Q_PROPERTY(hearth::StatusModel* status READ status CONSTANT)
  Q_PROPERTY(hearth::EnergyPageModel* energyPage READ energy_page CONSTANT)
  Q_PROPERTY(hearth::HeatPumpPageModel* heatPumpPage READ heat_pump_page CONSTANT)
  Q_PROPERTY(hearth::ClimatePageModel* climatePage READ climate_page CONSTANT)
  Q_PROPERTY(hearth::ExportModel* exporting READ exporting CONSTANT)
  Q_PROPERTY(hearth::SignInModel* signIn READ sign_in CONSTANT)
  Q_PROPERTY(hearth::Permissions* permissions READ permissions CONSTANT)

 public:
  struct Services {
    HistoryService& history;
    LiveService& live;
    StatusService& status;
    CommandService& commands;
  };
  /// On a kiosk there is no desktop to write files to, and no browser.
  HomeModel(Services services, const std::string& time_zone, const Clock& clock,
            const QLocale& locale = QLocale(), bool kiosk = false);

  [[nodiscard]] PowerLive* power() { return &power_; }
  [[nodiscard]] PriceLive* price() { return &price_; }
  [[nodiscard]] HeatPumpLive* heat_pump() { return &heat_pump_; }
  [[nodiscard]] ClimateLive* climate() { return &climate_; }
  [[nodiscard]] StatusModel* status() { return &status_; }
  [[nodiscard]] EnergyPageModel* energy_page() { return &energy_page_; }
  [[nodiscard]] HeatPumpPageModel* heat_pump_page() { return &heat_pump_page_; }
  [[nodiscard]] ClimatePageModel* climate_page() { return &climate_page_; }
  [[nodiscard]] ExportModel* exporting() { return &exporting_; }
  [[nodiscard]] SignInModel* sign_in() { return &sign_in_; }
  [[nodiscard]] Permissions* permissions() { return &permissions_; }
  [[nodiscard]] RefreshThrottle& throttle() { return throttle_; }
  /// Something of this dataset was ever heard here, or may not be read.
  [[nodiscard]] bool has(Dataset dataset) const;
  /// Newest values and the day's sums are in; or, before there are any, how to sign in.
  [[nodiscard]] bool has_data() const;
  /// Connections stand, or are known not to; nothing is being fetched; and the screen says so.
  [[nodiscard]] bool is_quiet() const;

 private:
  Format format_;
  RefreshThrottle throttle_;
  PageContext context_;
  PowerLive power_;
  PriceLive price_;
  HeatPumpLive heat_pump_;
  ClimateLive climate_;
  StatusModel status_;
  EnergyPageModel energy_page_;
  HeatPumpPageModel heat_pump_page_;
  ClimatePageModel climate_page_;
  ExportModel exporting_;
  SignInModel sign_in_;
  Permissions permissions_;
};

}  // namespace hearth
