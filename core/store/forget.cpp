#include "core/store/forget.h"

#include "core/store/lock_file.h"

#include <string>
#include <system_error>
#include <vector>

namespace hearth {
namespace {

namespace fs = std::filesystem;

/// What of a folder is the history's.
std::vector<fs::path> files_of(const fs::path& file) {
  const std::string name = file.filename().string();
  std::vector<std::string> own;
  for (const std::string& one : {name, name + ".cache"})
    for (const char* suffix : {"", "-wal", "-shm", "-journal", ".lock"}) own.push_back(one + suffix);
  std::vector<fs::path> found;
  std::error_code error;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string here = it->path().filename().string();
    bool is_own = here.starts_with(name + ".set-aside-");
    for (const std::string& known : own) is_own = is_own || here == known;
    if (is_own) found.push_back(it->path());
  }
  return found;
}

}  // namespace

Expected<void> forget_history(const fs::path& file) {
  if (files_of(file).empty()) return {};
  LockFile lock(fs::path(file) += ".lock");
  if (!lock.try_take("hearthctl logout") && lock.error() == 0)
    return fail(
        ErrorKind::offline,
        said("{} records into the history, which therefore stays.", lock.holder().value_or("Somebody")),
        "End that program, then forget the home again.", file.string());
  for (const fs::path& path : files_of(file)) {
    std::error_code error;
    fs::remove(path, error);
    if (error)
      return fail(ErrorKind::storage, said("{} cannot be deleted: {}.", path.string(), error.message()),
                  "Check the rights of its folder.", path.string());
  }
  return {};
}

}  // namespace hearth
