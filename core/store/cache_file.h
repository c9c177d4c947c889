#pragma once

#include <cstdint>
#include <filesystem>

/// The file of a store's cache as a whole; what is in it is `HistoryCache`'s.
namespace hearth {

/// Where the cache of a store lies.
std::filesystem::path cache_path(const std::filesystem::path& store);
/// The lock of who writes it.
std::filesystem::path cache_lock_path(const std::filesystem::path& store);
/// Deletes the cache of a store, unless another program writes it. True where it is gone.
bool remove_cache(const std::filesystem::path& store);
/// Deletes the file `cache` and what lies beside it, but for the lock.
void remove_cache_files(const std::filesystem::path& cache);
/// What the cache of a store takes on the disk, in bytes; 0 where there is none.
std::uint64_t cache_file_bytes(const std::filesystem::path& store);

}  // namespace hearth
