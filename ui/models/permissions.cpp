#include "ui/models/permissions.h"

#include <algorithm>

namespace hearth {

QString data_words(Dataset dataset) {
  switch (dataset) {
    case Dataset::energy:
      return Permissions::tr("energy data");
    case Dataset::heatpump:
      return Permissions::tr("heat pump data");
    case Dataset::climate:
      return Permissions::tr("climate data");
    case Dataset::price:
      return Permissions::tr("prices");
  }
  return {};
}

Permissions::Permissions(const PageContext& context, QObject* parent) : QObject(parent), context_(context) {
  connect(&context_.throttle, &RefreshThrottle::due, this, &Permissions::refresh);
  refresh(context_.clock.now());
}

bool Permissions::known_lately(Dataset dataset, TimeMs now) const {
  if (dataset == Dataset::price) return !context_.live.energy().prices.empty();
  return std::ranges::any_of(context_.live.values(), [&](const auto& entry) {
    return info(entry.first.channel).dataset == dataset && now - entry.second.time < day_ms;
  });
}

void Permissions::refresh(TimeMs now) {
  Sentences said;
  for (const Dataset dataset : context_.status.status().not_permitted)
    if (!known_lately(dataset, now))
      said[static_cast<std::size_t>(dataset)] =
          tr("Your account may not read %1.", "energy data").arg(data_words(dataset));
  if (said == said_) return;
  said_ = std::move(said);
  Q_EMIT changed();
}

}  // namespace hearth
