#pragma once

#include "core/config/source_config.h"

namespace hearth {

/// [api]
struct HomelabApiConfig {
  std::string base_url;       ///< without a slash at its end
  std::string spotprice_url;  ///< likewise; empty: `base_url`

  [[nodiscard]] const std::string& prices() const { return spotprice_url.empty() ? base_url : spotprice_url; }
};

extern const SourceConfig homelab_api_config;

}  // namespace hearth
