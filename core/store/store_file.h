#pragma once

#include "core/store/database.h"
#include "core/telemetry/error.h"
#include "core/telemetry/time.h"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

/// The file as a whole: is it a store of ours, how is one made, where does a spoiled one go.
namespace hearth {

struct FileVerdict {
  bool there = false;     ///< a file with something in it
  bool ready = false;     ///< our tables are in it
  bool outdated = false;  ///< those of an older version, which the writer brings up to date
  std::string spoiled;    ///< why it cannot be used ("is damaged"); empty where it can
};

/// Looks at the file without changing it. Where it is ready, `reader` (if not null) is given the connection
/// that it was looked at through. Throws DatabaseFault where it cannot be opened at all.
FileVerdict judge_file(const std::filesystem::path& path, std::unique_ptr<Database>* reader = nullptr);

/// Opens the file for the writer, making what is not there yet and bringing an older version up to date.
/// Throws DatabaseFault.
std::unique_ptr<Database> open_writer(const std::filesystem::path& path);
/// Opens the file for reading. Throws DatabaseFault.
std::unique_ptr<Database> open_reader(const std::filesystem::path& path);

/// Renames the file, with its -wal and -shm, to `<name>.set-aside-<UTC time>`. Errors: storage.
Expected<std::filesystem::path> set_aside(const std::filesystem::path& path, TimeMs now);

/// Makes the folder the file lies in, for its owner alone.
std::error_code folder_made(const std::filesystem::path& file);
/// The same. Errors: storage.
Expected<void> make_folder(const std::filesystem::path& file);

}  // namespace hearth
