#pragma once

#include <filesystem>

namespace hearth::test {

/// Makes `data` the data folder of a new cluster with the roles and an empty database `telemetry`. initdb
/// runs once for a build folder and version of PostgreSQL; afterwards its result is copied.
void make_cluster(const std::filesystem::path& data);

}  // namespace hearth::test
