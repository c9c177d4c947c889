#include "core/source/energy_ws/config.h"

#include "core/config/config_check.h"
#include "core/config/config_field.h"
#include "core/source/homelab_api/config.h"

#include <array>

namespace hearth {
namespace {

std::string stream_address(const ConfigValue& value) {
  return config_check::address(config_check::text_of(value), "ws");
}

constexpr std::array energy_ws_keys = std::to_array<ConfigKey>({
    {"live", "url", field_of<&EnergyWsConfig::url>, "\"wss://home.example/ws/energy\"",
     "The live stream. Without it, base_url with ws in place of http, and /ws/energy.", stream_address,
     "api.base_url"},
});

}  // namespace

constinit const SourceConfig energy_ws_config = {
    .keys = energy_ws_keys,
    .called = {},
    .signs_in = true,
    .complete =
        [](Config& config) {
          std::string& url = config.of<EnergyWsConfig>().url;
          strip_slashes(url);
          if (url.empty()) url = stream_beside(config.of<HomelabApiConfig>().base_url);
        },
    .sends_secrets_to = [](const Config& config) { return std::vector{config.of<EnergyWsConfig>().url}; },
};

std::string stream_beside(const std::string& base_url) {
  return base_url.starts_with("http") ? "ws" + base_url.substr(4) + "/ws/energy" : std::string();
}

}  // namespace hearth
