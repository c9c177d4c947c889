#include "ui/shell/home_model.h"

#include <algorithm>

namespace hearth {

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

bool HomeModel::has(Dataset dataset) const {
  const auto& refused = context_.status.status().not_permitted;
  return std::ranges::find(refused, dataset) != refused.end() ||
         std::ranges::any_of(context_.live.values(),
                             [&](const auto& entry) { return info(entry.first.channel).dataset == dataset; });
}

}  // namespace hearth
