#pragma once

#include "core/store/database.h"
#include "core/telemetry/error.h"

#include <filesystem>
#include <optional>

/// Why a disk does not take what is to be written, in words that tell one cause from another.
namespace hearth {

/// What becomes of what could not be written: it is kept and tried again, or that was all.
enum class Unwritten { kept, lost };

/// `code` is an errno. `file` is the history's.
Error disk_trouble(int code, const std::filesystem::path& file, Unwritten what = Unwritten::kept);

/// The same of what SQLite met; nothing where it is not the disk's fault.
std::optional<Error> disk_trouble(const DatabaseFault& fault, const std::filesystem::path& file,
                                  Unwritten what = Unwritten::kept);

/// What would keep whoever records from writing the file just now, looked at without writing anything;
/// `as_us` asks for the rights of this process too.
std::optional<Error> foreseen_trouble(const std::filesystem::path& file, bool as_us);

}  // namespace hearth
