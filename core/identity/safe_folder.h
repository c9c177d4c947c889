#pragma once

#include "core/telemetry/error.h"

#include <filesystem>
#include <optional>

namespace hearth {

/// Why a folder is not trusted with sessions and their locks: others than its owner can write into it, and so
/// exchange what is there. Nothing where it is safe, or not there. Any thread; reads the disk.
std::optional<Error> unsafe_folder(const std::filesystem::path& folder);

}  // namespace hearth
