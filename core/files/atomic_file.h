#pragma once

#include "core/telemetry/error.h"

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace hearth {

/// A file that appears whole or not at all: written beside its place, flushed to the disk, then renamed. What
/// is not committed is removed. One thread at a time.
class AtomicFile {
 public:
  struct Options {
    mode_t mode = 0644;    ///< before the umask
    bool replace = false;  ///< a file that is there already is replaced; else it is an error (cannot_create)
  };

  /// Errors: cannot_create (no such folder, no right, the file exists).
  static Expected<AtomicFile> create(const std::filesystem::path& path, Options options);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  /// Errors: storage (disk full).
  Expected<void> write(std::string_view text);
  /// Where the file is while it is made, for those who write it by other means than `write`.
  [[nodiscard]] const std::string& temporary() const noexcept { return temporary_; }
  /// Puts the file in its place, where it outlives a power cut. Errors: storage; cannot_create where somebody
  /// else made the file meanwhile.
  Expected<void> commit();

 private:
  AtomicFile(std::filesystem::path path, std::string temporary, int descriptor, bool replace)
      : path_(std::move(path)),
        temporary_(std::move(temporary)),
        descriptor_(descriptor),
        replace_(replace) {}

  std::filesystem::path path_;
  std::string temporary_;
  int descriptor_ = -1;
  bool replace_ = false;
  off_t written_ = 0;
  off_t begun_ = 0;  ///< up to here the disk has been told to write
};

/// Writes a folder's names to the disk: what was made or removed in it outlives a power cut. Errors:
/// not_permitted where it cannot be opened, storage.
Expected<void> flush_folder(const std::filesystem::path& folder);

}  // namespace hearth
