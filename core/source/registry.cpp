#include "core/source/registry.h"

#include "core/source/energy_ws/config.h"
#include "core/source/energy_ws/source.h"
#include "core/source/homelab_api/config.h"
#include "core/source/homelab_api/find_home.h"
#include "core/source/homelab_api/source.h"
#include "core/source/mqtt/config.h"
#include "core/source/mqtt/find_broker.h"
#include "core/source/mqtt/source.h"
#include "core/source/replica/config.h"
#include "core/source/replica/find_replica.h"
#include "core/source/replica/source.h"

#include <array>
#include <ranges>

namespace hearth {
namespace {

template <class S>
std::unique_ptr<Source> made(const SourceContext& context) {
  return std::make_unique<S>(context);
}

// The stream is the sooner of the two that the services have; a broker knows what the services know, under
// names of its own; a database lags.
constexpr std::array registry = {
    SourceRow{.name = "Live",
              .config = energy_ws_config,
              .make = made<EnergyWsSource>,
              .examine = EnergyWsSource::examine},
    SourceRow{.name = "API",
              .config = homelab_api_config,
              .make = made<HomelabApiSource>,
              .examine = HomelabApiSource::examine,
              .finder = &homelab_api_finder},
    SourceRow{.name = "MQTT",
              .config = mqtt_config,
              .make = made<MqttSource>,
              .examine = MqttSource::examine,
              .finder = &broker_finder},
    SourceRow{.name = "Database",
              .config = replica_config,
              .make = made<ReplicaSource>,
              .examine = ReplicaSource::examine,
              .facts = "replica",
              .finder = &replica_finder},
};

/// In a configuration the plainest is the first: a better one may follow from it, as [live] does from [api].
std::vector<const SourceConfig*> configs_in_order() {
  std::vector<const SourceConfig*> configs;
  for (const bool signs_in : {true, false})
    for (const SourceRow& row : registry | std::views::reverse)
      if (row.config.signs_in == signs_in) configs.push_back(&row.config);
  return configs;
}

}  // namespace

std::span<const SourceConfig* const> source_configs() noexcept {
  static const std::vector<const SourceConfig*> configs = configs_in_order();
  return configs;
}

std::span<const SourceRow> source_registry() noexcept {
  return registry;
}

std::vector<std::unique_ptr<Source>> make_sources(const SourceContext& context) {
  std::vector<std::unique_ptr<Source>> sources;
  for (const SourceRow& row : registry)
    if (row.config.is_set_up(context.config)) sources.push_back(row.make(context));
  return sources;
}

}  // namespace hearth
