#pragma once

#include "core/config/source_config.h"

namespace hearth {

/// [replica]
struct ReplicaConfig {
  std::string dsn;  ///< libpq's, without a password
  std::filesystem::path password_file;
};

extern const SourceConfig replica_config;

}  // namespace hearth
