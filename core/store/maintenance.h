#pragma once

#include "core/telemetry/clock.h"
#include "core/telemetry/error.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

/// What is done with a store's file as a whole; see also `check_store` and `HistoryStore::compact`.
namespace hearth {

/// Told how much is done of how much; returns false to end the work, which is then the error `cancelled`.
using MaintenanceProgress = std::function<bool(std::uint64_t done, std::uint64_t all)>;

/// Copies the store into one file, as it is at this moment; whoever records goes on meanwhile, but its
/// readings of the last minute may not be on the disk yet. The file appears whole or not at all. Errors:
/// not_found, storage (no store, or a damaged one), cannot_create (an existing file without `replace`),
/// cancelled.
Expected<void> backup_store(const std::filesystem::path& path, const std::filesystem::path& file,
                            bool replace, const MaintenanceProgress& progress = {});

/// Puts a backup in the store's place. The present store is set aside, never deleted: where it is now is
/// returned, or nothing where there was none. The backup is looked at first, and a spoiled one changes
/// nothing. Errors: not_found, bad_data (no backup of a history), offline (another program records: it must
/// end first), storage, cannot_create, cancelled.
Expected<std::optional<std::filesystem::path>> restore_store(const std::filesystem::path& file,
                                                             const std::filesystem::path& path,
                                                             const Clock& clock,
                                                             const MaintenanceProgress& progress = {});

}  // namespace hearth
