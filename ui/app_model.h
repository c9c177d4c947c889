#pragma once

#include "core/engine/api/commands.h"
#include "ui/climate_page.h"
#include "ui/energy_page.h"
#include "ui/export_model.h"
#include "ui/heat_pump_page.h"
#include "ui/permissions.h"
#include "ui/power_live.h"
#include "ui/setup_model.h"
#include "ui/sign_in_model.h"
#include "ui/status_model.h"

#include <memory>

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

/// What the window shows: which phase the program is in, which page is open. Handed to Main.qml as `app`.
class AppModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(Phase phase READ phase NOTIFY phase_changed)
  Q_PROPERTY(Page page READ page WRITE set_page NOTIFY page_changed)
  /// What is being waited for, or what went wrong.
  Q_PROPERTY(QString message READ message NOTIFY phase_changed)
  Q_PROPERTY(QString hint READ hint NOTIFY phase_changed)
  Q_PROPERTY(bool demo READ demo NOTIFY phase_changed)
  Q_PROPERTY(bool kiosk READ kiosk CONSTANT)
  /// The display brings its own keyboard, where Qt's virtual one is installed.
  Q_PROPERTY(bool onScreenKeyboard READ on_screen_keyboard CONSTANT)
  Q_PROPERTY(bool dark READ dark WRITE set_dark NOTIFY dark_changed)
  Q_PROPERTY(hearth::HomeModel* home READ home NOTIFY phase_changed)
  Q_PROPERTY(hearth::SetupModel* setup READ setup NOTIFY phase_changed)

 public:
  enum Phase { Starting, FirstStart, Running, Failed };
  Q_ENUM(Phase)
  enum Page { HomePage, EnergyPage, HeatPumpPage, ClimatePage, StatusPage };
  Q_ENUM(Page)

  AppModel(Page page, bool dark, bool kiosk);

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] Page page() const { return page_; }
  void set_page(Page page);
  [[nodiscard]] const QString& message() const { return message_; }
  [[nodiscard]] const QString& hint() const { return hint_; }
  [[nodiscard]] bool demo() const { return demo_; }
  [[nodiscard]] bool kiosk() const { return kiosk_; }
  [[nodiscard]] bool on_screen_keyboard() const;
  /// Has the application bring a keyboard of its own; before there is one. An input method that the person
  /// has chosen stays.
  static void choose_on_screen_keyboard();
  [[nodiscard]] bool dark() const { return dark_; }
  void set_dark(bool dark);
  [[nodiscard]] HomeModel* home() const { return home_.get(); }
  [[nodiscard]] SetupModel* setup() const { return setup_.get(); }
  /// Opens the export dialog, on what the open page is about.
  Q_INVOKABLE void show_export();

  void show_starting(const QString& message);
  void show_first_start(std::unique_ptr<SetupModel> setup);
  void show_home(std::unique_ptr<HomeModel> home, bool demo);
  /// Takes the home that is shown no more away, before what it looks at goes.
  void drop_home();
  void show_failure(const QString& message, const QString& hint);

  /// The open page has its data.
  [[nodiscard]] bool settled() const;
  /// Besides, nothing is on its way that would soon change the picture.
  [[nodiscard]] bool quiet() const;

 Q_SIGNALS:
  void phase_changed();
  void page_changed();
  void dark_changed();
  /// Sent once a phase: the open page shows data, and then: it is quiet. The next frame has it painted.
  void page_settled();
  void page_quiet();

 private:
  void become(Phase phase, const QString& message, const QString& hint = {});
  void check_settled();

  Phase phase_ = Starting;
  Page page_;
  QString message_;
  QString hint_;
  bool demo_ = false;
  bool kiosk_;
  bool dark_;
  bool said_settled_ = false;
  bool said_quiet_ = false;
  std::unique_ptr<HomeModel> home_;
  std::unique_ptr<SetupModel> setup_;
};

}  // namespace hearth
