#include "ui/app_model.h"

#include <algorithm>

namespace hearth {
namespace {

constexpr const char* virtual_keyboard = "qtvirtualkeyboard";

}  // namespace

HomeModel::HomeModel(Services services, const std::string& time_zone, const Clock& clock,
                     const QLocale& locale, bool kiosk)
    : format_(locale, time_zone),
      throttle_(services.live, services.status, clock),
      context_{services.history, services.live, services.status, clock, format_, throttle_},
      power_(context_),
      price_(context_),
      heat_pump_(context_),
      climate_(context_),
      status_(context_),
      energy_page_(context_),
      heat_pump_page_(context_, heat_pump_),
      climate_page_(context_, climate_),
      exporting_(context_, services.commands, locale, kiosk),
      sign_in_(context_, services.commands, kiosk),
      permissions_(context_) {}

bool HomeModel::has_data() const {
  if (sign_in_.is_open()) return sign_in_.step() != SignInModel::Asking;
  return !context_.live.values().empty() && context_.live.energy().as_of != 0;
}

bool HomeModel::is_quiet() const {
  const bool connecting = status_.level() == StatusModel::Busy || status_.level() == StatusModel::Off;
  // A person takes their time.
  const bool waits = sign_in_.step() == SignInModel::Code || sign_in_.step() == SignInModel::Browser;
  return (!connecting || waits) && !status_.fetching() && context_.status.status().syncing.isEmpty();
}

AppModel::AppModel(Page page, bool dark, bool kiosk) : page_(page), kiosk_(kiosk), dark_(dark) {}

bool AppModel::on_screen_keyboard() const {
  return kiosk_ && qgetenv("QT_IM_MODULE") == virtual_keyboard;
}

void AppModel::choose_on_screen_keyboard() {
  if (qEnvironmentVariableIsEmpty("QT_IM_MODULE")) qputenv("QT_IM_MODULE", virtual_keyboard);
  // It lies in our window, not in one of its own.
  qputenv("QT_VIRTUALKEYBOARD_DESKTOP_DISABLE", "1");
}

void AppModel::set_page(Page page) {
  if (page == page_) return;
  page_ = page;
  Q_EMIT page_changed();
}

void AppModel::set_dark(bool dark) {
  if (dark == dark_) return;
  dark_ = dark;
  Q_EMIT dark_changed();
}

void AppModel::show_starting(const QString& message) {
  become(Starting, message);
}

void AppModel::show_first_start(std::unique_ptr<SetupModel> setup) {
  // The old one goes after the page that shows it.
  const std::unique_ptr<SetupModel> old = std::exchange(setup_, std::move(setup));
  become(FirstStart, {});
  check_settled();
}

void AppModel::show_home(std::unique_ptr<HomeModel> home, bool demo) {
  // The old one goes after the page that shows it.
  const std::unique_ptr<HomeModel> old = std::exchange(home_, std::move(home));
  demo_ = demo;
  connect(&home_->throttle(), &RefreshThrottle::due, this, &AppModel::check_settled);
  become(Running, {});
  check_settled();
}

void AppModel::drop_home() {
  if (phase_ != Running) home_.reset();
}

void AppModel::show_failure(const QString& message, const QString& hint) {
  become(Failed, message, hint);
}

void AppModel::show_export() {
  if (home_ == nullptr) return;
  const Dataset dataset = page_ == HeatPumpPage  ? Dataset::heatpump
                          : page_ == ClimatePage ? Dataset::climate
                                                 : Dataset::energy;
  home_->exporting()->show(static_cast<int>(dataset));
}

void AppModel::become(Phase phase, const QString& message, const QString& hint) {
  phase_ = phase;
  message_ = message;
  hint_ = hint;
  said_settled_ = said_quiet_ = false;
  Q_EMIT phase_changed();
}

bool AppModel::settled() const {
  if (phase_ == FirstStart || phase_ == Failed) return true;
  if (phase_ != Running || !home_->has_data()) return false;
  switch (page_) {
    case EnergyPage:
      return home_->energy_page()->settled();
    case HeatPumpPage:
      return home_->heat_pump_page()->settled();
    case ClimatePage:
      return home_->climate_page()->settled();
    case HomePage:
    case StatusPage:
      return true;
  }
  return true;
}

bool AppModel::quiet() const {
  return settled() && (phase_ != Running || home_->is_quiet());
}

void AppModel::check_settled() {
  if (!said_settled_ && settled()) {
    said_settled_ = true;
    if (home_ != nullptr) home_->throttle().calm_down();
    Q_EMIT page_settled();
  }
  if (!said_quiet_ && quiet()) {
    said_quiet_ = true;
    Q_EMIT page_quiet();
  }
}

}  // namespace hearth
