#include "core/source/homelab_api/config.h"

#include "core/config/config_check.h"
#include "core/config/config_field.h"

#include <array>

namespace hearth {
namespace {

constexpr std::array homelab_api_keys = std::to_array<ConfigKey>({
    {"api", "base_url", field_of<&HomelabApiConfig::base_url>, "\"https://home.example\"",
     "The address in front of the services. Needed, unless there is a read replica or a broker, or you only "
     "look\n"
     "at a history that others record.",
     config_check::web_address},
    {"api", "spotprice_url", field_of<&HomelabApiConfig::spotprice_url>, "\"https://prices.example\"",
     "The address of the price service, where it is not behind base_url.", config_check::web_address},
});

}  // namespace

constinit const SourceConfig homelab_api_config = {
    .keys = homelab_api_keys,
    .called = "services",
    .signs_in = true,
    .complete =
        [](Config& config) {
          strip_slashes(config.of<HomelabApiConfig>().base_url);
          strip_slashes(config.of<HomelabApiConfig>().spotprice_url);
        },
    .sends_secrets_to =
        [](const Config& config) {
          const auto& api = config.of<HomelabApiConfig>();
          return std::vector{api.base_url, api.spotprice_url};
        },
};

}  // namespace hearth
