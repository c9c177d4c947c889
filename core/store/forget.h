#pragma once

#include "core/telemetry/error.h"

#include <filesystem>

namespace hearth {

/// Deletes a local history: its file, what lies beside it, and what was set aside of it; nothing else in its
/// folder. One that is not there is gone already. Errors: offline (somebody records into it), storage.
Expected<void> forget_history(const std::filesystem::path& file);

}  // namespace hearth
