#include "core/source/registry.h"

#include "core/source/energy_ws/source.h"
#include "core/source/homelab_api/source.h"
#include "core/source/mqtt/source.h"
#include "core/source/replica/source.h"

#include <array>

namespace hearth {
namespace {

template <class S>
std::unique_ptr<Source> made(const SourceContext& context) {
  return std::make_unique<S>(context);
}

// The stream is the sooner of the two that the services have; a broker knows what the services know, under
// names of its own; a database lags.
constexpr std::array registry = {
    SourceRow{"Live", [](const Config& c) { return !c.live_url.empty(); }, made<EnergyWsSource>,
              EnergyWsSource::examine, "live"},
    SourceRow{"API", [](const Config& c) { return !c.api_base_url.empty(); }, made<HomelabApiSource>,
              HomelabApiSource::examine, "api"},
    SourceRow{"MQTT", [](const Config& c) { return !c.mqtt_url.empty(); }, made<MqttSource>,
              MqttSource::examine, "mqtt"},
    SourceRow{"Database", [](const Config& c) { return !c.replica_dsn.empty(); }, made<ReplicaSource>,
              ReplicaSource::examine, "replica"},
};

}  // namespace

std::span<const SourceRow> source_registry() noexcept {
  return registry;
}

std::vector<std::unique_ptr<Source>> make_sources(const SourceContext& context) {
  std::vector<std::unique_ptr<Source>> sources;
  for (const SourceRow& row : registry)
    if (row.is_set_up(context.config)) sources.push_back(row.make(context));
  return sources;
}

}  // namespace hearth
