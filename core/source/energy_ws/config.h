#pragma once

#include "core/config/source_config.h"

namespace hearth {

/// [live]
struct EnergyWsConfig {
  std::string url;  ///< without a slash at its end; where it is not set, `stream_beside` the services
};

extern const SourceConfig energy_ws_config;

/// Where the stream of the services at this address is; empty where there are none.
std::string stream_beside(const std::string& base_url);

}  // namespace hearth
