#pragma once

#include "core/config/config.h"
#include "core/telemetry/error.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace hearth {

/// Why a folder is not trusted with sessions and their locks: others than its owner can write into it, and so
/// exchange what is there. Nothing where it is safe, or not there. Any thread; reads the disk.
std::optional<Error> unsafe_folder(const std::filesystem::path& folder);

/// What is wrong with where a home's secrets are kept: files that are there and not used, for what they are
/// or for who can read them, and a folder that others can write into. Any thread; reads the disk.
std::vector<Error> secret_place_problems(const Config& config);

}  // namespace hearth
