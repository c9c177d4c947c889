#pragma once

#include "core/source/source_secret.h"

namespace hearth {

using ReplicaPassword = SourcePassword;

/// The password of the role that reads from the replica. As `source_password`.
inline QCoro::Task<Expected<ReplicaPassword>> replica_password(Config config, std::stop_token stop = {}) {
  return source_password(*find_source_secret("replica"), std::move(config), std::move(stop));
}

}  // namespace hearth
