#include "core/store/cache_file.h"

#include "core/store/lock_file.h"

#include <array>
#include <system_error>

namespace hearth {
namespace {

namespace fs = std::filesystem;

constexpr std::array cache_suffixes = {"", "-wal", "-shm"};

}  // namespace

fs::path cache_path(const fs::path& store) {
  return fs::path(store) += ".cache";
}

fs::path cache_lock_path(const fs::path& store) {
  return cache_path(store) += ".lock";
}

void remove_cache_files(const fs::path& cache) {
  // The file first: a new one is made only once nothing of the old one is left beside it.
  std::error_code ignored;
  for (const char* suffix : cache_suffixes) fs::remove(fs::path(cache) += suffix, ignored);
}

bool remove_cache(const fs::path& store) {
  std::error_code error;
  const bool there = fs::exists(cache_path(store), error);
  if (!there && !fs::exists(cache_lock_path(store), error)) return true;
  LockFile lock(cache_lock_path(store));
  if (!lock.try_take("hearthboard")) return false;
  remove_cache_files(cache_path(store));
  fs::remove(cache_lock_path(store), error);
  return !fs::exists(cache_path(store), error);
}

std::uint64_t cache_file_bytes(const fs::path& store) {
  std::uint64_t all = 0;
  for (const char* suffix : cache_suffixes) {
    std::error_code error;
    const auto bytes = fs::file_size(cache_path(store) += suffix, error);
    if (!error) all += bytes;
  }
  return all;
}

}  // namespace hearth
