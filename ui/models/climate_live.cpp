#include "ui/models/climate_live.h"

#include <algorithm>

namespace hearth {
namespace {

constexpr double low_battery_percent = 15;

}  // namespace

QString place_name(const std::string& location) {
  QString name = QString::fromStdString(location);
  name.replace(QLatin1Char('_'), QLatin1Char(' ')).replace(QLatin1Char('-'), QLatin1Char(' '));
  if (!name.isEmpty()) name[0] = name[0].toUpper();
  return name.isEmpty() ? ClimatePlace::tr("Sensor") : name;
}

ClimatePlace::ClimatePlace(const PageContext& context, std::string location, QObject* parent)
    : QObject(parent),
      context_(context),
      location_(std::move(location)),
      name_(place_name(location_)),
      temperature_(context.format, name_),
      humidity_(context.format, name_) {}

bool ClimatePlace::outdoors() const {
  return location_.starts_with("outdoor") || location_ == "outside";
}

void ClimatePlace::refresh(TimeMs now) {
  if (const auto value = find_live(context_.live, channel("climate.temperature"), location_))
    temperature_.show_channel(channel("climate.temperature"), *value, now);
  if (const auto value = find_live(context_.live, channel("climate.humidity"), location_))
    humidity_.show_channel(channel("climate.humidity"), *value, now);
  const auto battery = find_live(context_.live, channel("climate.battery"), location_);
  const bool low = battery && battery->value < low_battery_percent;
  if (low == battery_low_) return;
  battery_low_ = low;
  Q_EMIT battery_changed();
}

ClimateLive::ClimateLive(const PageContext& context, QObject* parent) : QObject(parent), context_(context) {
  connect(&context_.throttle, &RefreshThrottle::due, this, &ClimateLive::refresh);
  refresh(context_.clock.now());
}

void ClimateLive::refresh(TimeMs now) {
  const qsizetype before = places_.size();
  for (const auto& [key, value] : context_.live.values()) {
    if (key.channel != channel("climate.temperature")) continue;
    const bool known =
        std::ranges::any_of(places_, [&](auto* place) { return place->location() == key.entity; });
    if (!known) places_.append(new ClimatePlace(context_, key.entity, this));
  }
  for (ClimatePlace* place : places_) place->refresh(now);
  if (places_.size() == before) return;
  std::ranges::sort(places_, [](const ClimatePlace* a, const ClimatePlace* b) {
    if (a->outdoors() != b->outdoors()) return b->outdoors();
    return natural_order(a->name(), b->name()) < 0;
  });
  Q_EMIT places_changed();
}

}  // namespace hearth
