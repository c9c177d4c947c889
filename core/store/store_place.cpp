#include "core/store/store_place.h"

#include <sys/stat.h>

#include <cerrno>
#include <system_error>

namespace hearth {

std::optional<StorePlace::Identity> StorePlace::identity(const std::filesystem::path& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
  return Identity{facts.st_dev, facts.st_ino};
}

/// The disk of the nearest folder above the file that is there.
std::optional<dev_t> StorePlace::disk_under(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(file, error).parent_path();
  while (true) {
    if (const auto found = identity(folder)) return found->device;
    if (!folder.has_relative_path()) return std::nullopt;
    folder = folder.parent_path();
  }
}

void StorePlace::remember(const std::filesystem::path& file) {
  file_ = identity(file);
  disk_ = disk_under(file);
  without_.reset();
}

StorePlace::Verdict StorePlace::look(const std::filesystem::path& file) {
  if (!file_) return Verdict::same;
  if (const auto now = identity(file)) return *now == *file_ ? Verdict::same : Verdict::other_file;
  // A disk that only answers with errors has lost nothing yet.
  if (errno != ENOENT && errno != ENOTDIR) return Verdict::same;
  const auto disk = disk_under(file);
  if (disk == disk_) return Verdict::deleted;
  without_ = disk;
  return Verdict::away;
}

bool StorePlace::waits(const std::filesystem::path& file) {
  if (!without_) return false;
  if (identity(file) || disk_under(file) != without_) {
    without_.reset();
    return false;
  }
  return true;
}

}  // namespace hearth
